"""Who signs in: people's accounts and sessions."""
