"""The bulk callers and devices, against each other and against a real Asterisk."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from belplan.switch.accounts import DeviceAccount
from tests.phones.asterisk import RunningAsterisk, configuration, running_asterisk
from tests.phones.sipp import SippError, answering, run
from tests.phones.sipp_scenarios import (
    call_abandoned,
    call_answered,
    call_refused,
    device_answers,
    device_lets_ring,
    device_refuses,
)

pytestmark = pytest.mark.phones
ROWS = [("32475112233", "101")]


@pytest.fixture(scope="module")
def asterisk() -> Iterator[RunningAsterisk]:
    folder = tempfile.mkdtemp(prefix="belplan-")
    with running_asterisk(configuration(Path(folder))) as running:
        yield running
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("device", "call", "statuses"),
    [
        (device_answers(ring=0.2), call_answered(talk=0.3), {"180": 10, "200": 20}),
        (device_refuses(), call_refused(486), {"486": 10}),
        (device_refuses("603 Decline"), call_refused(603), {"603": 10}),
        (device_lets_ring(), call_abandoned(after=0.2), {"180": 10, "200": 10, "487": 10}),
        (device_answers(ring=5), call_abandoned(after=0.2), {"180": 10, "200": 10, "487": 10}),
    ],
    ids=["answered", "busy", "declined", "given up", "given up before the answer"],
)
async def test_every_call_of_a_bulk_is_counted(
    tmp_path: Path, device: str, call: str, statuses: dict[str, int]
) -> None:
    async with answering(device, folder=tmp_path) as devices:
        target = f"{devices.address}:{devices.port}"
        counts = await run(call, target, rows=ROWS, calls=10, rate=20, folder=tmp_path, seconds=20)
    assert (counts.successful, counts.failed, counts.unexpected) == (10, 0, 0)
    assert counts.received == statuses
    assert (devices.counts.successful, devices.counts.failed) == (10, 0)
    assert devices.counts.received["INVITE"] == 10


async def test_calls_that_end_otherwise_count_as_failed(tmp_path: Path) -> None:
    async with answering(device_refuses(), folder=tmp_path) as devices:
        target = f"{devices.address}:{devices.port}"
        counts = await run(call_answered(), target, rows=ROWS, calls=5, folder=tmp_path, seconds=20)
    assert (counts.successful, counts.failed, counts.unexpected) == (0, 5, 5)


async def test_bulk_devices_register_at_the_exchange(tmp_path: Path, asterisk: RunningAsterisk) -> None:
    devices = [(f"demo.{number}", f"secret-{number}") for number in range(101, 111)]
    asterisk.accounts([DeviceAccount(user, secret) for user, secret in devices])
    server = f"127.0.0.1:{asterisk.config.sip_port}"
    device = device_answers(ring=0.1)
    async with answering(device, folder=tmp_path, server=server, devices=devices) as met:
        contacts = asterisk.console("pjsip show contacts")
        assert contacts.count(f"@127.0.0.3:{met.port}") == 10
    with pytest.raises(SippError, match=r"1 of 1 devices could not register at 127\.0\.0\.1"):
        async with answering(device, folder=tmp_path, server=server, devices=[("demo.101", "wrong")]):
            pass


async def test_only_this_machine_is_ever_a_target(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not an address of this machine"):
        await run(call_answered(), "192.0.2.1:5060", rows=ROWS, folder=tmp_path)


async def test_a_bulk_that_does_not_end_is_ended_with_what_it_had_to_say(tmp_path: Path) -> None:
    async with answering(device_answers(ring=30), folder=tmp_path) as devices:
        target = f"{devices.address}:{devices.port}"
        with pytest.raises(SippError, match="not done within 1 s"):
            await run(call_answered(), target, rows=ROWS, folder=tmp_path, seconds=1)
