"""E-mail that is never lost: sent from a journal, tried again."""
