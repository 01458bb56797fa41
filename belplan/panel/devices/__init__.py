"""The company's telephones: the wizard, the list, and one of them."""
