"""Where a request comes from, as limits, the sign-in history and passkeys need it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

from belplan.identity.factors.base import Where
from belplan.identity.policy import IPV6_PREFIX

AGENT = 200  # characters of what a browser says of itself


def where(request: HttpRequest) -> Where:
    """Read from the connection; behind a proxy on this machine uvicorn has already put the visitor's address there."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return Where(
        address=address,
        network=network(address),
        agent=request.headers.get("User-Agent", "")[:AGENT],
        origin=f"{request.scheme}://{request.get_host()}",
    )


def network(address: str) -> str:
    """What limits count by: an IPv4 address itself; of IPv6 the /64, since one household has all of it."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address[:50]
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False))
