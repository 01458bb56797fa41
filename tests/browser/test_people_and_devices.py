"""An administrator who has never seen an exchange gets a colleague a telephone, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_accessible import AXE, findings, in_each_look
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser

LISTS = ["/people/", "/people/?q=zzz", "/people/add/", "/people/1/", "/people/import/"]
WORK = """
from belplan.run import django_ready
django_ready.ready()
from belplan.run.worker_rounds import job_round
job_round()
"""
TELEPHONES = ["/devices/", "/devices/?q=zzz", "/devices/add/", "/devices/add/?brand=yealink", "/devices/1/"]


def test_a_colleague_gets_a_telephone(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.get_by_role("link", name="Gebruikers", exact=True).click()
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_label("Naam", exact=True).fill("Fred Maes")
    page.get_by_label("Intern nummer").fill("250")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in")).to_contain_text("250.demo")
    page.get_by_role("link", name="Toestellen", exact=True).click()
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_role("link", name="Yealink").click()
    page.get_by_label("Type", exact=True).select_option(label="SIP-T54W")
    page.get_by_label("Automatisch instellen").check()
    page.get_by_label("MAC-adres").fill("80:5E:C0:AB:CD:EF")
    page.keyboard.press("Enter")
    page.get_by_label("Naam van het toestel").fill("Bureau van Fred")
    page.get_by_label("Koppel aan gebruiker").select_option(label="Fred Maes (250)")
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text("bureau-van-fred.demo")).to_be_visible()
    page.get_by_role("button", name="Bevestigen en opslaan").click()
    expect(page.get_by_role("heading", name="Bureau van Fred")).to_be_visible()
    page.get_by_text("Wat het toestel zal krijgen").click()
    expect(page.get_by_text("account.1.label = 250 Fred Maes")).to_be_visible()
    page.goto("/people/")
    page.get_by_label("Naam, intern of extern nummer, of toestel").fill("bureau van fred")
    expect(page.get_by_text("1 gebruiker", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/people/\?q=bureau"))


def test_a_list_of_colleagues_is_looked_through_while_she_waits(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.goto("/people/")
    page.get_by_role("link", name="Importeren").click()
    lines = "Naam;Intern nummer\nGreet Wouters;290\nHugo Pauwels;112\n"
    page.get_by_label("CSV-bestand").set_input_files(
        {"name": "x.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    page.get_by_role("button", name="Bestand nakijken").click()
    expect(page.get_by_text("Het begint zo.")).to_be_visible()
    work(panel)
    expect(page.get_by_text("1 regel van 2 klopt niet")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="noodnummer 112")).to_contain_text("3")


def work(panel: Panel) -> None:
    """What the worker does meanwhile, which these stories have none of."""
    words = [sys.executable, "-c", WORK]
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": str(panel.data)}
    subprocess.run(words, env=environ, check=True)  # noqa: S603 (our own words)


@pytest.fixture
def examined(chromium: Browser, panel: Panel) -> Iterator[Page]:
    context = chromium.new_context(base_url=panel.url, bypass_csp=True)
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


@in_each_look
def test_axe_finds_nothing_and_nothing_is_too_wide(examined: Page, panel: Panel, scheme: Any, width: int) -> None:
    examined.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    examined.set_viewport_size({"width": width, "height": 800})
    sign_in(examined, panel)
    for screen in [*LISTS, *TELEPHONES]:
        examined.goto(screen)
        _examine(examined, width, screen)
    examined.goto("/devices/add/?brand=generic")
    examined.get_by_label("Naam van het toestel").fill("Laptop")
    examined.get_by_role("button", name="Volgende").click()
    expect(examined.get_by_role("heading", name="Stap 3 van 3")).to_be_visible()
    _examine(examined, width, "confirm")


def _examine(page: Page, width: int, screen: str) -> None:
    assert findings(page) == [], screen
    assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
