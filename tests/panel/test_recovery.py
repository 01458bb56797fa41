"""A forgotten password: the same answer for everybody, a link that is good once, and the second factor after it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from belplan.identity import recovery
from belplan.messaging.models import OutgoingMail
from tests.companies import make_company
from tests.identity import post
from tests.panel.second import PASSWORD, Visitor, keep, make_account

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def ann(db: None, settings: Settings) -> Visitor:
    settings.BELPLAN_CODE_DELIVERERS = {"phone": "tests.identity.post.remember"}
    post.handed.clear()
    account = make_account(make_company("acme"))
    keep(account)
    return Visitor(account)


def answer_to(name: str) -> str:
    text = Client().post("/sign-in/forgotten/", {"name": name}).content.decode()
    return re.sub(r'value="[^"]{64}"', "", text)  # the form's token differs each time


def link_for(ann: Visitor) -> str:
    """As it stands in the e-mail."""
    ann.send("/sign-in/forgotten/", name="201.acme@acme.example")
    assert recovery.send_next(timezone.now())
    mail = OutgoingMail.everywhere.order_by("-id")[0]
    return str(re.findall(r"/sign-in/new-password/\S+", mail.text)[0])


def test_known_and_unknown_get_the_same_answer(ann: Visitor) -> None:
    known, unknown = answer_to("201.acme"), answer_to("nobody.acme")
    assert known == unknown
    assert "Kijk in je mailbox" in known


def test_an_empty_name_is_asked_for(ann: Visitor) -> None:
    ann.send("/sign-in/forgotten/", name="")
    assert "Typ je gebruikersnaam, zoals 123.demo, of je e-mailadres." in ann.text


def test_the_link_gives_another_password_once_and_the_code_is_still_asked(ann: Visitor) -> None:
    link = link_for(ann)
    ann.see(link)
    assert "Kies een ander wachtwoord" in ann.text
    ann.send(link, new="te kort")
    assert "Gebruik minstens 12 tekens." in ann.text
    assert ann.send(link, new="zon op woensdag") == "/sign-in/"
    assert ann.give_password("zon op woensdag") == "/sign-in/code/"
    assert ann.see("/my/") == "/sign-in/?next=/my/"
    ann.see(link)
    assert ann.status == 404
    assert "Deze link werkt niet meer" in ann.text


def test_a_link_that_nobody_was_sent(ann: Visitor) -> None:
    ann.see("/sign-in/new-password/guessed/")
    assert ann.status == 404
    ann.send("/sign-in/new-password/guessed/", new="zon op woensdag")
    assert ann.status == 404
    assert ann.give_password(PASSWORD) == "/sign-in/code/"
