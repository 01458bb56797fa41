"""The ports that an exchange binds, each with its purpose and the variable that moves it."""

from __future__ import annotations

import errno
import socket
from typing import NamedTuple

from belplan.run.environment import Environment
from belplan.switch.asterisk.errors import SetupError

TRIES = 100


class Port(NamedTuple):
    """One address to bind."""

    host: str
    number: int
    kind: socket.SocketKind
    purpose: str
    variable: str


def ports(here: Environment) -> tuple[Port, ...]:
    """All but those for sound, of which Asterisk takes any that is free."""
    tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
    return (
        Port(here.host, here.port, tcp, "the panel", "BELPLAN_PORT"),
        Port(here.host, here.sip_port, udp, "SIP over UDP", "BELPLAN_SIP_PORT"),
        Port(here.host, here.sip_port, tcp, "SIP over TCP", "BELPLAN_SIP_PORT"),
        Port(here.host, here.tls_port, tcp, "SIP over TLS", "BELPLAN_TLS_PORT"),
        Port("127.0.0.1", here.ari_port, tcp, "the switch's control interface", "BELPLAN_ARI_PORT"),
    )


def require_free(here: Environment) -> None:
    """SetupError naming the first port that cannot be bound, and the mend. Ask before starting, not while running."""
    for port in ports(here):
        if problem := why_not(port, here):
            raise SetupError(problem)


def why_not(port: Port, here: Environment) -> str:
    """Why this port cannot be bound, with the mend; empty when it can."""
    error = _refusal(port)
    if error is None:
        return ""
    named = f"Port {port.number} on {port.host} ({port.purpose})"
    if error.errno == errno.EADDRINUSE:
        other = _free_one(port, here)
        return (
            f"{named} is taken: end the program that holds it, "
            f"or choose another port: {port.variable}={other} scripts/up"
        )
    if error.errno == errno.EACCES:
        return f"{named} is kept for root: choose one above 1023, such as {port.variable}={port.number + 8000}."
    return f"{named} cannot be used ({error.strerror}): set BELPLAN_HOST to an address of this machine."


def _refusal(port: Port) -> OSError | None:
    with socket.socket(socket.AF_INET, port.kind) as probe:
        if port.kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
        except OSError as error:
            return error
    return None


def _free_one(port: Port, here: Environment) -> int:
    """The next number that is free for all that its variable moves and wanted for nothing else."""
    wanted = {p.number for p in ports(here)}
    moved = [p for p in ports(here) if p.variable == port.variable]
    numbers = range(port.number + 1, min(port.number + TRIES, 65535))
    free = (n for n in numbers if n not in wanted and not any(_refusal(p._replace(number=n)) for p in moved))
    return next(free, port.number + 1)
