"""Users added from a file: looked through first, saved all together or not at all."""
