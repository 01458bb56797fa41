"""An app reads its account by a QR code: the first that asks gets it, and nobody after a day."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from belplan.exchange.models import Device
from belplan.provisioning.opening import enable
from belplan.provisioning.phones import brand_of, device_base
from belplan.tenancy.models import Company
from tests.companies import make_device, make_person
from tests.provisioning.conftest import HOUR, START
from tests.provisioning.telephone import Telephone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

APP = Telephone("192.0.2.20", "LinphoneAndroid/6.0")
FILE = "linphone.xml"


@pytest.fixture
def laptop(acme: Company) -> Device:
    person = make_person(
        acme,
        "ann",
        "201",
    )
    person.name = 'Ann "de baas" & <co>'
    person.store()
    return make_device(acme, "laptop", person=person, transport="tls", srtp=True)


def told(text: str) -> dict[str, str]:
    tag = "{http://www.linphone.org/xsds/lpconfig.xsd}"
    root = ElementTree.fromstring(text)  # noqa: S314 (our own)
    return {
        f"{section.get('name')}/{entry.get('name')}": entry.text or ""
        for section in root.iter(f"{tag}section")
        for entry in section
    }


def test_the_app_gets_its_account(laptop: Device) -> None:
    base = device_base(enable(laptop, START))
    brand = brand_of(laptop)
    assert brand
    assert brand.address(base) == f"{base}{FILE}"
    entries = told(APP.text(base, FILE, START + HOUR))
    assert entries["auth_info_0/username"] == "laptop.acme"
    assert entries["auth_info_0/passwd"] == laptop.secret
    assert entries["proxy_0/reg_proxy"] == "<sip:panel.example.com:5061;transport=tls>"
    assert entries["proxy_0/reg_identity"] == '"Ann \\"de baas\\" & <co>" <sip:laptop.acme@panel.example.com>'
    assert entries["sip/media_encryption"] == "srtp"


def test_whoever_saw_the_code_too_gets_nothing(laptop: Device) -> None:
    base = device_base(enable(laptop, START))
    APP.text(base, FILE, START)
    assert Telephone("198.51.100.9", "curl/8").fetch(base, FILE, START + HOUR).status_code == 404


def test_after_a_day_nobody_gets_the_password(laptop: Device) -> None:
    base = device_base(enable(laptop, START))
    assert APP.fetch(base, FILE, START + 25 * HOUR).status_code == 404


def test_no_other_file_is_there(laptop: Device) -> None:
    base = device_base(enable(laptop, START))
    assert APP.fetch(base, "000000000000.cfg", START).status_code == 404
