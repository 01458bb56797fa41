"""Makes call plans of an export: destinations become steps one after the other, under each other where they branch.

There every destination is the last; so every list of steps that is made here ends with a hang-up or another plan.
What is not known well enough becomes a step that is not filled in yet: such a plan is not published by mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from belplan.callevents import phrase
from belplan.callplan.component import STEPS
from belplan.callplan.components.forward import Forward
from belplan.callplan.components.menu import INVALID, NOTHING, Menu
from belplan.callplan.components.time_condition import TimeCondition
from belplan.callplan.from_freepbx.carried import Carried, Known, Start
from belplan.callplan.from_freepbx.destinations import Kind, Target, target_of
from belplan.callplan.from_freepbx.groups import outside
from belplan.callplan.from_freepbx.index import Index, Ways
from belplan.callplan.from_freepbx.notes import LONGEST_NAME, Notes
from belplan.callplan.from_freepbx.reading import Export, NotRead
from belplan.callplan.from_freepbx.ringing import END, HEARD, UNKNOWN, Ringing
from belplan.callplan.from_freepbx.shared import Shared
from belplan.callplan.from_freepbx.starts import left_of, starts_of
from belplan.callplan.plan import Plan, Step

MOST_PLANS = 500
MOST_STEPS = 5000  # of all plans together
_ONCE = (Kind.MENU, Kind.TIME_CONDITION)  # what branches is made once, however many lead to it
_KEYS = "0123456789*#"
_WENT_BACK = {
    "timeout": phrase("Who pressed no key went back to the menu that they came from."),
    "invalid": phrase("Who pressed a wrong key went back to the menu that they came from."),
}


def carry(export: Export, known: Known, chosen: Collection[str]) -> Carried:
    """The plans of the starts with these ids. Raises NotRead where they come to more than a company can have."""
    starts = [one for one in starts_of(export) if one.id in chosen]
    if len(starts) > MOST_PLANS:
        raise NotRead(phrase("These are more than {most} call plans: choose fewer.", most=MOST_PLANS))
    return _Carrier(export, known, starts).carried()


class _Carrier:
    def __init__(self, export: Export, known: Known, starts: Sequence[Start]) -> None:
        self._export, self._known, self._starts = export, known, starts
        self._index = Index(export)
        self._notes = Notes(self._index, known)
        self._shared = Shared(self._index, self._notes)
        self._ringing = Ringing(self._index, self._notes)
        targets = [target_of(start.destination) for start in starts]
        self._ways = Ways(self._index, targets)
        self._keys = [self._notes.free_key("plan", start.name) for start in starts]
        shared = [one for one, times in self._ways.times.items() if times > 1 and one.kind in _ONCE]
        self._apart = {one: self._notes.free_key("plan", self._index.name(one)) for one in shared if one not in targets}
        whole = (Kind.RING_GROUP, *_ONCE)
        self._plans = {one: key for one, key in zip(targets, self._keys, strict=True) if one.kind in whole}
        self._plans |= self._apart
        self._made = 0
        self._given: set[str] = set()  # numbers: each leads to one plan

    def carried(self) -> Carried:
        plans = [self._started(start, key) for start, key in zip(self._starts, self._keys, strict=True)]
        plans += [
            Plan(key, self._index.name(one)[:LONGEST_NAME], "", (), self._of(one)) for one, key in self._apart.items()
        ]
        for left in left_of(self._export):
            self._notes.leave(left.where, left.what, left.instead)
        hours, menus = self._shared.hours.values(), self._shared.menus.values()
        return Carried(tuple(plans), tuple(hours), tuple(menus), self._notes.left, self._notes.missing)

    def _started(self, start: Start, key: str) -> Plan:
        target = target_of(start.destination)
        steps = (*self._ringing.prefix(start.prefix), *self._of(target))
        number = target.key if target.kind is Kind.RING_GROUP and not start.routes else ""
        internal = number if 2 <= len(number) <= 6 and self._known.may_have(number) else ""
        return Plan(key, start.name[:LONGEST_NAME], internal, self._numbers(start), steps)

    def _numbers(self, start: Start) -> tuple[str, ...]:
        """Its numbers, as far as the company has them free."""
        found: dict[str, None] = {}
        there = phrase("Inbound route {name}", name=start.name)
        for route in start.routes:
            number = outside(route, self._known.country)
            leads = self._known.numbers.get(number)
            if leads == "":
                found.setdefault(number)
            elif leads is None:
                what = phrase("{number} is not a number of this company yet.", number=route)
                self._notes.leave(there, what, phrase("Add the number, then link it to the call plan."))
            else:
                what = phrase("{number} leads to the call plan {name} already.", number=route, name=leads)
                self._notes.leave(there, what, phrase("Move the number once the new call plan is published."))
        free = tuple(number for number in found if number not in self._given)
        self._given.update(free)
        return free

    def _to(self, destination: str, source: Target) -> tuple[Step, ...]:
        """The steps of a destination, which one comes to from `source`."""
        target = target_of(destination)
        if (source, target) in self._ways.cut:
            what = phrase("It leads back to {target}, without end.", target=self._index.called(target))
            self._notes.about(source)(what, phrase("Choose in the step that is not filled in where the call goes on."))
            return (UNKNOWN, *END)
        if target in self._plans:
            return (Step(Forward(plan=self._plans[target])),)
        return self._of(target)

    def _of(self, target: Target) -> tuple[Step, ...]:
        self._made += 1
        if self._made > MOST_STEPS:
            raise NotRead(phrase("This comes to more than {most} steps: choose fewer call plans.", most=MOST_STEPS))
        if target.kind is Kind.TIME_CONDITION and self._index.row(target):
            return self._time_condition(target)
        if target.kind is Kind.MENU and self._index.row(target):
            return self._menu(target)
        if target.kind is Kind.SWITCH and self._index.switches.get(target.key):
            return self._switch(target)
        first = self._ringing.steps(target)
        simple = target.kind not in (*_ONCE, Kind.SWITCH)
        following = [way for way in self._index.ways(target) if way and simple]
        return (*first, *(self._to(following[0], target) if following else END))

    def _time_condition(self, target: Target) -> tuple[Step, ...]:
        row = self._index.row(target)
        inside = self._to(row["truegoto"], target)
        step = Step(TimeCondition(hours=self._shared.hours_of(target)), {STEPS: inside})
        return (step, *self._to(row["falsegoto"], target))

    def _menu(self, target: Target) -> tuple[Step, ...]:
        row, keys = self._index.row(target), self._keys_of(target)
        nothing, invalid = (self._to(row[f"{name}_destination"], target) for name in ("timeout", "invalid"))
        for name, what in _WENT_BACK.items():
            if row.get(f"{name}_ivr_ret", "") == "1":
                self._notes.about(target)(what, phrase("Choose where the call goes on then."))
        if not keys:
            what = phrase("It has no keys.")
            self._notes.about(target)(what, phrase("Choose a sound or a text in the announcement in its place."))
            return (HEARD, *nothing)
        branches = {key: self._to(destination, target) for key, destination in keys.items()}
        menu = Menu(menu=self._shared.menu_of(target, keys), keys=tuple(keys))
        return (Step(menu, {**branches, NOTHING: nothing, INVALID: invalid}),)

    def _keys_of(self, target: Target) -> dict[str, str]:
        keys: dict[str, str] = {}
        tell = self._notes.about(target)
        for entry in self._index.entries.get(target.key, ()):
            key = entry["selection"]
            if len(key) == 1 and key in _KEYS:
                keys.setdefault(key, entry["dest"])
            elif key:
                what = phrase("Callers could press {key}: here one key is pressed.", key=key)
                tell(what, phrase("Give it a key of its own in the menu."))
            if entry.get("ivr_ret", "") == "1":
                what = phrase("Key {key} went back to the menu that the caller came from.", key=key)
                tell(what, phrase("Choose where that key leads."))
        return keys

    def _switch(self, target: Target) -> tuple[Step, ...]:
        night = self._index.called(target_of(self._index.switched(target, "night")))
        what = phrase("It was switched by hand to {target}. Only its day is carried over.", target=night)
        self._notes.about(target)(what, phrase("Add a diversion with those steps to the call plan: it has a code too."))
        return self._to(self._index.switched(target, "day"), target)
