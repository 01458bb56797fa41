"""The company's users: found, added, changed and removed."""
