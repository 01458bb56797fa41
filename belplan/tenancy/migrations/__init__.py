"""The database's history of belplan.tenancy."""
