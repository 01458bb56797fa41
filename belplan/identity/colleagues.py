"""People of a company with their way in: added, changed, removed and brought back, whole or not at all."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.contrib.auth.password_validation import validate_password
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from belplan.billing import switching
from belplan.exchange import photos
from belplan.exchange.models import Device, DraftPlan, Person
from belplan.identity import notices, passwords, resets, sessions
from belplan.identity.accounts import SignIn, create
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Role
from belplan.publishing.arranging import arranged, still_new
from belplan.publishing.in_use import plans_with
from belplan.tenancy.models import Company, note_change


@dataclass(frozen=True)
class By:
    """Who changes it, and from where."""

    account: Account
    where: Where


@dataclass(frozen=True)
class Wanted:
    """What is asked for beside the person's own fields.

    `role` None: leave it, or no way in. `password` None: leave it; empty: make one, which is told once. `must_change`:
    another must be chosen at the next sign-in; None: leave that as it is.
    """

    role: Role | None
    password: str | None = None
    must_change: bool | None = True
    device: Device | None = None  # to be linked


def login_of(company: Company, extension: str) -> str:
    """The username, built from internal number and login suffix: 123.demo."""
    return f"{extension}.{company.key}"


def account_of(person: Person) -> Account | None:
    """The person's way in, where they have one."""
    return Account.objects.filter(person=person).select_related("company", "person").order_by("pk").first()


def save(person: Person, wanted: Wanted, by: By, now: datetime) -> SignIn | None:
    """Add or change a person. Gives the username with a password that was made or set, None where it stays.

    Raises ValidationError, by field (login stands for the internal number), with nothing changed.
    """
    new = person.pk is None
    before = None if new else facts(Person.objects.for_company(person.company).get(pk=person.pk))
    with still_new(person) if new else nullcontext(), arranged(person.company, person) as company:
        person.store()
        DraftPlan.objects.for_company(company).filter(owner=person).update(name=person.name)
        if wanted.device:
            _link(wanted.device, person)
        told = _account(person, wanted, by, now)
        what = f"user {person.key} {'added' if new else 'changed'}"
        note_change(
            company, who=by.account.login, what=what, origin=by.where.address, before=before, after=facts(person)
        )
        switching.note(person, _change(by, now))
    return told


def remove(person: Person, by: By) -> str:
    """Remove the person and their way in; their telephones stay, unlinked. Gives what `bring_back` needs.

    Raises ValidationError where a call plan uses them, or it is whoever asks.
    """
    account = account_of(person)
    if account == by.account:
        raise ValidationError(_("That is you: ask another administrator to remove you."))
    if account and account.role not in (Role.USER, Role.ADMINISTRATOR):
        raise ValidationError(_("Only the operator removes this account."))
    if used := plans_with(person.company, "user", person.key):
        message = _("%(name)s is used in %(plans)s: take them out there first.")
        raise ValidationError(message, params={"name": person.name, "plans": ", ".join(used)})
    own = list(DraftPlan.objects.for_company(person.company).filter(owner=person))
    kept = _kept(person, account, own)
    with arranged(person.company, *(() if own else (person,))) as company:  # plans stand in the whole snapshot alone
        if account:
            sessions.revoke_all(account)
            account.delete()
        note_change(
            company, who=by.account.login, what=f"user {person.key} removed", origin=by.where.address,
            before=facts(person),
        )  # fmt: skip
        switching.end_all(person, _change(by, timezone.now()))
        person.delete()
    photos.put_aside(person.company, person.photo)
    return kept


def bring_back(company: Company, kept: str, by: By) -> Person:
    """Undo a removal. Raises ValidationError where the number or name went to somebody else meanwhile."""
    rows = list(serializers.deserialize("json", kept))
    person = next(row.object for row in rows if isinstance(row.object, Person))
    telephones = [row.object for row in rows if isinstance(row.object, Device)]
    whole = any(isinstance(row.object, DraftPlan) for row in rows)
    if person.company_id != company.pk:
        raise ValidationError(_("There is nothing to undo any more."))
    touched: tuple[Person | Device, ...] = () if whole else (person, *telephones)
    with arranged(company, *touched) as current:
        person.full_clean()
        for row in rows:
            if isinstance(row.object, Device):  # only its link is brought back, not what was changed since
                free = Device.objects.for_company(company).filter(pk=row.object.pk, person=None)
                free.update(person=person)
            else:
                row.save()
        person.claim_internal_number()
        note_change(
            current, who=by.account.login, what=f"user {person.key} brought back", origin=by.where.address,
            after=facts(person),
        )  # fmt: skip
        switching.note(person, _change(by, timezone.now()))
    photos.take_back(company, person.photo)
    return person


def _change(by: By, at: datetime) -> switching.Change:
    return switching.Change(by.account.login, by.where.address, at)


def _kept(person: Person, account: Account | None, own: list[DraftPlan]) -> str:
    rows = chain(
        [person], [account] if account else [], account.factors.all() if account else [], person.devices.all(), own
    )
    return str(serializers.serialize("json", rows))


def _link(device: Device, person: Person) -> None:
    free = Device.objects.for_company(person.company).filter(pk=device.pk, person=None)
    if not free.update(person=person):
        raise ValidationError({"device": _("%(name)s went to somebody else: choose another.") % {"name": device.name}})


def _account(person: Person, wanted: Wanted, by: By, now: datetime) -> SignIn | None:
    account, login = account_of(person), login_of(person.company, person.extension)
    if account is None:
        if wanted.role is None:
            return None
        given = wanted.password or ""
        if given:
            _check(given, None)
        return create(
            person.company, login, wanted.role, person=person, password=given, must_change=bool(wanted.must_change)
        )
    account.login = login if account.login != f"admin.{person.company.key}" else account.login
    if wanted.role and wanted.role != account.role:
        account.role = _checked(wanted.role, account, by)
    if wanted.password is None and wanted.must_change is not None:
        account.must_change_password = wanted.must_change
    account.full_clean()
    account.save()
    return None if wanted.password is None else _renew(account, wanted, by, now)


def _checked(role: Role, account: Account, by: By) -> Role:
    if account == by.account:
        raise ValidationError({"role": _("You can't take your own rights away: ask another administrator.")})
    return role


def _renew(account: Account, wanted: Wanted, by: By, now: datetime) -> SignIn:
    """Another password, chosen by who administers them: the mail tells its owner, and all their sessions end."""
    if not resets.may_reset(by.account, account):
        raise ValidationError({"password": _("An administrator's password is changed by its owner or the operator.")})
    password = wanted.password or passwords.generate()
    _check(password, account)
    account.set_password(password)
    account.must_change_password = bool(wanted.must_change)
    account.save(update_fields=["password", "must_change_password"])
    sessions.revoke_all(account)
    notices.tell(account, "password", Where(), now)
    return SignIn(account.login, password, account.role)


def _check(password: str, account: Account | None) -> None:
    try:
        validate_password(password, account)
    except ValidationError as problem:
        raise ValidationError({"password": problem.messages}) from problem


def facts(person: Person) -> dict[str, object]:
    """As the audit log tells them."""
    names = ("name", "extension", "email", "mobile", "language", "anonymous", "may_hotdesk")
    number = person.outgoing_number.digits if person.outgoing_number else ""
    return {name: getattr(person, name) for name in names} | {"outgoing_number": number}
