"""Who of a group rings when: the four ring orders as waves of members.

A wave starts when the one before has had its time or has no telephone left that could answer.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from belplan.callplan.options import RingOrder


@dataclass(frozen=True)
class Waves:
    """Members that start to ring together, wave after wave; `keep`: earlier waves go on ringing."""

    waves: tuple[tuple[str, ...], ...]
    keep: bool

    def ring_seconds(self, wave: int, seconds: float) -> float:
        """How long members of this wave ring at the most, `seconds` being one wave's time."""
        return seconds * (len(self.waves) - wave) if self.keep else seconds


def waves(order: RingOrder, members: Sequence[str], chance: random.Random) -> Waves:
    """Arrange members. Round robin is a fair shuffle by the call's own seed, so that a simulation can foretell it."""
    if order is RingOrder.RING_ALL:
        return Waves((tuple(members),), keep=False)
    one_by_one = list(members)
    if order is RingOrder.ROUND_ROBIN:
        chance.shuffle(one_by_one)
    return Waves(tuple((m,) for m in one_by_one), keep=order is RingOrder.MEMORY_HUNT)
