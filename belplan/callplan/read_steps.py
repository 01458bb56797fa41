"""Reads the steps of a call plan from plain data, collecting what is wrong with each, by its place in the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from belplan.callevents import Phrase, phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.component import STEPS, Component
from belplan.callplan.mends import choices, findings_of, nearest_first, shown
from belplan.callplan.plan import Finding, Step, branch_prefix

MOST_STEPS = 500
MOST_LEVELS = 20


class StepReader:
    """Reads steps; what is wrong stands in `findings` afterwards."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.findings: list[Finding] = []
        self._read = 0

    def add(self, step: str, option: str, text: Phrase) -> None:
        """Note something wrong."""
        self.findings.append(Finding(step, option, text))

    def steps(self, data: object, prefix: str, level: int = 1) -> tuple[Step, ...]:
        """The steps of a list, as far as they can be read."""
        if data is None:
            return ()
        if not isinstance(data, Sequence) or isinstance(data, str):
            self.add(prefix.rstrip(".: "), STEPS, phrase("steps must be a list: begin each step with a dash"))
            return ()
        if level > MOST_LEVELS:
            self.add(prefix.rstrip(".: "), STEPS, phrase("nested too deep: at most {most} levels", most=MOST_LEVELS))
            return ()
        read = (self._step(item, f"{prefix}{number}", level) for number, item in enumerate(data, start=1))
        return tuple(step for step in read if step)

    def _step(self, data: object, place: str, level: int) -> Step | None:
        self._read += 1
        if self._read > MOST_STEPS:
            if self._read == MOST_STEPS + 1:
                self.add(place, "", phrase("too many steps: at most {most} in a plan", most=MOST_STEPS))
            return None
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            self.add(place, "", phrase("a step is a component with its options, such as {example}", example=_EXAMPLE))
            return None
        kind = self._kind(data, place)
        component = self._component(kind, data[kind], place) if kind else None
        branches = self._branches(data, kind, component, place, level)
        return Step(component, branches) if component else None

    def _kind(self, data: Mapping[str, Any], place: str) -> str:
        """The one component of a step; empty when there is none, which is noted."""
        kinds = [name for name in data if name in BY_KIND]
        if len(kinds) == 1:
            return kinds[0]
        if kinds:
            names = ", ".join(kinds)
            self.add(place, "", phrase("several components in one step ({names}): make each a step", names=names))
        else:
            self._no_kind([name for name in data if name != STEPS], place)
        return ""

    def _no_kind(self, names: list[str], place: str) -> None:
        if not names:
            self.add(place, "", phrase("a step needs a component: choose from {known}", known=", ".join(BY_KIND)))
            return
        known = nearest_first(names[0], BY_KIND)
        text = phrase(
            "there is no component '{name}': did you mean {nearest}? The others are {known}",
            name=shown(names[0]),
            nearest=known[0],
            known=", ".join(known[1:]),
        )
        self.add(place, names[0], text)

    def _component(self, kind: str, options: object, place: str) -> Component | None:
        model = BY_KIND[kind]
        try:
            return model.model_validate({} if options is None else options)
        except ValidationError as error:
            self.findings.extend(findings_of(error, place, model, self.country))
            return None

    def _branches(
        self, data: Mapping[str, Any], kind: str, component: Component | None, place: str, level: int
    ) -> dict[str, tuple[Step, ...]]:
        branches: dict[str, tuple[Step, ...]] = {}
        for name, steps in data.items():
            if name in BY_KIND:
                continue
            if component is not None and name not in component.branches():
                self._no_branch(name, kind, component, place)
            elif steps and (component is not None or name == STEPS):
                branches[name] = self.steps(steps, branch_prefix(place, name), level + 1)
        return branches

    def _no_branch(self, name: str, kind: str, component: Component, place: str) -> None:
        known = component.branches()
        if not known:
            text = phrase("nothing comes after {component}: take out '{name}'", component=kind, name=shown(name))
        else:
            text = phrase(
                "'{name}' is no branch of {component}: choose from {known}",
                name=shown(name),
                component=kind,
                known=choices(name, known),
            )
        self.add(place, name, text)


_EXAMPLE = "{hang_up: {}}"
