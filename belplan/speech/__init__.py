"""Text to speech, sound conversion and levels; no Django."""
