"""Ann is called and told a code: how long it is, how long it is good, and that it is good once, for her attempt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belplan.identity import challenges
from belplan.identity.attempts import NotProved
from belplan.identity.factors.base import Delivery
from belplan.identity.limits import Refused
from belplan.identity.models import Challenge, Failure
from belplan.tenancy.models import Company
from tests.identity.conftest import NOON, Clock
from tests.identity.people import Somebody, code_of, make_account
from tests.identity.post import broken

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_the_code_has_four_digits_and_goes_to_her_number(ann: Somebody, delivered: list[Delivery]) -> None:
    ann.ask()
    [call] = delivered
    assert len(call.code) == 4
    assert call.code.isdecimal()
    assert call.data["number"] == "32475112233"
    assert call.language == "en"
    assert call.ring == timedelta(seconds=30)
    assert call.talk == timedelta(seconds=45)


def test_a_company_may_choose_six_digits(ann: Somebody) -> None:
    Company.objects.update(code_length=6)
    ann.account.company.refresh_from_db()
    assert len(code_of(ann.ask())) == 6


def test_the_company_says_whether_a_key_comes_first_and_the_notification_shows_the_code(
    ann: Somebody, clock: Clock, delivered: list[Delivery]
) -> None:
    ann.ask()
    Company.objects.update(press_key_before_code=True, push_shows_code=False)
    ann.account.company.refresh_from_db()
    ann.begin()
    clock.later(seconds=31)
    ann.ask()
    assert [(d.press_key_first, d.show_in_notification) for d in delivered] == [(False, True), (True, False)]


def test_codes_are_drawn_afresh(ann: Somebody, clock: Clock) -> None:
    codes = set()
    for _number in range(8):
        ann.begin()
        codes.add(code_of(ann.ask()))
        clock.later(hours=3)
    assert len(codes) > 4


def test_the_database_never_holds_the_code(ann: Somebody) -> None:
    challenge = ann.ask()
    code = code_of(challenge)
    row = Challenge.objects.filter(pk=challenge.pk).values().get()
    assert len(row["digest"]) == 64
    assert not any(str(value) == code for value in row.values())
    other = Challenge.objects.create(
        attempt=ann.attempt, account=ann.account, factor=ann.factor(), issued=NOON, ends=NOON, nonce="00"
    )
    assert other.nonce != row["nonce"]  # so that equal codes have unequal digests


def test_the_right_code_proves_the_attempt(ann: Somebody) -> None:
    assert ann.right(ann.ask()).right
    ann.attempt.refresh_from_db()
    assert ann.attempt.proved == NOON
    assert not Failure.objects.exists()


def test_pasted_with_spaces_it_is_right_too(ann: Somebody) -> None:
    challenge = ann.ask()
    code = code_of(challenge)
    assert ann.answer(challenge, f" {code[:2]} {code[2:]}\n").right


def test_it_is_good_once(ann: Somebody) -> None:
    challenge = ann.ask()
    assert ann.right(challenge).right
    assert ann.right(challenge).reason == "expired"


def test_it_is_good_in_its_own_attempt_only(ann: Somebody) -> None:
    challenge = ann.ask()
    ann.begin()
    assert ann.right(challenge).reason == "expired"


def test_thirty_seconds_from_the_end_of_the_first_read_out(ann: Somebody, clock: Clock) -> None:
    challenge = ann.ask()
    challenges.delivered(challenge.pk, clock.later(seconds=20))
    clock.later(seconds=29.9)
    assert ann.wrong(challenge).reason == "wrong"
    clock.later(seconds=0.1)
    assert ann.right(challenge).reason == "expired"


def test_a_hundred_and_twenty_seconds_are_the_most(ann: Somebody, clock: Clock) -> None:
    challenge = ann.ask()
    challenges.delivered(challenge.pk, clock.later(seconds=100))
    clock.later(seconds=19.9)
    assert ann.wrong(challenge).reason == "wrong"
    clock.later(seconds=0.1)
    assert ann.right(challenge).reason == "expired"


def test_without_news_of_the_delivery_too(ann: Somebody, clock: Clock) -> None:
    challenge = ann.ask()
    clock.later(seconds=119.9)
    assert ann.right(challenge).right


def test_a_second_word_of_delivery_gives_no_more_time(ann: Somebody, clock: Clock) -> None:
    challenge = ann.ask()
    challenges.delivered(challenge.pk, clock.now)
    challenges.delivered(challenge.pk, clock.later(seconds=25))
    clock.later(seconds=5)
    assert ann.right(challenge).reason == "expired"


def test_five_tries_with_a_warning_and_then_a_new_code(ann: Somebody, clock: Clock) -> None:
    challenge = ann.ask()
    verdicts = [ann.wrong(challenge) for _number in range(5)]
    assert [v.left for v in verdicts] == [4, 3, 2, 1, 0]
    assert verdicts[2].message == "That code isn't right. 2 tries left."
    assert verdicts[4].message == "That was the fifth wrong code. Ask for a new code."
    assert ann.right(challenge).reason == "spent"
    clock.later(seconds=30)
    assert ann.right(ann.ask()).right


@pytest.mark.parametrize("typed", ["", "   ", "12", "12345", "12a4", "١٢٣٤"])
def test_what_cannot_be_a_code_costs_no_try(ann: Somebody, typed: str) -> None:
    challenge = ann.ask()
    verdict = ann.answer(challenge, typed)
    assert (verdict.reason, verdict.left) == ("malformed", 5)
    assert verdict.message == "Type the 4 digits of the code."
    assert not Failure.objects.exists()


def test_a_newer_code_replaces_the_older(ann: Somebody, clock: Clock) -> None:
    old = ann.ask()
    clock.later(seconds=30)
    new = ann.ask()
    assert ann.right(old).reason == "expired"
    assert ann.right(new).right


def test_a_code_that_could_not_be_sent_is_dead_and_says_why(ann: Somebody) -> None:
    broken.append("Calls cannot be made at the moment. Choose another way.")
    with pytest.raises(Refused, match="Choose another way") as refused:
        ann.ask()
    assert refused.value.reason == "undelivered"
    broken.clear()
    ann.keep("phone", {"number": "32475998877"})
    other = ann.account.factors.get(primary=False)
    assert ann.right(ann.ask(other)).right  # at once, since nothing is awaited


def test_a_call_that_nobody_took_kills_its_code(ann: Somebody) -> None:
    challenge = ann.ask()
    challenges.not_delivered(challenge.pk, "Nobody answered the call.")
    assert ann.right(challenge).reason == "expired"
    found = challenges.find(ann.attempt, challenge.pk)
    assert found
    assert found.problem == "Nobody answered the call."


def test_nothing_is_asked_or_answered_once_the_attempt_is_over(ann: Somebody, clock: Clock) -> None:
    clock.later(minutes=14, seconds=59)
    challenge = ann.ask()
    clock.later(seconds=1)
    with pytest.raises(NotProved):
        ann.right(challenge)
    with pytest.raises(NotProved):
        ann.ask()


def test_nobody_asks_or_answers_for_another(ann: Somebody, company: Company, clock: Clock) -> None:
    bart = Somebody(make_account(company, extension="202"), clock).with_phone("32475998877")
    with pytest.raises(Refused, match="not one of your ways"):
        ann.ask(bart.factor())
    challenge = bart.ask()
    assert challenges.find(ann.attempt, challenge.pk) is None
    assert challenges.find(ann.attempt, "no such thing") is None


def test_other_languages_are_spoken_in_english(ann: Somebody, delivered: list[Delivery]) -> None:
    assert ann.account.person
    ann.account.person.language = "it"
    factor = ann.factor()
    factor.account = ann.account
    ann.ask(factor)
    assert delivered[0].language == "en"
