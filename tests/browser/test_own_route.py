"""A user sends unanswered calls to a mobile; trying a call shows it, and a diversion goes on with one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_accessible import examined  # noqa: F401 (a fixture)
from tests.browser.test_first_day import sign_in
from tests.browser.test_live_state import looked_at

pytestmark = pytest.mark.browser


def test_unanswered_calls_go_to_the_mobile_after_15_seconds(examined: Page, panel: Panel) -> None:  # noqa: F811
    sign_in(examined, panel, "201.demo")
    looked_at(examined)
    examined.get_by_role("link", name="Mijn route wijzigen").click()
    examined.get_by_label("Hoeveel seconden").fill("15")
    examined.get_by_label("Geen antwoord").fill("0467 89 01 23")
    examined.get_by_label("Alles doorgeschakeld").fill("0475 11 22 33")
    examined.get_by_role("button", name="Opslaan").click()
    expect(examined.get_by_text("Laat de toestellen van Ann Peeters rinkelen, 15 s")).to_be_visible()
    looked_at(examined)
    examined.get_by_role("button", name="Aanzetten Alles doorgeschakeld").click()
    expect(examined.get_by_role("button", name="Uitzetten Alles doorgeschakeld")).to_be_visible()
    looked_at(examined)
    examined.get_by_role("button", name="Uitzetten Alles doorgeschakeld").click()
    examined.context.clear_cookies()
    sign_in(examined, panel)
    examined.goto("/simulator/?caller=202&to=201&at=2026-11-24T10:00")
    expect(examined.locator("main")).to_contain_text("Het rinkelt bij 0467 89 01 23")


def test_a_caller_hears_something_first_once_it_is_put_before_the_ringing_in_the_editor(
    examined: Page,  # noqa: F811
    panel: Panel,
) -> None:
    sign_in(examined, panel, "201.demo")
    examined.goto("/my/route/")
    examined.get_by_label("Geen antwoord").fill("0467 89 01 23")
    examined.get_by_label("Bezet").fill("0475 11 22 33")
    examined.get_by_label("Alles doorgeschakeld").fill("")
    examined.get_by_role("button", name="Opslaan").click()
    examined.get_by_role("link", name="Alles zelf bepalen in de editor").click()
    chosen = examined.locator("#panel h2")
    examined.locator("[data-step] .step", has_text="Laat de toestellen van Ann Peeters").click()
    expect(chosen).to_have_text("1 Doorverbinden")
    examined.get_by_role("button", name="Meldtekst").click()
    expect(chosen).to_have_text("2 Meldtekst")
    examined.locator("#options input[value=say]").check()
    examined.locator("#options textarea").fill("Even geduld, ik neem op.")
    examined.locator("#options").get_by_role("button", name="Opslaan").click()
    examined.get_by_role("button", name="Naar boven").click()
    expect(chosen).to_have_text("1 Meldtekst")
    expect(examined.locator("#canvas .step").first).to_contain_text("Even geduld, ik neem op.")
    looked_at(examined)
    examined.get_by_role("link", name="Publiceren").click()
    looked_at(examined)
    examined.get_by_role("button", name="Publiceren").click()
    expect(examined.get_by_text("Deze route is in de editor gemaakt.")).to_be_visible()
    looked_at(examined)
    examined.context.clear_cookies()
    sign_in(examined, panel)
    examined.goto("/simulator/?caller=202&to=201&at=2026-11-24T10:00&user/ann=busy")
    expect(examined.locator("main")).to_contain_text("De beller hoort: “Even geduld, ik neem op.”")
    expect(examined.locator("main")).to_contain_text("Het rinkelt bij 0475 11 22 33")
