"""Poly (Polycom) desk telephones.

Held against "Polycom UC Software Administrator Guide" 5.8 and the SoundPoint guides before it (documents.polycom.com):
the master configuration file, reg.*, tcpIpApp.sntp.*, attendant.resourceList.*, lineKey.*, voice.codecPref.*, the
contact directory, DHCP options 160 and 66. The Edge E series came later and is untested.
"""

from __future__ import annotations

from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import FETCH_EVERY, REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml
from belplan.provisioning.zones import Change, Zone

_TRANSPORTS = {"udp": "UDPOnly", "tcp": "TCPOnly", "tls": "TLS"}
_CODECS = {"alaw": "G711_A", "ulaw": "G711_Mu", "g722": "G722", "opus": "Opus"}
_POLLING: Settings = {
    "prov.polling.enabled": 1,
    "prov.polling.mode": "rel",
    "prov.polling.period": FETCH_EVERY * 3600,
}
_LANGUAGES = {
    "nl": "Dutch_Netherlands",
    "en": "English_United_Kingdom",
    "fr": "French_France",
    "de": "German_Germany",
}


def _settings(phone: Phone) -> str:
    root = ElementTree.Element("polycomConfig")
    for name, value in (_account(phone) | _media(phone) | _local(phone) | _keys(phone) | _POLLING).items():
        child(root, "setting", **{name: value})  # elements may have any name; one each makes changes easy to read
    return xml(root)


def _account(phone: Phone) -> Settings:
    return {
        "reg.1.displayName": phone.name,
        "reg.1.label": phone.label,
        "reg.1.address": phone.account,
        "reg.1.auth.userId": phone.account,
        "reg.1.server.1.address": phone.server,
        "reg.1.server.1.port": phone.port,
        "reg.1.server.1.transport": _TRANSPORTS[phone.transport],
        "reg.1.server.1.expires": REGISTRATION,
        "reg.1.server.1.register": 1,
        "msg.mwi.1.subscribe": phone.account,
        "msg.mwi.1.callBackMode": "contact",
        "msg.mwi.1.callBack": phone.voicemail,
        **secret("reg.1.auth.password", phone.secret),
    }


def _media(phone: Phone) -> Settings:
    settings: Settings = {
        f"voice.codecPref.{_CODECS[codec]}": place for place, codec in enumerate(phone.codecs, start=1)
    }
    srtp = int(phone.srtp)
    return settings | {"sec.srtp.enable": srtp, "sec.srtp.offer": srtp, "sec.srtp.require": int(phone.srtp_only)}


def _local(phone: Phone) -> Settings:
    return {"lcl.ml.lang": _LANGUAGES[phone.language], "lcl.datetime.time.24HourClock": 1} | _time(phone.zone)


def _time(zone: Zone) -> Settings:
    rule: Settings = {"gmtOffset": zone.offset * 60, "gmtOffset.overrideDHCP": 1}
    rule["daylightSavings.enable"] = int(zone.summer is not None)
    if zone.summer:
        rule["daylightSavings.fixedDayEnable"] = 0
        rule |= _change("start", zone.summer.start) | _change("stop", zone.summer.end)
    return {f"tcpIpApp.sntp.{name}": value for name, value in rule.items()}


def _change(which: str, change: Change) -> Settings:
    """The nth weekday is told by the first date that it can fall on."""
    last = change.week == 5
    change_settings: Settings = {
        "month": change.month,
        "date": 1 if last else 7 * (change.week - 1) + 1,
        "time": change.hour,
        "dayOfWeek": change.weekday + 1,
        "dayOfWeek.lastInMonth": int(last),
    }
    return {f"daylightSavings.{which}.{name}": value for name, value in change_settings.items()}


def _keys(phone: Phone) -> Settings:
    """Keys that are lamps show the list of lamps in its order; speed dials and the line are told by their index."""
    settings: Settings = {"lineKey.reassignment.enabled": 1}
    numbers = {"line": 0, "blf": 0, "speed_dial": 0}
    for place in range(1, phone.model.line_keys + 1):
        key = phone.keys[place - 1] if place <= len(phone.keys) else None
        settings |= _key(place, key, numbers, phone)
    return settings


def _key(place: int, key: LineKey | None, numbers: dict[str, int], phone: Phone) -> Settings:
    name = f"lineKey.{place}"
    if key is None or key.kind not in numbers:
        return {f"{name}.category": "Unassigned"}
    numbers[key.kind] += key.kind != "line" or not numbers["line"]  # there is one line, on however many keys
    index = numbers[key.kind]
    if key.kind == "blf":
        return {f"{name}.category": "BLF", f"{name}.index": 0} | _lamp(index, key, phone)
    return {f"{name}.category": "Line" if key.kind == "line" else "SpeedDial", f"{name}.index": index}


def _lamp(index: int, key: LineKey, phone: Phone) -> Settings:
    lamp = f"attendant.resourceList.{index}"
    return {f"{lamp}.address": f"{key.number}@{phone.server}", f"{lamp}.label": key.text, f"{lamp}.type": "normal"}


def _master(phone: Phone) -> str:
    """The first file that a telephone asks for names the others."""
    root = ElementTree.Element("APPLICATION", CONFIG_FILES=f"{phone.mac}-settings.cfg", MISC_FILES="")
    for folder in ("LOG_FILE_DIRECTORY", "OVERRIDES_DIRECTORY", "CONTACTS_DIRECTORY"):
        root.set(folder, "")
    return xml(root)


def _directory(phone: Phone) -> str:
    """Speed dials stand in front, numbered as the keys name them."""
    root = ElementTree.Element("directory")
    items = child(root, "item_list")
    dials = [key for key in phone.keys[: phone.model.line_keys] if key.kind == "speed_dial"]
    for place, key in enumerate(dials, start=1):
        _item(items, key.text, key.number, place)
    for contact in phone.contacts():
        _item(items, contact.name, contact.number)
    return xml(root)


def _item(items: ElementTree.Element, name: str, number: str, speed_dial: int | None = None) -> None:
    item = child(items, "item")
    child(item, "fn", name)
    child(item, "ct", number)
    if speed_dial:
        child(item, "sd", speed_dial)


POLY = Brand(
    key="poly",
    title="Poly",
    models=(
        Model("vvx150", "VVX 150", 2),
        Model("vvx250", "VVX 250", 4),
        Model("vvx350", "VVX 350", 6),
        Model("vvx450", "VVX 450", 12),
        Model("e100", "Edge E100", 2, untested=True),
        Model("e220", "Edge E220", 4, untested=True),
        Model("e350", "Edge E350", 8, untested=True),
        Model("e450", "Edge E450", 14, untested=True),
        Model("e550", "Edge E550", 16, untested=True),
    ),
    supports=frozenset(Feature) - {Feature.FEATURE_KEYS},
    files=(
        File(r"{mac}-settings\.cfg", "text/xml; charset=utf-8", _settings),
        File(r"{mac}\.cfg", "text/xml; charset=utf-8", _master),
        File(r"{mac}-directory\.xml", "text/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(160, "{base}"), DhcpOption(66, "{base}")),
    typed="{base}",
    agent_mac=r"\(SN:([0-9A-Fa-f]{12})\)",  # FileTransport PolycomVVX-VVX_450-UA/6.4.0.15121 (SN:64167fa1b2c3)
    also_asks=(
        r"000000000000(?:-directory|-license)?\.(?:cfg|xml)",
        r"{mac}-(?:web|phone|license|now|calls|profile|app|boot|plcm)\.(?:cfg|xml|log)",
        r"(?:\d{4}-\d{5}-\d{3}\.)?(?:sip|updater)\w*\.(?:ld|ver)",
    ),
    forces_srtp=True,
)
