"""Opening hours and menus that the plans use: each made once."""

from __future__ import annotations

from belplan.callevents import Phrase, phrase
from belplan.callplan.from_freepbx.carried import MenuToMake
from belplan.callplan.from_freepbx.destinations import Kind, Target, target_of
from belplan.callplan.from_freepbx.index import Index
from belplan.callplan.from_freepbx.notes import LONGEST_NAME, Notes
from belplan.callplan.from_freepbx.times import times_of
from belplan.callplan.hours import Hours

MOST_TRIES = 5
MOST_WAIT = 60  # seconds
_LONGEST_SPOKEN = 60
_NAMELESS = (Kind.HANG_UP, Kind.TONE, Kind.OTHER)
_NO = ("", "0", "disabled", "no")


class Shared:
    """What was made so far."""

    def __init__(self, index: Index, notes: Notes) -> None:
        self._index, self._notes = index, notes
        self.hours: dict[str, Hours] = {}  # by time group, or by time condition without one
        self.menus: dict[str, MenuToMake] = {}  # by IVR

    def hours_of(self, target: Target) -> str:
        """The key of the hours of a time condition."""
        row, tell = self._index.row(target), self._notes.about(target)
        group = row.get("time", "")
        known = group if group in self._index.times else f"only {target.key}"
        if row.get("timezone", "") not in ("", "default"):
            what = phrase("It goes by the clock of {zone}.", zone=row["timezone"])
            tell(what, phrase("Opening hours go by the company's clock: change their times if that is another."))
        if known not in self.hours:
            self.hours[known] = self._made(target, group)
        return self.hours[known].key

    def _made(self, target: Target, group: str) -> Hours:
        tell, lines = self._notes.about(target), self._index.times.get(group, ())
        times = times_of(line["time"] for line in lines if line.get("time"))
        if not lines:
            what = phrase("Its times are not in the files: its calendar or time group is missing.")
            tell(what, phrase("Open its opening hours, and fill in the times."))
        for line in times.refused:
            what = phrase("These times can't be said here: {times}.", times=line)
            tell(what, phrase("Open its opening hours, and add the dates yourself."))
        if times.mixed:
            what = phrase("Here a date decides over its weekday; there both counted.")
            tell(what, phrase("Open its opening hours, and look at the times of its dates."))
        name = (self._index.time_names.get(group) or self._index.name(target))[:LONGEST_NAME]
        return Hours(key=self._notes.free_key("hours", name), name=name, entries=times.entries)

    def menu_of(self, target: Target, keys: dict[str, str]) -> str:
        """The key of the menu of an IVR; `keys` lead to destinations."""
        if target.key not in self.menus:
            self.menus[target.key] = self._menu(target, keys)
            what = phrase("Its recording is not in the files: a text says the keys instead.")
            self._notes.about(target)(what, phrase("Open the menu, and change the text or choose a sound."))
        return self.menus[target.key].key

    def _menu(self, target: Target, keys: dict[str, str]) -> MenuToMake:
        row, name = self._index.row(target), self._index.name(target)[:LONGEST_NAME]
        loops = [int(row.get(column, "")) for column in ("timeout_loops", "invalid_loops") if _digit(row.get(column))]
        wait = row.get("timeout_time", "")
        return MenuToMake(
            key=self._notes.free_key("menu", name),
            name=name,
            wait=min(max(int(wait), 1), MOST_WAIT) if wait.isdecimal() and wait.isascii() else 10,
            tries=min(max(loops, default=0) + 1, MOST_TRIES),
            direct=row.get("directdial", "").strip().lower() not in _NO,
            words=tuple(self._words(key, destination) for key, destination in keys.items()),
        )

    def _words(self, key: str, destination: str) -> Phrase:
        """What lies behind a key, without its number."""
        target = target_of(destination)
        if target.kind in _NAMELESS:
            return phrase("Otherwise press {key}.", key=key)
        name = self._index.name(target).partition(" (")[0][:_LONGEST_SPOKEN]
        return phrase("For {name}, press {key}.", name=name, key=key)


def _digit(text: str | None) -> bool:
    return text is not None and len(text) == 1 and text in "0123456789"
