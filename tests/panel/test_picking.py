"""Choosing among thousands: nobody is sent a list of them; one types a part, and the server says who matches."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from belplan.exchange.models import Device, Number, Person
from belplan.panel.picking import MATCHES, SHORT
from belplan.tenancy.models import Company
from tests.companies import make_device

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def many(demo: Company) -> Company:
    """The demo company with more users, free telephones and numbers than a list shows."""
    for n in range(SHORT + 1):
        Person(company=demo, key=f"u{n}", name=f"Jan Maes {n:02}", extension=f"{3000 + n}").save()
        Device(company=demo, key=f"free-{n}", name="Reserve", account=f"free-{n}.demo").save()
        Number(company=demo, digits=f"3225805{100 + n}").save()
    return demo


def offered(client: Client, address: str, **typed: str) -> list[str]:
    page = client.get(address, typed).content.decode()
    return [html.unescape(value) for value in re.findall(r'<option value="([^"]*)"', page)]


def test_few_are_a_list_and_many_are_typed(administrator: Client, demo: Company, many: Company) -> None:
    page = administrator.get(f"/devices/{make_device(demo, 'hal').pk}/").content.decode()
    assert "Jan Maes" not in page
    field = re.search(r'<input type="text" name="person"[^>]*>', page)
    assert field is not None
    assert 'hx-get="/people/find/"' in field[0]
    assert 'list="id_person_found"' in field[0]
    assert '<datalist id="id_person_found">' in page


def test_the_server_offers_who_matches_and_not_all(administrator: Client, many: Company) -> None:
    assert offered(administrator, "/people/find/", person="maes 07") == ["Jan Maes 07 (3007)"]
    assert len(offered(administrator, "/people/find/", person="jan")) == MATCHES
    assert offered(administrator, "/people/devices/", device="free-7.")[0] == "Reserve (free-7.demo)"
    assert offered(administrator, "/people/numbers/", outgoing_number="02 580 51 07") == ["02 580 51 07"]


@pytest.mark.parametrize("typed", ["Jan Maes 07 (3007)", "3007", "jan maes 07"])
def test_whoever_is_meant_is_linked(administrator: Client, many: Company, typed: str) -> None:
    hall = make_device(many, "hal")
    answer = administrator.post(f"/devices/{hall.pk}/", {"name": "Hal", "person": typed})
    assert answer.status_code == 302
    hall.refresh_from_db()
    assert hall.person == Person.objects.for_company(many).get(extension="3007")
    assert 'value="Jan Maes 07 (3007)"' in administrator.get(f"/devices/{hall.pk}/").content.decode()


@pytest.mark.parametrize("typed", ["Jan Maes", "Nobody (9)", "(3007"])
def test_what_means_nobody_or_several_is_refused_as_it_was_typed(
    administrator: Client, many: Company, typed: str
) -> None:
    answer = administrator.post(f"/devices/{make_device(many, 'hal').pk}/", {"name": "Hal", "person": typed})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Kies er een uit de lijst" in page
    assert f'value="{typed}"' in page


def test_another_companys_are_not_offered_or_taken(stranger: Client, many: Company) -> None:
    assert offered(stranger, "/people/find/", person="jan") == []
    assert offered(stranger, "/people/numbers/", outgoing_number="3225805107") == []


def test_a_user_gets_a_telephone_and_a_number_by_typing_them(administrator: Client, many: Company) -> None:
    person = Person.objects.for_company(many).get(key="ann")
    fields = {"name": "Ann", "extension": "201", "language": "nl", "password_choice": "keep"}
    typed = {"device": "Reserve (free-7.demo)", "outgoing_number": "02 580 51 07"}
    assert administrator.post(f"/people/{person.pk}/", fields | typed).status_code == 302
    person.refresh_from_db()
    assert person.outgoing_number == Number.objects.for_company(many).get(digits="3225805107")
    assert Device.objects.for_company(many).get(key="free-7").person == person
