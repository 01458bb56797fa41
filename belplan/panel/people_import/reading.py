"""Turns the lines of a file into users to be added, and says of each line that can't be one why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.csv_text import Row
from belplan.exchange.models import Number, Person
from belplan.exchange.numbering import normalise, refuse_hiding
from belplan.identity.many_colleagues import Newcomer
from belplan.identity.models import Role
from belplan.panel.people_import import columns
from belplan.tenancy.models import Company

STORED = ("name", "extension", "email", "mobile", "language")  # columns of Person, checked as it would


@dataclass(frozen=True)
class Slip:
    """What is wrong in one cell, with the mend."""

    line: int
    field: str
    value: str
    text: str

    def told(self) -> dict[str, Any]:
        """As a job's result holds it."""
        column = str(columns.TITLES.get(self.field, ""))
        return {"line": self.line, "column": column, "value": self.value, "text": self.text}


class Reader:
    """Reads lines for one company; asks the database but once, for its numbers."""

    def __init__(self, company: Company, places: Mapping[str, int]) -> None:
        self._company, self._places = company, places
        self._numbers = {number.digits: number for number in Number.objects.for_company(company)}

    def newcomer(self, row: Row) -> tuple[Newcomer, list[Slip]]:
        """The user of a line, and what is wrong with it by itself; whether numbers are free is looked at later."""
        cells = {field: row.cells[at] if at < len(row.cells) else "" for field, at in self._places.items()}
        slips: list[Slip] = []

        def tried(field: str, work: Callable[[str], Any], otherwise: Any) -> Any:
            try:
                return work(cells.get(field, ""))
            except ValidationError as problem:
                slips.append(Slip(row.number, field, cells.get(field, ""), " ".join(problem.messages)))
                return otherwise

        person = Person(
            company=self._company,
            name=cells.get("name", ""),
            extension=cells.get("extension", ""),
            email=cells.get("email", ""),
            mobile=tried("mobile", self._mobile, ""),
            outgoing_number=tried("outgoing_number", self._outgoing, None),
            anonymous=tried("anonymous", columns.yes_or_no, False),
            language=tried("language", lambda text: columns.language(text, self._company.language), "nl"),
        )
        role = tried("role", columns.role, Role.USER)
        found = _slips_of(person)
        slips += [Slip(row.number, field, str(getattr(person, field)), text) for field, text in found.items()]
        return Newcomer(person, role), slips

    def _mobile(self, text: str) -> str:
        return normalise(text, self._company.country) if text else ""

    def _outgoing(self, text: str) -> Number | None:
        if not text:
            return None
        digits = normalise(text, self._company.country)
        if digits not in self._numbers:
            message = _("%(number)s is no number of this company: choose one that is, or leave it empty.")
            raise ValidationError(message, params={"number": text})
        return self._numbers[digits]


def _slips_of(person: Person) -> dict[str, str]:
    """What the person's own fields refuse, in words that say the mend."""
    empty = {"name": _("Type a name."), "extension": _("Type a number of 2 to 6 digits, such as 201.")}
    slips = {field: text for field, text in empty.items() if not getattr(person, field)}
    try:
        others = {field.name for field in person._meta.concrete_fields} - set(STORED)
        person.clean_fields(exclude=others | set(slips))
        if "extension" not in slips:
            _refuse_hiding(person)
    except ValidationError as problem:
        slips |= {field: _mend(field, errors) for field, errors in problem.message_dict.items()}
    return slips


def _refuse_hiding(person: Person) -> None:
    try:
        refuse_hiding(person.extension, person.company.country)
    except ValidationError as problem:
        raise ValidationError({"extension": problem}) from problem


def _mend(field: str, errors: Sequence[str]) -> str:
    if field == "email":
        return _("That is no e-mail address: write it like ann@demo.example.")
    return " ".join(errors)
