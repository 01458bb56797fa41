"""A SIP message as a telephone saw it, and what its headers put on the display (RFC 3261 sections 7 and 20)."""

import re
from dataclasses import dataclass, field
from typing import Literal

LONG_NAMES = {
    "c": "content-type",
    "f": "from",
    "i": "call-id",
    "l": "content-length",
    "m": "contact",
    "t": "to",
    "v": "via",
}
ADDRESS = re.compile(
    r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<"]*?))\s*<?(?:sips?|tel):(?P<user>[^@;>\s]*)', re.IGNORECASE
)
COMPLETED_ELSEWHERE = re.compile(r"\bSIP\s*;[^,]*\bcause\s*=\s*200\b", re.IGNORECASE)


@dataclass(frozen=True)
class Party:
    """A name and a number as a display shows them; either may be empty."""

    name: str
    number: str


@dataclass(frozen=True)
class Display:
    """What a ringing telephone can show of its caller.

    `asserted` is the P-Asserted-Identity (RFC 3325), else the Remote-Party-ID, where the call carries one.
    """

    caller: Party
    asserted: Party | None

    @property
    def shown(self) -> Party:
        """What a desk telephone that trusts its exchange shows."""
        return self.asserted or self.caller


@dataclass(frozen=True)
class SipMessage:
    """One message: `at` is seconds of the machine's monotonic clock, `headers` have lower-case long names.

    `method` is that of the request, also for a response (from its CSeq); `status` is None for a request.
    """

    at: float
    direction: Literal["in", "out"]
    raw: str
    method: str = field(init=False)
    status: int | None = field(init=False)
    headers: dict[str, list[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        head = re.split(r"\r?\n\r?\n", self.raw, maxsplit=1)[0]
        first, *lines = re.sub(r"\r?\n[ \t]+", " ", head).splitlines()
        headers: dict[str, list[str]] = {}
        for name, _, value in (line.partition(":") for line in lines):
            key = name.strip().lower()
            headers.setdefault(LONG_NAMES.get(key, key), []).append(value.strip())
        response = re.match(r"SIP/2\.0 (\d{3})", first)
        method = headers.get("cseq", [""])[0].rpartition(" ")[2] if response else first.partition(" ")[0]
        object.__setattr__(self, "headers", headers)
        object.__setattr__(self, "status", int(response[1]) if response else None)
        object.__setattr__(self, "method", method)

    def header(self, name: str) -> str:
        """The first value of a header, or "" where the message has none."""
        return next(iter(self.headers.get(name.lower(), [])), "")

    @property
    def call_id(self) -> str:
        """Which SIP dialogue this belongs to."""
        return self.header("call-id")

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for a message and its retransmissions (RFC 3261 section 17)."""
        return self.direction, self.status, self.call_id, self.header("cseq"), self.header("via")

    @property
    def starts_a_call(self) -> bool:
        """An INVITE outside any dialogue, as opposed to one that changes a standing call."""
        return self.method == "INVITE" and self.status is None and ";tag=" not in self.header("to")

    @property
    def says_completed_elsewhere(self) -> bool:
        """Somebody else took this call, so it is not a missed one (RFC 3326)."""
        return any(COMPLETED_ELSEWHERE.search(reason) for reason in self.headers.get("reason", []))

    def display(self) -> Display:
        """What an INVITE shows of its caller."""
        asserted = self.header("p-asserted-identity") or self.header("remote-party-id")
        return Display(party(self.header("from")), party(asserted) if asserted else None)


def party(address: str) -> Party:
    """The name and number of a From-like header value; both empty where it is malformed."""
    found = ADDRESS.match(address)
    if not found:
        return Party("", "")
    name = re.sub(r"\\(.)", r"\1", found["quoted"]) if found["quoted"] is not None else found["plain"].strip()
    return Party(name, found["user"])
