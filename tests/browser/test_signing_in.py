"""Signing in with a code, setting up a second factor, and changing them: with mouse, keyboard, and without scripts."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Panel
from tests.browser.people import PASSWORD
from tests.browser.signing_in import CODE_URL, give_code, give_password, last_code, other_than, sign_in_with_code

pytestmark = pytest.mark.browser


def test_the_page_follows_the_call_and_counts_down(page: Page, panel: Panel) -> None:
    give_password(page, "311.bakker")
    expect(page.get_by_text("We bellen je op •••• 22 00.")).to_be_visible()
    resend = page.get_by_role("button", name="Code opnieuw verzenden")
    expect(resend).to_be_disabled()
    expect(resend).to_have_text(re.compile(r"\(2\d s\)"))
    expect(page.get_by_text("We lazen de code voor op •••• 22 00.")).to_be_visible()
    expect(page.locator("[data-seconds]")).to_have_text(re.compile(r"^(30|2\d)$"))
    before = float(page.locator(".ring-left").get_attribute("stroke-dashoffset") or 0)
    page.wait_for_function(
        "offset => document.querySelector('.ring-left').getAttribute('stroke-dashoffset') > offset", arg=before
    )
    page.get_by_label("Code", exact=True).fill(other_than(last_code(panel)))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die code klopt niet. Nog 4 pogingen.")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    give_code(page, panel)
    expect(page.get_by_role("heading", name="Dag Jo 311")).to_be_visible()
    expect(page.locator(".company")).to_contain_text("Gebruikerspaneel")


def test_a_pasted_code_comes_with_spaces_and_fits_all_the_same(
    browsing: BrowserContext, page: Page, panel: Panel
) -> None:
    browsing.grant_permissions(["clipboard-read", "clipboard-write"])
    give_password(page, "312.bakker")
    code = last_code(panel)
    page.evaluate("text => navigator.clipboard.writeText(text)", f" {code[:2]} {code[2:]} ")
    page.get_by_label("Code", exact=True).focus()
    page.keyboard.press("Control+V")
    expect(page.get_by_label("Code", exact=True)).to_have_value(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dag Jo 312")).to_be_visible()


def test_with_the_keyboard_alone(page: Page, panel: Panel) -> None:
    page.goto("/sign-in/")
    expect(page.get_by_label("Gebruikersnaam")).to_be_focused()
    page.keyboard.type("313.bakker")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    field = page.get_by_label("Code", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(last_code(panel))
    outline = page.locator(".boxes").evaluate("e => getComputedStyle(e).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bevestigen")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Dag Jo 313")).to_be_visible()


def test_what_happens_is_told_to_screen_readers(page: Page, panel: Panel) -> None:
    give_password(page, "314.bakker")
    told = page.get_by_role("status").filter(has_text="We bellen je")
    expect(told).to_have_attribute("id", "delivery")
    expect(page.get_by_role("status").filter(has_text="We lazen de code voor")).to_be_visible()
    assert page.locator("[data-seconds]").get_attribute("aria-hidden") == "true"
    page.get_by_label("Code", exact=True).fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Typ de 4 cijfers van de code.")
    expect(page.get_by_label("Code", exact=True)).to_have_attribute("aria-describedby", "code_error")
    expect(page.get_by_label("Code", exact=True)).to_have_attribute("aria-invalid", "true")


def test_when_the_ring_is_empty_a_new_code_may_be_asked_for(page: Page, panel: Panel) -> None:
    page.clock.install()
    give_password(page, "305.bakker")
    page.get_by_role("link", name="Telefoonoproep").click()
    page.get_by_label("Telefoonnummer").fill("0475 11 55 05")
    page.get_by_role("button", name="Bel me").click()
    expect(page.locator(".ring [data-seconds]")).to_have_text(re.compile(r"\d+"))  # it counts from here
    expect(page.locator("[data-nearly]")).to_have_attribute("hidden", "")
    page.clock.fast_forward(21_000)
    expect(page.locator("[data-nearly]")).to_have_text("Nog 10 seconden")
    expect(page.locator("[data-nearly]")).not_to_have_attribute("hidden", "")
    page.clock.fast_forward(10_000)
    expect(page.get_by_text("Deze code geldt niet meer. Vraag een nieuwe code.")).to_be_visible()
    expect(page.locator(".ring")).to_be_hidden()
    expect(page.get_by_role("button", name="Code opnieuw verzenden")).to_be_enabled()


def test_a_call_that_nobody_takes_and_one_that_cannot_be_made(page: Page, panel: Panel) -> None:
    give_password(page, "321.bakker")
    expect(page.get_by_text("Er nam niemand op.")).to_be_visible()
    give_password(page, "320.bakker")
    expect(page.get_by_text("Bellen lukt nu niet.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Telefoonoproep, •••• 23")).click()
    give_code(page, panel)
    expect(page.get_by_role("heading", name="Dag Jo 320")).to_be_visible()


def test_without_scripts_it_all_still_works(chromium_without_scripts: Page, panel: Panel) -> None:
    page = chromium_without_scripts
    give_password(page, "315.bakker")
    expect(page.get_by_text("Je hebt 30 seconden vanaf het moment")).to_be_visible()
    expect(page.get_by_role("button", name="Code opnieuw verzenden")).to_be_enabled()
    page.get_by_role("button", name="Code opnieuw verzenden").click()
    expect(page.get_by_text("Er is een code onderweg")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(last_code(panel))
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", name="Dag Jo 315")).to_be_visible()


def test_the_first_sign_in_without_scripts(chromium_without_scripts: Page, panel: Panel) -> None:
    page = chromium_without_scripts
    give_password(page, "301.bakker")
    page.get_by_role("button", name="Authenticator-app").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", name="Dag Jo 301")).to_be_visible()


def test_a_passkey_is_made_and_signs_in(browsing: BrowserContext, page: Page, panel: Panel) -> None:
    devtools = browsing.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**key, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, "302.bakker")
    page.get_by_role("button", name="Passkey of beveiligingssleutel").click()
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", name="Dag Jo 302")).to_be_visible()
    sign_out(page)
    give_password(page, "302.bakker")
    page.get_by_role("button", name="Mijn passkey gebruiken").click()
    expect(page.get_by_role("heading", name="Dag Jo 302")).to_be_visible()


def test_a_browser_that_got_no_passkey_says_so(browsing: BrowserContext, page: Page, panel: Panel) -> None:
    devtools = browsing.new_cdp_session(page)
    devtools.send("WebAuthn.enable")  # without any key
    page.add_init_script("navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    give_password(page, "303.bakker")
    page.get_by_role("button", name="Passkey of beveiligingssleutel").click()
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_text("Je browser kreeg geen passkey.")).to_be_visible()
    page.get_by_role("link", name="Een andere methode kiezen").click()
    expect(page.get_by_role("heading", name="Kies hoe je bewijst dat jij het bent")).to_be_visible()


def test_first_a_telephone_then_edit_2fa_adds_more_and_removes_the_first(
    browsing: BrowserContext, page: Page, panel: Panel
) -> None:
    browsing.grant_permissions(["clipboard-read", "clipboard-write"])
    give_password(page, "304.bakker")
    page.get_by_role("button", name="Authenticator-app").click()
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code", exact=True).fill(app.now())
    page.get_by_role("button", name="Bevestigen").click()
    page.get_by_role("link", name="Mijn profiel").first.click()
    page.get_by_role("link", name="Bewerk 2FA").click()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code", exact=True).fill(app.at(int(time.time()) + 30))
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Zorg dat je meer dan één methode hebt")).to_be_visible()
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_role("link", name="Telefoonoproep").click()
    page.get_by_label("Telefoonnummer").fill("0475 11 55 04")
    page.get_by_role("button", name="Bel me").click()
    give_code(page, panel)
    phone = page.get_by_role("listitem").filter(has_text="•••• 55 04")
    phone.get_by_role("button", name="Eerste keuze maken").click()
    expect(phone).to_contain_text("eerste keuze")
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_role("button", name="Herstelcodes").click()
    page.get_by_role("button", name="Kopiëren").click()
    assert len(re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", page.evaluate("navigator.clipboard.readText()"))) == 10
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    old = page.get_by_role("listitem").filter(has_text="Authenticator-app")
    old.locator("summary").click()
    old.get_by_role("button", name="Ja, verwijderen").click()
    expect(page.get_by_text("Verwijderd.")).to_be_visible()
    expect(old).not_to_be_attached()


def test_an_administrator_moves_between_the_panels(page: Page, panel: Panel) -> None:
    sign_in_with_code(page, panel, "baas.bakker")
    expect(page.locator(".company")).to_contain_text("Beheerderspaneel")
    page.get_by_role("link", name="Gebruikerspaneel").click()
    expect(page.get_by_role("heading", name="Telefoonboek")).to_be_visible()
    page.get_by_label("Naam, intern of extern nummer").fill("317")
    expect(page.get_by_role("link", name="Bel Jo 316 op 316")).not_to_be_attached()
    expect(page.get_by_role("link", name="Bel Jo 317 op 317")).to_be_visible()
    page.get_by_role("link", name="Beheerderspaneel").click()
    page.locator("details.profile summary").click()
    page.get_by_role("link", name="Bewerk 2FA").click()
    expect(page.get_by_label("Wachtwoord")).to_be_focused()


def test_the_operator_makes_a_company_and_helps_with_consent(page: Page, panel: Panel) -> None:
    give_password(page, "admin.demo", panel.passwords["admin.demo"])
    page.get_by_role("link", name="Instellingen").click()
    page.get_by_role("button", name="Hulp toestaan").click()
    expect(page.get_by_text("Je IT-partner mag dit paneel openen")).to_be_visible()
    sign_out(page)
    give_password(page, "op.platform")
    page.get_by_role("link", name="Bedrijven").click()
    page.get_by_role("link", name="Demo bv").click()
    page.get_by_role("button", name="Deze klant helpen").click()
    expect(page.get_by_text("Je helpt Demo bv.")).to_be_visible()
    page.get_by_role("link", name="Belplannen").click()
    expect(page.get_by_role("link", name="Hoofdnummer")).to_be_visible()
    page.get_by_role("button", name="Stoppen met helpen").click()
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_label("Bedrijfsnaam").fill("Slagerij Jan")
    page.get_by_label("Loginafkorting").fill("slagerij")
    page.get_by_label("Eerste nummers").fill("02 580 51 00")
    page.get_by_label("Naam van de eerste beheerder").fill("Jan Mertens")
    page.get_by_label("E-mail van de beheerder").fill("jan@slagerij.example")
    page.get_by_role("button", name="Bedrijf toevoegen").click()
    expect(page.get_by_role("heading", name="Slagerij Jan staat klaar")).to_be_visible()
    password = page.locator("dd code").last.inner_text()
    sign_out(page)
    give_password(page, "admin.slagerij", password)
    expect(page.get_by_role("heading", name="Kies hoe je bewijst dat jij het bent")).to_be_visible()
    expect(page).not_to_have_url(CODE_URL)


def sign_out(page: Page) -> None:
    page.locator("details.profile summary").click()
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_label("Gebruikersnaam")).to_be_visible()
