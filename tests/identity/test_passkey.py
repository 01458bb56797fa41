"""A passkey: made at set-up, signing at sign-in, deaf to other pages, and to copies of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belplan.identity.factors.catalogue import kind
from belplan.identity.models import Account, Challenge
from tests.identity.conftest import Clock
from tests.identity.people import HOME, Somebody
from tests.identity.security_key import SecurityKey

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PAGE = "http://testserver"


@pytest.fixture
def ann(account: Account, clock: Clock) -> Somebody:
    return Somebody(account, clock)


def asked(ann: Somebody) -> Challenge:
    ann.begin()
    return ann.ask(ann.factor("passkey"))


def signed(ann: Somebody, key: SecurityKey, origin: str = PAGE, host: str = "") -> bool:
    challenge = asked(ann)
    options = kind("passkey").ask(ann.factor("passkey"), challenge, ann.where)
    return ann.answer(challenge, key.sign(options, origin, host)).right


@pytest.fixture
def key(ann: Somebody) -> SecurityKey:
    """Ann's, set up."""
    key = SecurityKey()
    factor, _begun = ann.set_up("passkey", name="My key")
    challenge = ann.ask(factor)
    options = kind("passkey").ask(factor, challenge, ann.where)
    assert options["rp"] == {"name": "Belplan", "id": "testserver"}
    assert ann.answer(challenge, key.create(options, PAGE)).right
    return key


def test_a_new_key_counts_and_signs_from_then_on(ann: Somebody, key: SecurityKey) -> None:
    assert ann.factor("passkey").usable
    assert kind("passkey").masked(ann.factor("passkey")) == "My key"
    assert signed(ann, key)
    assert signed(ann, key)
    assert ann.factor("passkey").last_step == 2


def test_another_persons_key_opens_nothing(ann: Somebody, key: SecurityKey) -> None:
    assert not signed(ann, SecurityKey())
    stranger = SecurityKey()
    stranger.id = key.id
    assert not signed(ann, stranger)


def test_a_page_elsewhere_gets_no_use_of_it(ann: Somebody, key: SecurityKey) -> None:
    assert not signed(ann, key, origin="https://testserver.evil.example")
    assert not signed(ann, key, host="evil.example")


def test_a_signature_is_good_for_its_own_challenge_only(ann: Somebody, key: SecurityKey) -> None:
    old = asked(ann)
    signature = key.sign(kind("passkey").ask(ann.factor("passkey"), old, ann.where), PAGE)
    assert ann.answer(old, signature).right
    assert ann.answer(old, signature).reason == "expired"
    assert not ann.answer(asked(ann), signature).right


def test_a_copy_betrays_itself_by_its_count(ann: Somebody, key: SecurityKey) -> None:
    assert signed(ann, key)
    assert signed(ann, key)
    key.count = 0
    assert not signed(ann, key)


@pytest.mark.parametrize("typed", ["nonsense", "{}", "[]", '{"id": 1}', "1234"])
def test_nonsense_is_wrong_and_no_more(ann: Somebody, key: SecurityKey, typed: str) -> None:
    assert ann.answer(asked(ann), typed).reason == "wrong"


def test_a_key_made_on_another_page_is_not_taken(ann: Somebody) -> None:
    factor, _begun = ann.set_up("passkey")
    challenge = ann.ask(factor)
    options = kind("passkey").ask(factor, challenge, ann.where)
    assert not ann.answer(challenge, SecurityKey().create(options, "https://evil.example")).right
    assert not ann.factor("passkey").usable


def test_one_key_is_not_offered_twice(ann: Somebody, key: SecurityKey) -> None:
    ann.changing()
    second, _begun = ann.set_up("passkey")
    options = kind("passkey").ask(second, ann.ask(second), replace(HOME, origin=PAGE))
    assert len(options["excludeCredentials"]) == 1
