"""An authenticator app's arithmetic (RFC 6238), its clock a little off, and codes brought twice."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from belplan.identity import policy
from belplan.identity.models import Account, Factor
from belplan.identity.vault import seal, unseal
from tests.identity.conftest import Clock
from tests.identity.people import Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def ann(account: Account, clock: Clock) -> Somebody:
    return Somebody(account, clock)


@pytest.fixture
def app(ann: Somebody, clock: Clock) -> pyotp.TOTP:
    app = ann.authenticator()
    clock.later(minutes=5)
    return app


def shown_at(ann: Somebody, app: pyotp.TOTP, seconds: float) -> bool:
    """The code of an app whose clock is this much ahead, in a sign-in of its own."""
    ann.begin()
    code = app.at(int(ann.clock.now.timestamp() + seconds))
    return ann.answer(ann.ask(ann.factor("authenticator")), code).right


def test_set_up_shows_a_secret_of_160_bits_as_text_and_as_a_qr_codes_address(ann: Somebody) -> None:
    _factor, begun = ann.set_up("authenticator")
    secret = begun.show["secret"].replace(" ", "")
    assert len(base64.b32decode(secret)) * 8 == policy.SECRET_BITS == 160
    uri = urlsplit(begun.show["uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert unquote(uri.path) == "/Belplan:201.demo"
    asked = parse_qs(uri.query)
    assert asked["secret"] == [secret]
    assert asked["issuer"] == ["Belplan"]
    # What the usual apps assume when nothing is said: SHA-1, six digits, thirty seconds.
    assert not set(asked) - {"secret", "issuer"}


def test_it_counts_only_once_a_code_confirmed_it(ann: Somebody) -> None:
    factor, begun = ann.set_up("authenticator")
    challenge = ann.ask(factor)
    assert ann.answer(challenge, "000000").reason == "wrong"
    assert not ann.factor("authenticator").usable
    app = pyotp.TOTP(begun.show["secret"].replace(" ", ""))
    assert ann.answer(challenge, app.at(ann.clock.now)).right
    assert ann.factor("authenticator").usable
    assert ann.factor("authenticator").primary


def test_the_arithmetic_is_the_standards(ann: Somebody, clock: Clock) -> None:
    """RFC 6238, appendix B, shortened to six digits as RFC 4226 does."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        Factor.objects.all().delete()
        factor = ann.keep("authenticator", {"secret": seal(secret)}, primary=True)
        clock.now = clock.now.fromtimestamp(seconds, clock.now.tzinfo)
        ann.begin()
        assert ann.answer(ann.ask(factor), code).right


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_one_step_off_is_right(ann: Somebody, app: pyotp.TOTP, seconds: int) -> None:
    assert shown_at(ann, app, seconds)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_two_steps_off_are_wrong(ann: Somebody, app: pyotp.TOTP, seconds: int) -> None:
    assert not shown_at(ann, app, seconds)


def test_a_code_brought_again_is_refused(ann: Somebody, app: pyotp.TOTP, clock: Clock) -> None:
    assert shown_at(ann, app, 0)
    assert not shown_at(ann, app, 0)
    clock.later(seconds=30)
    assert not shown_at(ann, app, -30)
    assert shown_at(ann, app, 0)


def test_an_older_code_than_the_last_is_refused(ann: Somebody, app: pyotp.TOTP) -> None:
    assert shown_at(ann, app, 30)
    assert not shown_at(ann, app, 0)


def test_the_code_that_confirmed_it_opens_nothing_more(ann: Somebody, clock: Clock) -> None:
    app = ann.authenticator()
    assert not shown_at(ann, app, 0)


def test_the_database_alone_does_not_betray_the_secret(ann: Somebody) -> None:
    factor, begun = ann.set_up("authenticator")
    secret = begun.show["secret"].replace(" ", "")
    assert secret not in str(Factor.objects.values().get())
    assert unseal(factor.data["secret"]) == secret


def test_it_may_be_asked_for_ten_minutes_and_five_tries(ann: Somebody, app: pyotp.TOTP, clock: Clock) -> None:
    ann.begin()
    challenge = ann.ask(ann.factor("authenticator"))
    clock.later(minutes=9, seconds=59)
    assert ann.ask(ann.factor("authenticator")).pk == challenge.pk  # a page shown again asks for nothing new
    assert [ann.answer(challenge, "000000").reason for _n in range(6)][-2:] == ["spent", "spent"]
    ann.begin()
    challenge = ann.ask(ann.factor("authenticator"))
    clock.later(minutes=10)
    assert ann.answer(challenge, app.at(clock.now)).reason == "expired"


def test_spaces_between_the_digits_do_not_matter(ann: Somebody, app: pyotp.TOTP, clock: Clock) -> None:
    code = app.at(clock.now)
    ann.begin()
    assert ann.answer(ann.ask(ann.factor("authenticator")), f"{code[:3]} {code[3:]}").right
