"""Writes what the engine knows of a company into the data folder, whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery

from belplan.engine import snapshot
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, Limits, PlanEntry, TrunkEntry, UserEntry
from belplan.exchange.models import Device, DraftPlan, Number, Person, PhonebookEntry, Trunk
from belplan.publishing import hooks
from belplan.publishing.accounts import write_switch_accounts
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import Company


def write_snapshot(company: Company) -> None:
    """Bring the engine up to date, after any change of people, devices, numbers, trunks, phonebook or limits.

    Raises OSError (a full disk) with the old snapshot in force.
    """
    with whole_or_not(company) as current:
        write_within(current)


@contextlib.contextmanager
def whole_or_not(company: Company) -> Iterator[Company]:
    """A transaction with the company's snapshot as part of it; gives the company as it is now.

    Within it nobody else writes this snapshot: two writers at once could end with the older of two pictures on disk.
    Whatever fails, also only the commit, puts the old file back. That is kept under a second name meanwhile: a link
    takes no space on a disk that may be full.
    """
    path = folder() / f"{company.key}.json"
    before = path.with_suffix(f".before-{secrets.token_hex(8)}")
    ours = None
    try:
        with transaction.atomic():
            current = Company.objects.select_for_update().get(pk=company.pk)
            if path.exists():
                before.hardlink_to(path)
            try:
                yield current
            finally:
                ours = _identity(path)
    except BaseException:
        if ours and ours == _identity(path):  # else another's newer file stands there already
            _put_back(path, before)
        raise
    finally:
        before.unlink(missing_ok=True)


def _identity(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _put_back(path: Path, before: Path) -> None:
    if before.exists():
        before.replace(path)
    else:
        path.unlink(missing_ok=True)


def write_within(company: Company) -> None:
    """Write the snapshot within `whole_or_not`; the engine hears of it once the transaction is committed."""
    snapshot.write(folder(), snapshot_of(company))
    transaction.on_commit(lambda: hooks.notify_engine(company.key), robust=True)
    transaction.on_commit(write_switch_accounts, robust=True)  # numbers and plans say who rings when we are away


def folder() -> Path:
    """Where the engine looks for snapshots."""
    return Path(settings.DATA) / "snapshots"


def snapshot_of(company: Company) -> CompanySnapshot:
    """All that the engine may know of a company, from the database as it stands."""
    return CompanySnapshot(
        key=company.key,
        name=company.name,
        timezone=company.timezone,
        country=company.country,
        language=company.language,
        users=_users(company),
        devices=_devices(company),
        trunks=tuple(TrunkEntry(t.key, t.account) for t in Trunk.objects.for_company(company).order_by("key")),
        plans=published_plans(company),
        numbers=_numbers(company),
        phonebook=dict(PhonebookEntry.objects.for_company(company).values_list("number", "name")),
        limits=Limits(company.calls_at_once, company.minutes_a_day, tuple(company.countries)),
        hotdesk_without_pin=company.hotdesk_without_pin,
        demo=company.demo,
    )


def _users(company: Company) -> tuple[UserEntry, ...]:
    people = Person.objects.for_company(company).select_related("outgoing_number").prefetch_related("devices")
    administrators = hooks.administrators(people)
    return tuple(
        UserEntry(
            key=person.key,
            name=person.name,
            extension=person.extension,
            devices=tuple(sorted(device.key for device in person.devices.all())),
            outgoing_number=person.outgoing_number.digits if person.outgoing_number else "",
            anonymous=person.anonymous,
            language=person.language,
            email=person.email,
            may_hotdesk=person.may_hotdesk,
            pin=person.pin,
            administers=person.pk in administrators,
        )
        for person in people.order_by("key")
    )


def _devices(company: Company) -> tuple[DeviceEntry, ...]:
    devices = Device.objects.for_company(company).select_related("person").order_by("key")
    return tuple(DeviceEntry(d.key, d.name, d.account, d.person.key if d.person else "", d.hotdesking) for d in devices)


def _numbers(company: Company) -> dict[str, str]:
    numbers = Number.objects.for_company(company).select_related("plan")
    return {number.digits: number.plan.key if number.plan else "" for number in numbers}


def published_plans(company: Company) -> tuple[PlanEntry, ...]:
    """The newest version of each plan, under its present name and numbers."""
    rows = PublishedPlanRow.objects.for_company(company)
    versions = rows.filter(key=OuterRef("key")).order_by("-version").values("version")
    newest = {row.key: row for row in rows.filter(version=Subquery(versions[:1]))}
    drafts = DraftPlan.objects.for_company(company).order_by("key")
    return tuple(_plan(draft, newest[draft.key]) for draft in drafts if draft.key in newest)


def _plan(draft: DraftPlan, row: PublishedPlanRow) -> PlanEntry:
    steps = {part: row.tree[part] for part in ("steps", "diversions") if part in row.tree}
    sounds = {key: (path, seconds) for key, (path, seconds) in row.library["sounds"].items()}
    return PlanEntry(row.key, row.version, {**draft.heading(), **steps}, row.library["hours"], sounds)
