"""Codes to the app by Web Push."""
