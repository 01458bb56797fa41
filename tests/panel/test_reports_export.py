"""The calls as a file for Excel: its marks and separators, the company's times, and no cell that is a formula."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from belplan.panel.reports import export
from belplan.tenancy.models import Company
from tests.panel import example_calls
from tests.panel.streams import whole

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def downloaded(client: Client, **filters: str) -> str:
    answer = client.get("/reports/export/", filters)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="gesprekken-2')
    return whole(answer).content.decode()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))


def test_excel_in_belgium_finds_columns_accents_and_the_companys_time(administrator: Client, demo: Company) -> None:
    example_calls.answered_by_ann("demo", TUESDAY, name="Zoé; Wim")
    text = downloaded(administrator)
    assert text.startswith("\ufeffWanneer;Richting;Naam;")
    assert "\r\n" in text
    assert rows(text)[1] == [
        *("2026-11-24 10:00:00", "Inkomend", "Zoé; Wim", "0475 11 22 33", "02 580 50 00", "Hoofdnummer"),
        *("Ann Peeters", "4", "60", "Opgenomen"),
    ]


def test_a_name_from_the_network_never_becomes_a_formula(administrator: Client, demo: Company) -> None:
    example_calls.answered_by_ann("demo", TUESDAY, name='=HYPERLINK("http://x";"y")', caller="31201234567")
    row = rows(downloaded(administrator))[1]
    assert row[2].startswith("'=HYPERLINK")
    assert row[3] == "0031 20 123 4567"


def test_only_what_the_filters_let_through_and_in_pieces_that_lose_none(
    administrator: Client, demo: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 2)
    for number in range(5):
        example_calls.missed_on_sunday("demo", TUESDAY - timedelta(days=2, minutes=number))
    example_calls.answered_by_ann("demo", TUESDAY)
    assert len(rows(downloaded(administrator, result="missed"))) == 1 + 5
    assert len(rows(downloaded(administrator))) == 1 + 6


def test_without_calls_there_is_a_file_with_heads(administrator: Client) -> None:
    assert len(rows(downloaded(administrator))) == 1


def test_an_english_reader_gets_commas(administrator: Client, demo: Company) -> None:
    administrator.post("/preferences/language/", {"language": "en", "next": "/reports/"})
    answer = whole(administrator.get("/reports/export/"))
    assert answer.content.decode().startswith("\ufeffWhen,Direction,Name,")


def test_a_colleagues_file_holds_only_their_own_calls(ann: Client, demo: Company) -> None:
    example_calls.answered_by_ann("demo", TUESDAY)
    example_calls.between_colleagues("demo", TUESDAY)
    for address in ("/reports/export/", "/my/reports/export/"):
        assert len(rows(whole(ann.get(address)).content.decode())) == 2
