"""Small helpers with which brands write their files: lines of `name = value`, and XML."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

Settings = dict[str, object]


def lines(settings: Mapping[str, object], between: str = " = ") -> str:
    """One setting a line. Values are on one line already: Phone sees to that."""
    return "".join(f"{name}{between}{value}\n" for name, value in settings.items())


def xml(root: ElementTree.Element) -> str:
    """The document, indented, with its declaration; text and attributes are escaped."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def child(parent: ElementTree.Element, tag: str, text: object = "", **attributes: object) -> ElementTree.Element:
    """Add an element with its text."""
    added = ElementTree.SubElement(parent, tag, {name: str(value) for name, value in attributes.items()})
    added.text = str(text)
    return added


def secret(name: str, value: str | None) -> Settings:
    """The setting with the secret, or nothing at all."""
    return {} if value is None else {name: value}
