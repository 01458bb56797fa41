"""Call events become call records, and records become reports."""
