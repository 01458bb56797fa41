"""What the limits are worth against somebody who knows the password: reckoned from policy.py, told in docs/security.md,
and tried out by an attacker who never sleeps against the real limits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

import belplan
from belplan.identity import own_factors, policy
from belplan.identity.factors.base import Where
from belplan.identity.limits import Refused
from belplan.identity.models import Account, Failure
from tests.identity.conftest import NOON, Clock
from tests.identity.people import Somebody, other_than

DOCUMENT = Path(belplan.__file__).parents[1] / "docs" / "security.md"
SPANS = {"a day": timedelta(days=1), "thirty days": timedelta(days=30), "a year": timedelta(days=365)}
SEED = 20261124


def guesses(span: timedelta) -> int:
    """The most wrong codes that one account allows in any stretch of time this long."""
    days = -(-span // policy.DAY)
    months, rest = divmod(span, policy.MONTH)
    in_rest = min(-(-rest // policy.DAY) * policy.FAILURES_A_DAY, policy.FAILURES_A_MONTH)
    return min(days * policy.FAILURES_A_DAY, months * policy.FAILURES_A_MONTH + in_rest)


def chance(tries: int, valid: int, digits: int) -> float:
    """That one of so many guesses is right, where each time `valid` of all codes would be."""
    right: float = valid / 10**digits
    return 1 - (1 - right) ** tries


def without_limits() -> float:
    """A new code every half minute, five tries each, all day."""
    codes = policy.DAY // policy.RESEND_AFTER
    right: float = policy.TRIES / 10**policy.CODE_LENGTH
    return 1 - (1 - right) ** codes


def table() -> str:
    around = 2 * policy.TIME_STEPS_AROUND + 1
    lines = [
        "| in | wrong codes at most | 4 digits | 6 digits | authenticator |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, span in SPANS.items():
        tries = guesses(span)
        chances = (chance(tries, 1, 4), chance(tries, 1, 6), chance(tries, around, policy.AUTHENTICATOR_DIGITS))
        lines.append(f"| {name} | {tries} | " + " | ".join(f"{c:.3%}" for c in chances) + " |")
    return "\n".join(lines)


@pytest.mark.fast
def test_the_document_tells_what_follows_from_the_policy() -> None:
    text = DOCUMENT.read_text()
    assert table() in text, f"docs/security.md must hold this table:\n{table()}"
    assert f"{without_limits():.0%}" in text


@pytest.mark.fast
def test_the_bounds_that_the_policy_promises() -> None:
    assert chance(guesses(SPANS["a day"]), 1, 4) <= 1e-3
    assert chance(guesses(SPANS["thirty days"]), 1, 4) <= 3e-3


@pytest.mark.fast
@pytest.mark.parametrize("name", SPANS)
def test_a_million_attackers_agree(name: str) -> None:
    """Each guesses as often as allowed, five times at each code, all five different."""
    draw, tries, attackers = np.random.default_rng(SEED), guesses(SPANS[name]), 1_000_000
    lucky = np.zeros(attackers, dtype=bool)
    for _code in range(tries // policy.TRIES):
        lucky |= draw.integers(0, 10**policy.CODE_LENGTH, attackers) < policy.TRIES
    expected = chance(tries, 1, policy.CODE_LENGTH)
    error = (expected * (1 - expected) / attackers) ** 0.5
    assert abs(lucky.mean() - expected) < 4 * error + expected * policy.TRIES / 10**policy.CODE_LENGTH


class Attacker:
    """Knows the password, guesses whenever it is allowed, and waits no longer than told. The owner signs in now and
    then, so that no factor is switched off after twenty in a row, and never reads the e-mails."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self.who, self.clock = Somebody(account, clock), clock
        self.app = self.who.authenticator()
        self.judged = 0

    def guess_for(self, span: timedelta) -> int:
        end = self.clock.now + span
        while self.clock.now < end:
            self.who.begin()
            try:
                challenge = self.who.ask(own_factors.usable(self.who.account)[0])
                for _try in range(policy.TRIES):
                    wrong = other_than(self.app.at(self.clock.now + timedelta(minutes=5)))
                    self.judged += self.who.answer(challenge, wrong).reason in ("wrong", "spent")
            except Refused as refused:
                self.clock.now = min(end, self.clock.now + (refused.wait or policy.RESEND_AFTER))
                self.who.account.factors.update(failures_in_a_row=0)
        return self.judged


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a day", "thirty days"])
def test_an_attacker_who_never_sleeps_gets_no_more_guesses(account: Account, clock: Clock, name: str) -> None:
    assert Attacker(account, clock).guess_for(SPANS[name]) == guesses(SPANS[name])
    assert Failure.objects.filter(at__gte=NOON).count() == guesses(SPANS[name])


@pytest.mark.database
@pytest.mark.long
@pytest.mark.django_db
def test_nor_in_a_whole_year(account: Account, clock: Clock) -> None:
    assert Attacker(account, clock).guess_for(SPANS["a year"]) == guesses(SPANS["a year"])


@pytest.mark.database
@pytest.mark.django_db
def test_nor_with_many_addresses_and_sign_ins(account: Account, clock: Clock) -> None:
    attacker = Attacker(account, clock)
    for number in range(4):
        address = f"198.51.100.{number}"
        attacker.who.where = Where(address=address, network=address)
        attacker.guess_for(timedelta(hours=5))
    assert attacker.judged == guesses(SPANS["a day"])
