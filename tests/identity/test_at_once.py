"""A hundred requests at the same moment get no more than one after the other would."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from belplan.identity import challenges, sign_in, vault
from belplan.identity.limits import Refused
from belplan.identity.models import Challenge, Failure
from tests.companies import make_company
from tests.identity.at_once import at_once
from tests.identity.conftest import Clock
from tests.identity.people import Somebody, code_of, make_account, other_than

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every answer that was really compared with the code."""
    seen: list[str] = []

    def same(one: str, other: str) -> bool:
        seen.append(other)
        return vault.same(one, other)

    monkeypatch.setattr(challenges, "same", same)
    return seen


def test_of_a_hundred_guesses_exactly_five_are_judged(ann: Somebody, judged: list[str], tmp_path: Path) -> None:
    challenge = ann.ask()
    verdicts = at_once(100, lambda _n: ann.wrong(challenge).reason, tmp_path)
    assert len(judged) == 5
    assert verdicts.count("spent") >= 95
    assert sum(reason in ("wrong", "spent") for reason in verdicts) == 100
    assert Failure.objects.filter(account=ann.account).count() == 5
    assert Challenge.objects.get(pk=challenge.pk).tries == 5


def test_of_a_hundred_right_answers_one_opens(ann: Somebody, judged: list[str], tmp_path: Path) -> None:
    challenge = ann.ask()
    verdicts = at_once(100, lambda _n: ann.right(challenge).right, tmp_path)
    assert verdicts.count(True) == 1
    assert len(judged) <= 5


def test_guesses_in_many_sign_ins_at_once_are_ten_a_day(
    ann: Somebody, clock: Clock, judged: list[str], tmp_path: Path
) -> None:
    ann.keep("phone", {"number": "32475998877"})
    asked = []
    for factor in [*ann.account.factors.all(), ann.account.factors.get(primary=True)]:
        attempt = ann.begin()
        challenge = ann.ask(factor)
        Challenge.objects.filter(pk=challenge.pk).update(ends=clock.now.replace(hour=23))
        asked.append((attempt, challenge))
        clock.later(seconds=30)

    def guess(number: int) -> str:
        attempt, challenge = asked[number % 3]
        return challenges.answer(attempt, challenge.pk, other_than(code_of(challenge)), ann.where, clock.now).reason

    reasons = at_once(60, guess, tmp_path)
    assert len(judged) == 10
    assert reasons.count("locked") > 0
    assert Failure.objects.filter(account=ann.account).count() == 10


def test_of_twenty_who_ask_for_a_code_one_gets_it(
    ann: Somebody, clock: Clock, delivered: list[object], tmp_path: Path
) -> None:
    def ask(_number: int) -> str:
        try:
            ann.ask(ann.factor())
        except Refused as refused:
            return refused.reason
        return "sent"

    answers = at_once(20, ask, tmp_path)
    assert sorted(set(answers)) == ["haste", "sent"]
    assert answers.count("sent") == len(delivered) == 1


def test_one_authenticator_code_at_ten_doors_opens_one(newcomer: Somebody, clock: Clock, tmp_path: Path) -> None:
    ann = newcomer
    app = ann.authenticator()
    clock.later(minutes=1)
    doors = []
    for _number in range(20):
        attempt = ann.begin()
        doors.append((attempt, ann.ask(ann.factor("authenticator"))))
    code = app.at(clock.now)

    def knock(number: int) -> bool:
        attempt, challenge = doors[number]
        return challenges.answer(attempt, challenge.pk, code, ann.where, clock.now).right

    assert at_once(10, knock, tmp_path).count(True) == 1


@pytest.fixture
def newcomer(db: None, clock: Clock) -> Somebody:
    return Somebody(make_account(make_company("demo")), clock)


def test_of_thirty_passwords_at_once_ten_are_allowed(
    newcomer: Somebody, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    allowed: list[bool] = []
    reserve = sign_in._reserve

    def noted(key: str, now: datetime) -> bool:
        allowed.append(reserve(key, now))
        return allowed[-1]

    monkeypatch.setattr(sign_in, "check_password", lambda password, encoded: False)
    monkeypatch.setattr(sign_in, "_reserve", noted)
    at_once(30, lambda _n: sign_in.check("201.demo", "guess"), tmp_path)
    assert allowed.count(True) == 10
