"""People's photos, as lists and the phonebook show them."""
