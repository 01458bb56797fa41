"""Stories of calls through the engine: who rings when, who answers, and what is left when it is over (nothing)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from belplan.callevents import CallEnded, CallStarted, Ending, NotificationWanted, Outcome, PlanEntered
from belplan.engine.snapshot import Limits, UserEntry
from belplan.switch.behaviour import BUSY, UNREGISTERED, Caller, KeyPress, Telephone
from belplan.switch.port import Identity, Invitation
from belplan.switch.simulator import SimLeg
from tests.engine.exchange import MOBILE, NUMBER, Exchange, phones, snapshot

pytestmark = pytest.mark.fast

GROUP = ["user/ann", "user/bart", "user/cas"]


def ring(order: str, members: list[str] | None = None, **options: Any) -> dict[str, Any]:
    return {"ring_group": {"members": members or GROUP, "order": order, "timeout": 15, **options}}


async def test_all_ring_at_once_and_the_others_are_answered_elsewhere() -> None:
    exchange = Exchange(
        snapshot([ring("ring_all"), {"hang_up": {}}]), phones(bart=Telephone(answers_after=4, talks=30))
    )
    await exchange.trunk_call()
    assert exchange.rang == [(0, "user/ann"), (0, "user/bart"), (0, "user/cas")]
    assert exchange.endings == {"user/ann": "elsewhere", "user/cas": "elsewhere", "user/bart": "hung_up"}
    assert (exchange.answered, exchange.ended.outcome, exchange.ended.hung_up_by) == ("user/bart", "answered", "callee")
    assert exchange.ended.at - exchange.starts == pytest.approx(34)


async def test_memory_hunt_lets_the_earlier_ones_ring_on() -> None:
    exchange = Exchange(snapshot([ring("memory_hunt"), {"hang_up": {}}]), phones(ann=Telephone(answers_after=40)))
    await exchange.trunk_call()
    assert exchange.rang == [(0, "user/ann"), (15, "user/bart"), (30, "user/cas")]
    assert exchange.answered == "user/ann"


async def test_cascade_gives_each_its_time_and_skips_the_busy_at_once() -> None:
    exchange = Exchange(snapshot([ring("cascade"), {"hang_up": {}}]), phones(bart=BUSY))
    await exchange.trunk_call()
    assert exchange.rang == [(0, "user/ann"), (15, "user/bart"), (15, "user/cas")]
    assert exchange.endings == {"user/ann": "no_answer", "user/bart": "busy", "user/cas": "no_answer"}
    assert exchange.path[-1] == "2 hang_up: nobody answered within 15 s"


async def test_round_robin_is_one_at_a_time_by_the_seed() -> None:
    exchange = Exchange(snapshot([ring("round_robin"), {"hang_up": {}}]), {})
    await exchange.trunk_call()
    order = [party for _, party in exchange.rang]
    assert sorted(order) == sorted(GROUP)
    assert [at for at, _ in exchange.rang] == [0, 15, 30]
    again = Exchange(snapshot([ring("round_robin"), {"hang_up": {}}]), {})
    await again.trunk_call()
    assert [party for _, party in again.rang] == order


@pytest.mark.parametrize(
    ("behaviour", "reason"), [(BUSY, "everybody was busy"), (UNREGISTERED, "no telephone could be reached")]
)
async def test_when_all_are_away_the_next_step_runs_at_once_and_says_why(behaviour: Telephone, reason: str) -> None:
    steps = [ring("ring_all"), {"announcement": {"sound": "welcome"}}, {"hang_up": {}}]
    exchange = Exchange(snapshot(steps), phones(ann=behaviour, bart=behaviour, cas=behaviour))
    await exchange.trunk_call()
    assert exchange.path[1] == f"2 announcement: {reason}"
    assert exchange.ended.at - exchange.starts == pytest.approx(5.0)


@pytest.mark.parametrize("patience", [0.5, 16.0, 46.0])
async def test_a_caller_who_gives_up_stops_everything(patience: float) -> None:
    steps: list[dict[str, Any]] = [
        ring("memory_hunt"),
        {"announcement": {"sound": "welcome"}},
        {"email": {"to": "a@b.example"}},
        {"hang_up": {}},
    ]
    exchange = Exchange(snapshot(steps), {})
    await exchange.trunk_call(Caller(patience=patience))
    assert exchange.ended.outcome is Outcome.ABANDONED
    assert exchange.ended.at - exchange.starts == pytest.approx(patience)
    assert not [e for e in exchange.events if isinstance(e, NotificationWanted)]


async def test_a_caller_who_goes_while_the_others_are_told_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    hang_up = SimLeg.hang_up

    async def later(leg: SimLeg, ending: Ending) -> None:
        await asyncio.sleep(0.5)
        await hang_up(leg, ending)

    async def slowly(leg: SimLeg, ending: Ending = Ending.HUNG_UP) -> None:
        await asyncio.shield(asyncio.create_task(later(leg, ending)))

    monkeypatch.setattr(SimLeg, "hang_up", slowly)
    exchange = Exchange(snapshot([ring("ring_all"), {"hang_up": {}}]), phones(bart=Telephone(answers_after=4)))
    await exchange.trunk_call(Caller(patience=4.2))
    assert exchange.ended.outcome is Outcome.ABANDONED
    assert exchange.endings == {"user/ann": "elsewhere", "user/bart": "cancelled", "user/cas": "elsewhere"}


async def test_a_caller_who_goes_while_being_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = SimLeg.answer

    async def slowly(leg: SimLeg) -> None:
        await asyncio.sleep(0.5)
        await answer(leg)

    monkeypatch.setattr(SimLeg, "answer", slowly)
    exchange = Exchange(snapshot([ring("ring_all"), {"hang_up": {}}]), phones(bart=Telephone(answers_after=4)))
    await exchange.trunk_call(Caller(patience=4.2))
    assert exchange.ended.outcome is Outcome.ABANDONED
    assert exchange.endings["user/bart"] == "hung_up"


async def test_hours_decide_and_their_verdict_is_the_reason() -> None:
    steps: list[dict[str, Any]] = [
        {"time_condition": {"hours": "office"}, "steps": [ring("ring_all")]},
        {"announcement": {"sound": "welcome"}},
        {"hang_up": {}},
    ]
    open_now = Exchange(snapshot(steps), {})
    await open_now.trunk_call()
    assert open_now.path[0].startswith("1 time_condition: within office (Tuesday")
    sunday = Exchange(snapshot(steps), {}, starts=open_now.starts - 2 * 86400)
    await sunday.trunk_call()
    assert sunday.path == ["2 announcement: outside office (Sunday)", "3 hang_up: announcement played"]
    assert sunday.ended.outcome is Outcome.HUNG_UP


async def test_without_a_step_left_the_caller_is_told_and_the_reason_kept() -> None:
    exchange = Exchange(snapshot([ring("ring_all")]), {})
    leg = await exchange.trunk_call()
    assert (exchange.ended.outcome, str(exchange.ended.reason)) == ("unreachable", "nobody answered within 15 s")
    heard = [m.detail for m in exchange.switch.timeline if m.leg == leg.id and m.what == "sound"]
    assert heard == ["/prompts/nl/unreachable.wav"]


@pytest.mark.parametrize(("keys", "answered"), [((KeyPress(2, "1"),), MOBILE), ((KeyPress(2, "5"),), ""), ((), "")])
async def test_an_outside_member_must_press_1(keys: tuple[KeyPress, ...], answered: str) -> None:
    steps = [ring("ring_all", [MOBILE], accept_key=True), {"hang_up": {}}]
    exchange = Exchange(snapshot(steps), phones(mobile=Telephone(answers_after=3, keys=keys)))
    await exchange.trunk_call()
    assert exchange.answered == answered


async def test_the_prefix_is_on_the_display_and_the_number_stays() -> None:
    exchange = Exchange(snapshot([{"prefix": {"text": "WR:"}}, ring("ring_all"), {"hang_up": {}}]), {})
    await exchange.trunk_call()
    shown = {m.detail for m in exchange.switch.timeline if m.what == "ringing" and m.leg.startswith("node1")}
    assert shown == {"WR: 32475112233 32475112233"}


async def test_plans_that_hand_a_call_round_in_a_circle_end_it() -> None:
    exchange = Exchange(snapshot([{"forward": {"plan": "main"}}]), {})
    await exchange.trunk_call()
    assert len([e for e in exchange.events if isinstance(e, PlanEntered)]) == 9
    assert exchange.ended.outcome is Outcome.UNREACHABLE


async def test_colleagues_call_each_other_by_extension() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(bart=Telephone(answers_after=2, talks=5)))
    await exchange.device_call("ann", "202")
    started = exchange.events[0]
    assert isinstance(started, CallStarted)
    assert (started.direction, started.caller, started.caller_party) == ("internal", "201", "user/ann")
    assert exchange.ended.outcome is Outcome.ANSWERED


async def test_a_telephone_of_nobody_may_call_the_emergency_line_only() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), {})
    await exchange.device_call("lobby", "202")
    assert exchange.ended.outcome is Outcome.REFUSED
    emergency = Exchange(snapshot([{"hang_up": {}}]), {})
    await emergency.device_call("lobby", "112")
    assert emergency.rang == [(0, "112")]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("0031201234567", "calls to NL are not allowed by this company"),
        ("090312345", "premium, shared-cost and satellite numbers are never called"),
        ("00881612345678", "premium, shared-cost and satellite numbers are never called"),
        ("3222345678#123", "this is not a number that can be called"),
        ("32*475123456", "this is not a number that can be called"),
        ("320475123456", "this is not a number that can be called"),
        ("352150622345678", "this is not a number that can be called"),
        ("999999", "this is not a number that can be called"),
    ],
)
async def test_calls_past_the_limits_are_refused(number: str, reason: str) -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), {})
    await exchange.device_call("ann", number)
    assert (exchange.ended.outcome, str(exchange.ended.reason), exchange.rang) == ("refused", reason, [])


async def test_the_days_minutes_end_a_talk_and_the_next_call() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=Telephone(answers_after=1, talks=3600)))
    await exchange.device_call("ann", "0467890123")
    assert exchange.ended.at - exchange.starts == pytest.approx(601, abs=0.01)
    assert exchange.ended.hung_up_by == "exchange"
    exchange.events.clear()
    await exchange.device_call("ann", "0467890123")
    assert str(exchange.ended.reason) == "today's 10 outside minutes are used up"


async def test_all_who_talk_draw_on_the_same_minutes() -> None:
    talkative = phones(mobile=Telephone(answers_after=0, talks=3600))
    limits = Limits(calls_at_once=2, minutes_a_day=10, countries=("BE",))
    exchange = Exchange(snapshot([{"hang_up": {}}], limits=limits), talkative)
    await exchange.switch.start(exchange.engine.take)
    for start, who in ((0, "ann"), (200, "bart")):
        await asyncio.sleep(start)
        exchange.switch.call(Invitation("device", f"{who}.demo", "0467890123", Identity("", "")), Caller())
    await exchange.engine.idle()
    ends = [fact.at - exchange.starts for fact in exchange.events if isinstance(fact, CallEnded)]
    assert ends == [pytest.approx(400, abs=0.01)] * 2


@pytest.mark.parametrize(
    ("country", "dialled", "line"),
    [
        ("BE", "070 245 245", "070245245"),
        ("BE", "+32 70 245 245", "070245245"),
        ("BE", "003270245245", "070245245"),
        ("BE", "3270245245", "070245245"),
        ("NL", "+31887558000", "0887558000"),
        ("FR", "+33 1 40 05 48 48", "0140054848"),
        ("DE", "+493019240", "03019240"),
        ("LU", "+35280025500", "80025500"),
        ("GB", "999", "999"),
        ("CH", "144", "144"),
    ],
)
async def test_emergency_and_poison_lines_pass_however_they_are_dialled(country: str, dialled: str, line: str) -> None:
    none = Limits(calls_at_once=0, minutes_a_day=0, countries=())
    exchange = Exchange(snapshot([{"hang_up": {}}], country=country, limits=none), {})
    await exchange.device_call("lobby", dialled)
    assert exchange.rang == [(0, line)]


async def test_an_emergency_shows_a_number_to_call_back() -> None:
    users = (UserEntry("ann", "Ann", "201", ("ann",), "", anonymous=True),)
    for who in ("ann", "lobby"):
        exchange = Exchange(snapshot([{"hang_up": {}}], users=users), {})
        await exchange.device_call(who, "112")
        shown = [m.detail for m in exchange.switch.timeline if m.what == "ringing" and m.leg.startswith("node1")]
        assert shown == [NUMBER]


async def test_the_companys_own_number_is_resolved_inside() -> None:
    exchange = Exchange(snapshot([ring("ring_all", ["user/bart"]), {"hang_up": {}}]), {})
    await exchange.device_call("ann", "02 580 50 00")
    assert exchange.rang == [(0, "user/bart")]


async def test_a_forward_to_the_companys_own_number_goes_on_in_its_plan_and_never_out() -> None:
    exchange = Exchange(snapshot([{"forward": {"external": NUMBER}}]), {})
    await exchange.trunk_call()
    assert (exchange.rang, exchange.ended.outcome) == ([], "unreachable")
    assert str(exchange.ended.reason) == "the call went from plan to plan 10 times"


async def test_a_group_never_rings_the_companys_own_number_over_the_trunk() -> None:
    exchange = Exchange(snapshot([ring("ring_all", [NUMBER, "user/bart"]), {"hang_up": {}}]), {})
    await exchange.trunk_call()
    assert exchange.rang == [(0, "user/bart")]


async def test_a_number_that_is_not_ours_is_unreachable() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), {})
    await exchange.trunk_call(number="3229999999")
    assert exchange.ended.outcome is Outcome.UNREACHABLE


async def test_a_known_caller_is_shown_by_name_at_every_telephone_and_told_in_the_record() -> None:
    steps = [ring("ring_all"), {"hang_up": {}}]
    exchange = Exchange(snapshot(steps, phonebook={"32475112233": "Wim Jacobs"}), phones(ann=Telephone(talks=5)))
    await exchange.trunk_call()
    shown = [m.detail for m in exchange.switch.timeline if m.what == "ringing" and m.leg.startswith("node1")]
    assert shown == ["Wim Jacobs 32475112233"] * 3
    assert next(fact.caller_name for fact in exchange.events if isinstance(fact, CallStarted)) == "Wim Jacobs"
