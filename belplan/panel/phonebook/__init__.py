"""The phonebook: colleagues, call plans and shared contacts, found by all and kept by administrators."""
