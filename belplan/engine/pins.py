"""PINs of people: hashed so that the engine, which knows no Django, can check them; and how often one may guess.

Numbers as in the security policy: PINs of six digits, and ten wrong ones a day, by user and by telephone together.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from belplan.engine.facts import Clock

DIGITS = 6
WRONG_A_DAY = 10
DAY = 24 * 3600.0  # seconds
_COST = 2**13  # of scrypt (RFC 7914): some 20 ms and 8 MB a guess


def is_good(pin: str) -> bool:
    """Whether it is six digits, and none of those that everybody tries first."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)} if pin.isdecimal() else set()
    return pin.isascii() and len(pin) == DIGITS and bool(steps) and steps not in ({0}, {1}, {-1})


def hashed(pin: str) -> str:
    """A PIN as it is kept: salt and hash."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_hash(pin, salt).hex()}"


def matches(kept: str, pin: str) -> bool:
    """Whether this is the PIN that was kept; nothing matches a user without one."""
    salt, _, known = kept.partition("$")
    return bool(known) and hmac.compare_digest(_hash(pin, bytes.fromhex(salt)), bytes.fromhex(known))


def _hash(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32)


@dataclass
class Tries:
    """Wrong PINs of the last day, by whom and where they were tried. A right one forgives none of them."""

    clock: Clock
    _wrong: dict[str, list[float]] = field(default_factory=dict)

    def allowed(self, about: Iterable[str]) -> bool:
        """Whether one more may be tried."""
        return all(len(self._recent(one)) < WRONG_A_DAY for one in about)

    def wrong(self, about: Iterable[str]) -> None:
        """One was."""
        for one in about:
            self._wrong[one] = [*self._recent(one), self.clock()]

    def right(self, about: Iterable[str]) -> None:
        """Take back what `wrong` counted last: it is counted before the PIN is checked, so that guesses that come at
        once are counted each."""
        for one in about:
            self._wrong[one] = self._recent(one)[:-1]

    def _recent(self, one: str) -> list[float]:
        since = self.clock() - DAY
        return [at for at in self._wrong.get(one, ()) if at > since]
