"""An office manager closes on public holidays, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser


def test_she_sees_her_week_follow_what_she_fills_in(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto("/hours/")
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_label("Naam").fill("Winkel")
    page.get_by_label("Toon de week van").fill("2026-12-25")
    expect(page.get_by_role("heading", name="Week van 21 december 2026")).to_be_visible()
    friday = page.locator(".week-table tbody tr").nth(4)
    expect(friday).to_contain_text("17:00 open")
    page.get_by_role("button", name="Feestdagen toevoegen").press("Enter")
    country = page.get_by_label("Land")
    expect(country).to_be_focused()
    country.select_option("België")
    expect(page.get_by_text("Kerstmis", exact=False).first).to_be_visible()
    expect(friday).to_contain_text("gesloten (Kerstmis)")
    expect(country).to_have_value("BE")
    page.get_by_role("button", name="Weekdagen toevoegen").click()
    expect(page.locator("#days-2-mon")).to_be_focused()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("vallen op maandag over elkaar").first).to_be_visible()
    expect(page.get_by_label("Naam")).to_have_value("Winkel")
    page.get_by_role("button", name="Weglaten").nth(1).click()
    expect(page.locator(".hours-days")).to_have_count(1)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Winkel is opgeslagen.")).to_be_visible()
    expect(page.get_by_text("feestdagen België gesloten")).to_be_visible()
