"""Grandstream desk telephones.

Written in the alias form (config version 2) of Grandstream's configuration templates for the GRP series, and by its
"SIP Device Provisioning Guide" (file names), "GRP261x Administration Guide" (keys) and "XML Based Downloadable
Phonebook Guide". The templates themselves could be seen only through others' copies: the models are untested.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml

_TRANSPORTS = {"udp": "UDP", "tcp": "TCP", "tls": "Tls Or Tcp"}
_CODECS = {"alaw": "PCMA", "ulaw": "PCMU", "g722": "G.722", "opus": "OPUS"}
_KEYS = {"line": "Line", "blf": "BLF", "speed_dial": "SpeedDial"}
_PHONEBOOK_EVERY = 720  # minutes, the longest that it takes


def _settings(phone: Phone) -> str:
    root = ElementTree.Element("gs_provision", version="1")
    child(root, "mac", phone.mac)  # the telephone refuses another's file
    config = child(root, "config", version=2)
    for name, value in (_account(phone) | _media(phone) | _local(phone) | _phonebook(phone) | _keys(phone)).items():
        child(config, "item", value, name=name)
    return xml(root)


def _account(phone: Phone) -> Settings:
    return {
        "account.1.enable": "Yes",
        "account.1.name": phone.label,
        "account.1.sip.server.1.address": f"{phone.server}:{phone.port}",
        "account.1.sip.userid": phone.account,
        "account.1.sip.subscriber.userid": phone.account,
        **secret("account.1.sip.subscriber.password", phone.secret),
        "account.1.sip.subscriber.name": phone.name,
        "account.1.sip.registration": "Yes",
        "account.1.sip.registerExpiration": REGISTRATION // 60,  # minutes
        "account.1.sip.transport": _TRANSPORTS[phone.transport],
        "account.1.sip.uriSchemeWhenUsingTls": "sip",
        "account.1.sip.subscribe.forMwi": "Yes",
        "account.1.sip.voicemail.number": phone.voicemail,
    }


def _media(phone: Phone) -> Settings:
    settings: Settings = {
        f"account.1.codec.choice.{place}": _CODECS[codec] for place, codec in enumerate(phone.codecs, start=1)
    }
    encrypted = "EnabledAndForced" if phone.srtp_only else "EnabledButNotForced"
    return settings | {"account.1.audio.srtpMode": encrypted if phone.srtp else "Disabled"}


def _local(phone: Phone) -> Settings:
    return {
        "language.gui": phone.language,
        "dateTime.timezone": "customize",
        "dateTime.timezone.custom": phone.zone.posix,
        "dateTime.override.dhcp.allowOption2": "No",
        "dateTime.format.date": "dd-mm-yyyy",
        "dateTime.format.time": "24Hour",
    }


def _phonebook(phone: Phone) -> Settings:
    """The telephone adds /phonebook.xml to the path."""
    scheme, _, rest = phone.base.partition("://")
    return {
        "phonebook.download.mode": "EnabledUseHTTPS" if scheme == "https" else "EnabledUseHTTP",
        "phonebook.download.server": f"{rest}{phone.mac}",
        "phonebook.download.interval": _PHONEBOOK_EVERY,
        "phonebook.download.removeEditedEntries": "Yes",
    }


def _keys(phone: Phone) -> Settings:
    """Without gaps: the telephone drops whatever comes after one. So what it does not know takes no place."""
    known = [key for key in phone.keys if key.kind in _KEYS][: phone.model.line_keys]
    settings: Settings = {}
    for place in range(1, phone.model.line_keys + 1):
        settings |= _key(place, known[place - 1] if place <= len(known) else None)
    return settings


def _key(place: int, key: LineKey | None) -> Settings:
    name = f"pks.vpk.{place}"
    if key is None:
        return {f"{name}.keyMode": "None"}
    return {
        f"{name}.keyMode": _KEYS[key.kind],
        f"{name}.account": 0,  # counted from 0, unlike the accounts themselves
        f"{name}.description": key.text,
        f"{name}.value": key.number,
    }


def _directory(phone: Phone) -> str:
    root = ElementTree.Element("AddressBook")
    child(root, "version", 1)
    for entry, number in _entries(phone, root):
        child(entry, "phonenumber", number)
        child(entry, "accountindex", 0)
    return xml(root)


def _entries(phone: Phone, root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, str]]:
    for contact in phone.contacts():
        entry = child(root, "Contact")
        child(entry, "FirstName", contact.name)
        child(entry, "LastName")
        yield child(entry, "Phone", type="Work"), contact.number


GRANDSTREAM = Brand(
    key="grandstream",
    title="Grandstream",
    models=(
        Model("grp2601", "GRP2601", 2, untested=True),
        Model("grp2602", "GRP2602", 4, untested=True),
        Model("grp2612", "GRP2612", 16, untested=True),
        Model("grp2613", "GRP2613", 24, untested=True),
        Model("grp2614", "GRP2614", 16, untested=True),
        Model("grp2615", "GRP2615", 40, untested=True),
        Model("grp2616", "GRP2616", 24, untested=True),
        Model("grp2624", "GRP2624", 16, untested=True),
        Model("grp2634", "GRP2634", 40, untested=True),
        Model("grp2650", "GRP2650", 56, untested=True),
        Model("grp2670", "GRP2670", 48, untested=True),
    ),
    supports=frozenset(Feature) - {Feature.FEATURE_KEYS},
    files=(
        File(r"cfg{mac}\.xml", "application/xml; charset=utf-8", _settings),
        File(r"{mac}/(?:gs_)?phonebook\.xml", "application/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(66, "{base}"), DhcpOption(43, "{base}")),
    typed="{base}",
    agent_mac=r"\b(?:DevId|MAC) ?([0-9A-Fa-f]{12})\b",  # Grandstream Model HW GRP2614 SW 1.0.13.29 DevId c074ada1b2c3
    also_asks=(
        r"cfg{mac}",
        r"dev{mac}\.cfg",
        r"cfg(?:grp\d{4}w?)?(?:\.xml)?",
        r"grp\w+fw\.bin",
        r"(?:ring\d+|grp\d{4}\w*)\.bin",
    ),
    forces_srtp=True,
)
