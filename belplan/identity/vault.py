"""Secrets in the database are kept sealed: a copy of the database alone opens nothing. Also the HMAC of codes."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def seal(secret: str) -> str:
    """Encrypt with a key made from this installation's secret key, which is no part of the database."""
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises cryptography.fernet.InvalidToken when the secret key was changed since."""
    return _box().decrypt(sealed.encode()).decode()


def digest(purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 with the installation's pepper, as 64 hexadecimal digits; each purpose has a pepper of its own."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(_key(purpose), message, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("vault")))


def _key(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"belplan.identity.{purpose}".encode(), hashlib.sha256).digest()
