"""Drafts become published plans; devices and trunks become what the switch must know."""
