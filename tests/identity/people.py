"""Somebody who signs in, as tests tell it: asks for codes, answers, guesses."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import pyotp

from belplan.identity import challenges, own_factors, policy
from belplan.identity.accounts import create
from belplan.identity.challenges import Verdict
from belplan.identity.factors.base import Begun, Where
from belplan.identity.models import Account, Attempt, Challenge, Factor, Purpose, Role
from belplan.tenancy.models import Company
from tests.companies import make_person
from tests.identity import post

PASSWORD = "regen op dinsdag"
MOBILE = "32475112233"
HOME = Where(address="192.0.2.7", network="192.0.2.7", agent="Firefox", origin="http://testserver")


class Timed(Protocol):
    now: datetime


def make_account(company: Company, login: str = "", role: Role = Role.USER, extension: str = "201") -> Account:
    """An account with a person behind it, whose name, address and login follow the extension."""
    key = f"p{extension}"
    person = make_person(company, key, extension, email=f"{key}@{company.key}.example", language="en")
    login = login or f"{extension}.{company.key}"
    create(company, login, role, person=person, password=PASSWORD)
    return Account.objects.get(login=login)


class Somebody:
    """An account in front of the sign-in page, at an address, at the clock's moment."""

    def __init__(self, account: Account, clock: Timed, where: Where = HOME) -> None:
        self.account, self.clock, self.where = account, clock, where
        self.attempt = self.begin()

    def begin(self, purpose: Purpose = Purpose.SIGN_IN) -> Attempt:
        """The password was right: another attempt."""
        now = self.clock.now
        self.attempt = Attempt.objects.create(
            account=self.account, purpose=purpose, began=now, ends=now + policy.ATTEMPT_LIFE, network=self.where.network
        )
        return self.attempt

    def changing(self) -> Somebody:
        """Signed in, and the password and a factor were given once more."""
        self.begin(Purpose.CHANGE)
        Attempt.objects.filter(pk=self.attempt.pk).update(proved=self.clock.now)
        return self

    def with_phone(self, number: str = MOBILE, *, primary: bool = True) -> Somebody:
        self.keep("phone", {"number": number}, primary=primary)
        return self

    def keep(self, kind: str, data: dict[str, Any], *, primary: bool = False) -> Factor:
        """A factor that was set up some time ago."""
        return Factor.objects.create(
            account=self.account, kind=kind, data=data, primary=primary, made=self.clock.now, confirmed=self.clock.now
        )

    def factor(self, kind: str = "phone") -> Factor:
        return self.account.factors.get(kind=kind)

    def ask(self, factor: Factor | None = None) -> Challenge:
        return challenges.issue(self.attempt, factor or self.factor(), self.where, self.clock.now)

    def answer(self, challenge: Challenge, code: str) -> Verdict:
        return challenges.answer(self.attempt, challenge.pk, code, self.where, self.clock.now)

    def right(self, challenge: Challenge) -> Verdict:
        return self.answer(challenge, code_of(challenge))

    def wrong(self, challenge: Challenge) -> Verdict:
        return self.answer(challenge, other_than(code_of(challenge)))

    def set_up(self, kind: str, **typed: Any) -> tuple[Factor, Begun]:
        return own_factors.set_up(self.attempt, kind, typed, self.where, self.clock.now)

    def authenticator(self) -> pyotp.TOTP:
        """Set one up, confirm it, and give the app that makes its codes."""
        factor, begun = self.set_up("authenticator")
        app = pyotp.TOTP(begun.show["secret"].replace(" ", ""))
        assert self.answer(self.ask(factor), app.at(self.clock.now)).right
        return app


def code_of(challenge: Challenge) -> str:
    """The code that went out for this challenge."""
    return next(d.code for d in post.handed if d.challenge == str(challenge.pk))


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"
