"""An office manager fills in a group by keyboard alone, and listens to a text before callers do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.hands import Mouse, Place
from tests.browser.test_editor import add_plan
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser

GROUP, TEXT = "s15", "s17"  # steps of the demo company's main plan


def names(page: Page, *expected: str) -> None:
    expect(page.locator(".member-name")).to_have_text(expected)


def test_members_by_keyboard_and_a_text_by_ear(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto(f"/plans/hoofdnummer/edit/?step={GROUP}")
    page.locator("#option-members").press_sequentially("clae")
    expect(page.locator(".found button")).to_have_text("Bart Claes 202")
    page.locator("#option-members").press("Enter")
    names(page, "Draagbaar toestel", "Toestel balie", "Bart Claes")
    page.locator("#option-members").fill("0475/11.22.33")
    page.locator("#option-members").press("Enter")
    names(page, "Draagbaar toestel", "Toestel balie", "Bart Claes", "0475 11 22 33")
    page.get_by_role("button", name="Bart Claes omhoog").focus()
    page.keyboard.press("Enter")
    names(page, "Draagbaar toestel", "Bart Claes", "Toestel balie", "0475 11 22 33")
    expect(page.get_by_role("button", name="Bart Claes omhoog")).to_be_focused()
    page.keyboard.press("Enter")  # the same member once more
    names(page, "Bart Claes", "Draagbaar toestel", "Toestel balie", "0475 11 22 33")
    expect(page.locator(".ring-order:has(:checked)")).to_contain_text("Hoogstens 60 s")
    page.locator("#option-members").fill("Ann")
    ann = page.locator(".found button", has_text="Ann Peeters 201")
    expect(ann).to_be_visible()
    page.locator("#option-timeout").press("Control+a")
    page.keyboard.type("12")
    ann.click()  # while the seconds are still on their way
    expect(page.locator(f"[data-step={GROUP}] .step-sentence").first).to_contain_text(re.compile("en 2 anderen.*12 s"))
    page.goto(f"/plans/hoofdnummer/edit/?step={TEXT}")
    page.locator("#option-say").fill("Tot morgen.")
    page.get_by_role("button", name="Beluisteren").click()
    expect(page.locator("#option-say-heard audio")).to_have_attribute("src", "/options/spoken/nl-11/")
    expect(page.locator(f"[data-step={TEXT}] .step-sentence").first).to_contain_text("Tot morgen.")


def test_a_name_typed_into_a_list_is_taken_whole_however_slowly(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    hands = Mouse(page)
    add_plan(hands, "Getypt")
    hands.put("forward", Place())
    page.locator("#option-which1-device").check()
    expect(page.locator("#options [name=before]")).to_have_value('{"device": ""}')
    page.locator("#option-device").focus()
    for key in "Toestel Bart":  # by then the first letters are long stored
        page.keyboard.type(key, delay=150)
    page.keyboard.press("Tab")
    expect(hands.step("Doorverbinden").locator(".step-sentence")).to_contain_text("Toestel Bart")
