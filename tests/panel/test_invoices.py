"""A paid function: its price is told before saving, and what was on stands on the invoice."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation

from belplan.billing.charges import pro_rata
from belplan.billing.models import FunctionUse, Price
from belplan.billing.months import Month, day_of, month_of
from belplan.engine import changes
from belplan.exchange.models import Person
from belplan.identity.models import Role
from belplan.panel.money import money
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company
from tests.panel.conftest import signed_in
from tests.panel.streams import whole

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ANN = {"name": "Ann Peeters", "extension": "201", "language": "nl", "role": "user", "password_choice": "keep"}


def euros(cents: int) -> str:
    with translation.override("nl"):
        return money(cents).replace("\xa0", " ")


def today(company: Company) -> date:
    return day_of(company, datetime.now(UTC))


def last_month(company: Company) -> Month:
    return month_of(today(company)).before


def ann_of(company: Company) -> Person:
    return Person.objects.for_company(company).get(key="ann")


def text(client: Client, address: str) -> str:
    return whole(client.get(address)).content.decode().replace("\xa0", " ")


def price(cents: int = 250, since: date = date(2026, 1, 1)) -> Price:
    return Price.objects.create(function="hotdesking", cents=cents, since=since)


def used(company: Company, since: date, until: date | None = None, *, name: str = "Ann Peeters", pk: int = 0) -> None:
    person = pk or ann_of(company).pk
    FunctionUse(
        company=company, person_id=person, name=name, extension="201", function="hotdesking", since=since, until=until
    ).save()


@pytest.fixture
def operator(demo: Company) -> Client:
    return signed_in(make_company("platform", require_second_factor=False), "op.platform", Role.OPERATOR)


def test_a_paid_function_says_its_price_before_saving_and_comes_on_the_invoice(
    administrator: Client, demo: Company, data: Path
) -> None:
    price()
    page, now = f"/people/{ann_of(demo).pk}/", today(demo)
    month = month_of(now)
    whole_rest = pro_rata(250, month.length - now.day + 1, month.length)
    told = text(administrator, page)
    assert "€ 2,50 per maand zonder btw, op de volgende factuur" in told
    assert f"deze maand {euros(whole_rest)}" in told
    administrator.post(page, {**ANN, "may_hotdesk": "on"})
    assert "volgende factuur" not in text(administrator, page)
    assert "€ 2,50 per maand zonder btw" in text(administrator, page)
    users = changes.current(data / "snapshots" / "demo.json")[0].users
    assert next(user.may_hotdesk for user in users if user.extension == "201")
    entry = AuditEntry.objects.for_company(demo).get(what="function hotdesking on for user ann")
    assert entry.after == {"cents_a_month": 250}
    [line] = json.loads(text(administrator, "/settings/invoice/json/"))["lines"]
    assert (line["name"], line["days"], line["price_a_month"]) == ("Ann Peeters", 1, "2.50")
    assert line["amount"] == f"{pro_rata(250, 1, month.length) / 100:.2f}"


def test_what_is_switched_off_or_removed_ends_that_day(administrator: Client, demo: Company) -> None:
    page = f"/people/{ann_of(demo).pk}/"
    administrator.post(page, {**ANN, "may_hotdesk": "on"})
    administrator.post(page, ANN)
    assert FunctionUse.objects.for_company(demo).get().until == today(demo)
    administrator.post("/people/add/", {**ANN, "name": "Fred", "extension": "250", "may_hotdesk": "on",
                                        "password_choice": "make"})  # fmt: skip
    fred = Person.objects.for_company(demo).get(extension="250")
    administrator.post(f"/people/{fred.pk}/remove/")
    of_fred = FunctionUse.objects.for_company(demo).filter(person=fred.pk)
    assert of_fred.get().until == today(demo)
    administrator.post("/people/undo/")
    assert of_fred.get().until is None


def test_what_is_free_says_nothing_of_money_and_a_coming_price_is_told(administrator: Client, demo: Company) -> None:
    page = f"/people/{ann_of(demo).pk}/"
    assert "€" not in text(administrator, page)
    price(300, date(2099, 2, 1))
    assert "Vanaf 1 februari 2099: € 3,00 per maand." in text(administrator, page)


def test_the_months_their_lines_and_both_files_tell_the_same_total(administrator: Client, demo: Company) -> None:
    price()
    month = last_month(demo)
    used(demo, month.first)
    used(demo, month.first, month.first, name="+Bert", pk=900_001)
    day = pro_rata(250, 1, month.length)
    total = euros(250 + day)
    assert total in text(administrator, "/settings/prices/")
    page = text(administrator, f"/settings/invoice/?month={month}")
    assert f"Totaal: <strong>{total}</strong>, zonder btw." in page
    told = json.loads(text(administrator, f"/settings/invoice/json/?month={month}"))
    assert (told["total"], told["complete"], told["vat_included"]) == (f"{(250 + day) / 100:.2f}", True, False)
    table = text(administrator, f"/settings/invoice/csv/?month={month}").removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert [row[0] for row in rows] == ["Naam", "'+Bert", "Ann Peeters"]
    assert rows[2][-2:] == ["2,50", "2,50"]


def test_a_hundred_and_twenty_lines_come_in_pages(administrator: Client, demo: Company) -> None:
    price()
    month = last_month(demo)
    for number in range(120):
        used(demo, month.first, name=f"User {number:03}", pk=900_000 + number)
    page = f"/settings/invoice/?month={month}"
    assert "€ 300,00" in text(administrator, page)
    assert "User 049" in text(administrator, page)
    assert "User 050" not in text(administrator, page)
    assert "User 119" in text(administrator, f"{page}&page=3")


@pytest.mark.parametrize("month", ["2099-01", "2026-13", "yesterday"])
def test_there_is_no_invoice_of_a_month_that_is_none_or_not_begun(administrator: Client, month: str) -> None:
    for kind in ("", "csv/", "json/"):
        assert administrator.get(f"/settings/invoice/{kind}?month={month}").status_code == 404


def test_before_anything_was_on_the_page_says_so(administrator: Client) -> None:
    assert "Er is nog niets te betalen" in text(administrator, "/settings/prices/")
    assert "Niets te betalen in deze maand" in text(administrator, "/settings/invoice/")


def test_who_serves_a_company_sees_what_to_invoice_but_no_names(operator: Client, demo: Company) -> None:
    price()
    month = last_month(demo)
    used(demo, month.first)
    assert "€ 2,50" in text(operator, "/companies/demo/invoices/")
    for address in ("invoice/", "invoice/csv/", "invoice/json/"):
        told = text(operator, f"/companies/demo/{address}?month={month}")
        assert "201" in told
        assert "Ann" not in told


def test_the_operator_plans_a_price_and_calls_it_off(operator: Client, demo: Company) -> None:
    tomorrow = timezone.localdate() + timedelta(days=2)  # a day to come in every zone
    asked = {"function": "hotdesking", "cents": "€ 2,50", "since": tomorrow.isoformat()}
    operator.post("/prices/", asked)
    operator.post("/prices/", {**asked, "cents": "2.75"})  # instead of it
    planned = Price.objects.get()
    assert (planned.cents, planned.since) == (275, tomorrow)
    assert "€ 2,75" in text(operator, "/prices/")
    operator.post(f"/prices/{planned.pk}/call-off/")
    assert not Price.objects.exists()
    said = AuditEntry.everywhere.filter(company__key="platform").values_list("what", flat=True)
    assert {"price of hotdesking", "price of hotdesking called off"} <= set(said)


@pytest.mark.parametrize("cents", ["", "-1", "2,505", "gratis", "12345"])
def test_what_is_no_amount_is_refused_beside_its_field(operator: Client, cents: str) -> None:
    asked = {"function": "hotdesking", "cents": cents, "since": "2099-01-01"}
    answer = operator.post("/prices/", asked)
    assert answer.status_code == 422
    assert 'id="id_cents_error"' in answer.content.decode()


def test_a_price_that_holds_is_not_touched(operator: Client) -> None:
    held = price()
    asked = {"function": "hotdesking", "cents": "9", "since": timezone.localdate().isoformat()}
    assert operator.post("/prices/", asked).status_code == 422
    operator.post(f"/prices/{held.pk}/call-off/")
    assert Price.objects.get() == held


def test_only_the_operator_keeps_the_price_list(administrator: Client, ann: Client) -> None:
    for client in (administrator, ann):
        assert client.get("/prices/").status_code == 403
        assert client.post("/prices/", {}).status_code == 403
