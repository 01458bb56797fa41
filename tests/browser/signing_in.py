"""What people do at the sign-in page, in a real browser."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.people import PASSWORD

CODE_URL = re.compile(r"/code/$")


def give_password(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Gebruikersnaam").fill(login)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Aanmelden").click()


def last_code(panel: Panel) -> str:
    """As the telephone read it out."""
    lines = (panel.data / "codes").read_text().splitlines()
    return str(json.loads(lines[-1])["code"])


def other_than(code: str) -> str:
    return "0000" if code != "0000" else "1111"


def give_code(page: Page, panel: Panel) -> None:
    """Wait until it was read out, then type it."""
    expect(page.locator(".ring")).to_be_attached()
    page.get_by_label("Code", exact=True).fill(last_code(panel))
    page.get_by_role("button", name="Bevestigen").click()


def sign_in_with_code(page: Page, panel: Panel, login: str) -> None:
    give_password(page, login)
    expect(page).to_have_url(CODE_URL)
    give_code(page, panel)
    expect(page.locator("#menu")).to_be_attached()
