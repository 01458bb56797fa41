"""The sign-in, the second factor's pages and the three panels pass axe, and nothing sticks out at 360 pixels."""

from __future__ import annotations

import time
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.people import CALLED, NEW, PASSWORD
from tests.browser.signing_in import give_code, give_password, last_code, other_than
from tests.browser.test_accessible import LOOKS, examined, findings

__all__ = ["examined"]
pytestmark = pytest.mark.browser

VIEWS = [pytest.param((at, *look), marks=marks) for at, (look, marks) in enumerate(LOOKS.items())]


@pytest.fixture(params=VIEWS, ids=lambda view: f"{view[1]}-{view[2]}")
def view(request: pytest.FixtureRequest, examined: Page) -> int:
    """How wide and how dark; the number of it, so that each has people of its own."""
    at: int
    at, width, scheme = request.param
    examined.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    examined.set_viewport_size({"width": width, "height": 800})
    return at


# What sticks out of the screen, if it scrolls sideways.
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= wide) return []
  const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1)
  return out.map(e => `${e.tagName} ${e.className} ${e.innerText}`)
}"""


def hold(page: Page, *addresses: str) -> None:
    """This page, or these, break no rule and fit."""
    for address in addresses or ("",):
        if address:
            page.goto(address)
        assert findings(page) == [], page.url
        assert page.evaluate(TOO_WIDE) == [], page.url


def test_before_signing_in(examined: Page, panel: Panel, view: int) -> None:
    page = examined
    hold(page, "/sign-in/", "/sign-in/new-password/guessed/", "/sign-in/forgotten/")
    with page.expect_navigation():
        page.get_by_role("button", name="Stuur de link").click()
    hold(page)
    page.get_by_label("Gebruikersnaam of e-mailadres").fill("nobody.bakker")
    page.get_by_role("button", name="Stuur de link").click()
    expect(page.get_by_role("heading", name="Kijk in je mailbox")).to_be_visible()
    hold(page)


def test_a_code_that_is_coming_has_come_and_was_wrong(examined: Page, panel: Panel, view: int) -> None:
    page = examined
    give_password(page, f"{CALLED[5 + view]}.bakker")
    page.wait_for_url("**/code/")
    hold(page)
    expect(page.locator(".ring")).to_be_visible()
    hold(page)
    page.get_by_label("Code", exact=True).fill(other_than(last_code(panel)))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    hold(page)
    give_code(page, panel)
    expect(page.get_by_role("heading", name="Dag Jo")).to_be_visible()
    hold(page, "/my/", "/my/reports/", "/my/profile/", "/my/2fa/", "/password/")
    give_edit_password(page)
    page.wait_for_url("**/code/")
    hold(page)  # the same number again, too soon


def test_setting_up_and_changing(examined: Page, panel: Panel, view: int) -> None:
    page = examined
    give_password(page, f"{NEW[5 + view]}.bakker")
    page.wait_for_url("**/set-up/")
    hold(page)
    page.get_by_role("link", name="Telefoonoproep").click()
    page.get_by_label("Telefoonnummer").fill("12")
    with page.expect_navigation():
        page.get_by_role("button", name="Bel me").click()
    hold(page)
    page.goto("/sign-in/set-up/")
    with page.expect_navigation():
        page.get_by_role("button", name="Passkey of beveiligingssleutel").click()
    hold(page)
    page.goto("/sign-in/set-up/app/")
    hold(page)
    page.goto("/sign-in/set-up/")
    with page.expect_navigation():
        page.get_by_role("button", name="Authenticator-app").click()
    hold(page)
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code", exact=True).fill(app.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dag Jo")).to_be_visible()
    give_edit_password(page)
    page.wait_for_url("**/code/")
    hold(page)
    page.get_by_label("Code", exact=True).fill(app.at(int(time.time()) + 30))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Toevoegen")).to_be_visible()
    page.get_by_role("listitem").locator("summary").first.click()
    hold(page)
    page.goto("/my/2fa/add/")
    hold(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Herstelcodes").click()
    hold(page)


def test_the_company_panel(examined: Page, panel: Panel, view: int) -> None:
    page = examined
    give_password(page, "admin.demo", panel.passwords["admin.demo"])
    expect(page.locator("#menu")).to_be_attached()
    hold(page, "/users/", "/users/?q=zzz", "/settings/")
    with page.expect_navigation():
        page.get_by_role("button", name="Hulp toestaan").click()
    hold(page, "/settings/", "/")
    page.get_by_role("button", name="Niet langer toestaan").click()
    expect(page.get_by_text("Niemand van buiten kan je paneel nog openen.")).to_be_visible()


def test_the_operators_panel(examined: Page, panel: Panel, view: int) -> None:
    page = examined
    give_password(page, "op.platform")
    expect(page.locator("#menu")).to_be_attached()
    hold(page, "/companies/", "/companies/?q=zzz", "/companies/bakker/", "/companies/add/")
    with page.expect_navigation():
        page.get_by_role("button", name="Bedrijf toevoegen").click()
    hold(page)
    made: dict[str, Any] = {
        "Bedrijfsnaam": f"Kapper {view}",
        "Loginafkorting": f"kapper{view}",
        "Naam van de eerste beheerder": "Kim",
        "E-mail van de beheerder": "kim@kapper.example",
    }
    for label, text in made.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Bedrijf toevoegen").click()
    expect(page.get_by_role("heading", name="staat klaar")).to_be_visible()
    hold(page, "", f"/companies/kapper{view}/")


def give_edit_password(page: Page) -> None:
    page.goto("/my/2fa/")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
