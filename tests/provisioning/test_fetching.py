"""A telephone gets its settings, with its secret on the first day; what changed since is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from belplan.exchange.models import Device, PhonebookEntry
from belplan.provisioning.models import Provisioning
from belplan.provisioning.opening import changes, disable, enable, renew_address, rotate_password, settings_now
from belplan.provisioning.phones import company_base, device_base
from belplan.run.environment import read
from belplan.switch.accounts import DeviceAccount
from belplan.tenancy.models import Company
from tests.companies import make_device, make_number, make_person, make_plan
from tests.provisioning.conftest import HOUR, START
from tests.provisioning.telephone import MAC, Telephone
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]
FILE = f"{MAC}.cfg"


def row(device: Device) -> Provisioning:
    return Provisioning.everywhere.get(device=device)


def test_the_first_fetch_brings_the_account_with_its_secret(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    text = telephone.text(company_base(acme), FILE, START + HOUR)
    assert f"account.1.password = {desk.secret}\n" in text
    assert "account.1.user_name = desk.acme\n" in text
    assert "account.1.sip_server.1.address = panel.example.com\n" in text
    assert "account.1.label = 201 Ann\n" in text


def test_one_address_serves_all_the_companys_telephones(acme: Company, desk: Device) -> None:
    other = make_device(acme, "hall", brand="yealink", type="t53", mac="805ec0aaaaaa")
    enable(desk, START)
    enable(other, START)
    base = company_base(acme)
    assert company_base(acme) == base
    assert "desk.acme" in Telephone().text(base, FILE, START)
    assert "hall.acme" in Telephone(agent="Yealink SIP-T53").text(base, "805EC0AAAAAA.cfg", START)


def test_an_address_that_was_typed_in_serves_one_telephone(acme: Company, desk: Device, telephone: Telephone) -> None:
    base = device_base(enable(desk, START))
    assert "desk.acme" in telephone.text(base, FILE, START)
    renew_address(desk)
    assert telephone.fetch(base, FILE, START).status_code == 404
    assert "desk.acme" in telephone.text(device_base(row(desk)), FILE, START)


def test_after_a_day_the_secret_is_left_out(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    base = company_base(acme)
    first = telephone.text(base, FILE, START)
    later = telephone.text(base, FILE, START + timedelta(hours=24))
    assert desk.secret not in later
    assert "password" not in later
    assert set(first.splitlines()) - set(later.splitlines()) == {f"account.1.password = {desk.secret}"}


def test_a_telephone_that_starts_anew_on_the_first_day_gets_its_secret_again(
    acme: Company, desk: Device, telephone: Telephone
) -> None:
    enable(desk, START)
    for hours in (0, 1, 23):
        assert desk.secret in telephone.text(company_base(acme), FILE, START + hours * HOUR)


def test_a_secret_never_travels_in_the_clear(acme: Company, desk: Device, settings: Settings) -> None:
    """Without HTTPS in front of us it stays within the machine."""
    settings.ENVIRONMENT = read({"BELPLAN_HOST": "192.0.2.1"})
    enable(desk, START)
    base = company_base(acme)
    assert base.startswith("http://192.0.2.1:8000/provision/")
    assert "password" not in Telephone().text(base, FILE, START)
    assert row(desk).given_at is None
    assert desk.secret in Telephone(address="127.0.0.1").text(base, FILE, START)


def test_a_new_password_opens_another_day_and_reaches_the_switch(
    acme: Company, desk: Device, telephone: Telephone
) -> None:
    enable(desk, START)
    telephone.text(company_base(acme), FILE, START)
    old = desk.secret
    rotate_password(desk, START + 48 * HOUR)
    desk.refresh_from_db()
    assert desk.secret != old
    assert lent.accounts == [DeviceAccount("desk.acme", desk.secret, group="acme")]
    moved = Telephone(address="198.51.100.7")
    assert desk.secret in moved.text(company_base(acme), FILE, START + 49 * HOUR)


def test_a_new_password_opens_nothing_for_a_telephone_set_up_by_hand(acme: Company, desk: Device) -> None:
    rotate_password(desk, START)
    assert not Provisioning.everywhere.filter(device=desk).exists()


def test_a_telephone_that_is_taken_off_gets_nothing(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    disable(desk)
    assert telephone.fetch(company_base(acme), FILE, START).status_code == 404


def test_what_was_fetched_last_is_kept_without_the_secret(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    telephone.text(company_base(acme), FILE, START + HOUR)
    kept = row(desk)
    assert (kept.fetched_at, kept.fetched_from) == (START + HOUR, "192.0.2.10")
    assert kept.agent.startswith("Yealink SIP-T54W")
    assert "account.1.user_name = desk.acme" in kept.settings
    assert not Provisioning.everywhere.filter(settings__contains=desk.secret).exists()


def test_the_page_tells_what_the_next_fetch_changes(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    telephone.text(company_base(acme), FILE, START)
    assert changes(desk, row(desk)) == []
    desk.line_keys = [{"kind": "blf", "number": "202", "label": "Bart"}]
    desk.store()
    assert changes(desk, row(desk)) == [
        "-linekey.1.type = 15",
        "+linekey.1.type = 16",
        "+linekey.1.value = 202",
        "+linekey.1.label = Bart",
    ]
    assert desk.secret not in settings_now(desk, row(desk))


def test_what_is_unchanged_is_not_sent_again(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    base = company_base(acme)
    first = telephone.fetch(base, FILE, START)
    again = telephone.fetch(base, FILE, START + HOUR, if_none_match=first["ETag"])
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    dated = telephone.fetch(base, FILE, START + HOUR, if_modified_since=first["Last-Modified"])
    assert dated.status_code == 304


def test_a_change_is_sent_even_in_the_same_second(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    base = company_base(acme)
    first = telephone.fetch(base, FILE, START)
    desk.transport = "tcp"
    desk.store()
    for header in ({"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}):
        assert "transport_type = 1" in telephone.text(base, FILE, START, **header)


def test_the_phonebook_has_colleagues_and_shared_contacts(acme: Company, desk: Device, telephone: Telephone) -> None:
    make_person(acme, "bart", "202")
    PhonebookEntry(company=acme, number="0475112233", name="Wim <& co>").store()
    PhonebookEntry(company=acme, number="+33142685300", name="Zoé").store()
    enable(desk, START)
    text = telephone.text(company_base(acme), f"{MAC}-phonebook.xml", START)
    for expected in ("<Name>Ann</Name>", "<Telephone>202</Telephone>", "Wim &lt;&amp; co&gt;", "0475112233"):
        assert expected in text
    assert "<Telephone>0033142685300</Telephone>" in text


def test_the_phonebook_has_plans_and_tells_several_numbers_of_one_name_apart(
    acme: Company, desk: Device, telephone: Telephone
) -> None:
    make_plan(acme, "main", name="Helpdesk", internal="800")
    make_number(acme, "3225805000", plan=make_plan(acme, "sales", name="Sales"))
    make_plan(acme, "draft", name="Nobody can dial this")
    for number, kind in (("0475112233", "mobile"), ("025805099", "work")):
        PhonebookEntry(company=acme, number=number, name="Wim", kind=kind).store()
    enable(desk, START)
    text = telephone.text(company_base(acme), f"{MAC}-phonebook.xml", START)
    found = re.findall(r"<Name>([^<]*)</Name>\s*<Telephone>([^<]*)</Telephone>", text)
    assert found[-4:] == [
        *(("Helpdesk", "800"), ("Sales", "025805000")),
        *(("Wim (werk)", "025805099"), ("Wim (mobiel)", "0475112233")),
    ]
    assert "Nobody" not in text


def test_a_phonebook_does_not_use_up_the_secret(acme: Company, desk: Device, telephone: Telephone) -> None:
    enable(desk, START)
    telephone.text(company_base(acme), f"{MAC}-phonebook.xml", START)
    assert row(desk).given_at is None


def test_no_secret_or_token_is_ever_logged(
    acme: Company, desk: Device, telephone: Telephone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    enable(desk, START)
    base = company_base(acme)
    telephone.text(base, FILE, START)
    telephone.fetch(base, "805ec0000000.cfg", START)
    rotate_password(desk, START)
    logged = "\n".join(str(record.__dict__) for record in caplog.records if record.name != "django.db.backends")
    assert desk.secret not in logged
    assert base.split("/")[-2] not in logged
