"""What a component declares of each option, as far as a form needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic.fields import FieldInfo

from belplan.callplan.component import Component

Mark = TypeVar("Mark")


@dataclass(frozen=True)
class Declared:
    """One option. `schema` is its JSON schema, without the layers that say that it may be left out."""

    name: str
    title: str
    help: str
    required: bool
    schema: dict[str, Any]
    marks: tuple[Any, ...]

    @property
    def default(self) -> Any:
        """What holds when it is left out; None where nothing does."""
        return self.schema.get("default")

    @property
    def longest(self) -> int | None:
        """How many characters it may have."""
        return self.schema.get("maxLength")

    @property
    def values(self) -> tuple[str, ...]:
        """Those to choose from; empty for what is not a choice."""
        return tuple(self.schema.get("enum", ()))

    def mark(self, kind: type[Mark]) -> Mark | None:
        """Its mark of this kind."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


@cache
def declared(model: type[Component]) -> tuple[Declared, ...]:
    """A component's options in their order."""
    schema = model.model_json_schema()
    return tuple(_one(field.alias or name, field, schema) for name, field in model.model_fields.items())


def _one(name: str, field: FieldInfo, schema: dict[str, Any]) -> Declared:
    return Declared(
        name,
        field.title or name,
        field.description or "",
        field.is_required(),
        _told(schema["properties"][name], schema.get("$defs", {})),
        (*field.metadata, *_marks(field.annotation)),
    )


def _told(told: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = next((kind for kind in told.get("anyOf", ()) if kind.get("type") != "null"), {})
    merged = {**given, **told}
    return {**definitions.get(merged.get("$ref", "").rpartition("/")[2], {}), **merged}


def _marks(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for part in get_args(annotation):
        yield from _marks(part)
