"""Somebody knows Ann's password and guesses codes: day after day, until nothing answers any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belplan.identity import own_factors
from belplan.identity.attempts import NotProved
from belplan.identity.factors.base import Where
from belplan.identity.limits import Refused
from belplan.identity.models import Account, Factor, SignInEvent
from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import AuditEntry, Company
from tests.identity.conftest import Clock
from tests.identity.people import Somebody, make_account, other_than

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def guessed(account: Account, clock: Clock) -> Somebody:
    """Ann has an authenticator: guesses cost no calls."""
    somebody = Somebody(account, clock)
    somebody.app = somebody.authenticator()  # type: ignore[attr-defined]
    clock.later(minutes=10)
    return somebody


def guess(who: Somebody, times: int) -> list[str]:
    """Wrong codes, a new sign-in for every four; what each was answered, or why it could not be given."""
    reasons = []
    for number in range(times):
        if number % 4 == 0:
            who.begin()
        right = who.app.at(who.clock.now)  # type: ignore[attr-defined]
        try:
            reasons.append(who.answer(who.ask(own_factors.usable(who.account)[0]), other_than(right)).reason)
        except Refused as refused:
            reasons.append(refused.reason)
    return reasons


def right(who: Somebody) -> bool:
    who.begin()
    factor = own_factors.usable(who.account)[0]
    return who.answer(who.ask(factor), who.app.at(who.clock.now)).right  # type: ignore[attr-defined]


def mails() -> list[str]:
    return list(OutgoingMail.everywhere.order_by("id").values_list("subject", flat=True))


def test_the_tenth_failure_in_a_day_locks_for_twenty_four_hours(guessed: Somebody, clock: Clock) -> None:
    assert guess(guessed, 9) == ["wrong"] * 9
    assert "Your sign-in codes are locked" not in mails()
    assert guess(guessed, 3) == ["wrong", "locked", "locked"]
    account = Account.objects.get(pk=guessed.account.pk)
    assert account.codes_locked_until == clock.now + timedelta(hours=24)
    assert account.must_change_password
    assert mails().count("Your sign-in codes are locked") == 1
    assert AuditEntry.objects.for_company(account.company).filter(what="codes locked").count() == 1
    assert SignInEvent.objects.filter(account=account, outcome="locked").count() == 1
    clock.later(hours=23, minutes=59, seconds=59)
    assert guess(guessed, 1) == ["locked"]
    clock.later(seconds=1)
    assert right(guessed)


def test_failures_further_apart_than_a_day_do_not_add_up(guessed: Somebody, clock: Clock) -> None:
    assert guess(guessed, 5) == ["wrong"] * 5
    clock.later(hours=24)
    assert guess(guessed, 9) == ["wrong"] * 9


def test_a_success_resets_neither_window(guessed: Somebody, clock: Clock) -> None:
    assert guess(guessed, 9) == ["wrong"] * 9
    assert right(guessed)
    clock.later(minutes=1)
    assert guess(guessed, 2) == ["wrong", "locked"]


def test_thirty_failures_in_thirty_days_lock_until_there_is_room(guessed: Somebody, clock: Clock) -> None:
    for _day in range(5):
        assert right(guessed)
        assert guess(guessed, 6)[:5] == ["wrong"] * 5
        clock.later(days=1, minutes=1)
    assert guess(guessed, 1) == ["locked"]
    assert mails().count("Your sign-in codes are locked") == 1
    clock.later(days=24, hours=23)
    assert guess(guessed, 1) == ["locked"]
    clock.later(hours=1)  # the first six are thirty days old
    assert guess(guessed, 7)[5:] == ["wrong", "locked"]


def test_twenty_in_a_row_switch_that_factor_off(guessed: Somebody, clock: Clock) -> None:
    guessed.changing().with_phone(primary=False)
    for _day in range(2):
        assert guess(guessed, 9) == ["wrong"] * 9
        clock.later(days=1, minutes=1)
    guess(guessed, 1)
    assert guessed.factor("authenticator").switched_off is None
    guess(guessed, 1)
    factor = guessed.factor("authenticator")
    assert factor.switched_off == clock.now
    assert guessed.factor("phone").primary  # the other way takes its place
    assert "A way to sign in was switched off" in mails()
    guessed.begin()
    with pytest.raises(Refused, match="switched off"):
        guessed.ask(factor)


def test_a_success_ends_the_row(guessed: Somebody, clock: Clock) -> None:
    for _day in range(2):
        guess(guessed, 9)
        clock.later(days=1, minutes=1)
    assert right(guessed)
    clock.later(minutes=1)
    guess(guessed, 9)
    assert guessed.factor("authenticator").switched_off is None


def test_whose_only_factor_was_switched_off_cannot_set_up_another_with_the_password(guessed: Somebody) -> None:
    Factor.objects.update(switched_off=guessed.clock.now, primary=False)
    guessed.begin()
    with pytest.raises(NotProved):
        guessed.set_up("phone", number="+32 475 99 88 77")


def test_what_cannot_be_guessed_works_on_while_codes_are_locked(guessed: Somebody, clock: Clock) -> None:
    guessed.changing()
    factor, begun = guessed.set_up("recovery")
    guess(guessed, 10)
    guessed.begin()
    assert guessed.answer(guessed.ask(factor), begun.show["codes"][0]).right


def test_twenty_failures_an_hour_from_one_address(company: Company, clock: Clock) -> None:
    office = Where(address="192.0.2.9", network="192.0.2.9")
    people = []
    for number in range(4):
        somebody = Somebody(make_account(company, extension=f"{300 + number}"), clock, office)
        somebody.app = somebody.authenticator()  # type: ignore[attr-defined]
        people.append(somebody)
    clock.later(minutes=5)
    for somebody in people[:2]:
        assert guess(somebody, 9) == ["wrong"] * 9
    assert guess(people[2], 3) == ["wrong", "wrong", "address"]
    assert guess(people[3], 1) == ["address"]
    people[3].where = Where(address="192.0.2.10", network="192.0.2.10")
    assert guess(people[3], 1) == ["wrong"]
    people[3].where = office
    clock.later(minutes=59, seconds=59)
    assert guess(people[3], 1) == ["address"]
    clock.later(seconds=1)
    assert right(people[3])


def test_wrong_codes_stand_in_the_sign_in_history(guessed: Somebody) -> None:
    guess(guessed, 1)
    [event] = SignInEvent.objects.filter(account=guessed.account)
    assert (event.outcome, event.kind, event.address) == ("wrong_code", "authenticator", "192.0.2.7")
