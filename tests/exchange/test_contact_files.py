"""Contacts read from files as other programs write them, and what is said of lines that can't be taken."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from belplan.exchange import contact_files
from belplan.exchange.contact_files import Bad, Read

pytestmark = pytest.mark.fast

OUTLOOK = """First Name,Last Name,Company,Business Phone,Business Fax,Mobile Phone,E-mail Address
Wim,Jacobs,Acme,02 580 50 99,02 580 50 98,0475/11.22.33,wim@example.com
Zoé,,,,,+33 1 42 68 53 00,
Nobody,Reachable,,,,,
,,Acme,025805097,,,
"""

CARDS = """BEGIN:VCARD
VERSION:3.0
N:Jacobs;Wim;;;
FN:Wim Jacobs\\, Acme
TEL;TYPE=WORK,VOICE:02 580 50 99
item1.TEL;TYPE=CELL:+32 475
  11 22 33
TEL;TYPE=FAX,WORK:02 580 50 98
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Zoé
TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+33-1-42-68-53-00
TEL:201
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Fran=C3=A7ois;L=C3=A9on
TEL;CELL:0475112244
END:VCARD
BEGIN:VCARD
VERSION:3.0
ORG:Bakkerij Peeters;Brood
TEL;TYPE=WORK:025805096
END:VCARD
"""


def read(text: str) -> tuple[list[tuple[str, str, str]], list[Bad]]:
    good, bad = contact_files.read(text.encode(), "BE")
    return [(one.name, one.number, one.kind) for one in good], bad


def test_a_file_of_outlook_is_taken_as_it_is() -> None:
    good, bad = read(OUTLOOK)
    assert good == [
        ("Wim Jacobs", "3225805099", "work"),
        ("Wim Jacobs", "32475112233", "mobile"),
        ("Zoé", "33142685300", "mobile"),
    ]
    assert [(one.line, one.problem) for one in bad] == [(4, "There is no number."), (5, "There is no name.")]


@pytest.mark.parametrize(
    "text",
    [
        "Naam;Nummer;Soort\r\nWim;0475 11 22 33;mobiel\r\n",
        "Nom;Numéro;Genre\nWim;0475112233;portable\n",
        "Name\tHandy\nWim\t+32475112233\n",
        "sep=;\nnaam;gsm\n'=Wim;'+32 475 11 22 33\n".replace("'=", ""),
    ],
)
def test_columns_may_be_named_in_each_language(text: str) -> None:
    assert read(text) == ([("Wim", "32475112233", "mobile")], [])


def test_what_excel_writes_in_belgium_keeps_its_accents() -> None:
    good, _ = contact_files.read("naam;nummer\nZoé;025805099\n".encode("cp1252"), "BE")
    assert good == [Read(2, "Zoé", "3225805099", "")]


def test_cards_of_each_version_give_all_their_numbers() -> None:
    good, bad = read(CARDS.replace("\n", "\r\n"))
    assert good == [
        ("Wim Jacobs, Acme", "3225805099", "work"),
        ("Wim Jacobs, Acme", "32475112233", "mobile"),
        ("Zoé", "33142685300", "home"),
        ("Léon François", "32475112244", "mobile"),
        ("Bakkerij Peeters", "3225805096", "work"),
    ]
    assert [(one.line, one.text) for one in bad] == [(15, "Zoé 201")]


def test_a_number_stands_once_and_the_second_name_is_said_to_be_too_much() -> None:
    good, bad = read("name,number\nWim,0475112233\nWim,+32475112233\nKim,0032475112233\n" + "x" * 101 + ",025805099\n")
    assert good == [("Wim", "32475112233", "")]
    assert [one.line for one in bad] == [4, 5]
    assert "Wim" in bad[0].problem
    assert "line 2" in bad[0].problem


@pytest.mark.parametrize("text", ["", "Wim;0475112233\n", "name;e-mail\nWim;wim@example.com\n", "%PDF-1.7 \x01\x02"])
def test_what_is_no_file_of_contacts_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)
