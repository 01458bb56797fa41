"""The demo company with its plans published, and people signed in to its panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from pytest_django import Settings

from belplan.exchange.models import Person
from belplan.identity.accounts import create
from belplan.identity.models import Account, Role
from belplan.run import catalogues
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.panel.ready_made import ReadyMade
from tests.quick_passwords import QUICK_HASHERS


@pytest.fixture(scope="session", autouse=True)
def translations() -> Iterator[None]:
    """Django keeps what it found when it woke, which in a fresh clone is nothing: the setting makes it look again."""
    catalogues.compile()
    with override_settings(LOCALE_PATHS=django_settings.LOCALE_PATHS):
        yield


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, with a quick voice and nobody at the other end."""
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_ASK_ENGINE = "tests.panel.engine.away"
    settings.BELPLAN_WATCH_ENGINE = "tests.panel.engine.watch_away"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    return tmp_path


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream lets go of its connection, in which here the test's own transaction lives."""
    monkeypatch.setattr("belplan.panel.watch.views.close_old_connections", lambda: None)


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> ReadyMade:
    return ReadyMade(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(db: None, data: Path, ready_made: ReadyMade) -> Company:
    return ready_made.company(data)


@pytest.fixture
def administrator(demo: Company) -> Client:
    return signed_in(demo, "admin.demo", Role.ADMINISTRATOR)


@pytest.fixture
def ann(demo: Company) -> Client:
    person = Person.objects.for_company(demo).get(key="ann")
    return signed_in(demo, "201.demo", Role.USER, person)


@pytest.fixture
def stranger(demo: Company) -> Client:
    """An administrator, but of another company."""
    return signed_in(make_company("other"), "admin.other", Role.ADMINISTRATOR)


def signed_in(company: Company, login: str, role: Role, person: Person | None = None) -> Client:
    create(company, login, role, person=person)
    client = Client()
    client.force_login(Account.objects.get(login=login))
    return client
