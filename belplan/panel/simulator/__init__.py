"""Trying a call: who hears what, when."""
