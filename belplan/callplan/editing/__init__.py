"""Editing a draft plan: a tree of steps with lasting ids, changed by one small operation at a time, each with its undo.

Pure: no Django, no database. `tree` is what is edited, `edits` the operations and `apply`, `moves` where a step may go.
"""
