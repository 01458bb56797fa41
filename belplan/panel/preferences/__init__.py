"""Language and light or dark, changed from the profile menu."""
