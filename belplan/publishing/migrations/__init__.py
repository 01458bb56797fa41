"""The database's history of belplan.publishing."""
