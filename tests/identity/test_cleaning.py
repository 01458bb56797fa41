"""What is kept of sign-ins, and for how long."""

from __future__ import annotations

import pytest

from belplan.identity import cleaning, history
from belplan.identity.models import Attempt, Challenge, Failure, SignInEvent
from tests.identity.conftest import Clock
from tests.identity.people import HOME, Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def counts() -> tuple[int, int, int]:
    return Attempt.objects.count(), Challenge.objects.count(), Failure.objects.count()


def test_attempts_stay_as_long_as_limits_look_back_and_no_longer(ann: Somebody, clock: Clock) -> None:
    ann.wrong(ann.ask())
    clock.later(days=31)
    cleaning.remove_old(clock.now)
    assert counts() == (1, 1, 1)
    clock.later(seconds=1)
    cleaning.remove_old(clock.now)
    assert counts() == (0, 0, 0)


def test_the_history_stays_half_a_year(ann: Somebody, clock: Clock) -> None:
    history.note(ann.account, SignInEvent.Outcome.SIGNED_IN, HOME, clock.now)
    clock.later(days=180)
    cleaning.remove_old(clock.now)
    assert SignInEvent.objects.count() == 1
    clock.later(seconds=1)
    cleaning.remove_old(clock.now)
    assert SignInEvent.objects.count() == 0
