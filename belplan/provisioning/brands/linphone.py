"""The app Linphone: a general SIP telephone that reads its account once, by a QR code with the address of this file.

By "Remote Provisioning" and "Provisioning configuration keys" of Linphone's wiki and library (config, section, entry;
proxy_N, auth_info_N, misc/transient_provisioning). It could not be tried on the app itself.
"""

from __future__ import annotations

from xml.etree import ElementTree

from belplan.provisioning.brand import REGISTRATION, Brand, Feature, File, Model, Phone
from belplan.provisioning.texts import Settings, child, secret, xml

GENERIC = "generic"  # Device.brand and Device.type of what has no brand of ours


def _settings(phone: Phone) -> str:
    root = ElementTree.Element("config", xmlns="http://www.linphone.org/xsds/lpconfig.xsd")
    sections: dict[str, Settings] = {
        # Read once: the address is not kept, and our answer without the secret never takes it away again.
        "misc": {"transient_provisioning": 1},
        "sip": {
            "default_proxy": 0,
            "media_encryption": "srtp" if phone.srtp else "none",
            "media_encryption_mandatory": int(phone.srtp_only),
        },
        "proxy_0": _account(phone),
        "auth_info_0": {
            "username": phone.account,
            "domain": phone.server,
            **secret("passwd", phone.secret),
        },
    }
    for name, settings in sections.items():
        section = child(root, "section", name=name)
        for key, value in settings.items():
            child(section, "entry", value, name=key, overwrite="true")
    return xml(root)


def _account(phone: Phone) -> Settings:
    name = phone.name.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "reg_identity": f'"{name}" <sip:{phone.account}@{phone.server}>',
        "reg_proxy": f"<sip:{phone.server}:{phone.port};transport={phone.transport}>",
        "reg_expires": REGISTRATION,
        "reg_sendregister": 1,
    }


LINPHONE = Brand(
    key=GENERIC,
    title="Linphone",
    models=(Model(GENERIC, "Linphone", 0, untested=True),),
    supports=frozenset({Feature.ACCOUNT, Feature.TRANSPORT, Feature.TLS, Feature.SRTP}),
    files=(File(r"linphone\.xml", "application/xml; charset=utf-8", _settings),),
    options=(),
    typed="{base}linphone.xml",
    forces_srtp=True,
)
