"""The key by which push services know this installation (VAPID, RFC 8292); made once, readable by its owner only."""

from __future__ import annotations

import base64
import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

NAME = "push-key.pem"


def ensure(data: Path) -> Path:
    """Where the private key lies, made where it is missing; every linked app is bound to it. Raises OSError."""
    path = data / NAME
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        _write_once(path, ec.generate_private_key(ec.SECP256R1()))
    return path


def load(data: Path) -> Vapid02:
    """The key, to sign with. Raises OSError."""
    return Vapid02.from_pem(ensure(data).read_bytes())


def public(data: Path) -> str:
    """The public key as browsers want it: an uncompressed point in base64url without padding. Raises OSError."""
    point = load(data).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _write_once(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Of two that start at once, the first one's key is everybody's."""
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(beside)
    finally:
        beside.unlink(missing_ok=True)
