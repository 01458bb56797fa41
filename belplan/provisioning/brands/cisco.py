"""Cisco IP telephones with multiplatform firmware (MPP, for third-party call control).

Held against Cisco's "IP Phone Multiplatform Phones XML Reference Guide" (SIP_Transport_n_, Register_Expires_n_,
Secure_Call_Option_n_, Extended_Function_n_, PSK_n), its "Provisioning Guide" for the 7800 and 8800 series ($MA, DHCP
options 66, 160 and 159) and "Administration Guide" (fnc=dnd, fnc=xml, Daylight_Saving_Time_Rule), and against "Cisco
Unified IP Phone Services Application Development Notes" (CiscoIPPhoneDirectory). The languages of these telephones come
in dictionaries of Cisco's that we do not have, so that their screens stay English.
"""

from __future__ import annotations

from xml.etree import ElementTree

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import FETCH_EVERY, REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml
from belplan.provisioning.zones import Change, Zone

_CODECS = {"alaw": "G711a", "ulaw": "G711u", "g722": "G722", "opus": "OPUS"}
_PREFERENCES = ("Preferred_Codec_1_", "Second_Preferred_Codec_1_", "Third_Preferred_Codec_1_")
_MEANINGFUL = str.maketrans(";$", ", ")  # they divide a key's function and begin a variable


def _settings(phone: Phone) -> str:
    root = ElementTree.Element("flat-profile")
    groups = (_account(phone), _media(phone), _time(phone.zone), _phonebook(phone), _provisioning(phone))
    for group in groups:
        for name, value in group.items():
            child(root, name, value, ua="na")
    for place in range(1, phone.model.line_keys + 1):
        key = phone.keys[place - 1] if place <= len(phone.keys) else None
        for name, value in _key(place, key, phone).items():
            child(root, name, value, ua="na")
    return xml(root)


def _account(phone: Phone) -> Settings:
    return {
        "Line_Enable_1_": "Yes",
        "Proxy_1_": f"{phone.server}:{phone.port}",
        "Register_1_": "Yes",
        "Register_Expires_1_": REGISTRATION,
        "SIP_Transport_1_": phone.transport.upper(),
        "Display_Name_1_": phone.name.translate(_MEANINGFUL),
        "Station_Name": phone.label.translate(_MEANINGFUL),
        "User_ID_1_": phone.account,
        "Auth_ID_1_": phone.account,
        "Use_Auth_ID_1_": "Yes",
        **secret("Password_1_", phone.secret),
        "Voice_Mail_Number": phone.voicemail,
    }


def _media(phone: Phone) -> Settings:
    chosen = zip(_PREFERENCES, (_CODECS[codec] for codec in phone.codecs), strict=False)
    return {
        **dict(chosen),
        "Use_Pref_Codec_Only_1_": "No",
        "Secure_Call_Serv": "Yes" if phone.srtp else "No",
        "Secure_Call_Option_1_": "Optional",
    }


def _time(zone: Zone) -> Settings:
    hours, minutes = divmod(abs(zone.offset), 60)
    settings: Settings = {"Time_Zone": f"GMT{'-' if zone.offset < 0 else '+'}{hours:02d}:{minutes:02d}"}
    settings["Daylight_Saving_Time_Enable"] = "Yes" if zone.summer else "No"
    if zone.summer:
        start, end = _change(zone.summer.start), _change(zone.summer.end)
        save = f"{zone.summer.saves // 60}:{zone.summer.saves % 60}:0"
        settings["Daylight_Saving_Time_Rule"] = f"start={start};end={end};save={save}"
    return settings | {"Time_Format": "24hr"}


def _change(change: Change) -> str:
    """month/day/weekday/time: that weekday on or after the day; -1 is the last one of the month."""
    day = -1 if change.week == 5 else 7 * (change.week - 1) + 1
    return f"{change.month}/{day}/{change.iso_weekday}/{change.hour}:{change.minutes % 60}:0"


def _phonebook(phone: Phone) -> Settings:
    return {
        "XML_Directory_Service_Name": "Belplan",
        "XML_Directory_Service_URL": f"{phone.base}{phone.mac}-phonebook.xml",
    }


def _provisioning(phone: Phone) -> Settings:
    return {
        "Provision_Enable": "Yes",
        "Resync_On_Reset": "Yes",
        "Resync_Periodic": FETCH_EVERY * 3600,
        "Profile_Rule": f"{phone.base}$MA.xml",
    }


def _key(place: int, key: LineKey | None, phone: Phone) -> Settings:
    if key is not None and key.kind == "line":
        return {f"Extension_{place}_": 1, f"Extended_Function_{place}_": ""}
    function = _function(key, phone) if key else ""
    return {f"Extension_{place}_": "Disabled", f"Extended_Function_{place}_": function}


def _function(key: LineKey, phone: Phone) -> str:
    name = f"nme={key.text.translate(_MEANINGFUL)}"
    if key.kind == "blf":
        return f"fnc=blf+sd;sub={key.number}@$PROXY;ext={key.number}@$PROXY;{name}"
    if key.kind == "speed_dial":
        return f"fnc=sd;ext={key.number}@$PROXY;{name}"
    if key.kind == "phonebook":
        return f"fnc=xml;url={phone.base}{phone.mac}-phonebook.xml;{name}"
    return "fnc=dnd"


def _directory(phone: Phone) -> str:
    root = ElementTree.Element("CiscoIPPhoneDirectory")
    for contact in phone.contacts():
        entry = child(root, "DirectoryEntry")
        child(entry, "Name", contact.name)
        child(entry, "Telephone", contact.number)
    return xml(root)


CISCO = Brand(
    key="cisco",
    title="Cisco (multiplatform)",
    models=(
        Model("6821", "IP Phone 6821 MPP", 2),
        Model("6841", "IP Phone 6841 MPP", 4),
        Model("6851", "IP Phone 6851 MPP", 4),
        Model("6861", "IP Phone 6861 MPP", 4),
        Model("7811", "IP Phone 7811 MPP", 1),
        Model("7821", "IP Phone 7821 MPP", 2),
        Model("7841", "IP Phone 7841 MPP", 4),
        Model("7861", "IP Phone 7861 MPP", 16),
        Model("8811", "IP Phone 8811 MPP", 10),
        Model("8841", "IP Phone 8841 MPP", 10),
        Model("8851", "IP Phone 8851 MPP", 10),
        Model("8861", "IP Phone 8861 MPP", 10),
        Model("9841", "Desk Phone 9841", 4, untested=True),
        Model("9851", "Desk Phone 9851", 8, untested=True),
        Model("9861", "Desk Phone 9861", 16, untested=True),
    ),
    supports=frozenset(Feature) - {Feature.LANGUAGE},
    files=(
        File(r"{mac}\.xml", "text/xml; charset=utf-8", _settings),
        File(r"{mac}-phonebook\.xml", "text/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(66, "{base}$MA.xml"), DhcpOption(160, "{base}$MA.xml"), DhcpOption(159, "{base}$MA.xml")),
    typed="{base}$MA.xml",
    agent_mac=r"\(([0-9A-Fa-f]{12})\)",  # Cisco-CP-8851-3PCC/11.3.1 (a4934ca1b2c3)
    also_asks=(r"CP-\d{4}\w*-3PCC\.xml", r"sip\d{2,4}\w*\.[\d.-]+\w*\.loads"),
)
