"""The company's settings: how its people sign in, and who may help."""
