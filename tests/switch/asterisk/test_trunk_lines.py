"""A trunk's page tells how it stands: a real Asterisk at carriers that take it, refuse it, or say nothing."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from belplan.switch.accounts import TrunkAccount
from belplan.switch.asterisk.launch import read_registrations_anew
from belplan.switch.asterisk.trunk_lines import TrunkLines
from belplan.switch.port import TrunkStanding, TrunkState
from tests.phones.asterisk import CARRIER_ADDRESS, configuration, running_asterisk

pytestmark = pytest.mark.phones

ECHOED = ("Via", "From", "To", "Call-ID", "CSeq", "Contact")
SECONDS = 8.0
TIMED_OUT = 36.0  # seconds: 64 times T1 (RFC 3261 section 17.1.2.2), and until the first sending


@contextmanager
def carrier(says: str) -> Iterator[int]:
    """A carrier's server that answers all that it is asked with this status, or nothing; its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((CARRIER_ADDRESS, 0))
        thread = threading.Thread(target=_serve, args=(line, says))
        thread.start()
        try:
            yield line.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", line.getsockname())
            thread.join()


def _serve(line: socket.socket, says: str) -> None:
    while True:
        asked, caller = line.recvfrom(65_535)
        if not asked:
            return
        lines = [text for text in asked.decode().split("\r\n") if text.partition(":")[0] in ECHOED]
        lines = [f"{text};tag=there" if text.startswith("To:") else text for text in lines]
        if says:
            answer = [f"SIP/2.0 {says}", *lines, "Expires: 600", "Content-Length: 0", "", ""]
            line.sendto("\r\n".join(answer).encode(), caller)


def registering(name: str, port: int) -> TrunkAccount:
    return TrunkAccount(name, CARRIER_ADDRESS, port, username=f"{name}-user", secret="s", register=True)


def by_address(name: str, port: int) -> TrunkAccount:
    return TrunkAccount(name, CARRIER_ADDRESS, port, addresses=("127.0.0.9",))


WANTED = {
    "taken": TrunkStanding(TrunkState.REGISTERED),
    "trunk.refused-with-a-long-name-indeed.acme-and-daughters": TrunkStanding(TrunkState.REFUSED, 403),
    "unknown": TrunkStanding(TrunkState.REFUSED, 404),
    "busy": TrunkStanding(TrunkState.REFUSED, 503),
    "mute": TrunkStanding(TrunkState.TRYING),
    "there": TrunkStanding(TrunkState.REACHABLE),
    "gone": TrunkStanding(TrunkState.UNREACHABLE),
}
SAYS = ("200 OK", "403 Forbidden", "404 Not Found", "503 Service Unavailable", "", "404 Not Found", "")


async def test_each_trunk_tells_how_it_stands_with_its_carrier() -> None:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder, ExitStack() as carriers:
        ports = [carriers.enter_context(carrier(says)) for says in SAYS]
        trunks = [
            (by_address if name in ("there", "gone") else registering)(name, port)
            for name, port in zip(WANTED, ports, strict=True)
        ]
        with running_asterisk(configuration(Path(folder))) as at:
            at.accounts([], trunks)
            await read_registrations_anew(at.config)
            found: dict[str, TrunkStanding] = {}
            async with asyncio.timeout(SECONDS):
                while found != WANTED:
                    lines = TrunkLines(at.config)
                    found = dict(await lines.read([*WANTED, "nobody"]))
            assert await lines.read(["taken"]) == {"taken": WANTED["taken"]}


@pytest.mark.long
async def test_a_carrier_that_says_nothing_for_half_a_minute_is_told_of() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="belplan-"))
        port = stack.enter_context(carrier(""))
        at = stack.enter_context(running_asterisk(configuration(Path(folder))))
        at.accounts([], [registering("mute", port)])
        await read_registrations_anew(at.config)
        await asyncio.sleep(TIMED_OUT)
        assert await TrunkLines(at.config).read(["mute"]) == {"mute": TrunkStanding(TrunkState.NO_ANSWER)}
