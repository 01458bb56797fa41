"""Every call, with its path."""
