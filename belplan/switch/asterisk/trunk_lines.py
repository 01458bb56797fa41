"""How each trunk stands with its carrier: whether it is registered there, else why not; whether its server answers.

Neither ARI nor a table tells of registrations that Asterisk keeps up itself: its console does, and why one was refused
stands in its log alone. Contacts that lie in a table are never asked whether they are there, so we ask ourselves, by
OPTIONS (RFC 3261 section 11).
"""

from __future__ import annotations

import asyncio
import re
import secrets
import sqlite3
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from belplan.switch.asterisk import launch
from belplan.switch.asterisk.config import SwitchConfig
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.port import SwitchAway, TrunkStanding, TrunkState

KEEP_SECONDS = 3.0  # what was found; several pages may look at once
PAUSES = (0.5, 1.0, 1.0)  # seconds after each sending of a question (RFC 3261 section 17.1.2.2)
LOG_BYTES = 2**18  # from its end: each refused trunk adds 200 bytes a minute at most
_LINE = re.compile(r"^\s*([^/\s]+)/\S+\s.*?(Registered|Unregistered|Rejected|Stopped)\s*(?:\(|$)", re.M)
_REFUSED = re.compile(r"(?:'(\d{3})'|(403) Forbidden|(No response))[^'\n]*'([^'\n]+)'[^'\n]*attempt to '([^'\n]+)'")


class TrunkLines:
    """The trunks of one Asterisk."""

    def __init__(self, config: SwitchConfig) -> None:
        self._config = config
        self._kept: dict[str, tuple[float, TrunkStanding]] = {}

    async def read(self, names: Collection[str]) -> Mapping[str, TrunkStanding]:
        """How those of these trunks stand that Asterisk knows. Raises SwitchAway."""
        old = time.monotonic() - KEEP_SECONDS
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > old}
        asked = [name for name in names if name not in self._kept]
        if asked:
            try:
                found = await self._look(asked)
            except (SetupError, OSError, sqlite3.Error) as problem:
                raise SwitchAway(f"Asterisk's trunks cannot be read ({type(problem).__name__}).") from problem
            self._kept |= {name: (time.monotonic(), standing) for name, standing in found.items()}
        return {name: self._kept[name][1] for name in names if name in self._kept}

    async def _look(self, names: list[str]) -> dict[str, TrunkStanding]:
        registering, servers = await asyncio.to_thread(_stored, self._config.accounts, names)
        found = await self._registrations(registering) if registering else {}
        silent = [name for name in servers if name not in registering]
        answers = await asyncio.gather(*(_answers(servers[name], self._config.host) for name in silent))
        states = (TrunkState.REACHABLE if answer else TrunkState.UNREACHABLE for answer in answers)
        return found | {name: TrunkStanding(state) for name, state in zip(silent, states, strict=True)}

    async def _registrations(self, uris: Mapping[str, tuple[str, str]]) -> dict[str, TrunkStanding]:
        told = {m[1]: m[2] for m in _LINE.finditer(await launch.console(self._config, "pjsip show registrations"))}
        reasons: dict[tuple[str, str], TrunkStanding] = {}
        if "Rejected" in told.values() or "Stopped" in told.values():
            reasons = await asyncio.to_thread(_reasons, self._config.log / "asterisk.log")
        return {name: _standing(told.get(name, ""), reasons.get(uris[name])) for name in uris}


def _standing(told: str, reason: TrunkStanding | None) -> TrunkStanding:
    if told == "Registered":
        return TrunkStanding(TrunkState.REGISTERED)
    if told in ("Rejected", "Stopped"):
        return reason or TrunkStanding(TrunkState.REFUSED)
    return TrunkStanding(TrunkState.TRYING)


def _reasons(log: Path) -> dict[tuple[str, str], TrunkStanding]:
    """Why each was refused last, by server and by who asked."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - LOG_BYTES))
        text = file.read().decode(errors="replace")
    found = {}
    for match in _REFUSED.finditer(text):
        status = int(match[1] or match[2] or 0)
        silent = bool(match[3]) or status == 408  # a timeout of ours is told as one of theirs (RFC 3261 8.1.3.1)
        state = TrunkState.NO_ANSWER if silent else TrunkState.REFUSED
        found[match[4], match[5]] = TrunkStanding(state, 0 if silent else status)
    return found


def _stored(accounts: Path, names: list[str]) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, int]]]:
    """Server and client URI of each that registers, and the server of each."""
    marks = ", ".join("?" * len(names))
    with closing(sqlite3.connect(accounts, timeout=1.0)) as database:
        uris = database.execute(
            f"SELECT id, server_uri, client_uri FROM ps_registrations WHERE id IN ({marks})",  # noqa: S608
            names,
        )
        registering = {name: (server, client) for name, server, client in uris}
        contacts = database.execute(f"SELECT id, contact FROM ps_aors WHERE id IN ({marks})", names).fetchall()  # noqa: S608
    parts = {name: contact.removeprefix("sip:").rpartition(":") for name, contact in contacts}
    return registering, {name: (host, int(port)) for name, (host, _, port) in parts.items()}


class _Question(asyncio.DatagramProtocol):
    """One OPTIONS, and whether anything came back: whatever a server says to it, it is there."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._server, self._id = "{}:{}".format(*server), secrets.token_hex(8)

    def text(self, own: tuple[str, int]) -> bytes:
        """What is asked; `own` is the address that it is asked from."""
        lines = (
            f"OPTIONS sip:{self._server} SIP/2.0",
            f"Via: SIP/2.0/UDP {own[0]}:{own[1]};branch=z9hG4bK{self._id};rport",
            "Max-Forwards: 70",
            f"From: <sip:belplan@{own[0]}>;tag={self._id}",
            f"To: <sip:{self._server}>",
            f"Call-ID: {self._id}",
            "CSeq: 1 OPTIONS",
            "User-Agent: Belplan",
            "Content-Length: 0",
        )
        return "\r\n".join((*lines, "", "")).encode()

    def datagram_received(self, data: bytes, _address: object) -> None:
        if data.startswith(b"SIP/2.0 ") and self._id.encode() in data and not self.answered.done():
            self.answered.set_result(True)

    def error_received(self, _problem: Exception) -> None:
        """Nobody listens there: it may be about to start, so we ask on."""


async def _answers(server: tuple[str, int], host: str) -> bool:
    """Whether a SIP server answers, asked from the address that Asterisk calls from."""
    own = None if host in ("0.0.0.0", "::") else (host, 0)  # noqa: S104 (compared, not listened at)
    try:
        transport, question = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Question(server), local_addr=own, remote_addr=server
        )
    except OSError:
        return False
    try:
        text = question.text(transport.get_extra_info("sockname")[:2])
        for pause in PAUSES:
            transport.sendto(text)
            await asyncio.wait((question.answered,), timeout=pause)
            if question.answered.done():
                return True
        return False
    finally:
        transport.close()
