"""Random calls: a company with its plans, who answers how, and a caller. On every switch the same must become of them.

They are drawn on the simulator, and only calls are kept of which the same becomes when somebody acts a moment sooner or
later: where half a second decides, two true switches may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

import msgspec

from belplan.callevents import Ending, Outcome
from belplan.callplan.plan import Directory, SoundFile
from belplan.callplan.textform import read_hours
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, Limits, PlanEntry, UserEntry
from belplan.records.fold import Record, fold
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, Caller, KeyPress, Telephone
from belplan.switch.port import Address, DeviceAddress, Identity, Invitation, TrunkAddress
from belplan.switch.virtual_time import run
from tests.engine.exchange import NUMBER, TUESDAY_TEN, Exchange, snapshot
from tests.simulation.plans import CALLERS, HOURS, MENU, OUTSIDE, Draft, random_plans

NUMBERS = (NUMBER, "3225805001")
PLANS = ("p0", "p1")
SOUNDS = {"short": SoundFile("sounds/short.wav", 0.8), "long": SoundFile("sounds/long.wav", 1.5)}
PEOPLE = ("ann", "bart", "cas", "dora")
TELEPHONES = ("ann", "bart", "cas", "lobby")  # Dora's is never there
MEMBERS = ("user/ann", "user/bart", "device/cas", "user/dora", "device/lobby", "32467890123", "31612345678")
KEYS = {
    "user": PEOPLE, "device": (*PEOPLE, "lobby"), "plan": PLANS, "hours": ("office",), "menu": ("main",),
    "callers": ("known",), "sound": tuple(SOUNDS), "member": MEMBERS,
}  # fmt: skip
OWN_ROUTE = {
    "key": "own", "name": "Own route of Cas", "owner": "cas",
    "steps": [
        {"forward": {"user": "cas", "timeout": 1}},
        {"forward": {"user": "bart", "timeout": 2}},
        {"hang_up": {}},
    ],
}  # fmt: skip
DIALLED = ("800", "801", "800", "801", "203", "204", "0467890123", "025805001")  # by our own
PRESSED = ("1", "2", "1", "2", "0", "*", "202", "801")
SECONDS = (1, 2, 3)  # that telephones ring
STEPS = (0, 2, 2, 3, 3, 4)  # that a call comes to at the least
ENDS = ((Outcome.ANSWERED,), (Outcome.HUNG_UP,), (Outcome.ABANDONED,), tuple(Outcome))
CALLS_EACH = 6  # that are tried on a company
MOMENT = 0.4  # seconds by which nobody may decide what becomes of a call
MINUTES_A_WEEK = 7 * 24 * 60


@dataclass(frozen=True)
class GeneratedCall:
    """What is to be played. `people` are the telephones by name, the carrier's among them; `moment` is its time."""

    seed: int
    about: CompanySnapshot
    moment: float
    invitation: Invitation
    caller: Caller
    people: Mapping[str, Telephone]
    undisturbed: frozenset[str]  # users


def generated(seed: int, longest: float) -> GeneratedCall:
    """The call of this seed, which takes no longer than so many seconds: first how it is to end, then one that does."""
    chance = Random(seed)  # noqa: S311 (no secret)
    steps, outcomes = chance.choice(STEPS), chance.choice(ENDS)
    for call in _drawn(seed, chance, longest):
        record = simulated(call)
        wanted = record.outcome in outcomes and len(record.path) >= steps and _seconds(record) <= longest
        if wanted and _is_steady(call, record):
            return call
    raise AssertionError("calls are drawn without end")


def simulated(call: GeneratedCall) -> Record:
    """What becomes of it on the simulator. Not to be called where an event loop runs."""
    return run(_simulated(call))


def became(record: Record) -> dict[str, object]:
    """What may not differ from one switch to the other."""
    return {
        "path": [(step.plan, step.step, step.component, str(step.reason)) for step in record.path],
        "outcome": record.outcome,
        "reason": str(record.reason),
        "hung up by": record.hung_up_by,
        "answered by": record.answered_by,
        "endings": sorted((leg.party, leg.ending or "") for leg in record.legs),
    }


def _seconds(record: Record) -> float:
    assert record.ended is not None
    return record.ended - record.started


async def _simulated(call: GeneratedCall) -> Record:
    telephones: dict[Address, Telephone] = {DeviceAddress("dora.demo"): UNREGISTERED}
    telephones |= {DeviceAddress(f"{name}.demo"): call.people[name] for name in TELEPHONES}
    telephones |= {TrunkAddress("carrier.demo", number): call.people["carrier"] for number in OUTSIDE}
    exchange = Exchange(call.about, telephones, starts=call.moment, seed=call.seed)
    exchange.states.of("demo").undisturbed |= call.undisturbed
    await exchange.call(call.invitation, call.caller)
    return fold(exchange.events)


# What is drawn


def _drawn(seed: int, chance: Random, longest: float) -> Iterator[GeneratedCall]:
    while True:
        about = _company(chance)
        for _ in range(CALLS_EACH):
            yield _with_keys(_call(seed, chance, about, longest), chance)


def _call(seed: int, chance: Random, about: CompanySnapshot, longest: float) -> GeneratedCall:
    talks = chance.choice((0.5, 1.0))
    caller_ends = chance.random() < 0.5
    return GeneratedCall(
        seed=seed,
        about=about,
        moment=TUESDAY_TEN + 60 * chance.randrange(MINUTES_A_WEEK) + 30,
        invitation=_invitation(chance),
        caller=Caller(patience=chance.uniform(1, longest), talks=talks if caller_ends else None),
        people={name: _person(name, chance, 60.0 if caller_ends else talks) for name in (*TELEPHONES, "carrier")},
        undisturbed=frozenset(chance.sample(PEOPLE, chance.choice((0, 0, 0, 1)))),
    )


def _company(chance: Random) -> CompanySnapshot:
    about = snapshot([])
    names = {kind: {key: key for key in KEYS[kind]} for kind in ("user", "device", "plan")}
    directory = Directory(
        names["user"], names["device"], names["plan"], {"office": read_hours(HOURS)}, SOUNDS, {"main": MENU},
        {"known": CALLERS},
    )  # fmt: skip
    plans = random_plans(Draft(chance, KEYS, SECONDS), PLANS, NUMBERS, directory, SOUNDS["long"])
    own = (PlanEntry("own", 1, OWN_ROUTE, {}, {}),) if chance.random() < 0.3 else ()
    return msgspec.structs.replace(
        about,
        users=(*about.users, UserEntry("dora", "Dora", "204", ("dora",), NUMBER)),
        devices=(*about.devices, DeviceEntry("dora", "dora", "dora.demo", "dora")),
        plans=(*plans, *own),
        numbers=dict(zip(NUMBERS, PLANS, strict=True)),
        phonebook={"32475000001": "Jan"},
        limits=Limits(chance.choice((0, 1, 2, 4)), 600, ("BE",)),
    )


def _invitation(chance: Random) -> Invitation:
    if chance.random() < 0.25:
        return Invitation(
            "device",
            f"{chance.choice(('ann', 'bart', 'cas', 'ann', 'bart', 'cas', 'lobby'))}.demo",
            chance.choice(DIALLED),
            Identity("", ""),
        )
    return Invitation("trunk", "carrier.demo", chance.choice(NUMBERS), Identity("", chance.choice((*OUTSIDE, ""))))


def _person(name: str, chance: Random, talks: float) -> Telephone:
    answers = Telephone(answers_after=chance.choice((0.2, 0.5, 1.5)))
    refuses = Telephone(refuses=Ending.REFUSED, refuses_after=chance.choice((0.0, 0.5)))
    person = chance.choice((answers, answers, answers, answers, refuses, BUSY, NOBODY, NOBODY, UNREGISTERED))
    accepts = (KeyPress(0.6, chance.choice("1112")),) if name == "carrier" and chance.random() < 0.8 else ()
    return replace(person, talks=talks, keys=accepts)


def _with_keys(call: GeneratedCall, chance: Random) -> GeneratedCall:
    """The caller presses something in the menus that are come to, mostly, and now and then just so."""
    keys: tuple[KeyPress, ...] = ()
    if chance.random() < 0.25:
        keys = (KeyPress(chance.uniform(0.5, 3), "1"),)
    for _ in range(2):
        call = replace(call, caller=replace(call.caller, keys=keys))
        reached = [step.at for step in simulated(call).path if step.component == "menu"]
        asked = next((at for at in reached if all(key.at < at for key in keys)), None)
        if asked is None or chance.random() < 0.2:
            return call
        keys += tuple(KeyPress(asked + 0.5 * n, key) for n, key in enumerate(chance.choice(PRESSED), start=1))
    return replace(call, caller=replace(call.caller, keys=keys))


# What a moment may not decide


def _is_steady(call: GeneratedCall, record: Record) -> bool:
    return all(became(simulated(other)) == became(record) for other in _a_moment_off(call))


def _a_moment_off(call: GeneratedCall) -> Iterator[GeneratedCall]:
    for by in (MOMENT, -MOMENT):
        yield replace(call, caller=replace(call.caller, patience=(call.caller.patience or 0.0) + by))
        yield replace(call, caller=replace(call.caller, keys=_shifted(call.caller.keys, by)))
    yield replace(call, about=_with_longer_sounds(call.about))
    for name, person in call.people.items():
        yield replace(call, people={**call.people, name: _slower(person)})


def _shifted(keys: tuple[KeyPress, ...], by: float) -> tuple[KeyPress, ...]:
    return tuple(KeyPress(max(0.0, key.at + by), key.key) for key in keys)


def _slower(person: Telephone) -> Telephone:
    if person.answers_after is not None:
        return replace(person, answers_after=person.answers_after + MOMENT, keys=_shifted(person.keys, MOMENT))
    return replace(person, refuses_after=person.refuses_after + MOMENT)


def _with_longer_sounds(about: CompanySnapshot) -> CompanySnapshot:
    plans = (
        msgspec.structs.replace(
            plan, sounds={key: (path, seconds + MOMENT) for key, (path, seconds) in plan.sounds.items()}
        )
        for plan in about.plans
    )
    return msgspec.structs.replace(about, plans=tuple(plans))
