"""Stories of users with a plan of their own: when calls to them go by it, and when their telephones just ring."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from belplan.callevents import Ending, PlanEntered, StepEntered, phrase
from belplan.engine.recovery import open_calls
from belplan.engine.snapshot import PlanEntry
from belplan.engine.state import SwitchDiversion
from belplan.switch.behaviour import BUSY, UNREGISTERED, Caller, Telephone
from belplan.switch.port import Identity, Invitation
from tests.engine.exchange import MOBILE, Exchange, phones, snapshot
from tests.engine.test_features import dial
from tests.engine.test_taken_back import facts_of

pytestmark = pytest.mark.fast

ANSWERS = Telephone(answers_after=2, talks=5)
REFUSES = Telephone(refuses=Ending.REFUSED, refuses_after=3)
AWAY: dict[str, Any] = {"name": "Away", "category": "A", "on": False, "steps": [{"forward": {"external": MOBILE}}]}
TO_BART: list[dict[str, Any]] = [{"forward": {"user": "bart", "follow": True, "timeout": 30}}, {"hang_up": {}}]


def own(user: str, *steps: dict[str, Any], diversions: tuple[dict[str, Any], ...] = ()) -> PlanEntry:
    """A user's own plan in force."""
    tree = {"key": f"route-{user}", "name": user.title(), "owner": user, "steps": steps, "diversions": diversions}
    return PlanEntry(f"route-{user}", 1, tree, {}, {})


def ring_then_mobile(user: str) -> tuple[dict[str, Any], ...]:
    ring = {"forward": {"user": user, "follow": False, "timeout": 15}}
    return ring, {"forward": {"external": MOBILE, "timeout": 45}}, {"hang_up": {}}


def office(steps: list[dict[str, Any]], *plans: PlanEntry, bart: Telephone = Telephone()) -> Exchange:  # noqa: B008
    """Bart's mobile answers, his telephone does not, unless it does otherwise. Nobody administers."""
    about = snapshot(steps)
    known = msgspec.structs.replace(about, plans=(*about.plans, *plans))
    return Exchange(known, phones(mobile=ANSWERS, cas=ANSWERS, bart=bart))


BART = own("bart", *ring_then_mobile("bart"), diversions=(AWAY,))


async def test_a_colleague_who_calls_goes_by_it() -> None:
    exchange = office(TO_BART, BART)
    await exchange.device_call("ann", "202", Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart"), (15.0, MOBILE)]
    assert exchange.answered == MOBILE
    assert exchange.path == [
        "1 forward: user/bart was called and has a route of their own",
        "2 forward: nobody answered within 15 s",
    ]


async def test_a_forward_follows_it_with_its_own_times_and_never_comes_back() -> None:
    steps = [*TO_BART[:1], {"forward": {"user": "cas"}}, {"hang_up": {}}]
    quits = own("bart", {"forward": {"user": "bart", "follow": False, "timeout": 15}}, {"hang_up": {}})
    exchange = office(steps, quits)
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart")]
    assert [e.plan for e in exchange.events if isinstance(e, StepEntered)] == ["main", "route-bart", "route-bart"]
    assert round(exchange.ended.at - exchange.starts) == 15


async def test_a_forward_that_follows_none_rings_and_goes_on() -> None:
    steps: list[dict[str, Any]] = [
        {"forward": {"user": "bart", "follow": False, "timeout": 10}, "steps": [{"forward": {"user": "cas"}}]},
        {"hang_up": {}},
    ]
    exchange = office(steps, BART)
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart"), (10.0, "user/cas")]


async def test_who_has_none_rings_as_ever() -> None:
    exchange = office(TO_BART)
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart")]
    assert round(exchange.ended.at - exchange.starts) == 30


async def test_a_group_rings_telephones_and_never_enters_it() -> None:
    group = {"ring_group": {"members": ["user/bart", "user/ann"], "order": "ring_all", "timeout": 20}}
    exchange = office([group, {"hang_up": {}}], BART)
    await exchange.states.change(exchange.engine.companies.by_key["demo"], SwitchDiversion("route-bart", "Away", True))
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart"), (0.0, "user/ann")]


async def test_in_it_a_forward_to_its_owner_rings_them() -> None:
    exchange = office(TO_BART, own("bart", {"forward": {"user": "bart", "follow": True}}, {"hang_up": {}}))
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == [(0.0, "user/bart")]


async def test_plans_that_follow_each_other_end_at_the_tenth() -> None:
    def to(user: str) -> dict[str, Any]:
        return {"forward": {"user": user, "follow": True}}

    exchange = office(TO_BART, own("bart", to("cas"), {"hang_up": {}}), own("cas", to("bart"), {"hang_up": {}}))
    await exchange.trunk_call(Caller(patience=60))
    assert str(exchange.ended.reason) == "the call went from plan to plan 10 times"


async def test_a_user_switches_the_diversions_of_their_own_plan_by_code_and_no_others() -> None:
    exchange = office(TO_BART, BART)
    assert await dial(exchange, "ann", "*21*202*1") == "code_refused.wav"
    assert await dial(exchange, "bart", "*21*202*1") == "diversion_on.wav"
    exchange.events.clear()
    await exchange.device_call("ann", "202", Caller(patience=60))
    assert [party for _at, party in exchange.rang] == [MOBILE]
    assert exchange.path == ["Away: 1 forward: diversion Away is on"]


@pytest.mark.parametrize(
    ("bart", "rang"),
    [
        (Telephone(), [(0.0, "user/bart"), (15.0, MOBILE)]),
        (BUSY, [(0.0, "user/bart"), (0.0, "user/cas")]),
        (REFUSES, [(0.0, "user/bart"), (3.0, "user/cas")]),
        (UNREGISTERED, [(0.0, "user/bart"), (0.0, "user/cas")]),
    ],
    ids=["no answer", "busy", "refuses", "not registered"],
)
async def test_who_is_busy_goes_another_way_than_who_does_not_answer(
    bart: Telephone, rang: list[tuple[float, str]]
) -> None:
    ring, *away = ring_then_mobile("bart")
    to_cas = [{"forward": {"user": "cas", "follow": False, "timeout": 20}}, {"hang_up": {}}]
    exchange = office(TO_BART, own("bart", {**ring, "busy": to_cas}, *away), bart=bart)
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.rang == rang
    assert exchange.path[2].startswith("1[busy].1 forward: " if rang[1][1] == "user/cas" else "2 forward: ")


async def test_who_refuses_while_their_other_telephone_is_not_registered_has_refused() -> None:
    ring, *away = ring_then_mobile("bart")
    about = snapshot(TO_BART)
    bart = next(user for user in about.users if user.key == "bart")
    both = msgspec.structs.replace(bart, devices=("bart", "lobby"))
    users = tuple(both if user is bart else user for user in about.users)
    route = own("bart", {**ring, "busy": [{"forward": {"user": "cas", "follow": False}}]}, *away)
    exchange = Exchange(
        msgspec.structs.replace(about, users=users, plans=(*about.plans, route)),
        phones(bart=REFUSES, lobby=UNREGISTERED, cas=ANSWERS),
    )
    await exchange.trunk_call(Caller(patience=60))
    assert exchange.path[2] == "1[busy].1 forward: the call was refused"


async def test_a_call_goes_on_in_it_after_a_restart() -> None:
    exchange = office(TO_BART, BART)
    await exchange.switch.start(lambda leg, invitation: None)
    caller = exchange.switch.call(Invitation("device", "ann.demo", "202", Identity("", "")), Caller(patience=60))
    await exchange.switch.start(exchange.engine.take, [caller.id])
    why = phrase("it was so")
    entered = (PlanEntered, {"plan": "route-bart", "version": 1, "reason": why})
    at_two = (StepEntered, {"plan": "route-bart", "step": "2", "component": "forward", "reason": why})
    facts = facts_of(caller.id, entered, at_two, at=exchange.starts)
    exchange.engine.take_back(open_calls(facts), {caller.id: caller})
    await exchange.engine.idle()
    assert exchange.rang == [(0.0, MOBILE)]
