"""Time zones as telephones must be told them: the hours from UTC, and when summer time begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NAME = r"(?:<[^>]+>|[A-Za-z]+)"
_TIME = r"[+-]?\d+(?::\d+)*"
_RULE = re.compile(rf"{_NAME}(?P<standard>{_TIME})(?:{_NAME}(?P<summer>{_TIME})?,(?P<start>M[^,]+),(?P<end>M[^,]+))?")
_CHANGE = re.compile(rf"M(\d+)\.(\d+)\.(\d+)(?:/({_TIME}))?")


@dataclass(frozen=True)
class Change:
    """When the clocks change: in that month, on the nth (5: the last) weekday (0: Sunday), at that wall clock time."""

    month: int
    week: int
    weekday: int
    minutes: int  # after midnight

    @property
    def hour(self) -> int:
        """For telephones that know whole hours only."""
        return self.minutes // 60

    @property
    def iso_weekday(self) -> int:
        """1: Monday to 7: Sunday."""
        return self.weekday or 7


@dataclass(frozen=True)
class Summer:
    """Summer time: how many minutes the clocks are put forward, from when to when."""

    saves: int
    start: Change
    end: Change


@dataclass(frozen=True)
class Zone:
    """A time zone by the rule that holds today and from now on."""

    name: str  # Europe/Brussels
    posix: str  # the rule as POSIX writes it: CET-1CEST,M3.5.0,M10.5.0/3
    offset: int  # minutes ahead of UTC in winter
    summer: Summer | None

    @property
    def hours(self) -> str:
        """+1, -5 or +5:30."""
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{'-' if self.offset < 0 else '+'}{hours}" + (f":{minutes:02d}" if minutes else "")


@cache
def zone(name: str) -> Zone:
    """Read from the tz database, whose files end in the rule for the future (RFC 9636 section 3.3).

    Raises OSError for a name that it does not have.
    """
    data = files("tzdata").joinpath(f"zoneinfo/{name}").read_bytes()
    return _read(name, data.rstrip(b"\n").rpartition(b"\n")[2].decode())


def _read(name: str, posix: str) -> Zone:
    rule = _RULE.fullmatch(posix)
    if rule is None:
        raise OSError(f"The time zone {name} has a rule that telephones cannot be told: {posix}.")
    standard = -_minutes(rule["standard"])
    if not rule["start"]:
        return Zone(name, posix, standard, None)
    ahead = -_minutes(rule["summer"]) if rule["summer"] else standard + 60
    start, end = _change(rule["start"]), _change(rule["end"])
    if ahead < standard:  # Ireland calls its summer time standard; telephones do not
        standard, ahead, start, end = ahead, standard, end, start
    return Zone(name, posix, standard, Summer(ahead - standard, start, end))


def _change(text: str) -> Change:
    found = _CHANGE.fullmatch(text)
    assert found  # noqa: S101 (the rule was matched)
    month, week, weekday, time = found.groups()
    return Change(int(month), int(week), int(weekday), _minutes(time or "2"))


def _minutes(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, _, minutes = text.lstrip("+-").partition(":")
    return sign * (int(hours) * 60 + int(minutes or 0))
