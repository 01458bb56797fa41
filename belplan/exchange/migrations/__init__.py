"""The database's history of belplan.exchange."""
