"""What the caller hears during a call that was tried: sounds by their text or name, added to the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from belplan.engine.snapshot import CompanySnapshot
from belplan.panel.names import Names
from belplan.panel.timeline import Entry
from belplan.switch.simulator import Moment


def with_what_is_heard(
    entries: list[Entry], heard: Sequence[Moment], about: CompanySnapshot, names: Names
) -> list[Entry]:
    """The timeline with what the caller hears in it; its last entry, the end, stays last."""
    middle = [*entries[:-1], *_heard(heard, _sounds(about, names), about.key)]
    return [*sorted(middle, key=lambda entry: entry.at), *entries[-1:]]  # stable: facts before what they sound like


def _heard(heard: Sequence[Moment], sounds: dict[str, str], company: str) -> Iterator[Entry]:
    before = ""
    for moment in heard:
        if moment.what == "sound":
            text = _("The caller hears: %(sound)s") % {"sound": _sound(moment.detail, sounds)}
            yield Entry(moment.at, text, heard_at=_address(Path(moment.detail), company))
        elif moment.what == "ringing" and before != "ringing":
            yield Entry(moment.at, _("The caller hears it ring"))
        before = moment.what


def _address(sound: Path, company: str) -> str:
    """Where this can be listened to: the company's own sounds only."""
    own = sound.parent == Path(settings.DATA) / "sounds" / company and re.fullmatch(r"[-\w]+", sound.stem, re.ASCII)
    return reverse("options:spoken", args=[sound.stem]) if own else ""


def _sound(path: str, sounds: dict[str, str]) -> str:
    """By the end of its path, as plans keep their sounds relative to the data folder; else one of our prompts."""
    return next((text for end, text in sounds.items() if path.endswith(end)), Path(path).stem.replace("_", " "))


def _sounds(about: CompanySnapshot, names: Names) -> dict[str, str]:
    """Each sound of the plans by its path: the text that is spoken, or the sound's name."""
    found = {path: key for plan in about.plans for key, (path, _seconds) in plan.sounds.items()}
    return {path: _told(key, names) for path, key in found.items()}


def _told(key: str, names: Names) -> str:
    kind, _language, text = (*key.split("/", 2), "", "")[:3]
    return f"“{text}”" if kind == "say" else names.of("sound", key)
