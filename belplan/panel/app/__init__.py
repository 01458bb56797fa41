"""The app: a part of the panel that telephones install, and that is told codes."""
