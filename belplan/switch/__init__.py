"""What an exchange can ask of a switch, and the two switches that answer."""
