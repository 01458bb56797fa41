"""Reads YAML as plain data in which every value is text, so that on, 0800 and 9:00 stay what the author wrote.

Built on the parser's events, without recursion: aliases (and with them "bombs"), doubled keys and endless nesting
are refused with the line on which they stand.
"""

from __future__ import annotations

from typing import Any

import yaml

from belplan.callevents import Phrase, phrase
from belplan.callplan.plan import Finding, PlanError

MOST_CHARACTERS = 200_000
MOST_LEVELS = 100
_NOTHING = ("", "~", "null")  # unquoted


def read(text: str) -> Any:
    """Lists, dicts, texts and None. Raises PlanError, naming the line."""
    if len(text) > MOST_CHARACTERS:
        raise _error(phrase("the text is too large: at most {most} characters", most=MOST_CHARACTERS))
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _error(_broken(error)) from None
    except yaml.YAMLError as error:
        problem = str(error).splitlines()[0]
        raise _error(phrase("this is no readable text: {problem}", problem=problem)) from None
    return builder.document()


def write(data: Any) -> str:
    """Plain data as YAML that `read`, and other programs, read back the same."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Builder:
    """Puts the parser's events together."""

    def __init__(self) -> None:
        self._documents: list[Any] = []
        self._open: list[list[Any] | dict[str, Any]] = []
        self._keys: list[str | None] = []  # of each open mapping: the key that waits for its value

    def document(self) -> Any:
        """What was read. Raises PlanError when it is more than one document."""
        if len(self._documents) > 1:
            raise _error(phrase("there are several documents in this text: give each plan a text of its own"))
        return self._documents[0] if self._documents else None

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _error(phrase("line {line}: write out what the * or & refers to", line=_line(event)))
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None and event.value in _NOTHING
            self._put(None if plain else event.value, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin([], event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin({}, event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _begin(self, collection: list[Any] | dict[str, Any], event: yaml.Event) -> None:
        if len(self._open) >= MOST_LEVELS:
            raise _error(phrase("line {line}: nested too deep: at most {most}", line=_line(event), most=MOST_LEVELS))
        self._put(collection, event)
        self._open.append(collection)
        self._keys.append(None)

    def _put(self, value: Any, event: yaml.Event) -> None:
        if not self._open:
            self._documents.append(value)
        elif isinstance(into := self._open[-1], list):
            into.append(value)
        elif (key := self._keys[-1]) is not None:
            into[key] = value
            self._keys[-1] = None
        else:
            self._keys[-1] = self._key(value, into, event)

    def _key(self, value: Any, into: dict[str, Any], event: yaml.Event) -> str:
        if not isinstance(value, str):
            raise _error(phrase("line {line}: a name must stand before the colon", line=_line(event)))
        if value in into:
            raise _error(phrase("line {line}: '{name}' stands here twice", line=_line(event), name=value))
        return value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _broken(error: yaml.MarkedYAMLError) -> Phrase:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    return phrase(
        "line {line} is no valid YAML ({problem}): look for a missing colon, quote, bracket or indent",
        line=line,
        problem=error.problem or error.context or "",
    )


def _error(text: Phrase) -> PlanError:
    return PlanError((Finding("", "", text),))
