"""Fanvil desk telephones.

Held against "Fanvil VoIP Auto Provision Standard" (DHCP options, $mac in the file's name, the digest of versions). The
element names of the sysConf form and of the phonebook could be seen only through others' templates: the models are
untested.
"""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import FETCH_EVERY, REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml
from belplan.provisioning.zones import Change, Zone

_TRANSPORTS = {"udp": 0, "tcp": 1, "tls": 3}
_CODECS = {"alaw": "PCMA", "ulaw": "PCMU", "g722": "G722", "opus": "opus"}
_LAST = -1  # week of the month
_NONE, _MEMORY, _LINE, _EVENT = 0, 1, 2, 3


def _settings(phone: Phone) -> str:
    """With a version made from all the rest: a telephone takes no file whose version it has had before."""
    root = ElementTree.Element("sysConf")
    version = child(root, "Version")
    sip = child(child(root, "sip"), "line", index=1)
    _put(sip, _account(phone) | _media(phone))
    telephone = child(root, "phone")
    _put(child(telephone, "display"), {"LCDTitle": phone.label, "DefaultLanguage": phone.language})
    _put(child(telephone, "date"), _time(phone.zone))
    _put(child(telephone, "xmlContact", index=1), _phonebook(phone))
    page = child(child(root, "dsskey"), "internal", index=1)
    for place in range(1, phone.model.line_keys + 1):
        key = phone.keys[place - 1] if place <= len(phone.keys) else None
        _put(child(page, "Fkey", index=place), _key(key))
    _put(child(root, "ap"), _provisioning(phone))
    digest = int(hashlib.sha256(ElementTree.tostring(root)).hexdigest(), 16)
    version.text = f"2.{digest % 10**10:010d}"
    return xml(root)


def _put(parent: ElementTree.Element, settings: Settings) -> None:
    for name, value in settings.items():
        child(parent, name, value)


def _account(phone: Phone) -> Settings:
    return {
        "PhoneNumber": phone.account,
        "DisplayName": phone.name,
        "RegisterAddr": phone.server,
        "RegisterPort": phone.port,
        "RegisterUser": phone.account,
        **secret("RegisterPswd", phone.secret),
        "RegisterTTL": REGISTRATION,
        "EnableReg": 1,
        "Transport": _TRANSPORTS[phone.transport],
        "Subscribe": 1,
        "MWINum": phone.voicemail,
    }


def _media(phone: Phone) -> Settings:
    return {
        "VoiceCodecMap": ",".join(_CODECS[codec] for codec in phone.codecs),
        "MediaCrypto": int(phone.srtp),
    }


def _time(zone: Zone) -> Settings:
    settings: Settings = {
        "EnableSNTP": 1,
        "TimeZone": zone.offset // 15,  # quarters of an hour
        "TimeZoneName": f"UTC{zone.hours}",
        "EnableDST": 2 if zone.summer else 0,
    }
    if zone.summer:
        settings |= {"DSTFixedType": 2, "DSTMinOffset": zone.summer.saves}
        settings |= _change("Start", zone.summer.start) | _change("End", zone.summer.end)
    return settings


def _change(which: str, change: Change) -> Settings:
    return {
        f"DST{which}Mon": change.month,
        f"DST{which}Week": _LAST if change.week == 5 else change.week,
        f"DST{which}Wday": change.weekday + 1,
        f"DST{which}Hour": change.hour,
    }


def _phonebook(phone: Phone) -> Settings:
    return {"Name": "Belplan", "Addr": f"{phone.base}{phone.mac}-phonebook.xml", "Sipline": -1, "BindLine": -1}


def _key(key: LineKey | None) -> Settings:
    if key is None:
        return {"Type": _NONE, "Value": "", "Title": ""}
    actions = {
        "line": (_LINE, "SIP1"),
        "blf": (_MEMORY, f"{key.number}@1/bc"),
        "speed_dial": (_MEMORY, f"{key.number}@1/f"),
        "do_not_disturb": (_EVENT, "F_DND"),
        "phonebook": (_EVENT, "F_PBOOK"),
    }
    kind, value = actions[key.kind]
    return {"Type": kind, "Value": value, "Title": key.text}


def _provisioning(phone: Phone) -> Settings:
    return {
        "DownloadCommonConf": 0,
        "DownloadDeviceConf": 1,
        "FlashServerIP": phone.base,
        "FlashFileName": "$mac.cfg",
        "FlashMode": 1,  # at each start, and ...
        "FlashInterval": FETCH_EVERY,
    }


def _directory(phone: Phone) -> str:
    root = ElementTree.Element("FanvilIPPhoneDirectory", clearlight="true")
    for contact in phone.contacts():
        entry = child(root, "DirectoryEntry")
        child(entry, "Name", contact.name)
        child(entry, "Telephone", contact.number)
    return xml(root)


FANVIL = Brand(
    key="fanvil",
    title="Fanvil",
    models=(
        Model("x3u", "X3U", 3, untested=True),
        Model("x4u", "X4U", 6, untested=True),
        Model("x5u", "X5U", 8, untested=True),
        Model("x6u", "X6U", 12, untested=True),
        Model("x7", "X7", 12, untested=True),
        Model("v62", "V62", 6, untested=True),
        Model("v64", "V64", 8, untested=True),
        Model("v65", "V65", 10, untested=True),
        Model("v67", "V67", 29, untested=True),
    ),
    supports=frozenset(Feature),
    files=(
        File(r"{mac}\.cfg", "text/xml; charset=utf-8", _settings),
        File(r"{mac}-phonebook\.xml", "text/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(66, "{base}"), DhcpOption(43, "{base}")),
    typed="{base}",
    agent_mac=r"\b([0-9A-Fa-f]{12})\Z",  # Fanvil X4U 2.4.5 0c383ea1b2c3
    also_asks=(r"[fF]0(?:V\w{9}|X\w{1,4}hw[\d.]+)\.cfg",),  # F0V00X600000.cfg, f0X4hw1.100.cfg
)
