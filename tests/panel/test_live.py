"""Diversions and do not disturb, switched in the panel; and what it says while the exchange doesn't answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from belplan.engine import pins
from belplan.engine.door import SetState
from belplan.engine.state import CompanyState, TakeSeat
from belplan.exchange.models import Device, Person, SwitchedDiversion
from belplan.publishing.snapshots import snapshot_of
from belplan.tenancy.models import AuditEntry, Company
from tests.panel import engine

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PLAN, DIVERT = "/plans/hoofdnummer/", "/plans/hoofdnummer/divert/"
ON = {"diversion": "Teamoverleg", "on": "yes"}


@pytest.fixture(autouse=True)
def at_work(settings: Settings) -> None:
    engine.states.put("demo", CompanyState())
    settings.BELPLAN_ASK_ENGINE = "tests.panel.engine.ask"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page(client: Client, address: str) -> str:
    return words(client.get(address).content.decode().split("<main", 1)[1])


def test_a_diversion_is_switched_on_and_the_pages_say_so_loudly(administrator: Client, demo: Company) -> None:
    part = words(administrator.post(DIVERT, ON, headers={"HX-Request": "true"}).content.decode())
    assert "Omleiding Teamoverleg staat aan." in part
    assert "Omleiding Teamoverleg staat aan." in page(administrator, PLAN)
    assert "Teamoverleg staat aan" in page(administrator, "/plans/")
    assert engine.states.of("demo").diversions["hoofdnummer"]["Teamoverleg"]
    entry = AuditEntry.objects.for_company(demo).latest("pk")
    assert entry.what == "diversion Teamoverleg of call plan hoofdnummer switched on"
    administrator.post(DIVERT, {**ON, "on": "no"})
    assert "Omleiding Teamoverleg staat aan." not in page(administrator, PLAN)


def test_each_diversion_shows_its_code(administrator: Client) -> None:
    assert "code *21*800*1" in page(administrator, PLAN)


def test_while_the_exchange_is_away_nothing_is_changed_and_the_page_says_so(
    administrator: Client, demo: Company, settings: Settings
) -> None:
    SwitchedDiversion(
        company=demo, plan="hoofdnummer", diversion="Teamoverleg", on=True, since="2026-11-24T10:00Z"
    ).save()
    settings.BELPLAN_ASK_ENGINE = "tests.panel.engine.away"
    before = AuditEntry.objects.for_company(demo).count()
    part = words(administrator.post(DIVERT, {**ON, "on": "no"}, headers={"HX-Request": "true"}).content.decode())
    assert "De centrale antwoordt nu niet, dus er is niets veranderd." in part
    assert "Omleiding Teamoverleg staat aan." in part, "what the engine told last"
    assert "De centrale antwoordt nu niet, dus er is niets veranderd." in page_after(administrator)
    assert AuditEntry.objects.for_company(demo).count() == before


def page_after(client: Client) -> str:
    """Without scripts: the page that the browser is sent to."""
    return words(client.post(DIVERT, ON, follow=True).content.decode())


def test_a_diversion_that_is_gone_is_not_switched(administrator: Client) -> None:
    part = administrator.post(DIVERT, {"diversion": "Weg", "on": "yes"}, headers={"HX-Request": "true"})
    assert "staat er niet meer" in words(part.content.decode())


def test_a_user_switches_no_diversion(ann: Client) -> None:
    assert ann.post(DIVERT, ON).status_code == 403
    assert engine.states.of("demo").diversions == {}


def test_what_is_on_now_is_what_a_tried_call_meets(administrator: Client) -> None:
    administrator.post(DIVERT, ON)
    call = {"caller": "0475 11 22 33", "to": "02 580 50 00", "at": "2026-11-24T10:00"}
    answer = words(administrator.get("/simulator/", call).content.decode())
    assert "Meldtekst (stap Teamoverleg: 1 van Hoofdnummer)" in answer, answer


def test_a_user_is_not_to_be_disturbed(ann: Client) -> None:
    assert "Beschikbaar" in page(ann, "/my/")
    part = words(ann.post("/my/state/", {"undisturbed": "yes"}, headers={"HX-Request": "true"}).content.decode())
    assert "Niet storen Je toestellen rinkelen niet." in part
    assert engine.states.of("demo").undisturbed == {"ann"}
    ann.post("/my/state/", {"undisturbed": "no"})
    assert engine.states.of("demo").undisturbed == set()


def test_a_user_sees_where_they_signed_in_and_signs_out(ann: Client, demo: Company) -> None:
    Device.objects.for_company(demo).filter(key="balie").update(hotdesking=True)
    Person.objects.for_company(demo).filter(key="ann").update(may_hotdesk=True)
    engine.ask(SetState("demo", TakeSeat("balie", "ann")))
    assert "Je bent aangemeld op Toestel balie." in page(ann, "/my/")
    ann.post("/my/state/", {"sign_out": "yes"})
    assert engine.states.of("demo").seats == {}


def test_an_administrator_sees_who_sits_at_a_telephone_and_signs_them_out(administrator: Client, demo: Company) -> None:
    Device.objects.for_company(demo).filter(key="balie").update(hotdesking=True)
    Person.objects.for_company(demo).filter(key="ann").update(may_hotdesk=True)
    engine.ask(SetState("demo", TakeSeat("balie", "ann")))
    desk = Device.objects.for_company(demo).get(key="balie")
    said = page(administrator, f"/devices/{desk.pk}/")
    assert "Ann Peeters is hier aangemeld" in said
    assert "de oproepen van Receptie rinkelen hier niet" in said
    assert "Er is niemand meer aangemeld" in words(
        administrator.post(f"/devices/{desk.pk}/sign-out/", follow=True).content.decode()
    )
    assert engine.states.of("demo").seats == {}


# Who may sign in where


def person_form(person: Person, **fields: str) -> dict[str, str]:
    return {
        "name": person.name,
        "extension": person.extension,
        "language": "nl",
        "password_choice": "keep",
        "role": "",
        **fields,
    }


def test_a_pin_is_kept_hashed_and_known_to_the_engine(administrator: Client, demo: Company) -> None:
    bart = Person.objects.for_company(demo).get(key="bart")
    form = person_form(bart, may_hotdesk="on", pin="482916")
    assert administrator.post(f"/people/{bart.pk}/", form).status_code == 302
    entry = next(user for user in snapshot_of(demo).users if user.key == "bart")
    assert (entry.may_hotdesk, pins.matches(entry.pin, "482916"), "482916" in entry.pin) == (True, True, False)
    assert administrator.post(f"/people/{bart.pk}/", person_form(bart, may_hotdesk="on")).status_code == 302
    bart.refresh_from_db()
    assert pins.matches(bart.pin, "482916"), "left empty, it stays"


@pytest.mark.parametrize("pin", ["12345", "123456", "111111", "654321", "4829a6", "4829163"])
def test_a_pin_that_is_guessed_at_once_is_refused(administrator: Client, demo: Company, pin: str) -> None:
    bart = Person.objects.for_company(demo).get(key="bart")
    answer = administrator.post(f"/people/{bart.pk}/", person_form(bart, pin=pin))
    assert answer.status_code == 422
    assert "Typ zes cijfers" in answer.content.decode()


def test_signing_in_without_a_pin_is_the_companys_choice(administrator: Client, demo: Company) -> None:
    assert not snapshot_of(demo).hotdesk_without_pin
    administrator.post("/settings/telephones/", {"hotdesk_without_pin": "on"})
    demo.refresh_from_db()
    assert snapshot_of(demo).hotdesk_without_pin


def test_administrators_are_known_to_the_engine(ann: Client, administrator: Client, demo: Company) -> None:
    assert not any(user.administers for user in snapshot_of(demo).users)
    ann_row = Person.objects.for_company(demo).get(key="ann")
    administrator.post(f"/people/{ann_row.pk}/", person_form(ann_row, role="administrator"))
    assert [user.key for user in snapshot_of(demo).users if user.administers] == ["ann"]
