"""The companies that the engine serves, loaded from their snapshots and indexed for the questions of a call."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from belplan.callplan.plan import Plan, PlanError, PublishedPlan
from belplan.callplan.published import load_published
from belplan.engine import changes
from belplan.engine.changes import Change, Entries, Place
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, TrunkEntry, UserEntry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Company:
    """One company as calls see it."""

    about: CompanySnapshot
    zone: ZoneInfo
    plans: Mapping[str, PublishedPlan]
    users: Mapping[str, UserEntry]
    devices: Mapping[str, DeviceEntry]
    user_by_extension: Mapping[str, UserEntry]
    plan_by_extension: Mapping[str, str]
    own_plans: Mapping[str, str]  # a user's own plan, by user
    by_account: Mapping[str, DeviceEntry | TrunkEntry]
    read_to: int = 0  # where in the changes of this snapshot's edition the next one will stand

    @property
    def key(self) -> str:
        return self.about.key

    @property
    def trunk(self) -> TrunkEntry | None:
        """The line that calls to the outside take."""
        return self.about.trunks[0] if self.about.trunks else None

    def diverted_by(self, internal: str) -> str:
        """The plan whose diversions are switched by this internal number: its own, or that of the user who has it."""
        user = self.user_by_extension.get(internal)
        return self.own_plans.get(user.key, "") if user else self.plan_by_extension.get(internal, "")

    def internal_of(self, plan: Plan) -> str:
        """The internal number by which the diversions of a plan are switched; empty where it has none."""
        owner = self.users.get(plan.owner)
        return owner.extension if owner else plan.internal

    def user_of(self, device: DeviceEntry) -> UserEntry | None:
        return self.users.get(device.user)


@dataclass(frozen=True)
class Companies:
    """All companies of this node, by what a call brings along."""

    by_key: Mapping[str, Company] = field(default_factory=dict)
    company_of: Mapping[str, str] = field(default_factory=dict)  # its key, by SIP account name

    def by_account(self, account: str) -> tuple[Company, DeviceEntry | TrunkEntry] | None:
        """Whose account (unique on the platform) this is, and what."""
        company = self.by_key.get(self.company_of.get(account, ""))
        return (company, company.by_account[account]) if company else None

    def replaced(self, company: Company) -> Companies:
        """The same with one company new or changed."""
        known = self.by_key.get(company.key)
        had = known.by_account.keys() if known else set()
        company_of = self.company_of
        if had != company.by_account.keys():
            others = {account: key for account, key in company_of.items() if key != company.key or account not in had}
            company_of = others | dict.fromkeys(company.by_account, company.key)
        return Companies({**self.by_key, company.key: company}, company_of)


def company(about: CompanySnapshot, read_to: int = 0) -> Company:
    """Build the indices of one snapshot. Raises PlanError for a plan that cannot be read."""
    plans = {entry.key: load_published(msgspec.structs.asdict(entry)) for entry in about.plans}
    accounts: list[DeviceEntry | TrunkEntry] = [*about.devices, *about.trunks]
    return Company(
        about=about,
        zone=ZoneInfo(about.timezone),
        plans=plans,
        users={u.key: u for u in about.users},
        devices={d.key: d for d in about.devices},
        user_by_extension={u.extension: u for u in about.users if u.extension},
        plan_by_extension={p.plan.internal: key for key, p in plans.items() if p.plan.internal},
        own_plans={p.plan.owner: key for key, p in plans.items() if p.plan.owner},
        by_account={one.account: one for one in accounts},
        read_to=read_to,
    )


def changed(known: Company, change: Change, read_to: int) -> Company:
    """The company after a change of a few: copies of its indices (0.1 ms for 10,000), in which only these are new."""
    entries = Entries(dict(known.users), dict(known.devices), dict(known.about.phonebook))
    extensions, accounts = dict(known.user_by_extension), dict(known.by_account)
    for key in (*(user.key for user in change.users), *change.users_gone):
        if key in known.users:
            extensions.pop(known.users[key].extension, None)
    for key in (*(device.key for device in change.devices), *change.devices_gone):
        if key in known.devices:
            accounts.pop(known.devices[key].account, None)
    entries.apply(change)
    return replace(
        known,
        about=entries.put_into(known.about),
        users=entries.users,
        devices=entries.devices,
        user_by_extension=extensions | {u.extension: u for u in change.users if u.extension},
        by_account=accounts | {d.account: d for d in change.devices},
        read_to=read_to,
    )


def index(companies: Iterable[Company]) -> Companies:
    """Companies by key and by SIP account name."""
    known = list(companies)
    return Companies({c.key: c for c in known}, {account: c.key for c in known for account in c.by_account})


def load(folder: Path) -> Companies:
    """Load every readable snapshot; one that cannot be read is logged and left out, the others serve."""
    return index(c for path in sorted(folder.glob("*.json")) if (c := load_one(path)))


def load_one(path: Path) -> Company | None:
    """Load one snapshot with its changes, or log why it cannot be."""
    try:
        return company(*changes.current(path))
    except (OSError, msgspec.MsgspecError, PlanError, KeyError, ValueError) as problem:
        log.error("company %s is left as it was: its snapshot cannot be read (%s)", path.stem, problem)
        return None


def follow(known: Company | None, path: Path, place: Place | None) -> Company | None:
    """The company after the change that stands at `place`; loaded whole where what was read ends elsewhere."""
    if known is None or place != Place(known.about.edition, known.read_to):
        return load_one(path)
    try:
        return changed(known, *changes.read_one(changes.path_of(path, place.edition), place.start))
    except (OSError, msgspec.MsgspecError) as problem:
        log.error("a change of company %s cannot be read: it is loaded whole (%s)", path.stem, problem)
        return load_one(path)
