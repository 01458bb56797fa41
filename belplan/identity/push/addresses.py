"""Which addresses a message may be sent to: somebody signed in names them, so nothing of our own network is among them.

The name is resolved once, and the connection goes to what was found then.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from django.conf import settings

LONGEST = 2_000  # characters of an endpoint
NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address in its last 32 bits


class NotAllowed(ValueError):
    """No message goes there."""


def loopback_allowed() -> bool:
    """Tests run a push service on this machine, without TLS; nobody else may."""
    return bool(settings.BELPLAN_PUSH_LOOPBACK)


def check(endpoint: str) -> None:
    """Raises NotAllowed for an address that is wrong as it is written; where it leads is seen when it is used."""
    try:
        parts = urlsplit(endpoint)
        _ = parts.port
    except ValueError as error:
        raise NotAllowed("no address") from error
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or not parts.hostname:
        raise NotAllowed("no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback_allowed()):
        raise NotAllowed("not https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed("not what a browser gives")
    if (literal := _literal(parts.hostname)) and not may_reach(literal):
        raise NotAllowed("not on the internet")


def may_reach(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is anybody's on the internet. IPv4 inside IPv6 is judged as what it is."""
    inner = _inner(address)
    if inner.is_loopback:
        return loopback_allowed()
    return inner.is_global and not inner.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class GlobalResolver(AbstractResolver):
    """Resolves names for one connection, to addresses that may be reached."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises OSError where the name has none; one that may not be reached among them spoils all."""
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(may_reach(ip_address(one["host"].partition("%")[0])) for one in found):
            raise OSError("the push service's name does not lead to the internet")
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()
