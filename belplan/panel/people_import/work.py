"""The two jobs of an import: looking through the file, and adding everybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from belplan.exchange import jobs
from belplan.exchange.csv_text import Row, rows_of
from belplan.exchange.jobs import Progress
from belplan.exchange.models import Job
from belplan.identity.many_colleagues import Changed, Newcomer, add_all, refusals
from belplan.panel.people_import.columns import places
from belplan.panel.people_import.first_passwords import SEALED, with_passwords
from belplan.panel.people_import.reading import Reader, Slip
from belplan.tenancy.models import Company

CHECK, ADD = "people_check", "people_add"
MOST = 20_000  # users in a file
SHOWN = 500  # slips that are named


@dataclass(frozen=True)
class Looked:
    """What stands in a file."""

    newcomers: Sequence[Newcomer]
    slips: Sequence[Slip]

    @property
    def mailed(self) -> int:
        """How many have an e-mail address."""
        return sum(bool(newcomer.person.email) for newcomer in self.newcomers)


def table(content: bytes) -> tuple[dict[str, int], list[str], list[Row]]:
    """Where the columns stand, heads that mean nothing, and the lines. Raises ValidationError for the file whole."""
    rows = rows_of(content)
    if not rows:
        raise ValidationError(_("There is nothing in this file: choose another."))
    found, unused = places(rows[0].cells)
    if len(rows) == 1:
        raise ValidationError(_("There are no users below the names of the columns: add a line for each."))
    if len(rows) - 1 > MOST:
        raise ValidationError(_("There are more than %(most)s users in it: divide the file.") % {"most": MOST})
    return found, unused, rows[1:]


def check(job: Job, tell: Progress) -> dict[str, Any]:
    """Look through the file; nothing is saved."""
    looked = _look(job, tell)
    return {
        "users": len(looked.newcomers),
        "mailed": looked.mailed,
        "without": len(looked.newcomers) - looked.mailed,
        "wrong_lines": len({slip.line for slip in looked.slips}),
        "wrong": [slip.told() for slip in looked.slips[:SHOWN]],
        "more": max(0, len(looked.slips) - SHOWN),
    }


def add(job: Job, tell: Progress) -> dict[str, Any]:
    """Add everybody, or nobody: the file is looked through once more, as things may have changed."""
    looked = _look(job, tell)
    if looked.slips:
        raise _changed()
    mailed = looked.mailed if job.params["page"] else 0
    result: dict[str, Any] = {
        "users": len(looked.newcomers),
        "mailed": mailed,
        "without": len(looked.newcomers) - looked.mailed,
    }
    newcomers = looked.newcomers
    if job.params["passwords"]:
        newcomers, result[SEALED] = with_passwords(job.company, newcomers, tell)
    try:
        add_all(
            job.company,
            newcomers,
            who=job.who,
            origin=job.origin,
            now=timezone.now(),
            page=job.params["page"],
            last=lambda: jobs.finish(job, result),
        )
    except Changed:
        raise _changed() from None
    return result


WORKS = {CHECK: check, ADD: add}


def _look(job: Job, tell: Progress) -> Looked:
    found, _unused, rows = table(jobs.read(job))
    reader = Reader(job.company, found)
    newcomers, slips = [], []
    for done, row in enumerate(rows, 1):
        newcomer, wrong = reader.newcomer(row)
        newcomers.append(newcomer)
        slips += wrong
        tell(done, len(rows))
    slips += _taken(job.company, newcomers, rows, {(slip.line, slip.field) for slip in slips})
    return Looked(newcomers, sorted(slips, key=lambda slip: slip.line))


def _taken(
    company: Company, newcomers: Sequence[Newcomer], rows: Sequence[Row], wrong: set[tuple[int, str]]
) -> list[Slip]:
    """Internal numbers, right by themselves, that somebody has already."""
    lines = [row.number for row in rows if (row.number, "extension") not in wrong]
    people = [who for who, row in zip(newcomers, rows, strict=True) if (row.number, "extension") not in wrong]
    refused = refusals(company, people, lambda place: _("Line %(line)s") % {"line": lines[place]})
    return [Slip(lines[r.place], "extension", people[r.place].person.extension, r.text) for r in refused]


def _changed() -> ValidationError:
    return ValidationError(
        _("Something changed since the file was looked through, so nothing was saved: upload it once more.")
    )
