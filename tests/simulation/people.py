"""Who calls whom, when, and how everybody behaves."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from belplan.callevents import Ending
from belplan.engine.companies import Company
from belplan.switch.behaviour import UNREGISTERED, Caller, KeyPress, Telephone
from belplan.switch.port import Identity, Invitation
from tests.simulation.plans import OUTSIDE


@dataclass(frozen=True)
class Arrival:
    """A call to come."""

    at: float  # seconds
    invitation: Invitation
    caller: Caller


def arrivals(chance: Random, companies: list[Company], calls: int, each: float) -> list[Arrival]:
    """So many calls, `each` seconds apart on the average."""
    at, found = 0.0, []
    for _ in range(calls):
        at += chance.expovariate(1 / each)
        found.append(Arrival(at, _invitation(chance, chance.choice(companies)), _caller(chance)))
    return found


def telephone(chance: Random, endpoint: str) -> Telephone:
    """How a telephone behaves when it is called this time."""
    kind = chance.choices(("answers", "nobody", "busy", "refuses", "refuses later", "away"), (50, 26, 8, 4, 4, 8))[0]
    talks = chance.choice((0.5, 5.0, 20.0, 60.0, 200.0))
    after = chance.choice((0.0, 0.1, 2.0, 8.0, chance.uniform(0, 40)))
    keys = (KeyPress(chance.uniform(0.2, 12), chance.choice("11112")),) if "@" in endpoint else ()
    return {
        "answers": Telephone(answers_after=after, talks=talks, keys=keys),
        "nobody": Telephone(),
        "busy": Telephone(refuses=Ending.BUSY),
        "refuses": Telephone(refuses=Ending.REFUSED),
        "refuses later": Telephone(refuses=Ending.REFUSED, refuses_after=chance.uniform(0.5, 10)),
        "away": UNREGISTERED,
    }[kind]


def _caller(chance: Random) -> Caller:
    patience = chance.choice((None, None, 0.02, 1.0, chance.uniform(0, 20), chance.uniform(0, 90)))
    talks = chance.choice((None, 0.2, 10.0, 45.0))
    return Caller(patience, talks, (KeyPress(chance.uniform(0, 20), "5"),) if chance.random() < 0.1 else ())


def _invitation(chance: Random, company: Company) -> Invitation:
    about = company.about
    role: Literal["trunk", "device"] = "trunk" if chance.random() < 0.65 else "device"
    if role == "trunk":
        dialled = chance.choice([*about.numbers] * 9 + ["3229999999"])
        number = chance.choice(("32475112233", "32475000001", "anonymous"))
        return Invitation(role, about.trunks[0].account, dialled, Identity("", number))
    return Invitation(role, chance.choice(about.devices).account, _dialled(chance, company), Identity("", ""))


def _dialled(chance: Random, company: Company) -> str:
    """What one of the company's people dials."""
    inside = [*company.user_by_extension, *company.plan_by_extension]
    outside = [f"0{number[2:]}" for number in OUTSIDE[:4]] + ["0031612345678"]
    other = ["112", "090312345", "999999", *company.about.numbers]
    return chance.choice(chance.choice((inside, inside, outside, outside, other)))
