"""An office manager's first day with the panel, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Panel

pytestmark = pytest.mark.browser

SCREENS = ["/", "/plans/", "/plans/hoofdnummer/", "/simulator/?caller=&to=025805000&at=2026-11-22T15:00", "/reports/"]
SCREENS = ["/my/phonebook/", "/phonebook/", "/phonebook/add/", "/phonebook/import/", *SCREENS]
SCREENS += ["/hours/", "/hours/add/", "/hours/kantooruren/"]
SCREENS += [f"/plans/hoofdnummer/{page}/" for page in ("publish", "history", "history/1", "scenarios")]
CALL = "?caller=&to=3225805000&at=2026-11-24"
SCREENS += [f"/plans/hoofdnummer/try/{CALL}T10:00", f"/plans/hoofdnummer/try/week/{CALL}"]
SCREENS += ["/plans/hoofdnummer/edit/?step=s8", "/plans/-/add/", "/plans/hoofdnummer/edit/plan/"]


def sign_in(page: Page, panel: Panel, login: str = "admin.demo") -> None:
    page.goto("/")
    page.get_by_label("Gebruikersnaam").fill(login)
    page.get_by_label("Wachtwoord").fill(panel.passwords[login])
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.locator("#menu")).to_be_attached()


def test_she_reads_her_plan_tries_a_call_and_finds_who_called(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.get_by_role("link", name="Belplannen").click()
    page.get_by_role("link", name="Hoofdnummer").click()
    expect(page.get_by_text("Bel Ann Peeters, 20 s")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Uitproberen").first.click()
    expect(page.get_by_label("Welk nummer wordt gebeld?")).to_have_value("3225805000")
    page.get_by_label("Wie belt er?").fill("0475 11 22 33")
    page.get_by_label("Wanneer?").fill("2026-11-24T10:00")
    page.get_by_label("Ann Peeters").select_option("neemt op na 5 s")
    page.get_by_role("button", name="Uitproberen").click()
    expect(page.get_by_role("heading", name="Opgenomen")).to_be_visible()
    expect(page.get_by_text("Ann Peeters neemt op", exact=True)).to_be_visible()
    expect(page.locator(".plan-step.lit")).to_have_count(3)
    page.get_by_role("link", name="Rapporten").click()
    expect(page.get_by_text("2 gesprekken: 1 opgenomen, 1 gemist")).to_be_visible()


def test_she_searches_as_she_types_and_unfolds_a_path(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto("/reports/")
    page.get_by_label("Zoeken").fill("jacobs")
    expect(page.get_by_text("1 gesprek: 1 opgenomen, 0 gemist")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/reports/\?q=jacobs"))  # to be shared, or come back to
    unfold = page.get_by_role("link", name="Verloop")
    unfold.click()
    expect(page.get_by_text("Belgroep (stap 1.2 van Hoofdnummer)")).to_be_visible()
    expect(unfold).to_have_attribute("aria-expanded", "true")
    unfold.click()
    expect(page.get_by_text("Belgroep (stap 1.2 van Hoofdnummer)")).not_to_be_attached()


def test_a_colleague_reads_french_and_sees_only_his_own_calls(page: Page, panel: Panel) -> None:
    sign_in(page, panel, "201.demo")
    page.locator("details.profile summary").click()
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", name="Derniers appels")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("link", name="Wim Jacobs", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Plans d'appel")).not_to_be_attached()
    page.locator("details.profile summary").click()
    page.get_by_role("button", name="Nederlands").click()


def test_everything_works_with_the_keyboard(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto("/plans/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    summary = page.locator("details.profile summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Afmelden")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Afmelden")).not_to_be_visible()
    expect(summary).to_be_focused()


def test_a_telephone_of_360_pixels_shows_every_screen(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.set_viewport_size({"width": 360, "height": 740})
    for screen in SCREENS:
        page.goto(screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, screen
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("link", name="Belplannen")).not_to_be_visible()
    menu.click()
    page.get_by_role("link", name="Belplannen").click()
    expect(page.get_by_role("heading", name="Belplannen")).to_be_visible()


def test_targets_are_large_enough_to_hit(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    for screen in SCREENS:
        page.goto(screen)
        small = page.evaluate(
            """[...document.querySelectorAll("button, summary, input, select, a.btn, .nav-link")]
            .filter(e => e.checkVisibility() && e.type !== "hidden" && e.ariaHidden !== "true")
            .filter(e => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
            .map(e => e.outerHTML)"""
        )
        assert small == [], screen


def test_dark_follows_the_system_until_somebody_chooses(browsing: BrowserContext, page: Page, panel: Panel) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in(page, panel)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("details.profile summary").click()
    page.get_by_role("button", name="Licht").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_without_javascript_it_all_still_works(chromium_without_scripts: Page, panel: Panel) -> None:
    page = chromium_without_scripts
    sign_in(page, panel)
    page.goto("/reports/")
    page.get_by_label("Zoeken").fill("jacobs")
    page.get_by_role("button", name="Filteren").click()
    page.get_by_role("link", name="Verloop").click()
    expect(page.get_by_role("heading", name="Verloop")).to_be_visible()
    page.locator("details.profile summary").click()
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("button", name="Aanmelden")).to_be_visible()
