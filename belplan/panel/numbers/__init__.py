"""The company's external numbers: where each leads, and who shows it."""
