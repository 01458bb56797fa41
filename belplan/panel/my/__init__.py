"""The user panel's first page."""
