"""Linking an app: by a code from a signed-in page, once, within a quarter of an hour."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from belplan.identity import app_links, challenges
from belplan.identity.app_links import LinkOver
from belplan.identity.attempts import NotProved
from belplan.identity.models import AppLink
from tests.identity.conftest import Clock
from tests.identity.people import HOME, Somebody
from tests.identity.push.receiver import App

pytestmark = [pytest.mark.database, pytest.mark.django_db]

APP = {**App("http://127.0.0.1:9/ann").subscription, "name": "Mobile"}


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.BELPLAN_PUSH_LOOPBACK = True


@pytest.fixture
def changing(ann: Somebody) -> Somebody:
    return ann.changing()


def test_the_linked_app_is_confirmed_by_the_code_pushed_to_it(changing: Somebody, clock: Clock) -> None:
    code = app_links.make(changing.attempt, clock.now)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code)
    assert app_links.linked(changing.attempt) is None
    factor = app_links.use(code, APP, HOME, clock.now)
    assert app_links.linked(changing.attempt) == factor
    assert factor.confirmed is None
    challenge = challenges.issue(changing.attempt, factor, HOME, clock.now)
    assert changing.right(challenge).right
    linked = app_links.linked(changing.attempt)
    assert linked
    assert linked.usable


def test_the_code_may_be_typed_in_any_way(changing: Somebody, clock: Clock) -> None:
    code = app_links.make(changing.attempt, clock.now)
    assert app_links.use(f" {code.lower().replace('-', ' ')} ", APP, HOME, clock.now)


def test_it_works_once_and_so_do_all_that_the_page_has_shown(changing: Somebody, clock: Clock) -> None:
    first, second = (app_links.make(changing.attempt, clock.now) for _ in range(2))
    app_links.use(second, APP, HOME, clock.now)
    for code in (first, second):
        with pytest.raises(LinkOver, match="show a new one"):
            app_links.use(code, APP, HOME, clock.now)


def test_it_ends_with_its_attempt(changing: Somebody, clock: Clock) -> None:
    code = app_links.make(changing.attempt, clock.now)
    clock.later(minutes=15)
    with pytest.raises(LinkOver):
        app_links.use(code, APP, HOME, clock.now)
    assert not changing.account.factors.filter(kind="app").exists()


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "' OR 1=1"])
def test_a_code_that_never_was_links_nothing(changing: Somebody, clock: Clock, code: str) -> None:
    app_links.make(changing.attempt, clock.now)
    with pytest.raises(LinkOver):
        app_links.use(code, APP, HOME, clock.now)


def test_a_wrong_subscription_leaves_the_link_good(changing: Somebody, clock: Clock) -> None:
    code = app_links.make(changing.attempt, clock.now)
    for wrong in ({"endpoint": "https://10.0.0.1/"}, {"p256dh": "AAAA"}, {"auth": ""}):
        with pytest.raises(ValidationError, match="link the app again"):
            app_links.use(code, {**APP, **wrong}, HOME, clock.now)
    assert app_links.use(code, APP, HOME, clock.now)


def test_nobody_who_has_factors_links_an_app_before_proving_one(ann: Somebody, clock: Clock) -> None:
    with pytest.raises(NotProved):
        app_links.make(ann.attempt, clock.now)


def test_the_database_holds_no_code(changing: Somebody, clock: Clock) -> None:
    code = app_links.make(changing.attempt, clock.now)
    assert code.replace("-", "") not in repr(list(AppLink.objects.values()))
