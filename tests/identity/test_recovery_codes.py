"""Ten codes on paper for the day when nothing else works, each good once."""

from __future__ import annotations

import pytest

from belplan.identity import policy
from belplan.identity.factors.catalogue import kind
from belplan.identity.models import RecoveryCode
from belplan.identity.own_factors import NotAllowed
from tests.identity.conftest import Clock
from tests.identity.people import Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def codes(ann: Somebody) -> list[str]:
    codes: list[str] = ann.changing().set_up("recovery")[1].show["codes"]
    ann.begin()
    return codes


def test_ten_different_codes_of_eighty_bits(codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 == policy.RECOVERY_CODE_BITS == 80 for code in codes)


def test_each_opens_once_however_it_is_typed(ann: Somebody, codes: list[str]) -> None:
    assert ann.answer(ann.ask(ann.factor("recovery")), f" {codes[3].upper().replace('-', ' ')} ").right
    assert kind("recovery").masked(ann.factor("recovery")) == "9 codes left"
    ann.begin()
    challenge = ann.ask(ann.factor("recovery"))
    assert ann.answer(challenge, codes[3]).reason == "wrong"
    assert ann.answer(challenge, codes[4]).right


def test_a_new_set_replaces_the_old(ann: Somebody, codes: list[str]) -> None:
    ann.changing().set_up("recovery")
    ann.begin()
    assert ann.answer(ann.ask(ann.factor("recovery")), codes[0]).reason == "wrong"
    assert RecoveryCode.objects.count() == 10


def test_the_database_does_not_hold_them(codes: list[str]) -> None:
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_they_are_nobodys_first_or_only_way(ann: Somebody, clock: Clock, codes: list[str]) -> None:
    ann.account.factors.all().delete()
    ann.begin()
    with pytest.raises(NotAllowed, match="Set up another way first"):
        ann.set_up("recovery")


def test_they_cannot_be_primary(ann: Somebody, codes: list[str], clock: Clock) -> None:
    from belplan.identity import own_factors

    ann.changing()
    with pytest.raises(NotAllowed, match="cannot be the first choice"):
        own_factors.make_primary(ann.attempt, ann.factor("recovery"), ann.where, clock.now)
