"""A telephone's own page: where it is signed in, its keys, another type in its place, and encryption only."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from belplan.engine.door import AnyRequest, AskPresence, EngineAway, Reply
from belplan.engine.presence import DevicePresence
from belplan.exchange.models import Device, DraftPlan, Person
from belplan.provisioning.models import Provisioning
from belplan.switch.accounts import DeviceAccount
from belplan.tenancy.models import Company
from tests.companies import make_device
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MAC, OTHER_MAC = "805ec0990011", "805ec0990022"
SINCE = 1795510800.0  # 2026-11-24 10:00 in Brussels
AGENT = "Yealink SIP-T54W 96.86.0.70"


def engine(request: AnyRequest) -> Reply:
    assert isinstance(request, AskPresence)
    there = {"desk": DevicePresence(True, SINCE, "192.0.2.7", AGENT), "hal": DevicePresence(registered=False)}
    return Reply(devices={key: there[key] for key in request.devices if key in there})


def away(request: AnyRequest) -> Reply:
    raise EngineAway


@pytest.fixture(autouse=True)
def at_work(settings: Settings) -> None:
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.{engine.__name__}"


@pytest.fixture
def desk(demo: Company, administrator: Client) -> Device:
    """A T54W that fetches its settings, its password given out long ago."""
    person = Person.objects.for_company(demo).get(key="bart")
    made = make_device(demo, "desk", person=person, brand="yealink", type="t54w", mac=MAC)
    row = Provisioning(company=demo, device=made, enabled_at="2026-01-01T00:00Z", given_to="192.0.2.0/24")
    row.given_at = row.enabled_at
    row.save()
    return made


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


# Where it is signed in


def test_list_and_page_tell_where_a_telephone_is_signed_in(administrator: Client, desk: Device) -> None:
    assert f"Aangemeld vanaf 192.0.2.7, {AGENT}" in words(administrator.get("/devices/?q=desk").content)
    page = words(administrator.get(f"/devices/{desk.pk}/").content)
    assert re.search(rf"Aangemeld vanaf 192.0.2.7, {re.escape(AGENT)}, sinds .*, 10:00", page)


def test_one_that_is_not_signed_in(administrator: Client, demo: Company) -> None:
    hall = make_device(demo, "hal")
    assert "Niet aangemeld" in words(administrator.get(f"/devices/{hall.pk}/").content)


def test_while_the_exchange_is_away_nothing_is_claimed(administrator: Client, desk: Device, settings: Settings) -> None:
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.{away.__name__}"
    page = words(administrator.get(f"/devices/{desk.pk}/").content)
    assert "nu niet bekend: de centrale antwoordt niet" in page
    assert "Niet aangemeld" not in page


def test_the_page_asks_again_and_only_about_ones_own(administrator: Client, stranger: Client, desk: Device) -> None:
    address = f"/devices/now/?device={desk.pk}&device=999999&device=x"
    assert "192.0.2.7" in administrator.get(address).content.decode()
    assert "192.0.2.7" not in stranger.get(address).content.decode()


# Its keys


def keys(client: Client, desk: Device, do: str, *rows: tuple[str, str, str], **more: str) -> str:
    data = {name: [row[at] for row in rows] for at, name in enumerate(("kind", "number", "label"))}
    answer = client.post(f"/devices/{desk.pk}/keys/", {**data, "do": do, **more})
    return answer.content.decode()


def typed(page: str) -> list[tuple[str, str]]:
    kinds = re.findall(r'<option value="(\w+)" selected', page)
    return list(zip(kinds, re.findall(r'name="number" value="([^"]*)"', page), strict=True))


LINE, LAMP, DND = ("line", "", ""), ("blf", "203", "Els"), ("do_not_disturb", "", "")


def test_a_colleague_is_found_by_name_and_gets_a_lamp(administrator: Client, desk: Device, demo: Company) -> None:
    els = Person.objects.for_company(demo).get(key="els")
    found = administrator.get("/devices/watchable/?q=els").content.decode()
    assert f'value="watch-person-{els.pk}"' in found
    assert typed(keys(administrator, desk, f"watch-person-{els.pk}", LINE)) == [("line", ""), ("blf", "203")]
    assert not Device.objects.for_company(demo).get(key="desk").line_keys  # nothing is saved before "save"


def test_a_diversion_is_found_by_name_and_the_key_switches_it(
    administrator: Client, desk: Device, demo: Company
) -> None:
    plan = DraftPlan.objects.for_company(demo).get(key="hoofdnummer")
    plan.internal = "800"
    plan.store()
    found = administrator.get("/devices/watchable/?q=teamoverleg").content.decode()
    value = re.search(r'value="(watch-plan-\d+-(\d+))"', found)
    assert value
    page = keys(administrator, desk, value[1])
    assert typed(page) == [("blf", f"*21*800*{value[2]}")]
    assert typed(keys(administrator, desk, "watch-plan-0-1", LINE)) == [("line", "")]


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("up-2", ["blf", "line", "do_not_disturb"]),
        ("down-2", ["line", "do_not_disturb", "blf"]),
        ("up-1", ["line", "blf", "do_not_disturb"]),
        ("remove-1", ["blf", "do_not_disturb"]),
        ("add", ["line", "blf", "do_not_disturb", "speed_dial"]),
        ("remove-99", ["line", "blf", "do_not_disturb"]),
    ],
)
def test_keys_are_moved_added_and_removed(administrator: Client, desk: Device, do: str, after: list[str]) -> None:
    page = keys(administrator, desk, do, LINE, LAMP, DND)
    assert [kind for kind, _number in typed(page)] == after


def test_saved_keys_go_along_with_the_next_fetch(administrator: Client, desk: Device, demo: Company) -> None:
    keys(administrator, desk, "save", LINE, LAMP, ("do_not_disturb", "99", ""))
    saved = Device.objects.for_company(demo).get(key="desk")
    assert [(key.kind, key.number, key.label) for key in saved.keys] == [LINE, LAMP, DND]
    page = administrator.get(f"/devices/{desk.pk}/").content.decode()
    assert "linekey.2.value = 203" in page
    assert "Els" in page


def test_a_lamp_without_a_number_is_refused_with_its_place(administrator: Client, desk: Device, demo: Company) -> None:
    page = keys(administrator, desk, "save", LINE, ("blf", "", "Els"))
    assert "Toets 2" in page
    assert not Device.objects.for_company(demo).get(key="desk").line_keys


# Another telephone in its place


def test_another_mac_address_gets_the_password_for_a_day(administrator: Client, desk: Device, demo: Company) -> None:
    administrator.post(f"/devices/{desk.pk}/type/", {"type": "t46u", "provision": "on", "mac": OTHER_MAC})
    changed = Device.objects.for_company(demo).select_related("provisioning").get(key="desk")
    assert (changed.type, changed.mac, changed.secret) == ("t46u", OTHER_MAC, desk.secret)
    assert changed.provisioning.given_at is None


def test_the_same_mac_address_stays_its_own(administrator: Client, desk: Device, demo: Company) -> None:
    answer = administrator.post(f"/devices/{desk.pk}/type/", {"type": "t46u", "provision": "on", "mac": MAC})
    assert answer.status_code == 302
    assert Provisioning.objects.for_company(demo).get(device=desk).given_at


def test_a_mac_address_of_another_telephone_is_refused(administrator: Client, desk: Device, demo: Company) -> None:
    make_device(demo, "hal", brand="yealink", type="t54w", mac=OTHER_MAC)
    page = administrator.post(f"/devices/{desk.pk}/type/", {"type": "t54w", "provision": "on", "mac": OTHER_MAC})
    assert page.status_code == 422
    assert "al in gebruik" in page.content.decode()


def test_a_general_telephone_fetches_nothing_any_more(administrator: Client, desk: Device, demo: Company) -> None:
    administrator.post(f"/devices/{desk.pk}/type/?brand=generic")
    changed = Device.objects.for_company(demo).get(key="desk")
    assert (changed.brand, changed.mac) == ("generic", "")
    assert not Provisioning.objects.for_company(demo).filter(device=desk).exists()


# Encryption


def test_a_telephone_can_be_kept_to_encryption(administrator: Client, desk: Device) -> None:
    form = {"name": "Desk", "person": desk.person_id, "encrypted": "on", "encrypted_only": "on"}
    administrator.post(f"/devices/{desk.pk}/", form)
    (account,) = [a for a in lent.accounts if a.name == desk.account]
    assert isinstance(account, DeviceAccount)
    assert (account.srtp, account.srtp_only) == (True, True)
    administrator.post(f"/devices/{desk.pk}/", {**form, "encrypted": ""})
    (account,) = [a for a in lent.accounts if a.name == desk.account]
    assert isinstance(account, DeviceAccount)
    assert (account.srtp, account.srtp_only) == (False, False)


# An app


def test_an_app_gets_a_code_to_scan_and_then_the_page_says_that_it_came(
    administrator: Client, demo: Company, settings: Settings
) -> None:
    laptop = make_device(demo, "laptop")
    address = f"/devices/{laptop.pk}/"
    assert "linphone.xml" not in administrator.get(address).content.decode()
    administrator.post(f"{address}app/")
    page = administrator.get(address).content.decode()
    found = re.search(r"/provision/\w+/linphone\.xml", page)
    assert found
    assert re.search(r'<div class="qr-box"><svg[^>]*class="qr"', page)
    assert laptop.secret not in page
    assert laptop.secret in Client().get(found[0], headers={"user-agent": "LinphoneiOS/6.0"}).content.decode()
    assert "Een app kreeg het account" in words(administrator.get(address).content)


def test_a_desk_telephone_is_no_app(administrator: Client, desk: Device, demo: Company) -> None:
    administrator.post(f"/devices/{desk.pk}/app/")
    assert Provisioning.objects.for_company(demo).get(device=desk).given_at
