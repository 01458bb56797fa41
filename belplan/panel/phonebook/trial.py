"""What a file of contacts would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from belplan.exchange.contact_files import Bad, Read
from belplan.exchange.models import PhonebookEntry
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Renamed:
    """A number that is known already, by another name or kind."""

    before: str
    read: Read


@dataclass(frozen=True)
class Trial:
    """The numbers that are new, those that get another name, how many stay, and the lines that can't be taken."""

    new: Sequence[Read]
    renamed: Sequence[Renamed]
    same: int
    bad: Sequence[Bad]

    @property
    def to_save(self) -> list[Read]:
        """All that would be written."""
        return [*self.new, *(renamed.read for renamed in self.renamed)]


def trial(company: Company, good: Sequence[Read], bad: Sequence[Bad]) -> Trial:
    """Hold what was read against what stands in the phonebook. A kind that the file does not say stays."""
    rows = PhonebookEntry.objects.for_company(company).values_list("number", "name", "kind")
    known = {number: (name, kind) for number, name, kind in rows}
    good = [read if read.kind else replace(read, kind=known.get(read.number, ("", ""))[1]) for read in good]
    new = [read for read in good if read.number not in known]
    other = [read for read in good if read.number in known and known[read.number] != (read.name, read.kind)]
    renamed = [Renamed(known[read.number][0], read) for read in other]
    return Trial(new, renamed, len(good) - len(new) - len(renamed), bad)
