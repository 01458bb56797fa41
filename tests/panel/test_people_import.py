"""Users from a spreadsheet: what is wrong is named line by line, and all come or nobody."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from belplan.engine import snapshot
from belplan.exchange import jobs
from belplan.exchange.models import Device, InternalNumber, Job, Person
from belplan.identity.models import Account, Role
from belplan.messaging.models import OutgoingMail
from belplan.panel.people_import.work import WORKS
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_number, make_person
from tests.panel.streams import whole

pytestmark = [pytest.mark.database, pytest.mark.django_db]

HEADS = "Naam;Intern nummer;E-mail;Gsm-nummer;Mee te sturen nummer;Anoniem bellen;Taal;Rol"
FRED = "Fred Maes;250;fred@demo.example;0475 11 22 44;;;fr;"
NORA = "Nora Ziani;251;;;;ja;;beheerder"
# What may stand in a line that is wrong: the line with its number in the file put in, its column, and what is said.
WRONG = [
    ("{n};112;;;;;;", "Intern nummer", "noodnummer 112"),
    ("{n};201;;;;;;", "Intern nummer", "al het interne nummer van Ann Peeters"),
    ("{n};1;;;;;;", "Intern nummer", "2 tot 6 cijfers"),
    ("{n};;;;;;;", "Intern nummer", "2 tot 6 cijfers"),
    ("{n};3000;;;;;;", "Intern nummer", "Regel 2 heeft dit interne nummer ook"),
    (";8{n};;;;;;", "Naam", "Vul een naam in"),
    ("{n};8{n};x@;;;;;", "E-mail", "geen e-mailadres"),
    ("{n};8{n};;12;;;;", "Gsm-nummer", "geen telefoonnummer"),
    ("{n};8{n};;;03 222 22 22;;;", "Mee te sturen nummer", "geen nummer van dit bedrijf"),
    ("{n};8{n};;;;misschien;;", "Anoniem bellen", "ja of nee"),
    ("{n};8{n};;;;;klingon;", "Taal", "nl, en, fr, de"),
    ("{n};8{n};;;;;;baas", "Rol", "Gebruiker, Beheerder"),
]


def upload(client: Client, *lines: str, encoding: str = "utf-8") -> str:
    """Send a file; the address of what becomes of it, or the page that refuses it."""
    file = SimpleUploadedFile("users.csv", "\r\n".join(lines).encode(encoding), "text/csv")
    answer = client.post("/people/import/", {"file": file})
    return answer.headers["Location"] if answer.status_code == 302 else html.unescape(answer.content.decode())


def work() -> None:
    """What the worker does meanwhile."""
    while jobs.run_next(WORKS, timezone.now()):
        pass


def looked_through(client: Client, *lines: str, encoding: str = "utf-8") -> str:
    address = upload(client, *lines, encoding=encoding)
    work()
    return text(client, address)


def text(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def named(page: str) -> list[tuple[str, str, str]]:
    """Line, column and what to do, of each that is wrong."""
    cell = r"<t[hd][^>]*>([^<]*)</t[hd]>\s*"
    table = re.sub(r"<span class=.narrow-word.>[^<]*</span> ", "", page.partition("<tbody>")[2])
    rows = re.findall(rf"<tr>{cell * 4}</tr>", table)
    return [(line, column, told) for line, column, _value, told in rows]


def agreed(client: Client, page: str, **ticked: str) -> str:
    address = re.findall(r'action="(/people/import/\d+/agree/)"', page)[0]
    job = client.post(address, ticked).headers["Location"]
    work()
    return text(client, job)


def many(count: int, wrong: Sequence[tuple[str, str, str]]) -> tuple[list[str], list[tuple[str, str, str]]]:
    """A file of so many users, the wrong ones spread over it; and what is to be said of these."""
    lines = [f"Naam {n};{n};n{n}@demo.example;;;;;" for n in range(3000, 3000 + count)]
    expected = []
    for serial, (line, column, told) in enumerate(wrong):
        place = (serial + 1) * count // (len(wrong) + 1)
        lines[place] = line.format(n=f"{place:04}")
        expected.append((str(place + 2), column, told))
    return [HEADS, *lines], expected


@pytest.mark.parametrize("count", [500, pytest.param(5000, marks=pytest.mark.long)])
def test_thousands_with_twenty_wrong_lines(administrator: Client, demo: Company, count: int) -> None:
    began, before = time.monotonic(), Person.objects.for_company(demo).count()
    lines, expected = many(count, [*WRONG, *WRONG[:2], *WRONG[5:11]])
    page = looked_through(administrator, *lines)
    assert f"20 regels van {count} kloppen niet" in page
    found = named(page)
    assert [(line, column) for line, column, _told in found] == [(line, column) for line, column, _told in expected]
    for (_line, _column, said), (_same, _too, told) in zip(found, expected, strict=True):
        assert told in said
    assert "agree" not in page
    mended, _none = many(count, [])
    agreed(administrator, looked_through(administrator, *mended))
    assert Person.objects.for_company(demo).count() == before + count
    assert time.monotonic() - began < 30


def test_everybody_in_it_can_call_and_sign_in(administrator: Client, demo: Company, data: Path) -> None:
    page = looked_through(administrator, HEADS, FRED, NORA)
    assert "2 gebruikers, en alles klopt" in page
    assert not Person.objects.for_company(demo).filter(extension="250").exists()
    assert "2 gebruikers zijn toegevoegd" in agreed(administrator, page, letters="on")
    fred, nora = Person.objects.for_company(demo).filter(extension__in=("250", "251")).order_by("extension")
    assert (fred.key, fred.mobile, fred.language, fred.anonymous) == ("fred-maes", "32475112244", "fr", False)
    assert (nora.language, nora.anonymous) == (demo.language, True)
    assert InternalNumber.objects.for_company(demo).get(digits="251").person == nora
    accounts = {account.login: account for account in Account.objects.filter(person__in=(fred, nora))}
    assert [account.role for account in accounts.values()] == [Role.USER, Role.ADMINISTRATOR]
    assert not accounts["250.demo"].has_usable_password()
    users = snapshot.read(data / "snapshots" / "demo.json").users
    assert {"250", "251"} <= {user.extension for user in users}
    assert AuditEntry.objects.for_company(demo).filter(what="user nora-ziani added").exists()
    mail = OutgoingMail.objects.for_company(demo).get()  # Nora has no address
    assert (mail.to, mail.language) == ("fred@demo.example", "fr")
    assert "250.demo" in mail.text
    assert "http://testserver/sign-in/forgotten/" in mail.text


def test_who_has_no_email_gets_a_first_password_that_is_told_once(administrator: Client, demo: Company) -> None:
    page = agreed(administrator, looked_through(administrator, HEADS, FRED, NORA), passwords="on")
    address = re.findall(r'action="(/people/import/\d+/passwords/)"', page)[0]
    kept = str(Job.objects.for_company(demo).get(kind="people_add").result)
    _heads, row = administrator.post(address).content.decode().splitlines()
    name, login, password = row.split(";")
    assert password not in kept
    assert (name, login) == ("Nora Ziani", "251.demo")
    nora = Account.objects.get(login=login)
    assert nora.check_password(password)
    assert nora.must_change_password
    assert not Account.objects.get(login="250.demo").has_usable_password()
    assert administrator.post(address).status_code == 302
    assert "/passwords/" not in text(administrator, address.removesuffix("passwords/"))
    assert AuditEntry.objects.for_company(demo).filter(what="first passwords of an import downloaded").exists()


def test_nobody_comes_where_a_number_went_to_somebody_else_meanwhile(administrator: Client, demo: Company) -> None:
    page = looked_through(administrator, HEADS, FRED, NORA)
    make_person(demo, "quick", "251")
    assert "er is niets opgeslagen" in agreed(administrator, page)
    assert not Person.objects.for_company(demo).filter(extension="250").exists()
    assert not Account.objects.filter(login__in=("250.demo", "251.demo")).exists()


def test_a_second_click_adds_nobody_twice(administrator: Client, demo: Company) -> None:
    page = looked_through(administrator, HEADS, FRED)
    agreed(administrator, page)
    assert "1 gebruiker is toegevoegd" in agreed(administrator, page)
    assert Job.objects.for_company(demo).count() == 2


def test_while_it_runs_the_page_asks_again_and_may_be_left(administrator: Client) -> None:
    address = upload(administrator, HEADS, FRED)
    part = administrator.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    assert address in text(administrator, "/people/import/")
    work()
    assert "hx-trigger" not in administrator.get(address, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Naam;E-mail", "Ann;x@demo.example"], "Ontbreekt: Intern nummer"),
        (["Naam;Naam;Intern nummer", "Ann;Ann;300"], "Naam staat er twee keer"),
        ([HEADS], "geen gebruikers onder de kolomnamen"),
        ([HEADS, "\x00"], "geen CSV-bestand"),
    ],
)
def test_what_is_no_list_of_users_is_refused_at_once(administrator: Client, lines: list[str], said: str) -> None:
    assert said in upload(administrator, *lines)


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_the_example_is_right_in_every_language(administrator: Client, demo: Company, language: str) -> None:
    administrator.post("/preferences/language/", {"language": language, "next": "/people/"})
    example = administrator.get("/people/import/sample/").content.decode()
    assert example.startswith("\ufeff")
    administrator.post("/preferences/language/", {"language": "nl", "next": "/people/"})
    assert "2 gebruikers, en alles klopt" in looked_through(administrator, *example.splitlines())


def test_excel_of_long_ago_and_columns_that_mean_nothing(administrator: Client) -> None:
    page = looked_through(administrator, "Extension;Full name;Shoe size", "300;Zoé Noël;42", encoding="cp1252")
    assert "1 gebruiker, en alles klopt" in page
    assert "Shoe size" in page


def test_what_was_exported_can_be_imported_elsewhere(administrator: Client, stranger: Client, demo: Company) -> None:
    number = make_number(demo, "3225805777")
    make_person(demo, "fred", "250", outgoing_number=number, mobile="32475112244", anonymous=True, language="fr")
    Person.objects.for_company(demo).filter(key="fred").update(name="=cmd|' /C calc'!A0")
    answer = administrator.get("/people/export/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="gebruikers-2')
    exported = whole(answer).content.decode()
    row = next(line for line in exported.splitlines() if ";250;" in line)
    assert row.startswith("'=cmd")
    assert "0475 11 22 44;02 580 57 77;ja;fr" in row
    elsewhere = re.sub("02 580 5. ..", "", exported)  # numbers that the other company does not have
    page = looked_through(stranger, *elsewhere.splitlines())
    assert "alles klopt" in page, named(page)


def test_telephones_are_exported_without_their_passwords(administrator: Client, demo: Company) -> None:
    exported = whole(administrator.get("/devices/export/")).content.decode()
    assert "Naam;Gekoppelde gebruiker;" in exported
    assert "Ann Peeters" in exported
    for secret in Device.objects.for_company(demo).values_list("secret", flat=True):
        assert secret not in exported
