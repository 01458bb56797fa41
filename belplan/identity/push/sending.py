"""Sends one message to one app: encrypted (RFC 8291), signed (RFC 8292), handed to its push service (RFC 8030)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings
from pywebpush import WebPusher

from belplan.identity.push import addresses, keys

log = logging.getLogger(__name__)

TTL = 30  # seconds that the push service may keep it: afterwards the code is dead
TIMEOUT = 5.0  # seconds for all of it, resolving included
SIGNED_FOR = 3600  # seconds: clocks differ
TAKEN = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT)
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class NotSent(Exception):
    """The push service did not take it."""


class Gone(NotSent):
    """The push service knows this app no more: it was removed, or notifications were forbidden."""


def send(subscription: Mapping[str, str], message: bytes) -> None:
    """Send, and return once the push service has taken it. `subscription`: endpoint, p256dh, auth.

    Raises Gone, or NotSent where the push service is away, refuses, redirects, or may not be reached.
    """
    endpoint = subscription["endpoint"]
    try:
        addresses.check(endpoint)
        body = encrypted(subscription, message)
        status = asyncio.run(_post(endpoint, body, _headers(endpoint)))
    except (ValueError, aiohttp.ClientError, OSError, TimeoutError) as problem:
        log.warning("A push service could not be reached: %s", type(problem).__name__)
        raise NotSent(type(problem).__name__) from problem
    if status in GONE:
        raise Gone(str(status))
    if status not in TAKEN:
        log.warning("The push service %s answered %d.", urlsplit(endpoint).hostname, status)
        raise NotSent(str(status))


def encrypted(subscription: Mapping[str, str], message: bytes) -> bytes:
    """The message as only this app can read it. Raises ValueError for keys that are none."""
    browsers_keys = {"p256dh": subscription["p256dh"], "auth": subscription["auth"]}
    pusher = WebPusher({"endpoint": subscription["endpoint"], "keys": browsers_keys})
    body: bytes = pusher.encode(message, content_encoding="aes128gcm")["body"]
    return body


def _headers(endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims: dict[str, str | int] = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": _contact(),
        "exp": int(time.time()) + SIGNED_FOR,
    }
    return {
        **keys.load(Path(settings.DATA)).sign(claims),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(TTL),
        "Urgency": "high",
        "Topic": "code",  # of two that wait, the newer one is delivered
    }


def _contact() -> str:
    """Whom the push service asks when something is amiss."""
    url: str = settings.ENVIRONMENT.url
    return url if url.startswith("https:") else f"mailto:postmaster@{settings.ENVIRONMENT.hostname}"


async def _post(endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
    resolver = addresses.GlobalResolver()
    connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
        session.post(endpoint, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status  # what else it says is of no use, and not read
