"""Yealink desk and DECT telephones.

Held against "Yealink SIP-T2 Series T4 Series T5 Series CP920 IP Phones Administrator Guide V84" (account.*, linekey.*,
local_time.*, remote_phonebook.*, static.auto_provision.*) and "Yealink IP Phones Auto Provisioning Guide" (file names,
DHCP options). Models that came later than that guide are untested. The XML of a remote phonebook is described most
fully by Matrix, who sells the same telephones ("SPARSH VP110 User Guide").
"""

from __future__ import annotations

from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import FETCH_EVERY, REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, lines, secret, xml
from belplan.provisioning.zones import Change, Zone

_TRANSPORTS = {"udp": 0, "tcp": 1, "tls": 2}
_CODECS = {"alaw": "pcma", "ulaw": "pcmu", "g722": "g722", "opus": "opus"}
_LANGUAGES = {"nl": "Dutch", "en": "English", "fr": "French", "de": "German"}
_TONES = {"BE": "Belgium", "NL": "Netherlands", "FR": "France", "DE": "Germany"}
_KEYS = {"line": 15, "blf": 16, "speed_dial": 13, "do_not_disturb": 5, "phonebook": 61}
_UNUSED = 0


def _settings(phone: Phone) -> str:
    settings = _account(phone) | _media(phone) | _local(phone) | _phonebook(phone) | _provisioning(phone)
    for place in range(1, phone.model.line_keys + 1):
        settings |= _key(place, phone.keys[place - 1] if place <= len(phone.keys) else None)
    return "#!version:1.0.0.1\n" + lines(settings)


def _account(phone: Phone) -> Settings:
    account = {
        "enable": 1,
        "label": phone.label,
        "display_name": phone.name,
        "user_name": phone.account,
        "auth_name": phone.account,
        **secret("password", phone.secret),
        "sip_server.1.address": phone.server,
        "sip_server.1.port": phone.port,
        "sip_server.1.transport_type": _TRANSPORTS[phone.transport],
        "sip_server.1.expires": REGISTRATION,
        "subscribe_mwi": 1,
    }
    named: Settings = {f"account.1.{name}": value for name, value in account.items()}
    return named | {"voice_mail.number.1": phone.voicemail}


def _media(phone: Phone) -> Settings:
    settings: Settings = {"account.1.srtp_encryption": 2 if phone.srtp_only else int(phone.srtp)}
    for priority, codec in enumerate(phone.codecs):
        settings[f"account.1.codec.{_CODECS[codec]}.enable"] = 1
        settings[f"account.1.codec.{_CODECS[codec]}.priority"] = priority
    return settings | {"account.1.codec.g729.enable": 0}


def _local(phone: Phone) -> Settings:
    language = _LANGUAGES[phone.language]
    tones: Settings = {"voice.tone.country": _TONES[phone.country]} if phone.country in _TONES else {}
    return {"lang.gui": language, "lang.wui": language} | _time(phone.zone) | tones


def _time(zone: Zone) -> Settings:
    settings: Settings = {"local_time.time_zone": zone.hours, "local_time.summer_time": 1 if zone.summer else 0}
    if zone.summer:
        settings |= {
            "local_time.dst_time_type": 1,  # by week
            "local_time.start_time": _change(zone.summer.start),
            "local_time.end_time": _change(zone.summer.end),
            "local_time.offset_time": zone.summer.saves,
        }
    return settings | {"local_time.time_format": 1, "local_time.date_format": 4}


def _change(change: Change) -> str:
    return f"{change.month}/{change.week}/{change.iso_weekday}/{change.hour}"


def _phonebook(phone: Phone) -> Settings:
    return {
        "features.remote_phonebook.enable": 1,
        "remote_phonebook.data.1.url": f"{phone.base}{phone.mac}-phonebook.xml",
        "remote_phonebook.data.1.name": "Belplan",
    }


def _provisioning(phone: Phone) -> Settings:
    return {
        "static.auto_provision.server.url": phone.base,
        "static.auto_provision.power_on": 1,
        "static.auto_provision.repeat.enable": 1,
        "static.auto_provision.repeat.minutes": FETCH_EVERY * 60,
    }


def _key(place: int, key: LineKey | None) -> Settings:
    name = f"linekey.{place}"
    if key is None:
        return {f"{name}.type": _UNUSED}
    settings: Settings = {f"{name}.type": _KEYS[key.kind], f"{name}.line": 1}
    if key.number:
        settings[f"{name}.value"] = key.number
    if key.text:
        settings[f"{name}.label"] = key.text
    return settings


def _directory(phone: Phone) -> str:
    root = ElementTree.Element("YealinkIPPhoneDirectory")
    for contact in phone.contacts():
        entry = child(root, "DirectoryEntry")
        child(entry, "Name", contact.name)
        child(entry, "Telephone", contact.number)
    return xml(root)


YEALINK = Brand(
    key="yealink",
    title="Yealink",
    models=(
        Model("t31g", "SIP-T31G", 2, untested=True),
        Model("t33g", "SIP-T33G", 4, untested=True),
        Model("t42u", "SIP-T42U", 15, untested=True),
        Model("t43u", "SIP-T43U", 21, untested=True),
        Model("t46u", "SIP-T46U", 27, untested=True),
        Model("t48u", "SIP-T48U", 29, untested=True),
        Model("t53", "SIP-T53", 21),
        Model("t53w", "SIP-T53W", 21),
        Model("t54w", "SIP-T54W", 27),
        Model("t57w", "SIP-T57W", 29),
        Model("t58w", "SIP-T58W", 27, untested=True),
        Model("cp920", "CP920", 0),
        Model("w70b", "W70B (DECT)", 0, untested=True),
        Model("w90b", "W90B (DECT)", 0, untested=True),
    ),
    supports=frozenset(Feature),
    files=(
        File("{mac}\\.cfg", "text/plain; charset=utf-8", _settings),
        File("{mac}-phonebook\\.xml", "text/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(66, "{base}"), DhcpOption(43, "{base}")),
    typed="{base}",
    agent_mac=r"((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})\Z",  # Yealink SIP-T54W 96.86.0.70 80:5e:c0:12:34:56
    also_asks=(r"y\d{12}\.(cfg|boot)", r"{mac}\.boot", r"{mac}-(local|all|calllog|contact)\.(cfg|xml)"),
    forces_srtp=True,
)
