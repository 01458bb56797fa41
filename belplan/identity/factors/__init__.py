"""The kinds of second factor: one file a kind; catalogue.py is the list."""
