"""The contract of a kind of second factor. A kind knows its own `Factor.data` and nothing of limits, locks or pages.

The life of a factor: `begin` (a new Factor row, unconfirmed) → a challenge, answered rightly → confirmed → asked for
at sign-in, again by a challenge. Challenges, tries and limits are challenges.py's, the same for every kind.

Two ways to a code. `issued` kinds (phone, app): we draw 4 or 6 digits and hand a `Delivery` to the deliverer that the
composition root lends (settings.BELPLAN_CODE_DELIVERERS, kind → import string). Other kinds (authenticator, passkey,
recovery codes): the person has the answer already, and `check` judges it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from belplan.identity.models import Account, Challenge, Factor


class DeliveryFailed(Exception):
    """A code could not be sent on its way. The text is for the person and names what else they can do."""


@dataclass(frozen=True)
class Where:
    """Where a request came from. `network` is what limits count: the address, for IPv6 its /64."""

    address: str = ""
    network: str = ""
    agent: str = ""  # the browser, as it says
    origin: str = ""  # https://panel.example.com: what passkeys are bound to


@dataclass(frozen=True)
class Begun:
    """A set-up that has begun: what to keep with the factor, and what only this page shows (a secret, new codes)."""

    data: dict[str, Any]
    name: str = ""
    show: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """A code on its way, handed to the deliverer; it alone knows the code in clear, and must neither log nor keep it.

    The deliverer returns at once (a call is only placed). It raises DeliveryFailed when it cannot even try; it calls
    `challenges.delivered(challenge, at)` at the moment from which the 30 s count (push accepted by the push service;
    end of the first read-out), or `challenges.not_delivered(challenge, problem)` when that will not come any more.
    """

    challenge: str  # UUID
    account: int
    factor: int
    data: Mapping[str, Any]  # the factor's: {"number": "32475112233"}, or the app's subscription
    code: str  # digits
    language: str  # nl, en, de, fr; anything else was made en
    company: str  # key
    ends: datetime  # after this the code is dead, delivered or not
    show_in_notification: bool  # app: else only after opening it
    press_key_first: bool  # phone: read the code only after a key was pressed
    ring: timedelta  # phone: at most
    talk: timedelta  # phone: at most


Deliverer = Callable[[Delivery], None]


class Kind(ABC):
    """One kind of second factor; there is one instance of each, in the catalogue."""

    key: ClassVar[str]  # as kept in Factor.kind, and in URLs
    title: ClassVar[Promise]  # "Telephone"
    advice: ClassVar[Promise]  # one sentence that helps choosing
    issued: ClassVar[bool]  # we make the code and have it delivered
    guessable: ClassVar[bool] = True  # a few digits: stopped by the lock; keys and long codes work on
    wants_backup: ClassVar[bool] = False  # may not be the only one
    is_backup: ClassVar[bool] = False  # satisfies such a want
    may_be_primary: ClassVar[bool] = True
    confirmed_at_once: ClassVar[bool] = False  # setting up proves it: no code to confirm
    digits: ClassVar[int] = 0  # of codes that the person's device makes; 0: no number, or ours
    several: ClassVar[bool] = True  # an account may have more than one

    @abstractmethod
    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        """Read what was typed at set-up. Raises ValidationError, by field, naming the mend."""

    def begun(self, factor: Factor, begun: Begun) -> None:  # noqa: B027 (most kinds keep nothing elsewhere)
        """The factor has just been saved: keep what belongs to it in other tables, in the same transaction."""

    @abstractmethod
    def masked(self, factor: Factor) -> str:
        """Where a code goes or comes from, recognisable to its owner and useless to others: "•••• 22 33"."""

    def ask(self, factor: Factor, challenge: Challenge, where: Where) -> dict[str, Any]:
        """What the page needs to ask for an answer (a passkey's options); nothing for codes."""
        return {}

    def shown_again(self, factor: Factor) -> dict[str, Any]:
        """What `begin` showed, for the same page once more, after a slip; asked for unconfirmed factors only."""
        return {}

    def refusal(self, factor: Factor) -> str:
        """Why no code may go to this factor now, in a sentence for its owner; empty: it may."""
        return ""

    def destination(self, factor: Factor) -> str:
        """What delivery limits count by (a number, bare digits); empty: nothing."""
        return ""

    def check(self, factor: Factor, challenge: Challenge, typed: str, where: Where, now: datetime) -> bool:
        """Judge an answer to a kind that is not `issued`, and use it up: the same answer is refused the next time.

        A right answer while `factor` is unconfirmed confirms it. Constant time where secrets are compared.
        """
        raise TypeError(f"Codes for {self.key} are judged by their digest.")
