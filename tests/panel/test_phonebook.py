"""The phonebook: found by a user, kept by an administrator, brought in from files; calls and telephones know it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from belplan.engine import changes, door
from belplan.exchange.models import Person, PhonebookEntry
from belplan.identity.sessions import SEEN, UNATTENDED
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company, make_person
from tests.panel import example_calls

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ZOE = {"name": "Zoé Maes", "number": "+33 1 42 68 53 00", "kind": "work"}


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def names(text: str) -> list[str]:
    """Who stands in the list; their photos and initials aside."""
    cells = re.findall(r'<th scope="row" data-label="Naam">(.+?)</th>', text, re.DOTALL)
    return [re.sub(r"<span class=.photo.*?</span>|<[^>]+>", "", cell).strip() for cell in cells]


def entry(company: Company, number: str) -> PhonebookEntry:
    return PhonebookEntry.objects.for_company(company).get(number=number)


def known(data: Path) -> dict[str, str]:
    """The phonebook as the engine has it."""
    return changes.current(data / "snapshots" / "demo.json")[0].phonebook


# Found


def test_a_user_finds_colleagues_plans_and_contacts_and_calls_them_with_a_click(ann: Client) -> None:
    text = page(ann, "/my/phonebook/")
    assert names(text) == sorted(names(text), key=str.lower)
    assert {"Ann Peeters", "Hoofdnummer", "Wim Jacobs"} <= set(names(text))
    assert 'href="tel:201"' in text
    assert 'href="tel:+3225805000"' in text
    assert "0475 11 22 33" in text
    assert "/phonebook/add/" not in text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jacobs wi", ["Wim Jacobs"]),
        ("0475 11", ["Wim Jacobs"]),
        ("+32 475", ["Wim Jacobs"]),
        ("02 580 50 00", ["Hoofdnummer"]),
        ("201", ["Ann Peeters"]),
        ("nobody%", []),
    ],
)
def test_it_is_searched_by_names_and_by_numbers_as_people_write_them(ann: Client, words: str, found: list[str]) -> None:
    assert names(ann.get("/my/phonebook/", {"q": words}).content.decode()) == found


def test_a_name_with_several_numbers_stands_once(ann: Client, demo: Company) -> None:
    PhonebookEntry(company=demo, number="02 580 50 99", name="Wim Jacobs", kind="work").store()
    text = page(ann, "/my/phonebook/?show=contact")
    assert names(text) == ["Wim Jacobs"]
    assert "werk" in text


def test_a_thousand_are_shown_in_pages_with_few_queries(
    ann: Client, demo: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [PhonebookEntry(company=demo, number=f"3225{n:06}", name=f"Klant {n:04}") for n in range(1000)]
    PhonebookEntry.objects.for_company(demo).bulk_create(rows)
    with django_assert_max_num_queries(18):
        assert len(names(page(ann, "/my/phonebook/?show=contact&page=2"))) == 50
    assert "1001 in het telefoonboek" in page(ann, "/my/phonebook/?show=contact")


def test_another_companys_phonebook_is_not_seen(stranger: Client, demo: Company) -> None:
    assert "tel:" not in page(stranger, "/phonebook/") + page(stranger, "/my/phonebook/") + page(stranger, "/my/")


# Who is free


def in_a_call(request: door.AnyRequest) -> door.Reply:
    assert isinstance(request, door.AskPresence)
    return door.Reply(users=dict.fromkeys(request.users, "in_use"))


def away(request: door.AnyRequest) -> door.Reply:
    raise door.EngineAway("away")


@pytest.mark.parametrize(("engine", "said"), [(in_a_call, "in gesprek"), (away, "niet getoond")])
def test_lamps_say_what_colleagues_are_at_or_that_nobody_knows(
    ann: Client, demo: Company, settings: Settings, engine: Callable[..., door.Reply], said: str
) -> None:
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.{engine.__name__}"
    person = Person.objects.for_company(demo).get(key="bart")
    text = page(ann, f"/my/phonebook/lamps/?who={person.pk}&who=x&who={'9' * 30}")
    assert said in text
    assert (f'id="lamp-{person.pk}"' in text) == (engine is in_a_call)


def test_lamps_of_another_company_stay_dark(stranger: Client, demo: Company, settings: Settings) -> None:
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.in_a_call"
    person = Person.objects.for_company(demo).get(key="bart")
    assert "lamp-" not in page(stranger, f"/phonebook/lamps/?who={person.pk}")


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(administrator: Client, settings: Settings) -> None:
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.away"
    page(administrator, "/phonebook/")
    session = administrator.session
    session[SEEN] = before = session[SEEN] - 600
    session.save()
    administrator.get("/phonebook/lamps/", headers={UNATTENDED: "1"})
    assert administrator.session[SEEN] == before
    page(administrator, "/phonebook/")
    assert administrator.session[SEEN] > before


# Kept


def test_a_contact_is_added_and_the_exchange_knows_it_at_once(administrator: Client, demo: Company, data: Path) -> None:
    assert administrator.post("/phonebook/add/", ZOE).status_code == 302
    assert entry(demo, "33142685300").kind == "work"
    assert known(data)["33142685300"] == "Zoé Maes"
    said = AuditEntry.objects.for_company(demo).get(what="contact added")
    assert said.after == {"name": "Zoé Maes", "number": "33142685300", "kind": "work"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "12"}, "12 is geen telefoonnummer"),
        ({"number": ""}, "Typ een telefoonnummer"),
        ({"number": "0475 11 22 33"}, "al in gebruik"),
        ({"name": ""}, "Vul een naam in"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    administrator: Client, demo: Company, wrong: dict[str, str], said: str
) -> None:
    answer = administrator.post("/phonebook/add/", {**ZOE, **wrong})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'value="{({**ZOE, **wrong})["number"]}"' in text or not wrong.get("number", "x")
    assert PhonebookEntry.objects.for_company(demo).count() == 1


def test_a_contact_is_changed_removed_and_brought_back(administrator: Client, demo: Company, data: Path) -> None:
    wim = entry(demo, "32475112233")
    assert 'value="0475 11 22 33"' in page(administrator, f"/phonebook/{wim.pk}/")
    administrator.post(f"/phonebook/{wim.pk}/", {"name": "Wim", "number": "0475 11 22 34", "kind": ""})
    assert entry(demo, "32475112234").name == "Wim"
    assert known(data) == {"32475112234": "Wim"}
    administrator.post(f"/phonebook/{wim.pk}/remove/")
    assert known(data) == {}
    assert not PhonebookEntry.objects.for_company(demo).exists()
    assert "Wim is verwijderd" in page(administrator, "/phonebook/")
    administrator.post("/phonebook/undo/")
    assert entry(demo, "32475112234").pk == wim.pk
    assert known(data) == {"32475112234": "Wim"}


def test_a_user_keeps_nothing(ann: Client, demo: Company) -> None:
    wim = entry(demo, "32475112233")
    for address in ("/phonebook/", "/phonebook/add/", "/phonebook/import/", "/phonebook/contacts.csv"):
        assert ann.get(address).status_code == 403
    assert ann.post(f"/phonebook/{wim.pk}/remove/").status_code == 403


# Files


def looked_at(client: Client, content: str, name: str = "contacts.csv") -> str:
    return client.post("/phonebook/import/", {"file": SimpleUploadedFile(name, content.encode())}).content.decode()


def agreed(text: str) -> dict[str, str]:
    return {"agreed": re.findall(r'name="agreed" value="([^"]+)"', text)[0]}


FILE = "naam;nummer;soort\nWim Jansen;0475 11 22 33;\nZoé;+33 1 42 68 53 00;werk\nKim;12;\n;025805099;\n"


def test_a_file_is_looked_at_first_and_saved_when_agreed(administrator: Client, demo: Company, data: Path) -> None:
    text = looked_at(administrator, FILE)
    assert re.findall(r"<dd>(\d+)</dd>", text) == ["1", "1", "0", "2"]
    bad = re.findall(r'<th scope="row" data-label="Regel">.*?(\d+)</th>', text)
    assert bad == ["4", "5"]
    assert "12 is geen telefoonnummer" in text
    assert PhonebookEntry.objects.for_company(demo).count() == 1
    administrator.post("/phonebook/import/save/", agreed(text))
    rows = PhonebookEntry.objects.for_company(demo).values_list("name", "number", "kind")
    assert sorted(rows) == [("Wim Jansen", "32475112233", ""), ("Zoé", "33142685300", "work")]
    assert known(data)["32475112233"] == "Wim Jansen"
    assert re.findall(r"<dd>(\d+)</dd>", looked_at(administrator, FILE)) == ["0", "0", "2", "2"]


def test_what_one_company_agreed_to_is_not_saved_in_another(
    administrator: Client, stranger: Client, demo: Company
) -> None:
    told = agreed(looked_at(administrator, FILE))
    stranger.post("/phonebook/import/save/", told)
    assert not PhonebookEntry.everywhere.exclude(company=demo).exists()
    administrator.post("/phonebook/import/save/", {"agreed": told["agreed"][:-2]})
    assert PhonebookEntry.objects.for_company(demo).count() == 1


@pytest.mark.parametrize("content", ["", "Wim;0475112233\n"])
def test_a_file_that_is_none_is_refused_beside_its_field(administrator: Client, content: str) -> None:
    text = looked_at(administrator, content)
    assert "is-invalid" in text
    assert "invalid-feedback" in text


@pytest.mark.parametrize("ending", ["csv", "vcf"])
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_what_is_downloaded_can_be_brought_in_again(
    administrator: Client, demo: Company, ending: str, language: str
) -> None:
    PhonebookEntry(company=demo, number="+33 1 42 68 53 00", name='=Zoé; "Zo", & co', kind="home").store()
    PhonebookEntry(company=demo, number="02 580 50 99", name="Wim Jacobs", kind="mobile").store()
    administrator.post("/preferences/language/", {"language": language})
    before = sorted(PhonebookEntry.objects.for_company(demo).values_list("name", "number", "kind"))
    file = administrator.get(f"/phonebook/contacts.{ending}")
    assert "attachment" in file.headers["Content-Disposition"]
    PhonebookEntry.objects.for_company(demo).delete()
    text = looked_at(administrator, file.content.decode(), f"contacts.{ending}")
    administrator.post("/phonebook/import/save/", agreed(text))
    assert sorted(PhonebookEntry.objects.for_company(demo).values_list("name", "number", "kind")) == before


# The dashboard


def test_the_dashboard_names_who_called_and_offers_to_call_back(ann: Client, demo: Company) -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    example_calls.answered_by_ann("demo", at, caller="33142685300", name="")
    PhonebookEntry(company=demo, number="33142685300", name="Zoé Maes").store()  # known only since
    text = page(ann, "/my/")
    latest = text[text.index('id="latest"') : text.index('id="phonebook"')]
    assert "Zoé Maes</a>" in latest
    assert 'href="tel:+33142685300"' in latest


def test_the_dashboard_searches_the_phonebook(ann: Client, demo: Company) -> None:
    for number in range(20):
        make_person(demo, f"p{number}", f"4{number:02}")
    assert "meer in het telefoonboek" in page(ann, "/my/")
    text = page(ann, "/my/?q=jacobs")
    assert "Wim Jacobs" in text
    assert 'href="/my/phonebook/?q=jacobs"' in text


def test_an_empty_phonebook_says_what_it_is_for(db: None) -> None:
    from belplan.identity.models import Role
    from tests.panel.conftest import signed_in

    boss = signed_in(make_company("empty", require_second_factor=False), "admin.empty", Role.ADMINISTRATOR)
    assert "Voeg het eerste contact toe" in page(boss, "/phonebook/")
    assert "Je beheerder" in page(boss, "/my/phonebook/")
