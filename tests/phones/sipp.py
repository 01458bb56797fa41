"""Bulk SIP calls: runs SIPp (Debian's sip-tester) with a scenario and counts what came of its calls.

    devices = [("demo.101", "secret-101")]
    async with answering(device_answers(ring=1.0), folder=tmp_path, server="127.0.0.1:5060", devices=devices) as met:
        rows = [("32475112233", "3225805000")]
        counts = await run(call_answered(), "127.0.0.1:5060", rows=rows, calls=100, rate=10, folder=tmp_path)

Only addresses of this machine are taken as targets.
"""

import asyncio
import contextlib
import csv
import itertools
import os
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from tests.phones.sipp_scenarios import REGISTER

PROGRAM = "sipp"
END_SECONDS = 1
# Its own words: 0 all calls went well, 1 at least one failed, 97 ended by a signal or at its time limit.
CLEAN_ENDS = {0, 1}

_runs = itertools.count(1)


class SippError(Exception):
    """SIPp could not do its work; the text holds its own words."""


@dataclass(frozen=True)
class Counts:
    """What came of the calls. `received` counts messages by status or method; `unexpected` those of no step."""

    successful: int = 0
    failed: int = 0
    received: Counter[str] = field(default_factory=Counter)
    unexpected: int = 0
    retransmissions: int = 0


async def run(
    scenario: str,
    target: str,
    *,
    folder: Path,
    calls: int = 1,
    rate: float = 10.0,
    at_once: int = 100,
    rows: Iterable[Sequence[str]] = (),
    address: str = "127.0.0.2",
    port: int = 0,
    seconds: float = 60.0,
) -> Counts:
    """Place `calls` calls at `rate` a second to `target` ("address:port"), never more than `at_once` at a time.

    Each of `rows` feeds one call with [field0] and so on, from the first again when they run out. Raises SippError
    when SIPp cannot run or is not done within `seconds`.
    """
    _require_loopback(target)
    place = _Place(folder, address, port)
    options = ["-m", str(calls), "-r", f"{rate:g}", "-l", str(at_once), target]
    process = await place.start(scenario, options, rows)
    try:
        async with asyncio.timeout(seconds):
            code = await process.wait()
    except TimeoutError:
        raise SippError(f"SIPp was not done within {seconds:g} s: {place.counts()}\n{place.errors()}") from None
    finally:
        await _end(process)
    if code not in CLEAN_ENDS:
        raise SippError(f"SIPp ended with {code}\n{place.errors()}")
    return place.counts()


@dataclass
class Answering:
    """A SIPp that answers calls. `counts` is complete once it has ended."""

    address: str
    port: int
    counts: Counts = field(default_factory=Counts)


@contextlib.asynccontextmanager
async def answering(
    scenario: str,
    *,
    folder: Path,
    address: str = "127.0.0.3",
    port: int = 0,
    server: str = "",
    devices: Sequence[tuple[str, str]] = (),
) -> AsyncIterator[Answering]:
    """Meet every call to `address`:`port` as the scenario says, until the block ends.

    `devices`, as (user, secret), are registered at `server` first, all with that address.
    """
    place = _Place(folder, address, port)
    if devices:
        await _register(server, place, devices, folder)
    process = await place.start(scenario, [], ())
    answering = Answering(address, place.port)
    try:
        yield answering
    finally:
        await _end(process)
        answering.counts = place.counts()


async def _register(server: str, place: "_Place", devices: Sequence[tuple[str, str]], folder: Path) -> None:
    # From the very port that will answer, since an exchange calls a device back where it registered from.
    rows = [(user, f"[authentication username={user} password={secret}]") for user, secret in devices]
    counts = await run(
        REGISTER, server, folder=folder, calls=len(rows), rate=100, rows=rows, address=place.address, port=place.port
    )
    if counts.failed:
        raise SippError(f"{counts.failed} of {len(rows)} devices could not register at {server}")


class _Place:
    """The files and ports of one SIPp."""

    def __init__(self, folder: Path, address: str, port: int) -> None:
        self._folder = folder / f"sipp-{os.getpid()}-{next(_runs)}"
        self._folder.mkdir(parents=True)
        self.address = address
        self.port = port or _free_port(address)

    async def start(
        self, scenario: str, options: Sequence[str], rows: Iterable[Sequence[str]]
    ) -> asyncio.subprocess.Process:
        (self._folder / "scenario.xml").write_text(scenario)
        common = ["-sf", "scenario.xml", "-i", self.address, "-p", str(self.port), "-nostdin", "-skip_rlimit", "-aa"]
        common += ["-mi", self.address, "-mp", str(_free_port(self.address))]
        common += ["-trace_stat", "-stf", "stat.csv", "-trace_counts", "-fd", "1", "-trace_err"]
        common += ["-error_file", "errors.log"]
        if lines := [";".join(row) for row in rows]:
            (self._folder / "rows.csv").write_text("\n".join(["SEQUENTIAL", *lines, ""]))
            common += ["-inf", "rows.csv"]
        try:
            with (self._folder / "screen.txt").open("wb") as screen:
                return await asyncio.create_subprocess_exec(
                    PROGRAM, *common, *options, cwd=self._folder, stdout=screen, stderr=screen
                )
        except FileNotFoundError:
            raise SippError("SIPp is missing: apt-get install sip-tester") from None

    def counts(self) -> Counts:
        """The last line of both of SIPp's statistics."""
        totals, steps = self._last_row("stat.csv"), self._last_row("*_counts.csv")
        received: Counter[str] = Counter()
        for title, value in steps.items():
            number, _, rest = title.partition("_")
            name, _, kind = rest.rpartition("_")
            if number.isdigit() and kind == "Recv" and value.isdigit():
                received[name] += int(value)
        return Counts(
            successful=int(totals.get("SuccessfulCall(C)", 0)),
            failed=int(totals.get("FailedCall(C)", 0)),
            received=+received,
            unexpected=_sum(steps, "_Unexp"),
            retransmissions=_sum(steps, "_Retrans"),
        )

    def errors(self) -> str:
        """The end of what SIPp had to say."""
        files = [file for file in self._folder.glob("*") if file.name in {"errors.log", "screen.txt"}]
        return "\n".join(file.read_text(errors="replace")[-2000:] for file in files)

    def _last_row(self, pattern: str) -> dict[str, str]:
        for file in self._folder.glob(pattern):
            with file.open(newline="") as content:
                rows = list(csv.DictReader(content, delimiter=";"))
            return {key: value for key, value in rows[-1].items() if key and value} if rows else {}
        return {}


async def _end(process: asyncio.subprocess.Process) -> None:
    """End it as its key `q` would, so that it writes its last figures; the second time standing calls are left."""
    for sign in (signal.SIGUSR1, signal.SIGUSR1, signal.SIGKILL):
        if process.returncode is not None:
            return
        process.send_signal(sign)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_SECONDS)


def _sum(steps: dict[str, str], ending: str) -> int:
    return sum(int(value) for title, value in steps.items() if title.endswith(ending) and value.isdigit())


def _require_loopback(target: str) -> None:
    host = target.rpartition(":")[0]
    if not ip_address(host).is_loopback:
        raise ValueError(f"target: {host} is not an address of this machine's loopback (127.0.0.0/8)")


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
