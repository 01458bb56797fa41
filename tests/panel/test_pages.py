"""What every page has: language, theme, a content policy without inline code, and words for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from belplan.callevents import phrase
from belplan.panel.phrases import translated

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PAGES = [
    *("/", "/plans/", "/plans/hoofdnummer/", "/simulator/", "/reports/", "/users/", "/settings/"),
    *("/people/", "/people/add/", "/people/import/", "/devices/", "/devices/add/", "/devices/add/?brand=yealink"),
    *("/my/", "/my/reports/", "/my/profile/", "/my/2fa/", "/password/"),
]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_code_or_style_in_its_text(administrator: Client, address: str) -> None:
    answer = administrator.get(address)
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_title_one_heading_and_a_way_past_the_menu(administrator: Client, address: str) -> None:
    text = administrator.get(address).content.decode()
    assert re.search(r"<title>\S.* . Belplan</title>", text)
    assert text.count("<h1") == 1
    assert 'href="#main"' in text
    for identity in set(ids := re.findall(r'\sid="([^"]+)"', text)):
        assert ids.count(identity) == 1, identity
    for field in re.findall(r"<(?:input|select)(?![^>]*hidden)[^>]*\sid=\"([^\"]+)\"", text):
        assert f'for="{field}"' in text


def test_a_language_is_kept_on_the_account(ann: Client) -> None:
    assert ">Rapporten" in re.sub(r"\s", "", ann.get("/my/").content.decode())
    ann.post("/preferences/language/", {"language": "fr", "next": "/reports/"})
    ann.cookies.pop("django_language")
    answer = ann.get("/my/")
    assert answer.headers["Content-Language"] == "fr"
    assert "Mes derniers appels" in answer.content.decode()


def test_a_language_can_be_chosen_before_signing_in(client: Client) -> None:
    assert "Aanmelden" in client.get("/sign-in/").content.decode()
    client.post("/preferences/language/", {"language": "de", "next": "/sign-in/"})
    assert "Anmelden" in client.get("/sign-in/").content.decode()
    client.post("/preferences/language/", {"language": "tlh", "next": "/sign-in/"})
    assert "Anmelden" in client.get("/sign-in/").content.decode()


def test_a_chosen_theme_is_in_the_page_itself(client: Client) -> None:
    client.post("/preferences/theme/", {"theme": "dark", "next": "/sign-in/"})
    assert 'data-bs-theme="dark"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.post("/preferences/theme/", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_a_form_keeps_the_name_but_not_the_password(client: Client) -> None:
    answer = client.post("/sign-in/", {"login": "201.demo", "password": "regen op dinsdag"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Die gebruikersnaam of dat wachtwoord klopt niet" in text
    assert 'value="201.demo"' in text
    assert "regen op dinsdag" not in text


def test_a_page_that_is_not_there_is_said_in_words(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "We vinden deze pagina niet" in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.content.decode()


@contextmanager
def failing(problem: Exception) -> Iterator[None]:
    with patch("belplan.panel.dashboard.views.names_of", side_effect=problem):
        yield


def test_the_database_away_is_said_plainly(administrator: Client) -> None:
    administrator.raise_request_exception = False
    with failing(OperationalError("could not connect to 10.0.0.7")):
        answer = administrator.get("/")
    assert answer.status_code == 503
    assert "De databank is niet bereikbaar" in answer.content.decode()
    assert "10.0.0.7" not in answer.content.decode()


def test_our_own_mistake_shows_no_trace(administrator: Client) -> None:
    administrator.raise_request_exception = False
    with failing(KeyError("secret detail")):
        answer = administrator.get("/")
    assert answer.status_code == 500
    assert "Er ging iets mis aan onze kant" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_a_phrase_within_a_phrase_is_translated_too() -> None:
    with translation.override("nl"):
        said = translated(phrase("within {hours} ({day})", hours="kantooruren", day=phrase("Sunday")))
    assert said == "binnen kantooruren (zondag)"


def test_the_dashboard_tells_what_is_still_to_do(stranger: Client, administrator: Client) -> None:
    empty = stranger.get("/").content.decode()
    assert "Nog te doen" in empty
    assert "Je bedrijf heeft nog geen nummers" in empty
    assert "bel 02 580 50 00 met je gsm" in administrator.get("/").content.decode()
