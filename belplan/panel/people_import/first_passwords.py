"""First passwords of newcomers without e-mail: told once, in a list that is kept sealed until it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from belplan.exchange.csv_text import MARK, harmless, lines_of, separator
from belplan.exchange.jobs import Progress
from belplan.exchange.models import Job
from belplan.identity import passwords, vault
from belplan.identity.colleagues import By, login_of
from belplan.identity.many_colleagues import Newcomer
from belplan.tenancy.models import Company, note_change

SEALED = "sealed"  # in the result of a job


def with_passwords(company: Company, newcomers: Sequence[Newcomer], tell: Progress) -> tuple[list[Newcomer], str]:
    """A password for each without e-mail, and the sealed list of them. Hashing takes its time, on purpose."""
    without = sum(not newcomer.person.email for newcomer in newcomers)
    rows, given = [[_("Name"), _("Username"), _("Password")]], []
    for newcomer in newcomers:
        if not newcomer.person.email:
            password = passwords.generate()
            rows.append([harmless(newcomer.person.name), login_of(company, newcomer.person.extension), password])
            newcomer = replace(newcomer, password=make_password(password))
            tell(len(rows) - 1, without)
        given.append(newcomer)
    return given, vault.seal(MARK + lines_of(rows, separator(get_language() or "en")))


def take(job: Job, by: By) -> str:
    """The list, for whoever asks first; empty afterwards."""
    with transaction.atomic():
        row = Job.objects.for_company(job.company).select_for_update().get(pk=job.pk)
        sealed = row.result.pop(SEALED, "")
        if not sealed:
            return ""
        row.save(update_fields=["result"])
        what = "first passwords of an import downloaded"
        note_change(job.company, who=by.account.login, what=what, origin=by.where.address)
    return vault.unseal(sealed)
