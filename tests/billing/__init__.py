"""Prices, the history of functions, and invoice lines."""
