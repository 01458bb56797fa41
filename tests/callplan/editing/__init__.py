"""Editing drafts, on the pure tree."""
