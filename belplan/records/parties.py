"""What a call is found by: who took part in it, and the words that a search goes through. Pure, made anew at will."""

from __future__ import annotations

from collections.abc import Iterable

from belplan.records.fold import Record

LONGEST = 300  # characters of words: an index holds them


def parties(record: Record) -> set[str]:
    """Who made the call, was rung or answered, of ours: "user/ann", "device/lobby". Others' numbers are words."""
    named = {record.caller_party, record.answered_by, *(leg.party for leg in record.legs)}
    return {party for party in named if "/" in party and len(party) <= 100}


def words(parts: Iterable[str]) -> str:
    """The parts in small letters, a line each, so that nothing is found across two of them."""
    return "\n".join(part for part in parts if part).lower()[:LONGEST]
