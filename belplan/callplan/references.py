"""Finds what a component refers to: other objects of the company, by the marks on its options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from belplan.callplan.component import Component
from belplan.callplan.options import Refers, RefKind


@dataclass(frozen=True)
class Reference:
    """An option that holds the key of another object. External numbers are members, but refer to nothing."""

    option: str
    kind: RefKind
    key: str


def references(component: Component) -> Iterator[Reference]:
    """All references of a component, in the order of its options."""
    for option, mark in _marks(type(component)):
        for value in _values(getattr(component, option)):
            yield from _reference(option, mark.to, value)


@cache
def _marks(model: type[Component]) -> tuple[tuple[str, Refers], ...]:
    """The options of a component that refer to something, each with its mark."""
    fields = model.model_fields.items()
    found = ((option, _mark(field.annotation, tuple(field.metadata))) for option, field in fields)
    return tuple((option, mark) for option, mark in found if mark is not None)


def _mark(annotation: Any, metadata: tuple[Any, ...]) -> Refers | None:
    """The mark on an option's type, however deep: HoursRef | None, tuple[Member, ...]."""
    for item in metadata:
        if isinstance(item, Refers):
            return item
    for inner in get_args(annotation):
        found = _mark(inner, getattr(inner, "__metadata__", ()))
        if found is not None:
            return found
    return None


def _values(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _reference(option: str, kind: RefKind, value: str) -> Iterator[Reference]:
    if kind != "member":
        yield Reference(option, kind, value)
    elif value.startswith("user/"):
        yield Reference(option, "user", value.removeprefix("user/"))
    elif value.startswith("device/"):
        yield Reference(option, "device", value.removeprefix("device/"))
