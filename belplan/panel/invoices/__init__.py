"""Prices and invoice lines of one company, as the company itself and whoever serves it see them."""
