"""What the caller hears during a call that was tried: sounds by their text or name, added to the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from belplan.panel.timeline import Entry
from belplan.publishing.models import PublishedPlanRow
from belplan.switch.simulator import Moment
from belplan.tenancy.models import Company


def with_what_is_heard(entries: list[Entry], heard: Sequence[Moment], company: Company) -> list[Entry]:
    """The timeline with what the caller hears in it; its last entry, the end, stays last."""
    sounds = _sounds(company)
    middle = [*entries[:-1], *_heard(heard, sounds)]
    return [*sorted(middle, key=lambda entry: entry.at), *entries[-1:]]  # stable: facts before what they sound like


def _heard(heard: Sequence[Moment], sounds: dict[str, str]) -> Iterator[Entry]:
    before = ""
    for moment in heard:
        if moment.what == "sound":
            yield Entry(moment.at, _("The caller hears: %(sound)s") % {"sound": _sound(moment.detail, sounds)})
        elif moment.what == "ringing" and before != "ringing":
            yield Entry(moment.at, _("The caller hears it ring"))
        before = moment.what


def _sound(path: str, sounds: dict[str, str]) -> str:
    """By the end of its path, as plans keep their sounds relative to the data folder; else one of our prompts."""
    return next((text for end, text in sounds.items() if path.endswith(end)), Path(path).stem.replace("_", " "))


def _sounds(company: Company) -> dict[str, str]:
    """Each sound of the published plans by its path: the text that is spoken, or the sound's key."""
    rows = PublishedPlanRow.objects.for_company(company)
    found = {path: key for row in rows for key, (path, _seconds) in row.library["sounds"].items()}
    return {path: _told(key) for path, key in found.items()}


def _told(key: str) -> str:
    kind, _language, text = (*key.split("/", 2), "", "")[:3]
    return f"“{text}”" if kind == "say" else key
