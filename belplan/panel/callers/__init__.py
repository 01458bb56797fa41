"""Caller lists: numbers and beginnings of numbers that call plans treat alike, pasted as people have them."""
