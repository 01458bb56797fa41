"""Music on hold: tunes added, removed, brought back and put in another order, heard from the next hold on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.exchange.models import HoldMusic
from belplan.publishing import hooks
from belplan.publishing.publish import By
from belplan.switch.accounts import AccountsNotWritten
from belplan.tenancy.models import Company, note_change


class Kept(TypedDict):
    """What remains of a tune that was removed: enough to bring it back."""

    name: str
    file: str
    seconds: float
    position: int


def add(company: Company, name: str, file: str, seconds: float, by: By) -> HoldMusic:
    """Add a tune behind the others; `file` relative to the data folder. Raises ValidationError."""
    with _changed(company, by) as tunes:
        position = tunes[-1].position + 1 if tunes else 0
        return HoldMusic(company=company, name=name, file=file, seconds=seconds, position=position).store()


def remove(tune: HoldMusic, by: By) -> Kept:
    """Remove it; gives what `bring_back` needs. Raises ValidationError."""
    kept = Kept(name=tune.name, file=tune.file, seconds=tune.seconds, position=tune.position)
    with _changed(tune.company, by):
        tune.delete()
    return kept


def bring_back(company: Company, kept: Kept, by: By) -> None:
    """Undo a removal. Raises ValidationError."""
    with _changed(company, by):
        HoldMusic(company=company, **kept).store()


def earlier(tune: HoldMusic, by: By) -> None:
    """Let it change places with the one before it. Raises ValidationError."""
    with _changed(tune.company, by) as tunes:
        place = tunes.index(tune)
        if place:
            tunes[place - 1 : place + 1] = [tune, tunes[place - 1]]
        for position, each in enumerate(tunes):
            HoldMusic.objects.for_company(tune.company).filter(pk=each.pk).update(position=position)


def write_all() -> None:
    """Let the switch know the music of all companies: at the start. Raises AccountsNotWritten, OSError."""
    hooks.store_hold_music([(company.key, _folder(company)) for company in Company.objects.order_by("pk")])


@contextlib.contextmanager
def _changed(company: Company, by: By) -> Iterator[list[HoldMusic]]:
    try:
        with transaction.atomic():
            Company.objects.select_for_update().get(pk=company.pk)
            tunes = _tunes(company)
            before = [tune.name for tune in tunes]
            yield tunes
            after = [tune.name for tune in _tunes(company)]
            note_change(company, who=by.who, what="music on hold", origin=by.origin, before=before, after=after)
            hooks.store_hold_music([(company.key, _folder(company))])
    except (OSError, AccountsNotWritten) as error:
        message = _("It could not be saved, so all stays as it was: free some disk space on the server, and try again.")
        raise ValidationError(message) from error


def _tunes(company: Company) -> list[HoldMusic]:
    return list(HoldMusic.objects.for_company(company).order_by("position", "pk"))


def _folder(company: Company) -> Path | None:
    """A folder of links to the tunes, named so that the switch plays them in their order; None where there are none."""
    data = Path(settings.DATA)
    files = [data / tune.file for tune in _tunes(company)]
    home = data / "music" / company.key
    digest = hashlib.sha256("\n".join(file.name for file in files).encode()).hexdigest()[:16]
    for old in home.glob("*") if home.is_dir() else ():
        shutil.rmtree(old)
    for place, file in enumerate(files):
        link = home / digest / f"{place:04}.wav"
        link.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            os.link(file, link)
    return home / digest if files else None
