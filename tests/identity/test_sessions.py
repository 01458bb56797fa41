"""How long people stay signed in."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from belplan.identity.accounts import create
from belplan.identity.models import Role
from tests.companies import make_company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

HOUR = 3600


def signed_in(client: Client, role: Role) -> Client:
    account = create(make_company("demo", require_second_factor=False), "somebody.demo", role)
    client.post("/sign-in/", {"login": account.login, "password": account.password})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    """Whether a page opens, whichever panel it is in."""
    page = client.get("/", follow=True)
    return page.status_code == 200 and page.wsgi_request.path != "/sign-in/"


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    now = time.time() + hours * HOUR
    monkeypatch.setattr("belplan.identity.sessions.time.time", lambda: now)


def test_an_administrator_is_signed_out_after_an_idle_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client, Role.ADMINISTRATOR)
    hours_later(monkeypatch, 1.01)
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_an_administrator_at_work_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client, Role.ADMINISTRATOR)
    for _hour in range(3):
        hours_later(monkeypatch, 0.9)
        assert is_in(client)


def test_a_user_may_be_idle(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client, Role.USER)
    hours_later(monkeypatch, 5)
    assert is_in(client)


def test_twelve_hours_are_the_most_however_busy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client, Role.ADMINISTRATOR)
    ends = client.session.get_expiry_date()
    hours_later(monkeypatch, 0.9)
    client.get("/")
    assert client.session.get_expiry_date() == ends
    assert client.session.get_expiry_age() <= 12 * HOUR
