"""E-mails about accounts: in people's own language, with the company's time, and never with a secret."""

from __future__ import annotations

import re

import pytest

from belplan.identity import notices
from belplan.identity.factors.catalogue import kind
from belplan.identity.models import Account
from belplan.identity.notice_words import WORDS
from belplan.messaging.models import OutgoingMail
from belplan.messaging.post import message
from tests.identity.conftest import Clock
from tests.identity.people import HOME

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def last() -> OutgoingMail:
    mail = OutgoingMail.everywhere.order_by("-id").first()
    assert mail
    return mail


@pytest.mark.parametrize(
    ("language", "subject", "moment"),
    [
        ("nl", "Nieuwe manier om je aan te melden", "24 november 2026 13:00"),
        ("en", "New way to sign in", "24 November 2026 13:00"),
        ("fr", "Nouvelle méthode de connexion", "24 novembre 2026 13:00"),
        ("de", "Neue Anmeldemethode", "24. November 2026 13:00"),
        ("it", "New way to sign in", "24 November 2026 13:00"),
    ],
)
def test_in_the_persons_language_and_the_companys_time(
    account: Account, clock: Clock, language: str, subject: str, moment: str
) -> None:
    assert account.person
    account.person.language = language
    notices.tell(account, "added", HOME, clock.now, factor=kind("phone").title)
    mail = last()
    assert mail.subject == subject
    assert moment in mail.text
    assert "201.demo" in mail.text
    assert "Demo bv" in mail.text
    assert "192.0.2.7" in mail.html


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("what", WORDS["nl"].notices)
def test_every_notice_has_its_places_in_every_language(language: str, what: str) -> None:
    subject, sentence = WORDS[language].notices[what]
    assert subject
    assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", WORDS["en"].notices[what][1]))
    assert "{company}" in WORDS[language].closing


def test_it_travels_as_an_ordinary_email(account: Account, clock: Clock) -> None:
    notices.tell(account, "recovery", HOME, clock.now, until=clock.now, link="https://panel.example/x?a=1&b=2")
    letter = message(last(), "exchange@demo.example")
    assert letter["To"] == "p201@demo.example"
    assert letter["Message-ID"].startswith("<letter-")
    assert "\nhttps://panel.example/x?a=1&b=2\n" in last().text
    assert '<a href="https://panel.example/x?a=1&amp;b=2">' in last().html


def test_without_an_address_none_is_written(account: Account, clock: Clock) -> None:
    assert account.person
    account.person.email = ""
    notices.tell(account, "password", HOME, clock.now)
    assert not OutgoingMail.everywhere.exists()
    account.email = "ann@elsewhere.example"
    notices.tell(account, "password", HOME, clock.now)
    assert last().to == "ann@elsewhere.example"
