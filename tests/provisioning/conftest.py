"""A company with a Yealink, and telephones that fetch at a time of the test's choosing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from belplan.exchange.models import Device
from belplan.run.environment import read
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_person
from tests.provisioning.telephone import MAC, Telephone
from tests.publishing import lent

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def surroundings(settings: Settings) -> None:
    settings.ENVIRONMENT = read({"BELPLAN_URL": "https://panel.example.com"})
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    lent.accounts.clear()


@pytest.fixture
def acme(db: None) -> Company:
    return make_company("acme")


@pytest.fixture
def desk(acme: Company) -> Device:
    person = make_person(acme, "ann", "201")
    return make_device(acme, "desk", brand="yealink", type="t54w", mac=MAC, person=person)


@pytest.fixture
def telephone() -> Telephone:
    return Telephone()
