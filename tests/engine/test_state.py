"""Live state: diversions, seats and who is not to be disturbed; changed once, kept, and never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from belplan.callevents import CallEvent, DiversionSwitched, DoNotDisturbSet, SeatTaken
from belplan.engine.companies import Company, company
from belplan.engine.snapshot import DeviceEntry, PlanEntry, UserEntry
from belplan.engine.state import (
    CannotChange,
    CompanyState,
    SetDoNotDisturb,
    States,
    SwitchDiversion,
    TakeSeat,
    acts_for,
    in_force,
    telephones_for,
)
from tests.engine.exchange import NUMBER, snapshot

pytestmark = pytest.mark.fast

END: list[dict[str, Any]] = [{"hang_up": {}}]
PLAN: dict[str, Any] = {
    "key": "main",
    "name": "Main",
    "internal": "800",
    "steps": END,
    "diversions": [
        {"name": "Night", "category": "B", "on": True, "steps": END},
        {"name": "Meeting", "category": "A", "steps": END},
        {"name": "Mobile", "category": "A", "steps": END},
    ],
}


def office(**changes: object) -> Company:
    """Ann may sit anywhere and Bart too; the desk takes anybody, Bart's telephone as well."""
    users = (
        UserEntry("ann", "Ann", "201", ("ann",), NUMBER, may_hotdesk=True),
        UserEntry("bart", "Bart", "202", ("bart",), NUMBER, may_hotdesk=True),
        UserEntry("cas", "Cas", "203", ("cas",), NUMBER),
    )
    devices = (
        DeviceEntry("ann", "Ann", "ann.demo", "ann", hotdesking=True),
        DeviceEntry("bart", "Bart", "bart.demo", "bart", hotdesking=True),
        DeviceEntry("cas", "Cas", "cas.demo", "cas"),
        DeviceEntry("desk", "Desk", "desk.demo", hotdesking=True),
    )
    plans = (PlanEntry("main", 1, PLAN, {}, {}),)
    return company(snapshot([], **{"users": users, "devices": devices, "plans": plans, "numbers": {}, **changes}))


def told(facts: list[CallEvent]) -> list[tuple[object, ...]]:
    """What the facts say."""
    shown: list[tuple[object, ...]] = []
    for fact in facts:
        match fact:
            case DiversionSwitched():
                shown.append((fact.diversion, fact.on))
            case SeatTaken():
                shown.append((fact.device, fact.user))
            case DoNotDisturbSet():
                shown.append((fact.user, fact.on))
    return shown


def on(at: Company, state: CompanyState) -> str:
    diversion = in_force(at.plans["main"].plan, state)
    return diversion.name if diversion else ""


async def test_one_of_a_category_is_on_and_a_comes_before_b() -> None:
    facts: list[CallEvent] = []
    states, at = States(lambda: 5.0, "node1", facts.append), office()
    assert on(at, states.of("demo")) == "Night", "a diversion that was never switched is as it was published"
    await states.change(at, SwitchDiversion("main", "Meeting", on=True))
    assert on(at, states.of("demo")) == "Meeting"
    await states.change(at, SwitchDiversion("main", "Mobile", on=True))
    assert on(at, states.of("demo")) == "Mobile"
    await states.change(at, SwitchDiversion("main", "Mobile", on=True))
    assert told(facts) == [("Meeting", True), ("Meeting", False), ("Mobile", True)]
    assert {(fact.call, fact.seq, fact.at, fact.company) for fact in facts} == {("", 0, 5.0, "demo")}
    await states.change(at, SwitchDiversion("main", "Mobile", on=False))
    await states.change(at, SwitchDiversion("main", "Night", on=False))
    assert on(at, states.of("demo")) == ""


async def test_a_user_sits_at_one_telephone_at_a_time() -> None:
    facts: list[CallEvent] = []
    states, at = States(sink=facts.append), office()
    ann, bart = at.users["ann"], at.users["bart"]
    await states.change(at, TakeSeat("desk", "ann"))
    await states.change(at, TakeSeat("bart", "ann"))
    assert told(facts) == [("desk", "ann"), ("desk", ""), ("bart", "ann")]
    state = states.of("demo")
    assert [device.key for device in telephones_for(at, state, ann)] == ["ann", "bart"]
    assert telephones_for(at, state, bart) == [], "Ann sits at Bart's only telephone"
    await states.change(at, TakeSeat("bart", ""))
    assert [device.key for device in telephones_for(at, state, bart)] == ["bart"]


async def test_at_ones_own_telephone_one_needs_no_seat() -> None:
    states, at = States(), office()
    await states.change(at, TakeSeat("ann", "bart"))
    assert acts_for(at, states.of("demo"), at.devices["ann"]) == at.users["bart"]
    await states.change(at, TakeSeat("ann", "ann"))
    assert states.of("demo").seats == {}


@pytest.mark.parametrize(
    "change",
    [
        TakeSeat("cas", "ann"),  # this telephone is no shared one
        TakeSeat("desk", "cas"),  # Cas may not
        TakeSeat("desk", "nobody"),
        SetDoNotDisturb("nobody", on=True),
        SwitchDiversion("main", "None", on=True),
        SwitchDiversion("other", "Meeting", on=True),
    ],
)
async def test_what_may_not_be_is_refused(change: TakeSeat | SetDoNotDisturb | SwitchDiversion) -> None:
    facts: list[CallEvent] = []
    with pytest.raises(CannotChange):
        await States(sink=facts.append).change(office(), change)
    assert facts == []


async def test_who_may_hotdesk_no_longer_has_no_seat_any_more() -> None:
    states, at = States(), office()
    await states.change(at, TakeSeat("desk", "ann"))
    users = tuple(UserEntry(u.key, u.name, u.extension, u.devices, NUMBER) for u in at.about.users)
    assert acts_for(office(users=users), states.of("demo"), at.devices["desk"]) is None


async def test_who_comes_after_somebody_who_is_gone_begins_anew() -> None:
    states, at = States(), office()
    await states.change(at, TakeSeat("desk", "ann"))
    await states.change(at, SetDoNotDisturb("ann", on=True))
    await states.change(at, SetDoNotDisturb("bart", on=True))
    await states.change(at, SwitchDiversion("main", "Mobile", on=True))
    await states.look_at(at)
    assert states.of("demo").seats == {"desk": "ann"}, "nothing is gone"
    await states.look_at(office(users=at.about.users[1:], plans=()))
    await states.look_at(at)
    assert states.of("demo") == CompanyState({"main": {"Mobile": False}}, {}, {"bart"})


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    states, at = States(folder=tmp_path), office()
    await states.change(at, SwitchDiversion("main", "Meeting", on=True))
    await states.change(at, TakeSeat("desk", "ann"))
    await states.change(at, SetDoNotDisturb("bart", on=True))
    again = States(folder=tmp_path)
    again.load()
    assert again.of("demo") == states.of("demo")


async def test_of_what_the_file_and_the_journal_say_the_last_fact_counts(tmp_path: Path) -> None:
    facts: list[CallEvent] = []
    states, at = States(sink=facts.append, folder=tmp_path), office()
    await states.change(at, SetDoNotDisturb("ann", on=True))
    await states.change(at, SwitchDiversion("main", "Meeting", on=True))
    kept = (tmp_path / "demo.json").read_bytes()
    await states.change(at, SwitchDiversion("main", "Meeting", on=False))
    (tmp_path / "demo.json").write_bytes(kept)  # the power went before the file was written
    again = States(folder=tmp_path)
    again.load()
    assert list(again.catch_up(facts)) == facts
    assert again.of("demo") == states.of("demo")


async def test_a_broken_file_is_as_it_was_published(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "demo.json").write_text("{torn")
    states = States(folder=tmp_path)
    states.load()
    assert states.of("demo") == CompanyState()
    assert "cannot be read" in caplog.text
