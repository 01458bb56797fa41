"""The telephones and trunks that a switch must know, in telephone words."""

import re
from dataclasses import dataclass

CODECS = ("alaw", "ulaw", "g722", "opus")
# Starting with a letter keeps a caller's number in a From header from ever being taken for an account.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.-]+")
_GROUP = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}|")


class AccountsNotWritten(Exception):
    """The accounts could not be stored; nothing was changed. The message is a sentence with the mend."""


def _require(value: str, pattern: re.Pattern[str], what: str, allowed: str) -> None:
    if not pattern.fullmatch(value):
        raise ValueError(f"{what} {value!r} is not possible: {allowed}.")


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """How a telephone's emergency calls leave while nobody steers the switch: the trunk, the number shown there, which
    can be called back, and what counts as one, in digits as dialled."""

    trunk: str
    caller: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceAccount:
    """One telephone: its SIP user name, which is its account name too, and its secret.

    `srtp` offers encrypted media (RFC 3711, keys by RFC 4568) and takes plain media where the telephone has no other;
    with `srtp_only` there is no call without it. `group` is whose lamps its keys may watch; empty: nobody's.
    Raises ValueError for a name that a switch cannot take.
    """

    name: str
    secret: str
    codecs: tuple[str, ...] = CODECS
    srtp: bool = False
    srtp_only: bool = False
    emergency: EmergencyLine | None = None
    group: str = ""

    def __post_init__(self) -> None:
        _require(self.name, _NAME, "The account name", "a letter, then up to 63 letters, digits, dots, - or _")
        if not self.secret or any(character in self.secret for character in "\r\n"):
            raise ValueError(f"The account {self.name} needs a secret of one line.")
        if unknown := set(self.codecs) - set(CODECS):
            raise ValueError(f"The account {self.name} asks for unknown codecs: {', '.join(sorted(unknown))}.")
        _require(self.group, _GROUP, "The group", "at most 63 small letters, digits, - or _")


@dataclass(frozen=True, slots=True)
class TrunkAccount:
    """One carrier: where calls are sent, and how its calls are known.

    Calls come in from `addresses` (an IP address, or a network such as 192.0.2.0/24) or, with `register`, over the
    registration (RFC 3261 section 10) that the switch keeps up with `username` and `secret` at `host`.
    Raises ValueError for a value that a switch cannot take.
    """

    name: str
    host: str
    port: int = 5060
    addresses: tuple[str, ...] = ()
    username: str = ""
    secret: str = ""
    register: bool = False

    def __post_init__(self) -> None:
        _require(self.name, _NAME, "The trunk name", "a letter, then up to 63 letters, digits, dots, - or _")
        _require(self.host, _HOST, "The trunk's host", "a host name or an IPv4 address")
        if self.register and not (self.username and self.secret):
            raise ValueError(f"The trunk {self.name} needs a user name and a secret to register with.")


@dataclass(frozen=True, slots=True)
class FallbackRoute:
    """Which telephones ring for a number from outside while nobody steers the switch, after the caller was told so."""

    numbers: tuple[str, ...]  # one number in all the forms in which carriers send it, digits only
    accounts: tuple[str, ...]
    language: str  # of what the caller is told


Account = DeviceAccount | TrunkAccount
