"""Last week's calls by e-mail: for who asked, once a week, on the company's own Monday."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from belplan.identity.models import Account
from belplan.messaging.models import OutgoingMail
from belplan.panel.reports import weekly
from belplan.tenancy.models import Company
from tests.panel import example_calls

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MONDAY = datetime(2026, 11, 30, 5, 30, tzinfo=UTC)  # 6:30 in Brussels


def ask(administrator: Client) -> None:
    Account.objects.filter(login="admin.demo").update(email="baas@demo.example")
    administrator.post("/settings/weekly/", {"weekly": "yes"})


def mails(company: Company) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.for_company(company).filter(call__startswith="weekly-").order_by("pk"))


def test_an_administrator_who_wants_it_gets_last_week(administrator: Client, demo: Company) -> None:
    example_calls.missed_on_sunday("demo", datetime(2026, 11, 29, 22, 59, tzinfo=UTC))  # Sunday, 23:59
    example_calls.answered_by_ann("demo", datetime(2026, 11, 24, 9, tzinfo=UTC))
    example_calls.answered_by_ann("demo", datetime(2026, 11, 29, 23, 0, tzinfo=UTC))  # Monday, 0:00
    ask(administrator)
    weekly.write_due(MONDAY)
    [mail] = mails(demo)
    assert (mail.to, mail.subject) == ("baas@demo.example", "Gesprekken van 23 november tot en met 29 november")
    assert "Gesprekken: 2. Opgenomen: 1. Gemist: 1." in mail.text
    assert "De meeste werden gemist op zondag tussen 23:00 en 24:00: 1." in mail.text


def test_it_comes_once_a_week_however_often_the_worker_looks(administrator: Client, demo: Company) -> None:
    ask(administrator)
    for hours in range(0, 14 * 24, 5):
        weekly.write_due(datetime.fromtimestamp(MONDAY.timestamp() + hours * 3600, UTC))
    assert [mail.call.partition("2026")[2] for mail in mails(demo)] == ["-11-30", "-12-07"]
    assert "Vorige week waren er geen gesprekken." in mails(demo)[0].text


@pytest.mark.parametrize(("hour", "monday"), [(4, "2026-11-23"), (5, "2026-11-30")])
def test_monday_begins_at_six_in_the_companys_zone(
    administrator: Client, demo: Company, hour: int, monday: str
) -> None:
    ask(administrator)
    weekly.write_due(datetime(2026, 11, 30, hour, 30, tzinfo=UTC))
    assert [mail.call[-10:] for mail in mails(demo)] == [monday]


def test_nobody_gets_it_unasked_nor_after_stopping(administrator: Client, ann: Client, demo: Company) -> None:
    weekly.write_due(MONDAY)
    ask(administrator)
    administrator.post("/settings/weekly/", {"weekly": "no"})
    assert ann.post("/settings/weekly/", {"weekly": "yes"}).status_code == 403
    weekly.write_due(MONDAY)
    assert mails(demo) == []


def test_without_an_address_it_says_what_to_do(administrator: Client) -> None:
    answer = administrator.post("/settings/weekly/", {"weekly": "yes"}, follow=True)
    assert "We kennen je e-mailadres nog niet" in answer.content.decode()
    assert not Account.objects.get(login="admin.demo").weekly_summary
