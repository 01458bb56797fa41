"""Why a request cannot be answered as it is; the middleware takes people to where it is mended."""

from __future__ import annotations


class SignInNeeded(Exception):
    """Nobody is signed in here."""


class PasswordChangeNeeded(Exception):
    """Whoever is signed in must choose another password before anything else."""
