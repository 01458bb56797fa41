"""Changes of people and telephones, in force at once for engine and switch, or not at all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from belplan.publishing.accounts import write_switch_accounts
from belplan.publishing.snapshots import whole_or_not, write_within
from belplan.switch.accounts import AccountsNotWritten
from belplan.tenancy.models import Company

log = logging.getLogger(__name__)


@contextlib.contextmanager
def arranged(company: Company) -> Iterator[Company]:
    """Within it rows may be changed; at its end engine and switch have them.

    Raises ValidationError, with nothing changed: also where the disk is full or the database refuses, with the mend.
    """
    try:
        with whole_or_not(company) as now:
            yield now
            write_within(now)
            write_switch_accounts()
    except IntegrityError as error:
        raise ValidationError(_("Somebody changed the same at this moment. Nothing was saved: try again.")) from error
    except (OSError, DatabaseError, AccountsNotWritten) as error:
        log.error("a change of company %s was not saved: %s", company.key, error)
        message = _("It could not be saved, so all stays as it was: free some disk space on the server, and try again.")
        raise ValidationError(message) from error


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
