"""Trying a plan before callers meet it: one call, a whole week, and the calls that are saved with it."""
