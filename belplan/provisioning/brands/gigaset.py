"""Gigaset pro DECT systems and desk telephones.

Held against Gigaset's wiki (teamwork.gigaset.com/gigawiki): "SIP Multicast" and the parameter list of the N870 (the
provisioning and nvm tags, product e2), "DHCP option 114 / 66" and "Redirection server" (%MACD), and "Configuration
files" and "Local Phonebook - XML format" of the desk telephones, which read Snom's format, and "Central phone book" of
the N610, N670 and N870 (its file and the CentralBook parameters). The parameters of SipProvider and SipAccount could be
seen only through others' copies: the DECT systems are untested. A device here is one base with one handset's account.
"""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

from belplan.provisioning.brand import REGISTRATION, Brand, DhcpOption, Feature, File, Model, Phone
from belplan.provisioning.brands import snom
from belplan.provisioning.texts import Settings, child, secret, xml

_TRANSPORTS = {"udp": 1, "tcp": 2, "tls": 3}
_TONES = {"BE": "Belgium", "NL": "Netherlands", "FR": "France", "DE": "Germany"}
_NUMBERS = ("office1", "office2", "mobile1", "mobile2", "home1", "home2")
_MOST = 2000  # entries that a base takes
_DECT = ("n610", "n670", "n870")


def _settings(phone: Phone) -> str:
    return _dect(phone) if phone.model.key in _DECT else snom.settings(phone)


def _dect(phone: Phone) -> str:
    root = ElementTree.Element("provisioning", version="1.1", productID="e2")
    memory = child(root, "nvm")
    for name, value in (_provider(phone) | _account(phone) | _local(phone) | _phonebook(phone)).items():
        child(memory, "param", name=name, value=value)
    return xml(root)


def _provider(phone: Phone) -> Settings:
    provider = {
        "Name": "Belplan",
        "Domain": phone.server,
        "ProxyServerAddress": phone.server,
        "ProxyServerPort": phone.port,
        "RegServerAddress": phone.server,
        "RegServerPort": phone.port,
        "RegServerRefreshTimer": REGISTRATION,
        "TransportProtocol": _TRANSPORTS[phone.transport],
        "UseSIPS": 0,
        "SRTP_Enabled": int(phone.srtp),
        "AcceptNonSRTPCalls": int(not phone.srtp_only),
        "MWISubscription": 1,
        "DnsQuery": 0,
    }
    return {f"SipProvider.0.{name}": value for name, value in provider.items()}


def _account(phone: Phone) -> Settings:
    account = {
        "AuthName": phone.account,
        **secret("AuthPassword", phone.secret),
        "UserName": phone.account,
        "DisplayName": phone.label,
        "ProviderId": 0,
        "VoiceMailMailbox": phone.voicemail,
        "VoiceMailActive": 1,
    }
    return {f"SipAccount.00001.{name}": value for name, value in account.items()}


def _local(phone: Phone) -> Settings:
    tones: Settings = {"Telephony.0.ToneScheme": _TONES[phone.country]} if phone.country in _TONES else {}
    return {"DmGlobal.0.TimeZone": phone.zone.name} | tones


def _phonebook(phone: Phone) -> Settings:
    """The central phonebook, which the base fetches as a whole once a day."""
    return {
        "Netdir.21.Activated": 1,
        "CentralBook.0.Name": "Belplan",
        "CentralBook.0.ServerURL": f"{phone.base}{phone.mac}-phonebook.xml",
        "CentralBook.0.DownloadTime": "05:00",
        "CentralBook.0.StartWithList": 1,
    }


def _directory(phone: Phone) -> str:
    if phone.model.key not in _DECT:
        return snom.directory(phone)
    root = ElementTree.Element("list")
    for contact in itertools.islice(phone.contacts(), _MOST):
        numbers = dict.fromkeys(_NUMBERS, "") | {"office1": contact.number}
        child(root, "entry", surname=contact.name, name="", **numbers)
    declaration, _, rest = xml(root).partition("\n")
    return f"{declaration}\n<!DOCTYPE LocalDirectory>\n{rest}"


GIGASET = Brand(
    key="gigaset",
    title="Gigaset",
    models=(
        Model("n610", "N610 IP PRO (DECT)", 0, untested=True),
        Model("n670", "N670 IP PRO (DECT)", 0, untested=True),
        Model("n870", "N870 IP PRO (DECT)", 0, untested=True),
        Model("p810", "P810 IP PRO", 4, untested=True),
        Model("p820", "P820 IP PRO", 8),
        Model("p850w", "P850W IP PRO", 10, untested=True),
    ),
    supports=frozenset(Feature),
    files=(
        File(r"{mac}\.xml", "text/xml; charset=utf-8", _settings),
        File(r"{mac}-phonebook\.xml", "text/xml; charset=utf-8", _directory, phonebook=True),
    ),
    options=(DhcpOption(114, "{base}%MACD.xml"), DhcpOption(66, "{base}{mac}.xml")),
    typed="{base}%MACD.xml",
    also_asks=(r"provisioning\.xml", r"\d+/\d+/master\.bin", r"(?:baselines|version)\.bin"),
    forces_srtp=True,
)
