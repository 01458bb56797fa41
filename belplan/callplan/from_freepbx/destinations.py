"""Where calls go in a FreePBX: "ext-group,600,1" is ring group 600."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a destination is."""

    RING_GROUP = "ring_group"
    TIME_CONDITION = "time_condition"
    MENU = "menu"
    ANNOUNCEMENT = "announcement"
    EXTENSION = "extension"
    VOICEMAIL = "voicemail"
    QUEUE = "queue"
    NUMBER = "number"  # a misc destination
    SWITCH = "switch"  # call flow control: day or night, by a code
    HANG_UP = "hang_up"
    TONE = "tone"  # busy, congestion and the like, then the end
    OTHER = "other"


@dataclass(frozen=True)
class Target:
    """A destination: its kind, and the number or id of it there."""

    kind: Kind
    key: str = ""


_FORMS = (
    (Kind.RING_GROUP, r"ext-group,(\d+),"),
    (Kind.TIME_CONDITION, r"timeconditions,(\d+),"),
    (Kind.MENU, r"ivr-(\d+),s,"),
    (Kind.ANNOUNCEMENT, r"app-announcement-(\d+),s,"),
    (Kind.EXTENSION, r"(?:from-did-direct|from-internal|ext-local|ext-findmefollow),(?:FM)?(\d+),"),
    (Kind.VOICEMAIL, r"ext-local,vm[a-z](\d+),"),
    (Kind.QUEUE, r"ext-queues,(\d+),"),
    (Kind.NUMBER, r"ext-miscdests,(\d+),"),
    (Kind.SWITCH, r"app-daynight,(\d+),"),
    (Kind.HANG_UP, r"app-blackhole,(hangup),"),
    (Kind.TONE, r"app-blackhole,([a-z-]+),"),
)


def target_of(destination: str) -> Target:
    """What it leads to; an empty one ends the call there, as a hang-up does here."""
    if not destination.strip():
        return Target(Kind.HANG_UP)
    for kind, form in _FORMS:
        if match := re.match(form, destination.strip()):
            return Target(kind, "" if kind is Kind.HANG_UP else match[1])
    return Target(Kind.OTHER, destination.strip()[:100])
