"""All kinds of second factor, in the order in which pages offer them."""

from __future__ import annotations

from belplan.identity.factors.app import App
from belplan.identity.factors.authenticator import Authenticator
from belplan.identity.factors.base import Kind
from belplan.identity.factors.passkey import Passkey
from belplan.identity.factors.phone import Phone
from belplan.identity.factors.recovery_codes import RecoveryCodes

KINDS: tuple[Kind, ...] = (App(), Phone(), Authenticator(), Passkey(), RecoveryCodes())
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind(key: str) -> Kind:
    """The kind with this key. Raises KeyError."""
    return _BY_KEY[key]
