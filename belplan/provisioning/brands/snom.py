"""Snom desk telephones.

Held against Snom's Service Hub (service.snom.com): "Desk Phone Configuration Files" (the settings, functionKeys and
tbook tags), "Permission Flags", "Auto Provisioning" ({mac} in setting_server, DHCP options 66 and 67) and the settings
user_*, codec_priority_list, timezone, utc_offset and dst.
"""

from __future__ import annotations

from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import FETCH_EVERY, REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml
from belplan.provisioning.zones import Change, Zone

_CODECS = {"alaw": "pcma", "ulaw": "pcmu", "g722": "g722", "opus": "opus"}
_LANGUAGES = {"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch"}
_TONES = {"BE": "GER", "NL": "GER", "LU": "GER", "DE": "GER", "FR": "FRA"}
_ZONES = {
    "Europe/Amsterdam": "NLD+1",
    "Europe/Berlin": "GER+1",
    "Europe/Brussels": "BEL+1",
    "Europe/Luxembourg": "LUX+1",
    "Europe/Paris": "FRA+1",
}
_PLAIN_KEYS = {"line": "line", "do_not_disturb": "keyevent F_DND", "phonebook": "keyevent F_DIRECTORY_SEARCH"}


def settings(phone: Phone) -> str:
    """The settings file; some of Gigaset's desk telephones read the same."""
    root = ElementTree.Element("settings")
    group = child(root, "phone-settings", e=2)
    for name, value in (_account(phone) | _media(phone)).items():
        child(group, name, value, idx=1, perm="R")
    for name, value in (_local(phone) | _provisioning(phone)).items():
        child(group, name, value, perm="RW")
    keys = child(root, "functionKeys")
    for place in range(phone.model.line_keys):
        _key(keys, place, phone.keys[place] if place < len(phone.keys) else None, phone)
    child(child(root, "setting-files"), "file", url=f"{phone.base}{phone.mac}-phonebook.xml")
    return xml(root)


def _account(phone: Phone) -> Settings:
    return {
        "user_active": "on",
        "user_realname": phone.name,
        "user_idle_text": phone.label,
        "user_name": phone.account,
        "user_pname": phone.account,
        **secret("user_pass", phone.secret),
        "user_host": phone.server,
        "user_outbound": f"sip:{phone.server}:{phone.port};transport={phone.transport}",
        "user_expiry": REGISTRATION,
        "user_mailbox": phone.voicemail,
    }


def _media(phone: Phone) -> Settings:
    return {
        "user_srtp": "on" if phone.srtp else "off",
        "user_savp": "mandatory" if phone.srtp_only else "optional" if phone.srtp else "off",
        "codec_priority_list": ",".join([*(_CODECS[codec] for codec in phone.codecs), "telephone-event"]),
    }


def _local(phone: Phone) -> Settings:
    language = _LANGUAGES[phone.language]
    tones: Settings = {"tone_scheme": _TONES[phone.country]} if phone.country in _TONES else {}
    return {"language": language, "web_language": language} | _time(phone.zone) | tones


def _time(zone: Zone) -> Settings:
    """By its name where Snom has one, else by its rule."""
    if zone.name in _ZONES:
        return {"timezone": _ZONES[zone.name]}
    rule: Settings = {"timezone": "", "utc_offset": zone.offset * 60}
    if zone.summer:
        change = zone.summer
        rule["dst"] = f"{change.saves * 60} {_change(change.start)} {_change(change.end)}"
    return rule


def _change(change: Change) -> str:
    return (
        f"{change.month:02d}.{change.week:02d}.{change.iso_weekday:02d} {change.hour:02d}:{change.minutes % 60:02d}:00"
    )


def _provisioning(phone: Phone) -> Settings:
    return {
        "setting_server": f"{phone.base}{{mac}}.xml",
        "settings_refresh_timer": FETCH_EVERY * 3600,
        "update_policy": "settings_only",
    }


def _key(keys: ElementTree.Element, place: int, key: LineKey | None, phone: Phone) -> None:
    if key is None:
        child(keys, "fkey", "none", idx=place, context="active", perm="R")
    else:
        child(keys, "fkey", _action(key, phone), idx=place, context=1, label=key.text, perm="R")


def _action(key: LineKey, phone: Phone) -> str:
    if key.kind == "blf":
        return f"blf sip:{key.number}@{phone.server};user=phone"
    return f"speed {key.number}" if key.kind == "speed_dial" else _PLAIN_KEYS[key.kind]


def directory(phone: Phone) -> str:
    """The phonebook, which replaces the one before."""
    root = ElementTree.Element("settings")
    book = child(root, "tbook", e=2, complete="true")
    for place, contact in enumerate(phone.contacts()):
        entry = child(book, "item", context="active", type="colleagues", fav="false", mod="false", index=place)
        child(entry, "name", contact.name)
        child(entry, "number", contact.number)
    return xml(root)


SNOM = Brand(
    key="snom",
    title="Snom",
    models=(
        Model("d335", "D335", 32),
        Model("d385", "D385", 48),
        Model("d713", "D713", 4, untested=True),
        Model("d717", "D717", 3),
        Model("d735", "D735", 32),
        Model("d785", "D785", 24),
        Model("d862", "D862", 32, untested=True),
        Model("d865", "D865", 40, untested=True),
    ),
    supports=frozenset(Feature),
    files=(
        File(r"(?:snom\w+-)?{mac}\.(?:xml|htm)", "text/xml; charset=utf-8", settings),
        File(r"{mac}-phonebook\.xml", "text/xml; charset=utf-8", directory, phonebook=True),
    ),
    options=(DhcpOption(66, "{base}{mac}.xml"),),
    typed="{base}{mac}.xml",
    agent_mac=r"\b(000413[0-9A-Fa-f]{6})\b",  # Mozilla/4.0 (compatible; snomD785-SIP 10.1.54.13 ... 000413A1B2C3)
    also_asks=(r"snom[A-Z]\d{3}(?:-firmware)?\.(?:xml|htm)",),
    forces_srtp=True,
)
