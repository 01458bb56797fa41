"""Codes dialled on real telephones: a shared telephone, a diversion; heard, obeyed by the next call, and never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from belplan.engine import pins
from belplan.engine.snapshot import CompanySnapshot
from belplan.engine.state import States
from belplan.run.demo.listening import same_audio
from belplan.run.demo.telephone import Party
from tests.phones.exchange import RealExchange, path_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

PIN = "482916"
STEPS: tuple[dict[str, Any], ...] = ({"forward": {"user": "ann"}}, {"hang_up": {}})
DIVERSIONS = [{"name": "Meeting", "category": "A", "on": False, "steps": [{"forward": {"user": "cas"}}]}]
CLEARLY = 0.6  # as in test_hearing


def office(exchange: RealExchange) -> CompanySnapshot:
    """Ann shares Bart's telephone and the one in the lobby; she administers."""
    about = exchange.building.company(STEPS)
    ann, *others = about.users
    ann = msgspec.structs.replace(ann, may_hotdesk=True, pin=pins.hashed(PIN), administers=True)
    devices = tuple(msgspec.structs.replace(d, hotdesking=d.key in ("bart", "lobby")) for d in about.devices)
    plan = about.plans[0]
    plan = msgspec.structs.replace(plan, tree={**plan.tree, "diversions": DIVERSIONS})
    return msgspec.structs.replace(about, users=(ann, *others), devices=devices, plans=(plan,))


async def dial(exchange: RealExchange, who: str, code: str, sentence: str) -> None:
    """Dial a code, and hear this sentence."""
    call = await exchange.dial(who, code)
    await call.ended()
    await exchange.over()
    assert call.heard
    assert same_audio(call.heard, exchange.building.prompt(sentence)).score > CLEARLY, sentence


async def test_ann_moves_from_telephone_to_telephone(exchange: RealExchange) -> None:
    exchange.serves(office(exchange))
    await dial(exchange, "lobby", f"*35*201*{PIN}", "signed_in")
    call = await exchange.call_in()
    await exchange.rings("ann")
    await exchange.rings("lobby")
    await call.hang_up()
    await exchange.over()
    await dial(exchange, "bart", f"*35*201*{PIN}", "signed_in")
    call = await exchange.dial("bart", "203")
    assert (await exchange.rings("cas")).display.shown == Party("Ann", "201"), "Bart's telephone calls as Ann"
    await call.hang_up()
    call = await exchange.call_in()
    await exchange.rings("bart")
    await exchange.rings("ann", 2)
    await call.hang_up()
    await exchange.over()
    assert len(exchange.calls_at("lobby")) == 1, "the earlier telephone was signed out by itself"
    call = await exchange.dial("cas", "202")
    await call.ended()
    assert len(exchange.calls_at("bart")) == 1, "Bart's own calls do not ring where Ann sits"
    await dial(exchange, "bart", "*35", "signed_out")
    call = await exchange.dial("cas", "202")
    await exchange.rings("bart", 2)
    await call.hang_up()
    assert PIN not in str(exchange.events)


async def test_a_wrong_pin_is_told_and_changes_nothing(exchange: RealExchange) -> None:
    exchange.serves(office(exchange))
    await dial(exchange, "lobby", "*35*201*482917", "sign_in_refused")
    assert exchange.states.of("demo").seats == {}


async def test_a_diversion_by_code_is_taken_also_by_the_engine_that_comes_after(
    exchange: RealExchange, tmp_path: Path
) -> None:
    await exchange.over()
    before = RealExchange(exchange.building, states=States(folder=tmp_path))
    before.serves(office(before))
    await dial(before, "ann", "*21*800*1", "diversion_on")
    call = await before.call_in()
    await before.rings("cas")
    await call.hang_up()
    await before.over()
    kept = States(folder=tmp_path)
    kept.load()
    after = RealExchange(exchange.building, states=kept)
    after.serves(office(after))
    call = await after.call_in()
    await after.rings("cas")
    await call.hang_up()
    await after.over()
    assert path_of(after.record) == ["Meeting: 1 forward: diversion Meeting is on"]
    await dial(after, "ann", "*21*800*1", "diversion_off")
    call = await after.call_in()
    await after.rings("ann")
    await call.hang_up()
    await after.over()


async def test_do_not_disturb_keeps_a_telephone_quiet(exchange: RealExchange) -> None:
    exchange.serves(office(exchange))
    await dial(exchange, "ann", "*25", "do_not_disturb_on")
    call = await exchange.dial("cas", "201")
    assert (await call.ended()).code == 486
    await exchange.over()
    assert exchange.calls_at("ann") == []
    await dial(exchange, "ann", "*25", "do_not_disturb_off")


async def test_a_telephone_of_nobody_calls_nobody_until_somebody_signs_in(exchange: RealExchange) -> None:
    """But for emergencies: test_outside."""
    exchange.serves(office(exchange))
    for number in ("203", "0475112233"):
        call = await exchange.dial("lobby", number)
        assert (await call.ended()).code == 403
        await exchange.over()
    assert exchange.calls_at("cas") == exchange.calls_at("carrier") == []
    await dial(exchange, "lobby", f"*35*201*{PIN}", "signed_in")
    call = await exchange.dial("lobby", "203")
    assert (await exchange.rings("cas")).display.shown == Party("Ann", "201")
    await call.hang_up()
    await exchange.over()
