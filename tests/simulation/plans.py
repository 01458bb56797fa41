"""Random companies with random call plans, made from the components' own declarations and checked as for publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from belplan.callplan.caller_list import CallerList
from belplan.callplan.catalogue import COMPONENTS
from belplan.callplan.checks import check
from belplan.callplan.component import Component
from belplan.callplan.menu_settings import MenuSettings
from belplan.callplan.options import Refers
from belplan.callplan.plan import Directory, Plan, SoundFile
from belplan.callplan.published import compile_plan, published_data, spoken_texts
from belplan.callplan.textform import read_hours, read_plan
from belplan.engine.companies import Company, company
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, Limits, PlanEntry, TrunkEntry, UserEntry

OUTSIDE = ("32467890123", "32475000001", "32475000002", "3225551234", "31612345678")
SECONDS = (1, 5, 10, 15, 25)
TEXTS = ("VK:", "Welcome, please wait", "info@company.example")
HOURS = {"key": "office", "name": "office", "entries": [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]}
MENU = MenuSettings(key="main", name="main", sound="short", wait=2, direct=True)
CALLERS = CallerList(key="known", name="known", numbers=("32467890123",), beginnings=("31",))


@dataclass
class Draft:
    """What a random plan may refer to, by kind, and the seconds that it may name."""

    chance: Random
    keys: Mapping[str, Sequence[str]]
    seconds: Sequence[int] = SECONDS

    def steps(self, depth: int = 0) -> list[dict[str, Any]]:
        """Siblings, of which only the last may end the call."""
        steps: list[dict[str, Any]] = []
        for _ in range(self.chance.randint(1, 4 - depth)):
            component = self.component()
            step: dict[str, Any] = {component.kind: component.model_dump(mode="json", exclude_defaults=True)}
            if depth < 2 and component.branches() and self.chance.random() < 0.3:
                step[self.chance.choice(component.branches())] = self.steps(depth + 1)
            steps.append(step)
            if not component.branches():
                break
        return steps

    def component(self) -> Component:
        """One that has no problems of its own."""
        kind = self.chance.choice([*COMPONENTS, *(kind for kind in COMPONENTS if kind.group == "calling")])
        while True:
            try:
                made = kind.model_validate(self._options(kind))
            except ValidationError:
                continue
            if not made.problems():
                return made

    def _options(self, kind: type[Component]) -> dict[str, Any]:
        options = {}
        for name, field in kind.model_fields.items():
            if field.is_required() or self.chance.random() < 0.4:
                options[name] = self._value(name, field.annotation, tuple(field.metadata), field.examples)
        return options

    def _value(self, name: str, kind: Any, marks: tuple[Any, ...], examples: list[Any] | None) -> Any:
        if refers := next((mark for mark in marks if isinstance(mark, Refers)), None):
            return self.chance.choice(self.keys[refers.to])
        inner = [one for one in get_args(kind) if one is not NoneType]
        if get_origin(kind) is tuple:
            some = self.chance.sample(self.keys["member"], self.chance.randint(1, 4))
            return some if name == "members" else []
        if get_origin(kind) is Literal:
            return self.chance.choice(inner)
        if len(inner) == 1 or hasattr(kind, "__metadata__"):
            return self._value(name, inner[0], getattr(inner[0], "__metadata__", ()), examples)
        return self._plain(kind, examples)

    def _plain(self, kind: Any, examples: list[Any] | None) -> Any:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.chance.choice(list(kind))
        if kind is bool:
            return self.chance.random() < 0.5
        if kind is int:
            return self.chance.choice(self.seconds)
        return self.chance.choice([*(examples or ()), *TEXTS, *OUTSIDE])


def random_company(chance: Random, key: str, numbers: Sequence[str]) -> Company:
    """People, telephones, a trunk, and a plan for each number."""
    users = [f"u{n}" for n in range(chance.randint(2, 5))]
    devices = [DeviceEntry(f"{u}-d{n}", f"{u}-d{n}", f"{u}-d{n}.{key}", u) for u in users for n in _some(chance)]
    devices.append(DeviceEntry("lobby", "Lobby", f"lobby.{key}"))
    plans = [f"p{n}" for n in range(len(numbers))]
    draft = Draft(chance, _keys(users, devices, plans))
    entries = random_plans(draft, plans, numbers, _directory(draft, key), SoundFile(f"{key}/said.wav", 4.0))
    about = CompanySnapshot(
        key=key,
        name=key.title(),
        timezone="Europe/Brussels",
        country="BE",
        language=chance.choice(("nl", "fr", "de", "en")),
        users=tuple(_user(chance, user, n, devices, numbers) for n, user in enumerate(users)),
        devices=tuple(devices),
        trunks=(TrunkEntry("carrier", f"carrier.{key}"),),
        plans=entries,
        numbers=dict(zip(numbers, plans, strict=True)),
        phonebook={"32475000001": "Jan"},
        limits=Limits(chance.randint(1, 4), chance.choice((1, 1, 3, 600)), ("BE",)),
    )
    return company(about)


def _some(chance: Random) -> range:
    return range(chance.choice((1, 1, 2)))


def _user(chance: Random, user: str, number: int, devices: Sequence[DeviceEntry], numbers: Sequence[str]) -> UserEntry:
    theirs = tuple(device.key for device in devices if device.user == user)
    return UserEntry(user, user.title(), f"20{number}", theirs, numbers[0], anonymous=chance.random() < 0.2)


def _keys(users: Sequence[str], devices: Sequence[DeviceEntry], plans: Sequence[str]) -> dict[str, Sequence[str]]:
    members = [*(f"user/{user}" for user in users), *(f"device/{device.key}" for device in devices), *OUTSIDE[:3]]
    return {
        "user": users,
        "device": [device.key for device in devices],
        "plan": plans,
        "hours": ("office",),
        "menu": ("main",),
        "callers": ("known",),
        "sound": ("short", "long"),
        "member": members,
    }


def _directory(draft: Draft, key: str) -> Directory:
    names = {kind: {one: one for one in draft.keys[kind]} for kind in ("user", "device", "plan")}
    sounds = {"short": SoundFile(f"{key}/short.wav", 2.0), "long": SoundFile(f"{key}/long.wav", 12.0)}
    hours, menus, callers = {"office": read_hours(HOURS)}, {"main": MENU}, {"known": CALLERS}
    return Directory(names["user"], names["device"], names["plan"], hours, sounds, menus, callers)


def random_plans(
    draft: Draft, keys: Sequence[str], numbers: Sequence[str], directory: Directory, said: SoundFile
) -> tuple[PlanEntry, ...]:
    """A plan for each number; `said` is what any text sounds like."""
    plans: dict[str, Plan] = {}
    entries = []
    for key, number in zip(keys, numbers, strict=True):
        plan = plans[key] = _plan(draft, key, number, directory, plans)
        spoken = {text.key: said for text in spoken_texts(plan)}
        data = published_data(compile_plan(plan, directory, plans, draft.chance.randint(1, 9), spoken))
        entries.append(PlanEntry(**data))
    return tuple(entries)


def _plan(draft: Draft, key: str, number: str, directory: Directory, others: dict[str, Plan]) -> Plan:
    end: dict[str, Any] = {"hang_up": {}}
    while True:
        steps = draft.steps()
        head: dict[str, Any] = {"key": key, "name": key, "internal": f"80{key[1:]}", "numbers": [number]}
        if draft.chance.random() < 0.1:
            head["diversions"] = [{"name": "Lunch", "category": "A", "on": True, "steps": draft.steps()}]
        for whole in (steps, [*steps, end]):
            plan = read_plan({**head, "steps": whole})
            if not check(plan, directory, others):
                return plan
