"""Ann with a telephone as her second factor, a deliverer that only remembers, and a clock that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import Settings

from belplan.identity.factors.base import Delivery
from belplan.identity.models import Account
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.identity import post
from tests.identity.people import Somebody, make_account
from tests.quick_passwords import QUICK_HASHERS

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Clock:
    """A moment that only moves when told."""

    def __init__(self) -> None:
        self.now = NOON

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Messages are compared in English, whatever catalogues are compiled on this machine."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture(autouse=True)
def delivered(settings: Settings) -> list[Delivery]:
    """What was handed to the deliverers, the code in clear."""
    settings.BELPLAN_CODE_DELIVERERS = {"phone": "tests.identity.post.remember", "app": "tests.identity.post.remember"}
    post.broken.clear()
    post.handed.clear()
    return post.handed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def company(db: None) -> Company:
    return make_company("demo")


@pytest.fixture
def account(company: Company) -> Account:
    return make_account(company)


@pytest.fixture
def ann(account: Account, clock: Clock) -> Somebody:
    """Ann, with a mobile as her only factor."""
    return Somebody(account, clock).with_phone()
