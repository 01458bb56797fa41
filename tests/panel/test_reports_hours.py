"""When calls are missed: drawings with their tables, and a sentence that answers it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from belplan.tenancy.models import Company
from tests.panel import example_calls

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 14, tzinfo=UTC)


@pytest.fixture
def calls(demo: Company) -> None:
    example_calls.answered_by_ann("demo", TUESDAY)
    for minutes in (0, 10, 20):
        example_calls.missed_on_sunday("demo", SUNDAY + timedelta(minutes=minutes))
    example_calls.between_colleagues("demo", TUESDAY)


@pytest.mark.usefixtures("calls")
def test_it_says_when_most_are_missed_in_the_companys_time(administrator: Client) -> None:
    text = administrator.get("/reports/hours/").content.decode()
    assert "De meeste oproepen worden gemist op zondag tussen 15:00 en 16:00: 3 van de 3." in text
    assert re.search(r'<th scope="row">15:00</th><td>0</td><td>3</td>', text)
    assert re.search(r'<th scope="row">dinsdag</th><td>1</td><td>1</td>', text)
    assert not re.search(r"\sstyle=", text)
    assert len(re.findall(r'<rect fill="url\(#hours-missed\)"', text)) == 2


@pytest.mark.usefixtures("calls")
def test_the_filters_of_the_reports_go_along(administrator: Client) -> None:
    overview = administrator.get("/reports/?q=jacobs").content.decode()
    assert "/reports/hours/?q=jacobs" in overview
    assert "/reports/export/?q=jacobs" in overview
    assert "Geen enkele oproep werd gemist." in administrator.get("/reports/hours/?q=jacobs").content.decode()


@pytest.mark.usefixtures("calls")
def test_a_colleague_sees_when_they_miss_calls_themselves(ann: Client) -> None:
    text = ann.get("/my/reports/hours/").content.decode()
    assert '<th scope="row">15:00</th><td>0</td><td>0</td>' in text
    assert "Geen enkele oproep werd gemist." in text


def test_without_calls_it_says_so(administrator: Client) -> None:
    assert "In deze periode kwamen er geen oproepen binnen" in administrator.get("/reports/hours/").content.decode()
