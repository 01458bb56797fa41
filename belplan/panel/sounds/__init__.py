"""Sounds that callers hear: the list, and each with its player, from a file, the microphone or a text."""
