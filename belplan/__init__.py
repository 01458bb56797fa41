"""Belplan: an open cloud telephone exchange."""
