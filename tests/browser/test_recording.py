"""An administrator without a microphone records a sound by telephone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser


def test_she_is_called_speaks_listens_and_saves(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto("/sounds/add/")
    page.get_by_label("Naam").fill("Vakantie")
    page.get_by_label("Opnemen met de telefoon").select_option(index=1)
    page.get_by_role("button", name="Bel me").click()
    expect(page.get_by_text("Het rinkelt bij")).to_be_visible()
    expect(page.get_by_role("button", name="Bel me")).not_to_be_visible()
    expect(page.get_by_text("Spreek na de piep")).to_be_visible()
    expect(page.locator("#file-heard audio")).to_be_visible()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", name="Vakantie")).to_be_visible()
    expect(page.get_by_text("(0:03)")).to_be_visible()
