"""Writes docs/components.md from what the components declare of themselves: `python -m belplan.callplan.document`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo

from belplan.callplan.catalogue import COMPONENTS
from belplan.callplan.component import Component, Condition
from belplan.callplan.options import ExternalNumber, Refers, Unit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "components.md"
HEAD = """# What call plans are made of

Made from the components themselves by `python -m belplan.callplan.document`; do not edit.

A call plan is a list of steps in YAML (`belplan plan export` shows one), and each step is one of these components with
its options: `- ring_group: {members: [user/ann], timeout: 20}`. Steps run from top to bottom. What is nested under a
step (its `steps`) runs after it, then the next step; where a condition does not hold, its nested steps are left out.
"""
EXTERNAL = json.dumps(get_args(ExternalNumber)[1].metadata[0].pattern)


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([HEAD, *(line for component in COMPONENTS for line in _section(component))])


def _section(component: type[Component]) -> Iterator[str]:
    yield f"## {component.title}: `{component.kind}`"
    yield ""
    yield " ".join((component.__doc__ or "").split())
    yield _nesting(component)
    yield ""
    properties = component.model_json_schema().get("properties", {})
    if not properties:
        yield "It has no options.\n"
        return
    yield "| option | meaning | value | when left out |"
    yield "|---|---|---|---|"
    for name, told in properties.items():
        field = component.model_fields[name]
        yield f"| `{name}` | {told['title']} | {_value(field, told, component)} | {_default(field)} |"
    yield ""


def _nesting(component: type[Component]) -> str:
    if component.ends:
        return "Nothing comes after it."
    if issubclass(component, Condition):
        return "The steps nested under it run where it holds."
    return "The steps nested under it run next, if the call goes on."


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    return "" if field.default in (None, "") else f"`{json.dumps(field.default).strip(chr(34))}`"


def _value(field: FieldInfo, told: dict[str, Any], component: type[Component]) -> str:
    told = next((kind for kind in told.get("anyOf", ()) if kind["type"] != "null"), {}) | told
    told |= component.model_json_schema().get("$defs", {}).get(told.get("$ref", "").rpartition("/")[2], {})
    if refers := _refers(field):
        return _reference(refers)
    examples = "".join(f", such as `{json.dumps(one)}`" for one in told.get("examples", ())[:1])
    return _kind(told, _unit(field)) + examples


def _reference(to: str) -> str:
    if to == "member":
        return "list of people (`user/ann`), telephones (`device/lobby`) and numbers outside (`32467890123`)"
    return {"hours": "key of opening hours", "callers": "key of a caller list"}.get(to, f"key of a {to}")


def _kind(told: dict[str, Any], unit: str = "") -> str:
    if "enum" in told:
        return "one of " + ", ".join(f"`{choice}`" for choice in told["enum"])
    if told["type"] == "integer":
        return f"whole number{unit} from {told['minimum']} to {told['maximum']}"
    if json.dumps(told.get("pattern")) == EXTERNAL:
        return "number with its country code, such as `32467890123`"
    if told["type"] == "array":
        return "list"
    longest = f" of at most {told['maxLength']} characters" if "maxLength" in told else ""
    return {"boolean": "`true` or `false`", "string": f"text{longest}"}[told["type"]]


def _refers(field: FieldInfo) -> str:
    """The kind of object that an option names, wherever in its type that is said."""
    found = [mark.to for mark in (*field.metadata, *_marks(field.annotation)) if isinstance(mark, Refers)]
    return found[0] if found else ""


def _unit(field: FieldInfo) -> str:
    return next((f" of {mark.of}" for mark in field.metadata if isinstance(mark, Unit)), "")


def _marks(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for part in get_args(annotation):
        yield from _marks(part)


if __name__ == "__main__":
    PAGE.write_text(page())
