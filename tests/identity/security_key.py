"""A security key in software (WebAuthn Level 2, ES256, no attestation), as tests plug it into a page."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as text

PRESENT, WITH_KEY = 0x01, 0x40  # flags of authenticator data


class SecurityKey:
    """One credential; `count` goes up with each signature. A copy of it has the same key and its own count."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def create(self, options: dict[str, Any], origin: str) -> str:
        """What navigator.credentials.create() gives the page, as JSON."""
        told = self._data(options["rp"]["id"], PRESENT | WITH_KEY) + bytes(16) + len(self.id).to_bytes(2, "big")
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told + self.id + self._public()})
        client = self._client("webauthn.create", options["challenge"], origin)
        return self._credential({"clientDataJSON": text(client), "attestationObject": text(attested)})

    def sign(self, options: dict[str, Any], origin: str, host: str = "") -> str:
        """What navigator.credentials.get() gives the page, as JSON."""
        self.count += 1
        data = self._data(host or options["rpId"], PRESENT)
        client = self._client("webauthn.get", options["challenge"], origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
        )

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.private.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **point})  # RFC 9053: EC2, ES256, P-256

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _credential(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
