"""An export, looked up by what destinations name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from belplan.callevents import Phrase, phrase
from belplan.callplan.from_freepbx.destinations import Kind, Target, target_of
from belplan.callplan.from_freepbx.reading import Export
from belplan.callplan.from_freepbx.tables import GROUPS, Row

_NOTHING: Row = {}
# Of each kind: its table, the column that holds its number or id, and the one that holds its name.
_STAND = {
    Kind.RING_GROUP: ("ringgroups", "grpnum", "description"),
    Kind.TIME_CONDITION: ("timeconditions", "timeconditions_id", "displayname"),
    Kind.MENU: ("ivr_details", "id", "name"),
    Kind.ANNOUNCEMENT: ("announcement", "announcement_id", "description"),
    Kind.EXTENSION: ("users", "extension", "name"),
    Kind.VOICEMAIL: ("users", "extension", "name"),
    Kind.QUEUE: ("queues_config", "extension", "descr"),
    Kind.NUMBER: ("miscdests", "id", "description"),
}
_CALLED: Mapping[Kind, Phrase] = {
    Kind.RING_GROUP: phrase("Ring group {name}"),
    Kind.TIME_CONDITION: phrase("Time condition {name}"),
    Kind.MENU: phrase("IVR {name}"),
    Kind.ANNOUNCEMENT: phrase("Announcement {name}"),
    Kind.EXTENSION: phrase("Extension {name}"),
    Kind.VOICEMAIL: phrase("Voicemail of {name}"),
    Kind.QUEUE: phrase("Queue {name}"),
    Kind.NUMBER: phrase("Misc destination {name}"),
    Kind.SWITCH: phrase("Call flow control {name}"),
    Kind.TONE: phrase("Terminate call: {name}"),
    Kind.HANG_UP: phrase("Hang up"),
    Kind.OTHER: phrase("Destination {name}"),
}


class Index:
    """Rows by kind and key; where there are several with the same, the first."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._rows: dict[Target, Row] = {}
        for kind, (table, key, _name) in _STAND.items():
            for row in export.rows(table):
                if row[key].isdecimal():
                    self._rows.setdefault(Target(kind, row[key]), row)
        self.entries = _grouped(export.rows("ivr_entries"), "ivr_id")
        self.times = _grouped(export.rows("timegroups_details"), "timegroupid")
        self.time_names = {row.get("id", ""): row.get("description", "") for row in export.rows(GROUPS)}
        self.of_queue = _grouped(export.rows("queues_details"), "id")
        self.switches = _grouped(export.rows("daynight"), "ext")

    def row(self, target: Target) -> Row:
        """What the export holds of it; empty where nothing."""
        return self._rows.get(target, _NOTHING)

    def all_of(self, kind: Kind) -> list[Target]:
        """All that the export holds of a kind."""
        return [target for target in self._rows if target.kind is kind]

    def name(self, target: Target) -> str:
        """As people there call it: with its number, where it has one of its own."""
        said = self.row(target).get(_STAND[target.kind][2], "") if target.kind in _STAND else ""
        if target.kind is Kind.SWITCH:
            said = self.switched(target, "fc_description")
        numbered = target.kind in (Kind.RING_GROUP, Kind.EXTENSION, Kind.VOICEMAIL, Kind.QUEUE)
        return f"{said} ({target.key})" if said and numbered else said or target.key

    def called(self, target: Target) -> Phrase:
        """It with its kind: Ring group Sales (600)."""
        return Phrase(_CALLED[target.kind].text, {"name": self.name(target)})

    def switched(self, target: Target, mode: str) -> str:
        """Where a call flow control leads by day or by night."""
        return next((row["dest"] for row in self.switches.get(target.key, ()) if row.get("dmode") == mode), "")

    def ways(self, target: Target) -> list[str]:
        """Where calls may go from there, as far as it is carried over."""
        row, kind = self.row(target), target.kind
        if kind is Kind.MENU:
            entries = [entry.get("dest", "") for entry in self.entries.get(target.key, ())]
            return [*entries, row.get("timeout_destination", ""), row.get("invalid_destination", "")]
        if kind is Kind.SWITCH:
            return [self.switched(target, "day")]
        columns = {
            Kind.TIME_CONDITION: ("truegoto", "falsegoto"),
            Kind.RING_GROUP: ("postdest",),
            Kind.ANNOUNCEMENT: ("post_dest",),
            Kind.QUEUE: ("dest",),
            Kind.EXTENSION: ("noanswer_dest",),
        }
        return [row.get(column, "") for column in columns.get(kind, ())]


class Ways:
    """Which ways lead round (`cut`), and how often each target is led to else."""

    def __init__(self, index: Index, starts: Sequence[Target]) -> None:
        self._index = index
        self.cut: set[tuple[Target, Target]] = set()
        self.times: dict[Target, int] = {}
        self._done: set[Target] = set()
        for start in starts:
            self.times[start] = self.times.get(start, 0) + 1
            self._walk(start, [])

    def _walk(self, target: Target, above: list[Target]) -> None:
        if target in self._done:
            return
        above.append(target)
        for way in map(target_of, self._index.ways(target)):
            if way in above or len(above) >= DEEPEST:
                self.cut.add((target, way))
                continue
            self.times[way] = self.times.get(way, 0) + 1
            self._walk(way, above)
        above.pop()
        self._done.add(target)


DEEPEST = 60  # steps one after the other: what goes on longer is taken to be no plan of people


def _grouped(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get(column, ""), []).append(row)
    return found
