"""The composition root: settings, the `belplan` command, the supervisor; the only wiring."""
