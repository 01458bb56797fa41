"""Ring groups and queues: who rings, in which order, how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from belplan.callevents import Phrase, phrase
from belplan.callplan.options import RingOrder
from belplan.callplan.phone_number import NUMBER, normalised

MOST_MEMBERS = 100
MOST_SECONDS = 600
_SAME = {
    "ringall": RingOrder.RING_ALL,
    "hunt": RingOrder.CASCADE,
    "linear": RingOrder.CASCADE,
    "memoryhunt": RingOrder.MEMORY_HUNT,
    "random": RingOrder.ROUND_ROBIN,
}
_NEAREST = {
    "ringallv2": RingOrder.RING_ALL,
    "firstavailable": RingOrder.CASCADE,
    "firstnotonphone": RingOrder.CASCADE,
    "rrmemory": RingOrder.ROUND_ROBIN,
    "rrordered": RingOrder.ROUND_ROBIN,
    "leastrecent": RingOrder.ROUND_ROBIN,
    "fewestcalls": RingOrder.ROUND_ROBIN,
    "wrandom": RingOrder.ROUND_ROBIN,
}
ORDERS = {
    RingOrder.RING_ALL: phrase("all at once"),
    RingOrder.MEMORY_HUNT: phrase("always one more"),
    RingOrder.ROUND_ROBIN: phrase("in turn"),
    RingOrder.CASCADE: phrase("one by one"),
}
Tell = Callable[[Phrase, Phrase], None]  # what is left behind, and what to do instead


@dataclass(frozen=True)
class Who:
    """Finds a party by what FreePBX dials: `user` gives "user/ann" for an internal number, and notes who is missing."""

    country: str
    user: Callable[[str], str]

    def party(self, dialled: str) -> str:
        """A member, or empty where there is none."""
        digits = re.sub(r"[^0-9+*]", "", dialled.rstrip("#"))
        if not dialled.endswith("#") and re.fullmatch(r"[0-9]{2,6}", digits):
            return self.user(digits)
        return outside(digits, self.country)

    def members(self, dialled: Iterable[str], tell: Tell) -> tuple[str, ...]:
        """Those that there are, each once."""
        found = [(one, self.party(one)) for one in dialled if one.strip()]
        for one in [one for one, party in found if not party]:
            what = phrase("{number} is not among the members: we have no such user or number.", number=one)
            tell(what, phrase("Add the user first, then choose it in the ring group."))
        parties = tuple(dict.fromkeys(party for _one, party in found if party))
        if len(parties) > MOST_MEMBERS:
            what = phrase("Only the first {most} members ring.", most=MOST_MEMBERS)
            tell(what, phrase("Divide them over two ring groups."))
        return parties[:MOST_MEMBERS]


def outside(digits: str, country: str) -> str:
    """A number with its country code; empty for what is none. One without a zero may begin with its country code."""
    readings = [digits] if digits.startswith(("0", "+")) else [f"+{digits}", digits]
    numbers = (normalised(reading, country) for reading in readings)
    return next((number for number in numbers if NUMBER.fullmatch(number)), "")


def order_of(strategy: str, tell: Tell) -> RingOrder:
    """The ring order that is the same, or is nearest."""
    name, primary, _rest = strategy.strip().lower().replace("-", "").partition("prim")
    order = _SAME.get(name) or _NEAREST.get(name, RingOrder.RING_ALL)
    if name not in _SAME or primary:
        known = {"strategy": strategy or "-", "order": ORDERS[order]}
        what = phrase("The ring strategy {strategy} does not exist here: it became “{order}”.", **known)
        tell(what, phrase("Look at the picture of the ring order in the step, and choose another if need be."))
    return order


def seconds(text: str, otherwise: int = 20) -> int:
    """A time that a step can have."""
    return min(max(int(text), 1), MOST_SECONDS) if text.isdecimal() and int(text[:9]) else otherwise
