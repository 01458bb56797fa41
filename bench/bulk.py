"""One SIPp under load: started, sped up and ended from here, its notes read while it runs.

Every load is bounded in calls and in time, and goes to this machine's loopback only.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import itertools
import random
import signal
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import scenarios
from tests.phones.sipp import PROGRAM, SippError

SAMPLES_A_SECOND = 8000
SILENCE = 0xD5  # of A-law
END_SECONDS = 2.0
PORTS = (10000, 16000)  # below those of Asterisk's sound
EVERYWHERE = "0.0.0.0"  # noqa: S104 (SIPp binds its control port so)
_runs = itertools.count(1)


@dataclass
class Notes:
    """What SIPp wrote down, by the calling number; seconds since the epoch."""

    file: Path
    called: dict[str, float] = field(default_factory=dict)
    rang: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    _at: int = 0

    def read(self) -> None:
        """Take in what was written since the last time; a line still being written waits."""
        with self.file.open("rb") as log:
            log.seek(self._at)
            text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._at += len(whole)
        for line in whole.decode(errors="replace").splitlines():
            what, who, seconds, micros = line.split()
            getattr(self, what)[who] = float(seconds) + float(micros) / 1e6


class Bulk:
    """One SIPp process, its folder and its notes. Use as an asynchronous context manager."""

    def __init__(self, folder: Path, address: str, scenario: str, options: Sequence[str], port: int = 0) -> None:
        self.folder = folder / f"sipp-{next(_runs)}"
        self.folder.mkdir(parents=True)
        self.address = address
        self.port = port or free_udp_port(address)
        self.notes = Notes(self.folder / "notes.log")
        self._control = free_udp_port(EVERYWHERE)
        self._scenario = scenario
        self._options = options
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Bulk:
        (self.folder / "scenario.xml").write_text(self._scenario)
        (self.folder / scenarios.SOUND_FILE).write_bytes(bytes([SILENCE]) * SAMPLES_A_SECOND)
        self.notes.file.touch()
        with (self.folder / "screen.txt").open("wb") as screen:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    PROGRAM, *self._words(), cwd=self.folder, stdout=screen, stderr=screen
                )
            except FileNotFoundError:
                raise SippError("SIPp is missing: apt-get install sip-tester") from None
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it at once, whatever it is at."""
        for sign in (signal.SIGUSR1, signal.SIGUSR1, signal.SIGKILL):
            if self._process.returncode is None:
                self._process.send_signal(sign)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), END_SECONDS / 4)
        await self._process.wait()

    def speed(self, rate: float) -> None:
        """Begin `rate` calls a second from now on."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            control.sendto(f"cset rate {rate:.1f}".encode(), ("127.0.0.1", self._control))

    def no_more_calls(self) -> None:
        """Begin no more; those under way are seen through, then it ends by itself."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGUSR1)

    async def done(self, seconds: float) -> None:
        """Wait until it has ended by itself, at most so long. SippError when it could not even begin."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        if self._process.returncode not in (None, 0, 1, 97, 99):
            raise SippError(f"SIPp ended with {self._process.returncode}: {self._said()}")

    def totals(self) -> dict[str, int]:
        """How many calls were "successful" and how many "failed". Complete once it has ended."""
        with (self.folder / "stat.csv").open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        row = rows[-1] if rows else {}
        return {
            "successful": int(row.get("SuccessfulCall(C)") or 0),
            "failed": int(row.get("FailedCall(C)") or 0),
        }

    def _words(self) -> Iterator[str]:
        yield from ("-sf", "scenario.xml", "-i", self.address, "-p", str(self.port), "-nostdin", "-skip_rlimit")
        yield from ("-mi", self.address, "-mp", str(free_udp_port(self.address)), "-cp", str(self._control))
        yield from ("-trace_logs", "-log_file", "notes.log", "-trace_stat", "-stf", "stat.csv", "-fd", "1")
        yield from ("-trace_err", "-error_file", "errors.log", "-max_log_size", "1000000", "-timer_resol", "2")
        yield from self._options

    def _said(self) -> str:
        files = (self.folder / name for name in ("errors.log", "screen.txt"))
        return "\n".join(file.read_text(errors="replace")[-1000:] for file in files if file.exists())


def callers(
    folder: Path,
    target: str,
    rows: Iterable[tuple[str, str]],
    *,
    rate: float,
    calls: int,
    talk: float,
    with_sound: bool = False,
    address: str = "127.0.0.2",
) -> Bulk:
    """Callers that begin `rate` calls a second until there were `calls`. Each row is a caller and what is dialled."""
    options = ["-r", f"{rate:.1f}", "-m", str(calls), "-l", str(calls), "-inf", "rows.csv"]
    options += ["-recv_timeout", "5000", target]
    bulk = Bulk(folder, address, scenarios.caller(talk, with_sound=with_sound), options)
    (bulk.folder / "rows.csv").write_text("\n".join(["SEQUENTIAL", *(";".join(row) for row in rows), ""]))
    return bulk


def telephones(folder: Path, address: str, port: int) -> Bulk:
    """Telephones that answer every call, and send the caller's sound back to it."""
    return Bulk(folder, address, scenarios.telephone(), ["-rtp_echo"], port)


def free_udp_port(address: str) -> int:
    """A UDP port of this address that nobody holds now, of those that the system gives to nobody by itself."""
    while True:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, random.randrange(*PORTS)))  # noqa: S311 (no secret)
            return int(probe.getsockname()[1])
