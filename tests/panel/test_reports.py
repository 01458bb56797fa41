"""Who called, who answered, and why a call went where it went."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from belplan.records.models import CallRecord
from belplan.records.reports import PAGE
from belplan.tenancy.models import Company
from tests.panel import example_calls

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 14, tzinfo=UTC)


@pytest.fixture
def calls(demo: Company) -> None:
    example_calls.answered_by_ann("demo", TUESDAY)
    example_calls.missed_on_sunday("demo", SUNDAY, caller="31201234567")
    example_calls.between_colleagues("demo", TUESDAY - timedelta(hours=1))


def listed(client: Client, **filters: str) -> str:
    answer = client.get("/reports/", filters)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split('<div id="calls">', 1)[1]))


@pytest.mark.usefixtures("calls")
def test_the_newest_call_comes_first_with_times_in_the_companys_zone(administrator: Client) -> None:
    page = listed(administrator)
    assert "3 gesprekken: 1 opgenomen, 2 gemist" in page
    assert page.index("Wim Jacobs 0475 11 22 33") < page.index("Bart Claes 202") < page.index("+31 20 123 4567")
    assert "di 24 nov , 10:00" in page


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "0475 11"}, "Wim Jacobs"),
        ({"q": "jacobs"}, "Wim Jacobs"),
        ({"direction": "internal"}, "Bart Claes"),
        ({"result": "answered"}, "Wim Jacobs"),
        ({"plan": "hoofdnummer", "result": "missed"}, "+31 20 123 4567"),
        ({"period": "days", "since": "2026-11-22", "until": "2026-11-22"}, "+31 20 123 4567"),
    ],
)
def test_filters_stand_in_the_address(administrator: Client, filters: dict[str, str], found: str) -> None:
    page = listed(administrator, **filters)
    assert "1 gesprek: " in page
    assert found in page


@pytest.mark.usefixtures("calls")
def test_filters_that_find_nothing_offer_the_way_back(administrator: Client) -> None:
    assert "Geen gesprekken met deze filters" in listed(administrator, q="nobody at all")


@pytest.mark.usefixtures("calls")
def test_a_wrong_period_says_so_beside_its_field(administrator: Client) -> None:
    answer = administrator.get("/reports/", {"period": "days", "since": "2026-11-24", "until": "2026-11-20"})
    assert "De laatste dag valt voor de eerste" in answer.content.decode()


def test_today_begins_at_midnight_of_the_company(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))
    example_calls.missed_on_sunday("demo", datetime(2026, 11, 23, 22, 59, tzinfo=UTC))  # 23:59 in Brussels
    example_calls.missed_on_sunday("demo", datetime(2026, 11, 23, 23, 0, tzinfo=UTC))  # 00:00
    assert "1 gesprek: " in listed(administrator, period="today")
    assert "1 gesprek: " in listed(administrator, period="yesterday")


def test_before_the_first_call_there_is_something_to_do(administrator: Client) -> None:
    page = listed(administrator)
    assert "Er zijn nog geen gesprekken" in page
    assert "Uitproberen" in page


def test_many_calls_come_in_pages_that_lose_none(administrator: Client) -> None:
    for number in range(PAGE + 3):
        example_calls.missed_on_sunday("demo", SUNDAY + timedelta(minutes=number))
    first = administrator.get("/reports/").content.decode()
    assert first.count("data-unfolds") == PAGE
    [older] = re.findall(r'href="(\?after=[^"]+)"', first)
    second = administrator.get(f"/reports/{older}").content.decode()
    assert second.count("data-unfolds") == 3
    assert "Nieuwste gesprekken" in second


@pytest.mark.usefixtures("calls")
def test_the_path_is_a_page_and_a_part(administrator: Client, demo: Company) -> None:
    row = CallRecord.objects.for_company(demo).get(answered__isnull=False)
    page = administrator.get(f"/reports/{row.pk}/").content.decode()
    part = administrator.get(f"/reports/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert page.startswith("<!doctype html>")
    assert part.lstrip().startswith("<ol")
    for text in (page, part):
        assert "Belgroep (stap 1.2 van Hoofdnummer)" in text
        assert "Binnen Kantooruren (dinsdag)" in text
        assert "Ann Peeters nam op" in text


@pytest.mark.usefixtures("calls")
def test_a_user_sees_only_the_calls_that_were_theirs(ann: Client, demo: Company) -> None:
    page = listed(ann)
    assert "1 gesprek: " in page
    assert "Wim Jacobs" in page
    others = CallRecord.objects.for_company(demo).get(direction="internal")
    assert ann.get(f"/reports/{others.pk}/").status_code == 404
