"""The demo call: real telephones that ring, talk and listen."""
