"""The text form of a call plan: plan to plain data to YAML, and back; round trips lose nothing.

A step is a mapping with exactly one component, by its kind, and the branches of that component:
`{time_condition: {hours: office}, steps: [...]}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from belplan.callevents import phrase
from belplan.callplan import yaml_text
from belplan.callplan.hours import Hours
from belplan.callplan.mends import findings_of
from belplan.callplan.options import ExternalNumber, Line
from belplan.callplan.plan import Diversion, Finding, Plan, PlanError, Step, diversion_prefix
from belplan.callplan.read_steps import StepReader

Model = TypeVar("Model", bound=BaseModel)
_COUNTRY = "BE"  # where a national number belongs that a message shows in its right form


def _none_is_empty(value: object) -> object:
    return [] if value is None else value


def _number_is_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Listed = Annotated[tuple[Any, ...], BeforeValidator(_none_is_empty)]
Extension = Annotated[str, BeforeValidator(_number_is_text), Field(pattern=r"^([0-9]{2,6})?$", examples=["800"])]


class _Head(BaseModel):
    """A plan without its steps read."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_-]{0,63})?$", examples=["main-number"])
    name: Line = Field(min_length=1, max_length=100)
    internal: Extension = ""
    fallback: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_-]{0,63})?$", examples=["ann"])
    owner: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_-]{0,63})?$", examples=["ann"])
    numbers: Annotated[tuple[ExternalNumber, ...], BeforeValidator(_none_is_empty)] = Field(default=(), max_length=1000)
    diversions: Listed = Field(default=(), max_length=100)
    steps: Any = None


class _DiversionHead(BaseModel):
    """A diversion without its steps read."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(min_length=1, max_length=100)
    category: str = Field(default="A", pattern=r"^[A-Z]$", examples=["A"])
    on: bool = False
    steps: Any = None


def slug(name: str) -> str:
    """A key made of a name: "Café 2" becomes "cafe-2"; empty when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:64].strip("-")


def read_plan(data: object, country: str = _COUNTRY) -> Plan:
    """Read a plan from plain data. Raises PlanError with a finding for each thing that is wrong.

    `country` (ISO 3166) is where national numbers belong, for the form that a message proposes.
    """
    if not isinstance(data, Mapping):
        text = phrase("this is no call plan: one holds a name: and steps:")
        raise PlanError((Finding("", "", text),))
    reader = StepReader(country)
    head = _head(data, _Head, "", reader)
    diversions = tuple(_diversion(item, n, reader) for n, item in enumerate(head.diversions if head else (), 1))
    steps = reader.steps(head.steps if head else data.get("steps"), "")
    if head is not None and not (head.key or slug(head.name)):
        reader.add("", "key", phrase("the name holds no letters to make a key of: give a key"))
    if reader.findings or head is None:
        raise PlanError(tuple(reader.findings))
    found = tuple(diversion for diversion in diversions if diversion)
    key = head.key or slug(head.name)
    return Plan(key, head.name, head.internal, head.numbers, steps, found, head.fallback, head.owner)


def _head(data: Mapping[Any, Any], model: type[Model], within: str, reader: StepReader) -> Model | None:
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        reader.findings.extend(findings_of(error, "", model, reader.country, within))
        return None


def _diversion(data: object, number: int, reader: StepReader) -> Diversion | None:
    option = f"diversions[{number}]"
    if not isinstance(data, Mapping):
        reader.add("", option, phrase("{option} is no mapping: give it a name and steps", option=option))
        return None
    head = _head(data, _DiversionHead, f"{option}.", reader)
    if head is None:
        return None
    return Diversion(head.name, head.category, head.on, reader.steps(head.steps, diversion_prefix(head.name)))


def plan_data(plan: Plan, *, complete: bool = False) -> dict[str, Any]:
    """A plan as plain data. `complete` also writes options that stand at their default, so that a published plan
    keeps its meaning when a default changes."""
    data: dict[str, Any] = {"key": plan.key, "name": plan.name}
    if plan.internal:
        data["internal"] = plan.internal
    if plan.fallback:
        data["fallback"] = plan.fallback
    if plan.owner:
        data["owner"] = plan.owner
    if plan.numbers:
        data["numbers"] = list(plan.numbers)
    if plan.diversions:
        data["diversions"] = [_diversion_data(diversion, complete) for diversion in plan.diversions]
    return {**data, "steps": _steps_data(plan.steps, complete)}


def _diversion_data(diversion: Diversion, complete: bool) -> dict[str, Any]:
    return {
        "name": diversion.name,
        "category": diversion.category,
        "on": diversion.on,
        "steps": _steps_data(diversion.steps, complete),
    }


def _steps_data(steps: Iterable[Step], complete: bool) -> list[dict[str, Any]]:
    return [_step_data(step, complete) for step in steps]


def _step_data(step: Step, complete: bool) -> dict[str, Any]:
    options = step.component.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=not complete)
    branches = {name: _steps_data(nested, complete) for name, nested in step.branches.items() if nested}
    return {step.component.kind: options, **branches}


def read_yaml(text: str, country: str = _COUNTRY) -> Plan:
    """Read a plan from its text. Raises PlanError; broken YAML is named by its line."""
    return read_plan(yaml_text.read(text), country)


def to_yaml(plan: Plan) -> str:
    """A plan as text that people edit."""
    return yaml_text.write(plan_data(plan))


def read_hours(data: object) -> Hours:
    """Read opening hours from plain data. Raises PlanError."""
    try:
        return Hours.model_validate(data)
    except ValidationError as error:
        raise PlanError(findings_of(error, "", Hours, _COUNTRY)) from None
