"""Stories of codes dialled on a telephone: sharing telephones, do not disturb, diversions; and calls thereafter."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from belplan.callevents import CallEvent, CallStarted, Direction, Outcome, PlanEntered, StepEntered, phrase
from belplan.engine import pins
from belplan.engine.feature_codes import diversion_code, read
from belplan.engine.recovery import open_calls
from belplan.engine.snapshot import DeviceEntry, UserEntry
from belplan.engine.state import SetDoNotDisturb, SwitchDiversion, TakeSeat
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Identity, Invitation
from belplan.switch.simulator import SimLeg
from tests.engine.exchange import MOBILE, NUMBER, Exchange, phones, snapshot
from tests.engine.test_state import PLAN

pytestmark = pytest.mark.fast

PIN = "482916"
KEPT = pins.hashed(PIN)
ANSWERS = Telephone(answers_after=2, talks=5)


def office(**changes: Any) -> Exchange:
    """Ann and Bart share telephones: the desk is nobody's, Bart's takes colleagues too. Ann administers."""
    users = (
        UserEntry("ann", "Ann", "201", ("ann",), NUMBER, may_hotdesk=True, pin=KEPT, administers=True),
        UserEntry("bart", "Bart", "202", ("bart",), "", may_hotdesk=True),
        UserEntry("cas", "Cas", "203", ("cas",), NUMBER),
    )
    devices = (
        DeviceEntry("ann", "Ann", "ann.demo", "ann"),
        DeviceEntry("bart", "Bart", "bart.demo", "bart", hotdesking=True),
        DeviceEntry("cas", "Cas", "cas.demo", "cas"),
        DeviceEntry("desk", "Desk", "desk.demo", hotdesking=True),
    )
    steps: list[dict[str, Any]] = [
        {"ring_group": {"members": ["user/ann", "user/bart"], "order": "ring_all", "timeout": 15}},
        {"hang_up": {}},
    ]
    about = snapshot(steps, users=users, devices=devices)
    diversions = [{**one, "on": False} for one in PLAN["diversions"]]
    plan = msgspec.structs.replace(about.plans[0], tree={**about.plans[0].tree, "diversions": diversions})
    about = msgspec.structs.replace(about, plans=(plan,), **changes)
    return Exchange(about, phones(ann=ANSWERS, bart=ANSWERS, cas=ANSWERS, desk=ANSWERS))


def heard(exchange: Exchange, leg: SimLeg) -> list[str]:
    """The sentences that were said to somebody."""
    return [m.detail.split("/")[-1] for m in exchange.switch.timeline if m.leg == leg.id and m.what == "sound"]


async def dial(exchange: Exchange, device: str, number: str) -> str:
    """Dial a code: the one sentence that is heard. The facts of earlier calls are forgotten."""
    exchange.events.clear()
    [sentence] = heard(exchange, await exchange.device_call(device, number))
    assert exchange.ended.outcome is Outcome.HUNG_UP
    return sentence


# Sharing telephones


async def test_a_user_signs_in_elsewhere_and_calls_from_there_as_who_they_are() -> None:
    exchange = office()
    assert await dial(exchange, "desk", f"*35*201*{PIN}") == "signed_in.wav"
    exchange.events.clear()
    await exchange.device_call("desk", "203")
    started = exchange.events[0]
    assert isinstance(started, CallStarted)
    assert (started.caller, started.caller_name, started.caller_party) == ("201", "Ann", "user/ann")
    exchange.events.clear()
    await exchange.device_call("cas", "201")
    assert exchange.rang == [(exchange.rang[0][0], "user/ann")] * 2, "at Ann's own telephone and at the desk"
    assert await dial(exchange, "desk", "*35") == "signed_out.wav"
    exchange.events.clear()
    await exchange.device_call("desk", "203")
    assert str(exchange.ended.reason).startswith("this telephone belongs to nobody")


async def test_signing_in_at_a_second_telephone_signs_out_at_the_first() -> None:
    exchange = office()
    await dial(exchange, "desk", f"*35*201*{PIN}")
    await dial(exchange, "bart", f"*35*201*{PIN}")
    assert exchange.states.of("demo").seats == {"bart": "ann"}


async def test_where_somebody_else_signed_in_the_owners_calls_do_not_ring() -> None:
    exchange = office()
    await dial(exchange, "bart", f"*35*201*{PIN}")
    exchange.events.clear()
    await exchange.device_call("cas", "202")
    assert exchange.rang == []
    assert exchange.ended.outcome is Outcome.UNREACHABLE


async def test_codes_leave_no_pin_in_any_fact() -> None:
    exchange = office()
    for dialled in (f"*35*201*{PIN}", f"*35*{PIN}*201", f"*35*201*{PIN}*1", f"*35*201**{PIN}#"):
        exchange.events.clear()
        await exchange.device_call("desk", dialled)
        assert PIN not in str(exchange.events), dialled
        assert exchange.events[0].dialled == "*35*"  # type: ignore[union-attr]


async def test_a_wrong_pin_is_refused_and_ten_a_day_are_enough() -> None:
    exchange = office()
    for _ in range(pins.WRONG_A_DAY):
        assert await dial(exchange, "desk", "*35*201*111222") == "sign_in_refused.wav"
    assert await dial(exchange, "desk", f"*35*201*{PIN}") == "sign_in_refused.wav", "the right one comes too late"
    assert await dial(exchange, "bart", f"*35*201*{PIN}") == "sign_in_refused.wav", "at another telephone too"
    assert exchange.states.of("demo").seats == {}
    next_day = office()
    assert await dial(next_day, "desk", f"*35*201*{PIN}") == "signed_in.wav"


@pytest.mark.parametrize("dialled", ["*35*201", "*35*203*123456", "*35*299*123456", "*35*202*123456", "*35*202"])
async def test_who_may_not_or_has_no_pin_is_refused_alike(dialled: str) -> None:
    assert await dial(office(), "desk", dialled) == "sign_in_refused.wav"


async def test_without_a_pin_only_where_the_company_allows_it() -> None:
    exchange = office(hotdesk_without_pin=True)
    assert await dial(exchange, "desk", "*35*202") == "signed_in.wav"
    assert await dial(exchange, "desk", "*35*201") == "sign_in_refused.wav", "Ann has a PIN: it is asked for"


async def test_a_telephone_that_is_not_shared_takes_nobody() -> None:
    assert await dial(office(), "cas", f"*35*201*{PIN}") == "sign_in_refused.wav"


@pytest.mark.parametrize("seat", ["", "ann"])
async def test_emergency_calls_pass_whoever_sits_there(seat: str) -> None:
    exchange = office()
    if seat:
        await exchange.states.change(exchange.engine.companies.by_key["demo"], TakeSeat("desk", seat))
    await exchange.device_call("desk", "112")
    assert [party for _, party in exchange.rang] == ["112"]


# Do not disturb


async def test_do_not_disturb_keeps_ones_telephones_quiet_and_the_plan_goes_on() -> None:
    exchange = office()
    assert await dial(exchange, "ann", "*25") == "do_not_disturb_on.wav"
    exchange.events.clear()
    await exchange.trunk_call()
    assert [party for _, party in exchange.rang] == ["user/bart"], "the group passes Ann by"
    exchange.events.clear()
    await exchange.device_call("cas", "201")
    assert (exchange.rang, exchange.ended.outcome) == ([], Outcome.BUSY)
    assert str(exchange.ended.reason) == "do not disturb: Ann"
    assert await dial(exchange, "ann", "*25") == "do_not_disturb_off.wav"
    assert await dial(exchange, "ann", "*79") == "do_not_disturb_off.wav"
    assert await dial(exchange, "ann", "*78") == "do_not_disturb_on.wav"


async def test_nobody_of_a_group_wants_to_be_disturbed() -> None:
    exchange = office()
    at = exchange.engine.companies.by_key["demo"]
    for user in ("ann", "bart"):
        await exchange.states.change(at, SetDoNotDisturb(user, on=True))
    await exchange.trunk_call()
    assert exchange.path[-1] == "2 hang_up: do not disturb: everybody"


async def test_a_telephone_of_nobody_has_nobody_to_leave_alone() -> None:
    assert await dial(office(), "desk", "*25") == "code_refused.wav"


# Diversions


async def test_an_administrator_switches_a_diversion_and_the_next_call_takes_it() -> None:
    exchange = office()
    assert await dial(exchange, "ann", diversion_code("800", 2)) == "diversion_on.wav"
    exchange.events.clear()
    await exchange.trunk_call()
    assert exchange.path == ["Meeting: 1 hang_up: diversion Meeting is on"]
    assert await dial(exchange, "ann", "*21*800*3") == "diversion_on.wav"
    assert exchange.states.of("demo").diversions == {"main": {"Meeting": False, "Mobile": True}}
    assert await dial(exchange, "ann", "*21*800*3") == "diversion_off.wav"


@pytest.mark.parametrize(("who", "dialled"), [("bart", "*21*800*2"), ("ann", "*21*800*4"), ("ann", "*21*801*1")])
async def test_others_and_unknown_diversions_are_refused(who: str, dialled: str) -> None:
    exchange = office()
    assert await dial(exchange, who, dialled) == "code_refused.wav"
    assert exchange.stated == []


# An engine that comes after one that died


async def taken_back(exchange: Exchange, dialled: str, *later: CallEvent) -> None:
    """Ann had called when her engine died; the next one takes the call back, and sees it through."""
    legs = await exchange.switch.start(lambda leg, invitation: None)
    caller = exchange.switch.call(Invitation("device", "ann.demo", dialled, Identity("", "")), Caller(patience=60))
    legs = await exchange.switch.start(exchange.engine.take, [caller.id])
    started = CallStarted(
        call="old", seq=1, at=exchange.starts, company="demo", node="node1", direction=Direction.INTERNAL,
        caller="201", caller_name="Ann", dialled=dialled, seed=7, caller_party="user/ann", leg=caller.id,
    )  # fmt: skip
    exchange.engine.take_back(open_calls([started, *later]), legs)
    await exchange.engine.idle()


async def test_a_toggle_is_not_turned_back_by_the_next_engine() -> None:
    exchange = office()
    await taken_back(exchange, "*25")
    assert exchange.states.of("demo").undisturbed == set()
    assert str(exchange.ended.reason) == "the exchange restarted"


async def test_a_call_goes_on_where_it_was_whatever_was_switched_since() -> None:
    exchange = office()
    at = exchange.engine.companies.by_key["demo"]
    await exchange.states.change(at, SwitchDiversion("main", "Mobile", on=True))
    common: dict[str, Any] = {"call": "old", "at": exchange.starts, "company": "demo", "node": "node1", "plan": "main"}
    why = phrase("800 was called")
    entered = PlanEntered(seq=2, version=3, reason=why, **common)
    step = StepEntered(seq=3, step="1", component="ring_group", reason=why, **common)
    await taken_back(exchange, "800", entered, step)
    assert [party for _, party in exchange.rang] == ["user/ann", "user/bart"]


# Reading codes


def test_only_whole_codes_are_read() -> None:
    assert [read(dialled) is not None for dialled in ("*35", "*35#", "*25", "*78", "*79", "*21*800*1", "*35*201")] == [
        True
    ] * 7
    for dialled in ("35", "*", "*3", "*350", "*21", "*21*800", "*21*800*0", "*35*2", "*35*201*12a", "*99", MOBILE):
        assert read(dialled) is None, dialled
