"""Somebody at the sign-in page: types a password, gets codes and gives them back, all through the pages."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from belplan.exchange.models import Person
from belplan.identity.accounts import create
from belplan.identity.models import Account, Challenge, Factor, Role
from belplan.tenancy.models import Company
from tests.companies import make_person
from tests.identity import post

PASSWORD = "regen op dinsdag"
MOBILE = "32475112233"


def make_account(company: Company, login: str = "201.acme", role: Role = Role.USER, **person: Any) -> Account:
    """An account with a person behind it."""
    fields = {"extension": "201", "email": f"{login}@acme.example", **person}
    made: Person = make_person(company, f"p{login.split('.')[0]}", **fields)
    create(company, login, role, person=made, password=PASSWORD)
    return Account.objects.get(login=login)


def keep(account: Account, kind: str = "phone", *, primary: bool = True, **fields: Any) -> Factor:
    """A factor set up some time ago; a telephone unless told otherwise."""
    now = timezone.now()
    fields.setdefault("data", {"number": MOBILE} if kind == "phone" else {})
    return Factor.objects.create(account=account, kind=kind, primary=primary, made=now, confirmed=now, **fields)


class Visitor:
    """A browser, and what stands on its page."""

    def __init__(self, account: Account) -> None:
        self.account, self.browser = account, Client()
        self.text = ""
        self.status = 0

    def give_password(self, password: str = PASSWORD, wanted: str = "") -> str:
        """Sign in up to the code; where it leads."""
        typed = {"login": self.account.login, "password": password, "next": wanted}
        return self._see(self.browser.post("/sign-in/", typed))

    def see(self, address: str) -> str:
        return self._see(self.browser.get(address))

    def send(self, address: str, **typed: Any) -> str:
        """Fill a form in; where it leads, empty where it stays."""
        return self._see(self.browser.post(address, typed))

    def code(self, address: str = "/sign-in/code/") -> str:
        """Give the code that went out last."""
        return self.send(address, code=post.handed[-1].code)

    def sign_in(self) -> None:
        """All the way, with the primary factor."""
        assert self.give_password() == "/sign-in/code/"
        assert self.code() in ("/", "/my/")

    @property
    def challenge(self) -> Challenge:
        return Challenge.objects.filter(account=self.account).order_by("-issued").first() or Challenge()

    def _see(self, answer: Any) -> str:
        """Remember the page's words."""
        self.status = answer.status_code
        self.text = re.sub(r"\s+", " ", answer.content.decode())
        return str(answer.headers.get("Location", ""))


def wrong() -> str:
    """Not the code that went out last."""
    code = post.handed[-1].code
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"
