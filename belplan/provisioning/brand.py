"""The contract of a brand: what it declares of its telephones, and all that its files may know of one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.zones import Zone
from belplan.switch.accounts import CODECS

REGISTRATION = 600  # seconds between two registrations; our telephones' NAT bindings are kept open meanwhile
FETCH_EVERY = 24  # hours between two looks for a newer file
ANY_MAC = "(?P<mac>[0-9A-Fa-f]{12})"


class Feature(Enum):
    """What a brand's files can set, as its screens name it."""

    ACCOUNT = "account"
    TRANSPORT = "transport"
    TLS = "tls"
    SRTP = "srtp"
    CODECS = "codecs"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    LINE_KEYS = "line_keys"
    FEATURE_KEYS = "feature_keys"
    PHONEBOOK = "phonebook"
    MESSAGE_LAMP = "message_lamp"


@dataclass(frozen=True)
class Model:
    """A type of telephone. `untested`: its maker's list of parameters could not be held against our files."""

    key: str  # as kept in Device.type
    title: str
    line_keys: int  # programmable keys that we may set, without extension modules; 0: none
    untested: bool = False


@dataclass(frozen=True)
class Contact:
    """Somebody in the phonebook."""

    name: str
    number: str  # as it is dialled from the telephone


@dataclass(frozen=True)
class Phone:
    """One telephone, as its files are written from it. All texts are printable and on one line."""

    mac: str  # 12 small hexadecimal digits
    model: Model
    name: str  # of its user; without a user, its own
    extension: str  # or empty
    account: str  # SIP user name, also for authentication
    secret: str | None  # None: the parameter is left out of the file altogether, so that the telephone keeps its own
    server: str
    port: int
    transport: str  # udp, tcp or tls
    srtp: bool
    language: str  # nl, en, fr or de
    country: str  # ISO 3166
    zone: Zone
    keys: Sequence[LineKey]
    base: str  # where its files are, ending in /
    voicemail: str  # the number that its message key calls
    contacts: Callable[[], Sequence[Contact]] = field(repr=False)
    codecs: Sequence[str] = CODECS  # in order of preference
    srtp_only: bool = False  # no call without SRTP

    @property
    def label(self) -> str:
        """What stands beside its own line."""
        return f"{self.extension} {self.name}".strip()

    def __repr__(self) -> str:
        """Never its secret: this may end in a log."""
        return f"Phone({self.mac})"


@dataclass(frozen=True)
class File:
    """A file that the brand's telephones ask for.

    `name` is a regular expression for all that follows the token in the address; {mac} stands in it for the
    telephone's MAC address, in capitals or not. `render` gives the whole text. It escapes what people typed, leaves
    the secret out where there is none, and gives the same text for the same telephone for ever.
    """

    name: str
    content_type: str
    render: Callable[[Phone], str]
    phonebook: bool = False  # holds no settings

    def mac_in(self, path: str) -> str | None:
        """Whether this is the file at `path`: its MAC address; "" where the name has none; None: another file."""
        return _mac_in(self.name, path)


def _mac_in(name: str, path: str) -> str | None:
    found = re.fullmatch(name.replace("{mac}", ANY_MAC), path)
    return None if found is None else found.groupdict().get("mac", "").lower()


@dataclass(frozen=True)
class DhcpOption:
    """What the installer writes into the DHCP server. {base} stands for the address with the company's token."""

    number: int
    value: str

    def text(self, base: str) -> str:
        """The value to copy."""
        return self.value.replace("{base}", base)


@dataclass(frozen=True)
class Brand:
    """A maker of telephones: a declaration, one file a brand, whose docstring names the maker's documents."""

    key: str  # as kept in Device.brand
    title: str
    models: tuple[Model, ...]
    supports: frozenset[Feature]
    files: tuple[File, ...]  # the first is the one with the account and its secret
    options: tuple[DhcpOption, ...]
    typed: str  # what is typed into the telephone itself, {base} for the address with the device's own token
    # Names, as in File, of what the telephones also ask for and we do not have (firmware, logs): no sign of guessing.
    also_asks: tuple[str, ...] = ()
    # Finds the MAC address in the User-Agent of those that tell it: then it must be the one whose file they ask for.
    agent_mac: str = ""
    # Whether its files can keep a telephone from calls without SRTP.
    forces_srtp: bool = False
    # Finds the firmware's version in the User-Agent that the telephones send.
    firmware: str = r"\d+(?:\.\w+){2,}"

    def model(self, key: str) -> Model | None:
        """The type with that key."""
        return next((model for model in self.models if model.key == key), None)

    def file(self, path: str) -> File | None:
        """The file that is asked for by the rest of the address after the token."""
        return next((file for file in self.files if file.mac_in(path) is not None), None)

    def address(self, base: str) -> str:
        """What to type into a telephone, for the device whose own address is `base`."""
        return self.typed.replace("{base}", base)

    def also_asked(self, path: str) -> str | None:
        """Whether its telephones are known to ask for this too: as File.mac_in."""
        found = (_mac_in(name, path) for name in self.also_asks)
        return next((mac for mac in found if mac is not None), None)

    def mac_in(self, agent: str) -> str:
        """The MAC address that a User-Agent tells, in our form; or empty."""
        found = re.search(self.agent_mac, agent) if self.agent_mac else None
        return re.sub("[:-]", "", found[1]).lower() if found else ""

    def firmware_in(self, agent: str) -> str:
        """The version that a User-Agent tells, or empty."""
        found = re.search(self.firmware, agent)
        return found[0] if found else ""
