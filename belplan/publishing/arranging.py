"""Changes of people and telephones, in force at once for engine and switch, or not at all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from belplan.engine.changes import Change
from belplan.publishing.accounts import write_accounts_of
from belplan.publishing.snapshots import devices, users, whole_or_not, write_change, write_whole
from belplan.publishing.touched import Row, Touched
from belplan.switch.accounts import AccountsNotWritten
from belplan.tenancy.models import Company

log = logging.getLogger(__name__)


@contextlib.contextmanager
def arranged(company: Company, *rows: Row) -> Iterator[Company]:
    """Within it these people, telephones and contacts may be changed; where none are named, all that the company has.

    At its end engine and switch have what changed: of 10,000 people they read only the named ones anew.
    Raises ValidationError, with nothing changed: also where the disk is full or the database refuses, with the mend.
    """
    told: list[Touched] = []
    try:
        with whole_or_not(company) as now:
            touched = Touched(now, rows)
            yield now
            touched.look()
            write_change(now, _change(touched)) if rows else write_whole(now)
            told.append(touched)
            write_accounts_of(touched)
    except IntegrityError as error:
        _tell_as_it_was(told)
        raise ValidationError(_("Somebody changed the same at this moment. Nothing was saved: try again.")) from error
    except (OSError, DatabaseError, AccountsNotWritten) as error:
        log.error("a change of company %s was not saved: %s", company.key, error)
        _tell_as_it_was(told)
        message = _("It could not be saved, so all stays as it was: free some disk space on the server, and try again.")
        raise ValidationError(message) from error


def _change(touched: Touched) -> Change:
    now, telephones = users(touched.people()), devices(touched.devices())
    contacts = dict(touched.phonebook().values_list("number", "name"))
    return Change(
        users=now,
        devices=telephones,
        phonebook=contacts,
        users_gone=tuple(sorted(touched.user_keys - {user.key for user in now})),
        devices_gone=tuple(sorted(touched.device_keys - {device.key for device in telephones})),
        phonebook_gone=tuple(sorted(touched.contacts - contacts.keys())),
    )


def _tell_as_it_was(told: Sequence[Touched]) -> None:
    """The switch's list is no part of the database: after a commit that failed it is told once more what holds."""
    try:
        for touched in told:
            with transaction.atomic():
                Company.objects.select_for_update().get(pk=touched.company.pk)
                write_accounts_of(touched)
    except (OSError, DatabaseError, AccountsNotWritten):
        log.exception("the switch may know a change that was not saved: it is put right at the next start")


@contextlib.contextmanager
def still_new(row: Model) -> Iterator[None]:
    """Around the saving of a new row: what was rolled back has no number in the database, and must not think so."""
    try:
        yield
    except BaseException:
        row.pk = None
        row._state.adding = True
        raise


def free_key(name: str, taken: set[str], *, otherwise: str, longest: int) -> str:
    """A key for something with this name that none of `taken` has; begins with a letter."""
    stem = slugify(name)[: longest - 4].strip("-_")
    if not stem[:1].isalpha():
        stem = f"{otherwise}-{stem}".strip("-")[: longest - 4]
    serial, key = 1, stem
    while key in taken:
        serial += 1
        key = f"{stem}-{serial}"
    return key
