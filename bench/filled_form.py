"""A form of a page as a browser would send it back unchanged: so that a bench need not know its fields."""

from __future__ import annotations

from html.parser import HTMLParser


class FilledForm(HTMLParser):
    """Reads the fields of the first form that has a field with this name."""

    def __init__(self, has: str) -> None:
        super().__init__()
        self._has = has
        self._fields: dict[str, str] = {}
        self._select = ""
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if self._done:
            return
        if tag == "form":
            self._fields = {}
        elif tag == "input" and name and given.get("type") != "file":
            ticked = given.get("type") in ("checkbox", "radio")
            if "checked" in given or not ticked:
                self._fields[name] = given.get("value", "on" if ticked else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._fields):
            self._fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "form":
            self._done = self._done or self._has in self._fields


def fields_of(page: str, has: str) -> dict[str, str]:
    """The fields of that form, with their values. Raises LookupError where no form has such a field."""
    form = FilledForm(has)
    form.feed(page)
    if has not in form._fields:
        raise LookupError(f"the page has no form with a field {has}")
    return form._fields
