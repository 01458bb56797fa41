"""The wizard, the list and the page of telephones; a telephone fetches exactly what the panel arranged."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from belplan.exchange.models import Device, Person
from belplan.provisioning.phones import company_base
from belplan.tenancy.models import Company
from tests.companies import make_device
from tests.provisioning.telephone import MAC
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AGENT = f"Yealink SIP-T54W 96.86.0.70 {':'.join(MAC[at : at + 2] for at in range(0, 12, 2))}"


def hidden(page: str) -> dict[str, str]:
    """What a step's page carries on."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


class Wizard:
    """Somebody going through the steps."""

    def __init__(self, client: Client, brand: str) -> None:
        self.client, self.address = client, f"/devices/add/?brand={brand}"
        self.page = client.get(self.address).content.decode()
        self.status = 0

    def next(self, **typed: object) -> str:
        answer = self.client.post(self.address, {**hidden(self.page), **typed})
        self.page, self.status = answer.content.decode(), answer.status_code
        return str(answer.headers.get("Location", ""))


@pytest.fixture
def bart(demo: Company) -> Person:
    return Person.objects.for_company(demo).get(key="bart")


def known_to_the_switch() -> set[tuple[str, str]]:
    return {(account.name, account.secret) for account in lent.accounts}


def code_after(term: str, page: str) -> str:
    found = re.search(rf"<dt>{term}</dt><dd><code[^>]*>([^<]+)", page)
    assert found, term
    return found[1]


def test_a_yealink_fetches_what_the_wizard_showed(administrator: Client, demo: Company, bart: Person) -> None:
    steps = Wizard(administrator, "yealink")
    steps.next(type="t54w", provision="on", mac=MAC.upper())
    assert "Stap 2 van 3" in steps.page
    steps.next(name="Bureau van Bart", person=bart.pk)
    assert "Stap 3 van 3" in steps.page
    account, secret = code_after("SIP-gebruikersnaam", steps.page), code_after("SIP-wachtwoord", steps.page)
    assert not Device.objects.for_company(demo).filter(account=account).exists()
    assert steps.next().startswith("/devices/")
    path = company_base(demo).split("/provision/")[1]
    file = Client().get(f"/provision/{path}{MAC}.cfg", headers={"user-agent": AGENT}).content.decode()
    assert f"account.1.user_name = {account}\n" in file
    assert f"account.1.password = {secret}\n" in file
    assert "account.1.label = 202 " in file
    assert (account, secret) in known_to_the_switch()


def test_the_page_tells_what_changes_at_the_next_fetch(administrator: Client, demo: Company, bart: Person) -> None:
    steps = Wizard(administrator, "yealink")
    steps.next(type="t54w", provision="on", mac=MAC)
    steps.next(name="Bureau", person=bart.pk)
    page = steps.next()
    assert "nog niet" in administrator.get(page).content.decode()
    path = company_base(demo).split("/provision/")[1]
    Client().get(f"/provision/{path}{MAC}.cfg", headers={"user-agent": AGENT})
    assert "96.86.0.70" in administrator.get(page).content.decode()
    els = Person.objects.for_company(demo).get(key="els")
    administrator.post(page, {"name": "Bureau", "person": els.pk})
    assert "+account.1.label = 203" in administrator.get(page).content.decode()


@pytest.mark.parametrize(("mac", "said"), [("", "Vul het MAC-adres in"), ("80:5e", "12 cijfers en letters")])
def test_a_mac_address_is_checked_before_the_next_step(
    administrator: Client, demo: Company, mac: str, said: str
) -> None:
    steps = Wizard(administrator, "yealink")
    steps.next(type="t54w", provision="on", mac=mac)
    assert steps.status == 422
    assert said in steps.page


def test_untested_types_say_so(administrator: Client) -> None:
    page = Wizard(administrator, "yealink").page
    assert "SIP-T46U (niet getest)" in page
    assert "SIP-T54W (niet getest)" not in page


def test_a_step_back_keeps_what_was_typed(administrator: Client) -> None:
    steps = Wizard(administrator, "yealink")
    steps.next(type="t54w", provision="on", mac=MAC)
    steps.next(name="Balie")
    steps.next(back="")
    assert 'value="Balie"' in steps.page
    steps.next(back="", name="Balie")
    assert "Stap 1 van 3" in steps.page
    assert f'value="{MAC}"' in steps.page


def test_a_general_telephone_skips_the_types(administrator: Client, demo: Company) -> None:
    steps = Wizard(administrator, "generic")
    assert "Stap 2 van 3" in steps.page
    steps.next(name="Laptop van Ann")
    steps.next()
    made = Device.objects.for_company(demo).get(key="laptop-van-ann")
    assert (made.brand, made.mac, made.person) == ("generic", "", None)


def test_nobody_puts_in_a_password_of_their_own(administrator: Client, demo: Company) -> None:
    steps = Wizard(administrator, "generic")
    steps.next(name="Laptop")
    assert steps.next(sealed="forged") == ""
    assert steps.status == 422
    assert not Device.objects.for_company(demo).filter(key="laptop").exists()


def test_a_new_password_is_shown_once_and_known_to_the_switch(administrator: Client, demo: Company) -> None:
    desk = make_device(demo, "hal")
    page = administrator.post(f"/devices/{desk.pk}/password/").content.decode()
    secret = code_after("SIP-wachtwoord", page)
    assert secret != desk.secret
    assert ("hal.demo", secret) in known_to_the_switch()
    assert secret not in administrator.get(f"/devices/{desk.pk}/").content.decode()


def test_a_removed_telephone_comes_back_with_its_password(administrator: Client, demo: Company, bart: Person) -> None:
    desk = make_device(demo, "hal", person=bart)
    administrator.post(f"/devices/{desk.pk}/remove/")
    assert "hal.demo" not in {account.name for account in lent.accounts}
    administrator.post("/devices/undo/")
    back = Device.objects.for_company(demo).get(key="hal")
    assert (back.secret, back.person) == (desk.secret, bart)
    assert "hal.demo" in {account.name for account in lent.accounts}


@pytest.mark.parametrize("words", ["hal", "bart", "202", "80:5E:C0:99"])
def test_the_list_finds_by_name_user_and_mac(administrator: Client, demo: Company, bart: Person, words: str) -> None:
    make_device(demo, "hal", person=bart, brand="yealink", type="t54w", mac="805ec0990011")
    page = administrator.get("/devices/", {"q": words}).content.decode()
    assert "hal.demo" in page
    assert "Yealink SIP-T54W" in page
