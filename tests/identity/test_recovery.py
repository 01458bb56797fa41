"""Ann forgot her password: an e-mail with a link, good once and for half an hour, and then her factor all the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belplan.identity import attempts, password_change, recovery, sign_in
from belplan.identity.attempts import NotProved
from belplan.identity.models import Account, PasswordLink, PasswordWish, SignInEvent
from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import AuditEntry
from tests.identity.browser import Browser
from tests.identity.conftest import Clock
from tests.identity.people import HOME, PASSWORD, Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NEW = "zon op woensdag"


def ask(name: str, clock: Clock) -> None:
    recovery.ask(name, lambda token: f"https://panel.example/recover/{token}/", HOME, clock.now)
    assert recovery.send_next(clock.now)
    assert not recovery.send_next(clock.now)


def link() -> str:
    """The token in the last e-mail."""
    mail = OutgoingMail.everywhere.order_by("-id").first()
    assert mail
    [token] = re.findall(r"^https://panel.example/recover/(\S+)/$", mail.text, re.MULTILINE)
    assert f'<a href="https://panel.example/recover/{token}/">' in mail.html
    return str(token)


@pytest.mark.parametrize("name", ["201.demo", " 201.DEMO ", "p201@demo.example"])
def test_the_link_comes_by_email_and_gives_another_password(account: Account, clock: Clock, name: str) -> None:
    ask(name, clock)
    token = link()
    assert recovery.find(token, clock.now) == account
    assert recovery.choose(token, NEW, HOME, clock.now)
    assert sign_in.check("201.demo", NEW) == account
    assert sign_in.check("201.demo", PASSWORD) is None
    assert OutgoingMail.everywhere.order_by("-id")[0].subject == "Your password was changed"
    assert AuditEntry.objects.for_company(account.company).filter(what="password changed").exists()


def test_it_never_skips_the_second_factor(ann: Somebody, clock: Clock) -> None:
    ask("201.demo", clock)
    recovery.choose(link(), NEW, HOME, clock.now)
    request = Browser().request()
    account = sign_in.check("201.demo", NEW)
    assert account
    attempt = attempts.begin(request, account, now=timezone.now())
    with pytest.raises(NotProved):
        attempts.finish(request, attempt, HOME, timezone.now())


def test_it_works_once(account: Account, clock: Clock) -> None:
    ask("201.demo", clock)
    token = link()
    assert recovery.choose(token, NEW, HOME, clock.now)
    assert recovery.find(token, clock.now) is None
    assert not recovery.choose(token, "nog een ander woord", HOME, clock.now)


def test_for_thirty_minutes(account: Account, clock: Clock) -> None:
    ask("201.demo", clock)
    token = link()
    clock.later(minutes=29, seconds=59)
    assert recovery.find(token, clock.now)
    clock.later(seconds=1)
    assert recovery.find(token, clock.now) is None
    assert not recovery.choose(token, NEW, HOME, clock.now)


def test_a_used_link_ends_earlier_ones(account: Account, clock: Clock) -> None:
    ask("201.demo", clock)
    first = link()
    ask("201.demo", clock)
    assert recovery.choose(link(), NEW, HOME, clock.now)
    assert recovery.find(first, clock.now) is None


def test_a_refused_password_leaves_the_link_good(account: Account, clock: Clock) -> None:
    ask("201.demo", clock)
    token = link()
    with pytest.raises(ValidationError, match="at least 12"):
        recovery.choose(token, "kort", HOME, clock.now)
    assert recovery.choose(token, NEW, HOME, clock.now)


def test_three_emails_an_hour(account: Account, clock: Clock) -> None:
    for _number in range(4):
        ask("201.demo", clock)
    assert OutgoingMail.everywhere.count() == 3
    clock.later(hours=1)
    ask("201.demo", clock)
    assert OutgoingMail.everywhere.count() == 4


def test_unknown_and_switched_off_get_no_email_and_no_answer(account: Account, clock: Clock) -> None:
    ask("999.demo", clock)
    ask("nobody@demo.example", clock)
    Account.objects.update(is_active=False)
    ask("201.demo", clock)
    assert not OutgoingMail.everywhere.exists()


def test_whoever_asks_leaves_the_same_trace_whether_known_or_not(account: Account, clock: Clock) -> None:
    with CaptureQueriesContext(connection) as known:
        recovery.ask("201.demo", str, HOME, clock.now)
    with CaptureQueriesContext(connection) as unknown:
        recovery.ask("999.demo", str, HOME, clock.now)
    assert len(known) == len(unknown) == 1
    while recovery.send_next(clock.now):
        pass
    assert not PasswordWish.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "../../etc", "é" * 40])
def test_foreign_links_open_nothing(account: Account, clock: Clock, token: str) -> None:
    assert recovery.find(token, clock.now) is None


def test_the_database_does_not_hold_the_link(account: Account, clock: Clock) -> None:
    ask("201.demo", clock)
    assert link() not in str(PasswordLink.objects.values())


def test_choosing_ends_all_sessions(account: Account, clock: Clock) -> None:
    browser = Browser()
    request = browser.request()
    sign_in.open_session(request, account)
    browser.keep(request)
    assert browser.signed_in()
    ask("201.demo", clock)
    recovery.choose(link(), NEW, HOME, clock.now)
    assert not browser.signed_in()


def test_a_change_of_password_keeps_this_browser_and_ends_others(account: Account, clock: Clock) -> None:
    here, there = Browser(), Browser()
    for browser in (here, there):
        request = browser.request()
        sign_in.open_session(request, account)
        browser.keep(request)
    request = here.request()
    before = here.key
    password_change.change(request, Account.objects.get(pk=account.pk), NEW, HOME, clock.now)
    here.keep(request)
    assert here.key != before
    assert here.signed_in()
    assert not there.signed_in()


def test_the_same_password_again_is_no_change(account: Account, clock: Clock) -> None:
    account.must_change_password = True
    account.save()
    with pytest.raises(ValidationError, match="That is the password you have"):
        password_change.store(account, PASSWORD, HOME, clock.now)
    password_change.store(account, NEW, HOME, clock.now)
    assert not Account.objects.get(pk=account.pk).must_change_password


def test_wrong_passwords_stand_in_the_history_and_unknown_names_leave_none(account: Account) -> None:
    sign_in.check("201.demo", "guess", HOME)
    sign_in.check("999.demo", "guess", HOME)
    assert SignInEvent.objects.filter(account=account, outcome="wrong_password", address="192.0.2.7").count() == 1
    later = timezone.now() + timedelta(minutes=16)
    sign_in.check("201.demo", "guess", HOME, later)
    assert not SignInEvent.objects.filter(account=None).exists()
