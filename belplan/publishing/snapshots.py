"""Writes what the engine knows of a company into the data folder, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from belplan.callplan.kept import as_meant
from belplan.engine import changes, snapshot
from belplan.engine.changes import Change, Place
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
    takes no space on a disk that may be full. Changes that were added to it are cut off again.
    """
    path = path_of(company)
    before = path.with_suffix(f".before-{os.getpid()}-{secrets.token_hex(8)}")
    ours = None
    sizes: dict[Path, int] = {}
    added: dict[Path, int] = {}
    try:
        with transaction.atomic():
            current = Company.objects.select_for_update().get(pk=company.pk)
            sizes = _sizes(path)
            if path.exists():
                before.hardlink_to(path)
            try:
                yield current
            finally:
                ours = _identity(path)
                added = {file: size for file, size in _sizes(path).items() if size > sizes.get(file, 0)}
    except BaseException:
        if ours and ours == _identity(path):  # else another's newer file stands there already
            _put_back(path, before)
        for file, size in added.items():
            _cut_off(company, file, size, sizes.get(file, 0))
        raise
    finally:
        before.unlink(missing_ok=True)


def _identity(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _sizes(path: Path) -> dict[Path, int]:
    """Of the files with changes of this snapshot, in bytes."""
    return {file: file.stat().st_size for file in path.parent.glob(path.with_suffix(".*.changes").name)}


def _put_back(path: Path, before: Path) -> None:
    if before.exists():
        before.replace(path)
    else:
        path.unlink(missing_ok=True)


def _cut_off(company: Company, file: Path, ours: int, before: int) -> None:
    """Take back a change that was not committed. Where another's stands behind it already, all is written anew."""
    if file.exists() and file.stat().st_size > ours:
        write_snapshot(company)
    elif file.exists():
        os.truncate(file, before)


def write_within(company: Company) -> None:
    """Write the snapshot within `whole_or_not`; the engine hears of it once the transaction is committed."""
    write_whole(company)
    transaction.on_commit(write_switch_accounts, robust=True)  # numbers and plans say who rings when we are away


def write_whole(company: Company) -> None:
    """As `write_within`, where the switch's accounts are seen to otherwise."""
    path = path_of(company)
    outdated = [*_sizes(path), *_left_behind(path)]
    snapshot.write(folder(), msgspec.structs.replace(snapshot_of(company), edition=secrets.token_hex(8)))
    transaction.on_commit(lambda: hooks.notify_engine(company.key), robust=True)
    transaction.on_commit(lambda: _forget(outdated), robust=True)


def write_change(company: Company, change: Change) -> None:
    """Add a change of a few to the snapshot, within `whole_or_not`. Raises OSError (a full disk).

    It is written whole once its changes grow longer than it, and where somebody died before their change was committed.
    """
    path = path_of(company)
    edition = changes.edition_of(path)
    file = changes.path_of(path, edition)
    if not edition or _left_behind(path) or _sizes(path).get(file, 0) > path.stat().st_size:
        write_whole(company)
        return
    place = Place(edition, changes.append(file, change))
    transaction.on_commit(lambda: hooks.notify_engine(company.key, place), robust=True)


def _left_behind(path: Path) -> list[Path]:
    """The old files of writers who died within `whole_or_not`."""
    known = path.parent.glob(path.with_suffix(".before-*").name)
    return [file for file in known if not Path("/proc", file.suffix.split("-")[1]).exists()]


def _forget(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def path_of(company: Company) -> Path:
    """The company's snapshot."""
    return folder() / f"{company.key}.json"


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
        users=users(Person.objects.for_company(company)),
        devices=devices(Device.objects.for_company(company)),
        trunks=tuple(TrunkEntry(t.key, t.account) for t in Trunk.objects.for_company(company).order_by("key")),
        plans=published_plans(company),
        numbers=_numbers(company),
        phonebook=dict(PhonebookEntry.objects.for_company(company).values_list("number", "name")),
        limits=Limits(company.calls_at_once, company.minutes_a_day, tuple(company.countries)),
        hotdesk_without_pin=company.hotdesk_without_pin,
        demo=company.demo,
    )


def users(people: QuerySet[Person]) -> tuple[UserEntry, ...]:
    """What the engine may know of these."""
    administrators = hooks.administrators(people)
    people = people.select_related("outgoing_number").prefetch_related("devices")
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


def devices(rows: QuerySet[Device]) -> tuple[DeviceEntry, ...]:
    """What the engine may know of these."""
    found = rows.select_related("person").order_by("key")
    return tuple(DeviceEntry(d.key, d.name, d.account, d.person.key if d.person else "", d.hotdesking) for d in found)


def _numbers(company: Company) -> dict[str, str]:
    numbers = Number.objects.for_company(company).select_related("plan")
    return {number.digits: number.plan.key if number.plan else "" for number in numbers}


def published_plans(company: Company, but: str = "") -> tuple[PlanEntry, ...]:
    """The newest version of each plan but one, under its present name and numbers."""
    rows = PublishedPlanRow.objects.for_company(company).exclude(key=but)
    versions = rows.filter(key=OuterRef("key")).order_by("-version").values("version")
    newest = {row.key: row for row in rows.filter(version=Subquery(versions[:1]))}
    drafts = DraftPlan.objects.for_company(company).exclude(key=but).order_by("key").prefetch_related("numbers")
    drafts = drafts.select_related("fallback", "owner").only("key", "name", "internal", "fallback__key", "owner__key")
    return tuple(_plan(draft, newest[draft.key]) for draft in drafts if draft.key in newest)


def _plan(draft: DraftPlan, row: PublishedPlanRow) -> PlanEntry:
    tree = as_meant(row.tree)
    steps: dict[str, Any] = {part: tree[part] for part in ("steps", "diversions") if part in tree}
    sounds = {key: (path, seconds) for key, (path, seconds) in row.library["sounds"].items()}
    others = {part: row.library.get(part, {}) for part in ("menus", "callers")}
    return PlanEntry(row.key, row.version, {**draft.heading(), **steps}, row.library["hours"], sounds, **others)
