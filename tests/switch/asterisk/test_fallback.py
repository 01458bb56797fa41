"""While nobody steers the switch, a caller is told so in the company's language, and the fallback telephone rings."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from belplan.run.demo.listening import contains_tone, same_audio, write_tone
from belplan.run.demo.telephone import Answer, SipAccount, Telephone
from belplan.switch.accounts import DeviceAccount, EmergencyLine, FallbackRoute, TrunkAccount
from tests.phones.asterisk import CARRIER_ADDRESS, configuration, running_asterisk

pytestmark = pytest.mark.phones

DESK = DeviceAccount("desk.acme", "secret")
CARRIER = TrunkAccount("trunk.carrier.acme", CARRIER_ADDRESS, addresses=(CARRIER_ADDRESS,))
ROUTE = FallbackRoute(("3225805000", "025805000"), (DESK.name,), "fr")


@pytest.mark.parametrize("dialled", ["3225805000", "+3225805000", "025805000"])
async def test_the_fallback_telephone_rings_and_two_people_talk(tmp_path: Path, dialled: str) -> None:
    config = configuration(tmp_path)
    prompt = config.sounds / "fr" / "technical_fault.wav"
    prompt.parent.mkdir(parents=True)
    write_tone(prompt, 700, seconds=1.0)
    with running_asterisk(config) as asterisk:
        asterisk.accounts([DESK], [CARRIER], [ROUTE])
        server = f"127.0.0.1:{config.sip_port}"
        account = SipAccount(user=DESK.name, secret=DESK.secret, server=server)
        desk_tone = write_tone(tmp_path / "desk.wav", 500)
        async with (
            Telephone.start(
                name="desk", folder=tmp_path, account=account, plays=desk_tone, on_ring=Answer(0.5)
            ) as desk,
            Telephone.start(name="mobile", folder=tmp_path, address=CARRIER_ADDRESS, user="32475112233") as mobile,
        ):
            await desk.registered()
            call = await mobile.dial(f"sip:{dialled}@{server}")
            await call.audio(2.0)  # the caller hears something within two seconds
            await call.answered()
            rung = await desk.rings()
            assert rung.display.shown.number == "32475112233"
            await asyncio.sleep(2)  # they talk: real audio takes real time
            await call.hang_up()
        assert same_audio(mobile.heard, prompt).score > 0.6
        assert contains_tone(mobile.heard, 500)


async def test_an_emergency_call_goes_out_all_the_same(tmp_path: Path) -> None:
    config = configuration(tmp_path)
    line = EmergencyLine(CARRIER.name, "3225805000", ("101", "112"))
    desk_account = DeviceAccount("desk.acme", "secret", emergency=line)
    server = f"127.0.0.1:{config.sip_port}"
    account = SipAccount(user=desk_account.name, secret=desk_account.secret, server=server)
    with running_asterisk(config) as asterisk:
        async with Telephone.start(
            name="centre", folder=tmp_path, address=CARRIER_ADDRESS, user="112", on_ring=Answer(0.5)
        ) as centre:
            port = int(centre.address.rpartition(":")[2])
            asterisk.accounts([desk_account], [replace(CARRIER, port=port)])
            async with Telephone.start(name="desk", folder=tmp_path, account=account) as desk:
                await desk.registered()
                call = await desk.dial(f"sip:112@{server}")
                rung = await centre.rings()
                assert rung.display.shown.number == "3225805000"
                await call.answered()
                await call.hang_up()
