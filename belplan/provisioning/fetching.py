"""Writes the file that a telephone was admitted to, and keeps what it had."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from belplan.identity.factors.base import Where
from belplan.provisioning import bans
from belplan.provisioning.admission import Admitted, Miss, admit
from belplan.provisioning.models import Provisioning
from belplan.provisioning.phones import base, phone

_AGENT = 200  # characters


@dataclass(frozen=True)
class Answer:
    """A file as it goes out. `changed` is when we first saw it so, in UTC and whole seconds."""

    text: str
    content_type: str
    etag: str  # with its quotes, RFC 9110 section 8.8.3
    changed: datetime

    def __repr__(self) -> str:
        """Without the text: it may hold a secret."""
        return f"Answer({self.etag})"


def fetch(token: str, path: str, where: Where, now: datetime, *, readable: bool = True) -> Answer | None:
    """The file at `path` for the bearer of `token`; None for every miss, whatever was wrong.

    `readable`: the request asked to read, not to store (telephones try to leave their logs with us).
    """
    with bans.counted(where.network):
        if bans.is_banned(where.network, now):
            return None
        verdict = admit(token, path, where, now)
        if isinstance(verdict, Admitted):
            if not readable:
                return None
            if not verdict.with_secret or _is_first(verdict.row, where, now):
                return _hand_out(verdict, token, where, now)
            verdict = Miss()
        if verdict.counts:
            bans.count(where.network, now)
        return None


def _is_first(row: Provisioning, where: Where, now: datetime) -> bool:
    """Note that the secret goes to this network, unless another came at the same moment and was quicker."""
    rows = Provisioning.objects.for_company(row.device.company)
    mine = rows.filter(pk=row.pk, enabled_at=row.enabled_at, given_to__in=("", where.network))
    return mine.update(given_at=row.given_at or now, given_to=where.network) == 1


def _hand_out(admitted: Admitted, token: str, where: Where, now: datetime) -> Answer:
    here, file, row = base(token), admitted.file, admitted.row
    bare = file.render(phone(admitted.device, here, with_secret=False))
    text = file.render(phone(admitted.device, here, with_secret=True)) if admitted.with_secret else bare
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    changed = _note(row, file.name, etag, now)
    row.fetched_at, row.fetched_from, row.agent = now, where.address[:50], where.agent[:_AGENT]
    row.token_used = token
    if not file.phonebook:
        row.settings = bare
    row.save(update_fields=["fetched_at", "fetched_from", "agent", "token_used", "settings", "marks"])
    return Answer(text, file.content_type, etag, changed)


def _note(row: Provisioning, name: str, etag: str, now: datetime) -> datetime:
    """Since when the file is as it is; a second later than before at least, since HTTP's dates know no less."""
    before = row.marks.get(name, {"etag": "", "changed": 0})
    if before["etag"] != etag:
        before = {"etag": etag, "changed": max(int(now.timestamp()), before["changed"] + 1)}
        row.marks = {**row.marks, name: before}
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=before["changed"])
