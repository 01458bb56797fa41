"""Where calls come in at a FreePBX: by its numbers, or straight to what nothing else leads to."""

from __future__ import annotations

from belplan.callevents import phrase
from belplan.callplan.from_freepbx.carried import Left, Start
from belplan.callplan.from_freepbx.destinations import Kind, target_of
from belplan.callplan.from_freepbx.index import Index, Ways
from belplan.callplan.from_freepbx.reading import Export
from belplan.callplan.from_freepbx.tables import Row

_BY_THEMSELVES = (Kind.TIME_CONDITION, Kind.MENU, Kind.RING_GROUP)
_FORMS = {
    Kind.TIME_CONDITION: "timeconditions,{key},1",
    Kind.MENU: "ivr-{key},s,1",
    Kind.RING_GROUP: "ext-group,{key},1",
}


def starts_of(export: Export) -> tuple[Start, ...]:
    """All that may become a call plan: numbers first, those with the same destination together."""
    index = Index(export)
    routed = _routed(export, index)
    reached = Ways(index, [target_of(start.destination) for start in routed]).times
    found = [target for kind in _BY_THEMSELVES for target in index.all_of(kind) if target not in reached]
    inner = Ways(index, found).times
    alone = [target for target in found if inner[target] == 1] or found[:1]
    return (
        *routed,
        *(Start(_FORMS[one.kind].format(key=one.key), index.name(one), index.called(one)) for one in alone),
    )


def _routed(export: Export, index: Index) -> list[Start]:
    same: dict[tuple[str, str], list[Row]] = {}
    for row in export.rows("incoming"):
        if not row.get("cidnum") and row.get("destination"):
            same.setdefault((row["destination"], row.get("grppre", "")), []).append(row)
    found = []
    for (destination, prefix), rows in same.items():
        target = target_of(destination)
        routes = tuple(dict.fromkeys(row["extension"] for row in rows if row.get("extension")))
        names = (*(row["description"] for row in rows), index.name(target), *routes, "DID")
        name = next(name for name in names if name)
        found.append(Start(destination, name, index.called(target), routes, prefix))
    return found


def left_of(export: Export) -> list[Left]:
    """Inbound routes that become no plan, and files that say nothing."""
    found = []
    for row in export.rows("incoming"):
        where = phrase("Inbound route {name}", name=row.get("description") or row.get("extension") or "-")
        if row.get("cidnum"):
            what = phrase("It was only for calls from {number}.", number=row["cidnum"])
            instead = phrase("Put a caller condition with that number first in the call plan.")
            found.append(Left(where, what, instead))
        elif not row.get("destination"):
            what = phrase("It leads nowhere.")
            found.append(Left(where, what, phrase("Add a call plan, and link the number to it.")))
        elif not row.get("extension"):
            what = phrase("It was for all numbers without a route of their own.")
            found.append(Left(where, what, phrase("Link the numbers that you mean to the call plan.")))
        if row.get("privacyman", "") == "1":
            what = phrase("Callers who withhold their number were asked for it (privacy manager).")
            instead = phrase("Put a caller condition for withheld numbers first in the call plan.")
            found.append(Left(where, what, instead))
    for name in export.unused:
        what = phrase("Nothing in this file says where calls go.")
        found.append(Left(phrase("File {name}", name=name), what, phrase("You need not do anything.")))
    return found
