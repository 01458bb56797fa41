"""An administrator diverts a plan's calls with one click, a user asks for quiet; each sees at once that it is so."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_accessible import examined, findings  # noqa: F401 (a fixture)
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser


def looked_at(page: Page) -> None:
    """Wide and narrow, light and dark: axe finds nothing, and nothing sticks out."""
    schemes: list[Any] = ["light", "dark"]
    for scheme in schemes:
        for width in (1280, 360):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            assert findings(page) == [], (scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_diversion_goes_on_and_off_without_leaving_the_page(examined: Page, panel: Panel) -> None:  # noqa: F811
    sign_in(examined, panel)
    examined.goto("/plans/hoofdnummer/")
    on = examined.get_by_role("button", name="Aanzetten Teamoverleg")
    on.focus()
    examined.keyboard.press("Enter")
    expect(examined.get_by_role("region", name="Omleidingen").get_by_role("status")).to_contain_text(
        "Omleiding Teamoverleg staat aan."
    )
    off = examined.get_by_role("button", name="Uitzetten Teamoverleg")
    expect(off).to_be_focused()
    looked_at(examined)
    examined.goto("/plans/")
    expect(examined.get_by_text("Teamoverleg staat aan")).to_be_visible()
    looked_at(examined)
    examined.goto("/plans/hoofdnummer/")
    off.click()
    expect(examined.get_by_text("Omleiding Teamoverleg staat aan.")).to_have_count(0)


def test_a_user_asks_for_quiet_and_is_available_again(examined: Page, panel: Panel) -> None:  # noqa: F811
    sign_in(examined, panel, "201.demo")
    expect(examined.get_by_role("heading", name="Beschikbaar")).to_be_visible()
    examined.get_by_role("button", name="Niet storen").click()
    expect(examined.get_by_role("heading", name="Niet storen")).to_be_visible()
    looked_at(examined)
    examined.get_by_role("button", name="Weer laten rinkelen").click()
    expect(examined.get_by_role("heading", name="Beschikbaar")).to_be_visible()
