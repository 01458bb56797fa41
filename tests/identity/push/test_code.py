"""A sign-in code on its way to the app, from asking for it to the answer typed."""

from __future__ import annotations

import contextlib
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from belplan.identity.limits import Refused
from belplan.identity.models import Account, Challenge, Factor
from belplan.identity.push import sending
from belplan.tenancy.models import AuditEntry, Company
from tests.identity.conftest import Clock
from tests.identity.people import Somebody
from tests.identity.push.receiver import App, PushService

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def by_push(settings: Settings, delivered: list[Any], clock: Clock) -> None:
    settings.BELPLAN_CODE_DELIVERERS = {"app": "belplan.identity.push.code.deliver"}
    clock.now = timezone.now()


@pytest.fixture
def app(service: PushService) -> App:
    return service.app()


@pytest.fixture
def bart(ann: Somebody, app: App) -> Somebody:
    """Somebody whose app is linked, with a telephone beside it."""
    ann.account.factors.update(primary=False)
    ann.keep("app", app.subscription, primary=True)
    return ann


def message(service: PushService, app: App) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(app.opens(service.posts[-1].body))
    return told


def test_the_app_shows_the_code_that_signs_in(bart: Somebody, service: PushService, app: App) -> None:
    challenge = bart.ask(bart.factor("app"))
    told = message(service, app)
    assert told["show"]
    assert told["title"] == f"{told['code']} is your code"
    assert len(told["code"]) == 4
    assert bart.answer(challenge, told["code"]).right


def test_thirty_seconds_are_left_once_it_was_sent(bart: Somebody, service: PushService, app: App) -> None:
    challenge = bart.ask(bart.factor("app"))
    challenge.refresh_from_db()
    assert challenge.delivered
    assert challenge.ends == challenge.delivered + timedelta(seconds=30)
    told = datetime.fromtimestamp(message(service, app)["ends"] / 1000, UTC)
    assert abs(told - challenge.ends) < timedelta(seconds=2)


def test_a_company_may_keep_codes_out_of_notifications(
    bart: Somebody, service: PushService, app: App, company: Company
) -> None:
    Company.objects.filter(pk=company.pk).update(push_shows_code=False)
    bart.account = Account.objects.get(pk=bart.account.pk)
    bart.begin()
    bart.ask(bart.factor("app"))
    told = message(service, app)
    assert not told["show"]
    assert told["code"] not in told["title"] + told["body"]


def test_it_speaks_the_persons_language(bart: Somebody, service: PushService, app: App) -> None:
    person = bart.account.person
    assert person
    person.language = "nl"
    person.save()
    bart.ask(bart.factor("app"))
    told = message(service, app)
    assert told["title"] == f"{told['code']} is je code"


def test_an_app_that_is_gone_is_forgotten_but_never_makes_the_password_enough(
    bart: Somebody, service: PushService
) -> None:
    service.status = 410
    with pytest.raises(Refused, match="Choose another way"):
        bart.ask(bart.factor("app"))
    gone = bart.factor("app")
    assert (gone.usable, gone.primary, gone.data) == (False, False, {})
    assert bart.factor("phone").primary
    assert Challenge.objects.get().problem
    assert AuditEntry.objects.for_company(bart.account.company).filter(what="second factor switched off").exists()


def test_the_only_app_gone_leaves_a_factor_that_only_a_reset_helps(ann: Somebody, service: PushService) -> None:
    ann.factor("phone").delete()
    ann.keep("app", service.app().subscription, primary=True)
    service.status = 404
    with pytest.raises(Refused):
        ann.ask(ann.factor("app"))
    assert Factor.objects.filter(account=ann.account, confirmed__isnull=False).count() == 1


def test_an_app_that_was_never_confirmed_leaves_nothing(ann: Somebody, service: PushService) -> None:
    ann.changing()
    factor, _ = ann.set_up("app", name="Mobile", **service.app().subscription)
    service.status = 410
    with pytest.raises(Refused):
        ann.ask(factor)
    assert not ann.account.factors.filter(kind="app").exists()


@pytest.mark.parametrize("status", [302, 429, 503])
def test_a_push_service_out_of_order_keeps_the_app(bart: Somebody, service: PushService, status: int) -> None:
    service.status = status
    with pytest.raises(Refused, match="Choose another way") as refused:
        bart.ask(bart.factor("app"))
    assert refused.value.reason == "undelivered"
    assert bart.factor("app").usable


def test_an_app_elsewhere_cannot_be_linked(ann: Somebody, settings: Settings) -> None:
    settings.BELPLAN_PUSH_LOOPBACK = False
    ann.changing()
    with pytest.raises(Exception, match="link the app again"):
        ann.set_up("app", name="Mobile", **App("http://127.0.0.1:8080/a").subscription)


def test_no_log_holds_a_code_or_where_it_went(
    bart: Somebody, service: PushService, app: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for service.status in (201, 503):
        with contextlib.suppress(Refused):
            bart.ask(bart.factor("app"))
        assert message(service, app)["code"] not in caplog.text
    assert "/ann" not in caplog.text


def test_a_push_service_that_refuses_connections(bart: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        bart.account.factors.filter(kind="app").update(
            data=App(f"http://127.0.0.1:{taken.getsockname()[1]}/a").subscription
        )
        monkeypatch.setattr(sending, "TIMEOUT", 1.0)
        with pytest.raises(Refused, match="Choose another way"):
            bart.ask(bart.factor("app"))
