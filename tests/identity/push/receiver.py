"""The other end of Web Push: a push service on loopback, and an app that decrypts what comes there.

Decrypted after RFC 8291 and RFC 8188 themselves, with none of the code that encrypts.
"""

from __future__ import annotations

import base64
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AUTH = bytes(range(16))


def to_text(content: bytes) -> str:
    """base64url as browsers write it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The same, back."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class App:
    """An app that has subscribed, with its own key."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = point_of(self.key.public_key())
        self.subscription = {"endpoint": endpoint, "p256dh": to_text(self.point), "auth": to_text(AUTH)}

    def opens(self, body: bytes) -> bytes:
        """Decrypt a message. Raises InvalidTag for one that was meant for somebody else."""
        salt, record, length = body[:16], struct.unpack("!L", body[16:20])[0], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= record, "one record"
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = derived(AUTH, shared, b"WebPush: info\0" + self.point + sender, 32)
        key = derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        text = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert text.endswith(b"\2"), "the last record"
        return text[:-1]


def derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF with SHA-256 (RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as it travels."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def claims_of(authorization: str) -> tuple[dict[str, Any], str]:
    """What the sender claims in a `vapid t=…,k=…` header, its signature checked, and its public key."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    raw = from_text(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(parts["k"]))
    numbers = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(numbers, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(from_text(claims)), parts["k"]


@dataclass
class Post:
    """One message as the push service got it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """A push service; `status` is what it answers, `goes_to` where it redirects."""

    url: str = ""
    status: int = 201
    goes_to: str = ""
    silent: threading.Event = field(default_factory=threading.Event)  # while set it never answers
    posts: list[Post] = field(default_factory=list)

    def app(self, name: str = "ann") -> App:
        """An app that has subscribed here."""
        return App(f"{self.url}/{name}")


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run one."""
    service, over = PushService(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.posts.append(Post(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if service.silent.is_set():
                over.wait(30)
            self.send_response(service.status)
            if service.goes_to:
                self.send_header("Location", service.goes_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests tell what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
