"""The companies that the engine serves, loaded from their snapshots and indexed for the questions of a call."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from belplan.callplan.plan import PlanError, PublishedPlan
from belplan.callplan.published import load_published
from belplan.engine import snapshot
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

    @property
    def key(self) -> str:
        return self.about.key

    @property
    def trunk(self) -> TrunkEntry | None:
        """The line that calls to the outside take."""
        return self.about.trunks[0] if self.about.trunks else None

    def user_of(self, device: DeviceEntry) -> UserEntry | None:
        return self.users.get(device.user)


@dataclass(frozen=True)
class Companies:
    """All companies of this node, by what a call brings along."""

    by_key: Mapping[str, Company] = field(default_factory=dict)
    by_account: Mapping[str, tuple[Company, DeviceEntry | TrunkEntry]] = field(default_factory=dict)

    def replaced(self, company: Company) -> Companies:
        """The same with one company new or changed."""
        return index([*(c for c in self.by_key.values() if c.key != company.key), company])


def company(about: CompanySnapshot) -> Company:
    """Build the indices of one snapshot. Raises PlanError for a plan that cannot be read."""
    plans = {entry.key: load_published(msgspec.structs.asdict(entry)) for entry in about.plans}
    return Company(
        about=about,
        zone=ZoneInfo(about.timezone),
        plans=plans,
        users={u.key: u for u in about.users},
        devices={d.key: d for d in about.devices},
        user_by_extension={u.extension: u for u in about.users if u.extension},
        plan_by_extension={p.plan.internal: key for key, p in plans.items() if p.plan.internal},
    )


def index(companies: Iterable[Company]) -> Companies:
    """Companies by key and by SIP account name (which is unique on the platform)."""
    known = list(companies)
    accounts: dict[str, tuple[Company, DeviceEntry | TrunkEntry]] = {}
    for one in known:
        accounts.update({device.account: (one, device) for device in one.about.devices})
        accounts.update({trunk.account: (one, trunk) for trunk in one.about.trunks})
    return Companies({c.key: c for c in known}, accounts)


def load(folder: Path) -> Companies:
    """Load every readable snapshot; one that cannot be read is logged and left out, the others serve."""
    return index(c for path in sorted(folder.glob("*.json")) if (c := load_one(path)))


def load_one(path: Path) -> Company | None:
    """Load one snapshot, or log why it cannot be."""
    try:
        return company(snapshot.read(path))
    except (OSError, msgspec.MsgspecError, PlanError, KeyError, ValueError) as problem:
        log.error("company %s is left as it was: its snapshot cannot be read (%s)", path.stem, problem)
        return None
