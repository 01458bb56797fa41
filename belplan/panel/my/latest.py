"""One's latest calls as the dashboard tells them: with whom, and how to call back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belplan.exchange.models import DraftPlan, Number, Person, PhonebookEntry
from belplan.exchange.phonebook import uri
from belplan.panel.reports.lines import Line
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company

LONGEST_INTERNAL = 6  # digits


@dataclass(frozen=True)
class Latest:
    """A call and whoever was at the other end: name and number as stored, both empty where the number was withheld."""

    line: Line
    name: str
    number: str

    @property
    def uri(self) -> str:
        """To call back; empty where that can't be: a withheld number, a feature code."""
        return uri(self.number, internal=len(self.number) <= LONGEST_INTERNAL) if self.number.isdigit() else ""


def latest(company: Company, lines: Sequence[Line], own: Person | None) -> list[Latest]:
    """The calls in their order. Who calls a plan or a colleague calls the number that was dialled."""
    party = f"user/{own.key}" if own else ""
    numbers = {line.row.pk: _other_end(line.row, party) for line in lines}
    names = _names(company, set(numbers.values()))
    return [_told(line, numbers[line.row.pk], names, party) for line in lines]


def _told(line: Line, number: str, names: dict[str, str], party: str) -> Latest:
    """A caller's name is that of the moment; the phonebook may know one that was unknown then."""
    said = "" if line.row.record.caller_party == party else line.name
    return Latest(line, names.get(number, said), number)


def _other_end(row: CallRecord, party: str) -> str:
    return row.record.dialled if party and row.record.caller_party == party else row.record.caller


def _names(company: Company, numbers: set[str]) -> dict[str, str]:
    """The names of these numbers: a contact's, a plan's, a colleague's, the last of these where several know it."""
    contacts = PhonebookEntry.objects.for_company(company).filter(number__in=numbers)
    lines = Number.objects.for_company(company).filter(digits__in=numbers).exclude(plan=None)
    plans = DraftPlan.objects.for_company(company).filter(internal__in=numbers - {""})
    people = Person.objects.for_company(company).filter(extension__in=numbers)
    return {
        **dict(contacts.values_list("number", "name")),
        **dict(lines.values_list("digits", "plan__name")),
        **dict(plans.values_list("internal", "name")),
        **dict(people.values_list("extension", "name")),
    }
