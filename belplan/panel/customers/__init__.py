"""The platform's companies, for the operator and for resellers: making, suspending, helping."""
