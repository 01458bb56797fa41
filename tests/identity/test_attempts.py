"""From the password to the panel: each step in a session of its own, and nobody in before the factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from belplan.identity import attempts, sessions
from belplan.identity.attempts import NotProved, SetUpNeeded
from belplan.identity.models import Account, OpenSession, Purpose, SignInEvent
from belplan.identity.needs import Need
from belplan.tenancy.models import Company
from tests.identity.browser import Browser
from tests.identity.conftest import Clock
from tests.identity.people import HOME, PASSWORD, Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = timezone.now()  # sessions end by the real clock
    return clock


def begun(browser: Browser, who: Somebody) -> str:
    """The password was right; the session's key from before."""
    before = browser.key
    request = browser.request()
    who.attempt = attempts.begin(request, who.account, wanted="/reports/", now=who.clock.now)
    browser.keep(request)
    return before


def finish(browser: Browser, who: Somebody) -> None:
    request = browser.request()
    attempt = attempts.current(request, who.clock.now)
    assert attempt
    attempts.finish(request, attempt, HOME, who.clock.now)
    browser.keep(request)


def test_each_step_has_a_new_session_key(ann: Somebody, browser: Browser) -> None:
    request = browser.request()
    request.session["language"] = "nl"
    browser.keep(request)
    keys = [browser.key]
    begun(browser, ann)
    keys.append(browser.key)
    assert not browser.signed_in()
    ann.right(ann.ask())
    finish(browser, ann)
    keys.append(browser.key)
    assert len(set(keys)) == 3
    assert browser.signed_in()
    assert ann.attempt.wanted == "/reports/"


def test_nobody_is_in_before_the_code(ann: Somebody, browser: Browser) -> None:
    begun(browser, ann)
    with pytest.raises(NotProved):
        finish(browser, ann)
    assert not browser.signed_in()


def test_another_browser_has_no_part_in_it(ann: Somebody, browser: Browser) -> None:
    begun(browser, ann)
    ann.right(ann.ask())
    assert attempts.current(Browser().request(), ann.clock.now) is None


def test_an_attempt_opens_once_and_for_a_quarter(ann: Somebody, browser: Browser, clock: Clock) -> None:
    begun(browser, ann)
    ann.right(ann.ask())
    attempt = ann.attempt
    finish(browser, ann)
    with pytest.raises(NotProved):
        attempts.finish(Browser().request(), attempt, HOME, clock.now)
    begun(browser, ann)
    assert attempts.current(browser.request(), clock.later(minutes=14, seconds=59))
    assert attempts.current(browser.request(), clock.later(seconds=1)) is None


def test_a_newcomer_is_led_to_set_up_first(account: Account, clock: Clock, browser: Browser) -> None:
    newcomer = Somebody(account, clock)
    begun(browser, newcomer)
    with pytest.raises(SetUpNeeded) as needed:
        finish(browser, newcomer)
    assert needed.value.need is Need.FIRST
    newcomer.authenticator()
    finish(browser, newcomer)
    assert browser.signed_in()


def test_where_none_is_required_the_password_is_enough(account: Account, clock: Clock, browser: Browser) -> None:
    Company.objects.update(require_second_factor=False)
    newcomer = Somebody(Account.objects.get(pk=account.pk), clock)
    begun(browser, newcomer)
    finish(browser, newcomer)
    assert browser.signed_in()


def test_but_not_for_somebody_who_has_one(ann: Somebody, browser: Browser) -> None:
    Company.objects.update(require_second_factor=False)
    ann.account.company.refresh_from_db()
    begun(browser, ann)
    with pytest.raises(NotProved):
        finish(browser, ann)


def test_nor_for_somebody_whose_only_one_was_switched_off(ann: Somebody, browser: Browser, clock: Clock) -> None:
    Company.objects.update(require_second_factor=False)
    ann.account.factors.update(switched_off=clock.now)
    begun(browser, ann)
    with pytest.raises(NotProved):
        finish(browser, ann)


def signed_in(who: Somebody, browser: Browser) -> Browser:
    begun(browser, who)
    Somebody.right(who, who.ask())
    finish(browser, who)
    return browser


def test_a_change_of_factors_asks_the_password_and_a_factor(ann: Somebody, browser: Browser, clock: Clock) -> None:
    signed_in(ann, browser)
    request = browser.request()
    assert attempts.begin_change(request, ann.account, "guess", HOME, clock.now) is None
    attempt = attempts.begin_change(request, ann.account, PASSWORD, HOME, clock.now)
    assert attempt
    before = browser.key
    browser.keep(request)
    assert browser.key != before
    assert OpenSession.objects.get(account=ann.account).key == browser.key
    assert attempts.current(browser.request(), clock.now, Purpose.CHANGE) == attempt
    ann.attempt = attempt
    with pytest.raises(NotProved):
        ann.set_up("authenticator")
    clock.later(seconds=31)
    assert ann.right(ann.ask()).right
    ann.set_up("authenticator")


def test_everybody_sees_and_ends_their_own_sessions(ann: Somebody, browser: Browser, clock: Clock) -> None:
    signed_in(ann, browser)
    clock.later(seconds=31)
    elsewhere = signed_in(ann, Browser("198.51.100.7"))
    rows = list(sessions.open_sessions(ann.account))
    assert {row.address for row in rows} == {"192.0.2.7", "198.51.100.7"}
    assert [row.address for row in rows if sessions.is_current(browser.request(), row)] == ["192.0.2.7"]
    there = next(row for row in rows if row.address == "198.51.100.7")
    assert sessions.revoke(ann.account, there.pk)
    assert not elsewhere.signed_in()
    assert browser.signed_in()
    assert not sessions.revoke(ann.account, there.pk)


def test_nobody_ends_anothers(ann: Somebody, browser: Browser, company: Company, clock: Clock) -> None:
    from tests.identity.people import make_account

    signed_in(ann, browser)
    row = OpenSession.objects.get(account=ann.account)
    assert not sessions.revoke(make_account(company, extension="202"), row.pk)
    assert browser.signed_in()


def test_sign_ins_stand_in_the_history(ann: Somebody, browser: Browser) -> None:
    signed_in(ann, browser)
    event = SignInEvent.objects.get(account=ann.account, outcome="signed_in")
    assert (event.address, event.agent, event.kind) == ("192.0.2.7", "Firefox", "phone")


def test_a_session_lasts_twelve_hours_at_most(ann: Somebody, browser: Browser) -> None:
    signed_in(ann, browser)
    left = browser.request().session.get_expiry_date() - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
