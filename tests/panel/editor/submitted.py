"""What a browser sends of a form that stands on a page, and a company for forms that need no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from django.http import QueryDict
from django.template.loader import render_to_string

from belplan.panel.editor.options import OptionsForm
from belplan.panel.editor.options.things import Found, Things
from belplan.panel.names import Names


class Controls(HTMLParser):
    """Reads the successful controls of a form (HTML standard, 4.10.21.4)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[str], list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area = given["name"], []
        elif tag == "select":
            self._select = given["name"], [], []
        elif tag == "option" and self._select:
            self._select[1].append(given["value"])
            if "selected" in given:
                self._select[2].append(given["value"])

    def _input(self, given: dict[str, str]) -> None:
        ticked = given["type"] not in ("checkbox", "radio") or "checked" in given
        if ticked and "disabled" not in given:
            self.sent.appendlist(given["name"], given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            text = "".join(self._area[1]).removeprefix("\n").replace("\r\n", "\n").replace("\r", "\n")
            self.sent.appendlist(self._area[0], text.replace("\n", "\r\n"))
            self._area = None
        elif tag == "select" and self._select:
            name, values, selected = self._select
            self.sent.appendlist(name, (selected or values)[0])
            self._select = None


def submitted(form: OptionsForm) -> QueryDict:
    """What the browser sends when nothing was touched."""
    controls = Controls()
    controls.feed(render_to_string("editor/options.html", {"form": form}))
    controls.close()
    return controls.sent


class Everything(Things):
    """A company that has whatever is asked for; more people than a list can hold."""

    def __init__(self) -> None:
        self.country = "BE"

    def names(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        return {key: key.title() for key in keys}

    def names_for(self, wanted: Iterable[str]) -> Names:
        return Names({one: one.partition("/")[2].title() for one in wanted}, "BE")

    def sound_file(self, key: str) -> str:
        return key

    def few(self, kind: str) -> list[Found] | None:
        return None if kind == "user" else [Found(kind, "one", "One"), Found(kind, "two", "Two")]

    def found(self, kinds: Sequence[str], words: str) -> list[Found]:
        return []
