"""Menus: what callers are asked and how long one waits for a key; where the keys lead stands in each call plan."""
