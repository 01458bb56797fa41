"""The one error that fetching, configuring and starting Asterisk raises."""


class SetupError(Exception):
    """Something on this machine stands in the way; the message is one sentence that says what, and the mend."""
