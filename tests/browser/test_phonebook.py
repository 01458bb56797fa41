"""The phonebook in a real browser: brought in from a file, found while typing, one click away from a call."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser

CARD = "BEGIN:VCARD\nVERSION:4.0\nFN:Zoé Maes\nTEL;TYPE=work:+33 1 42 68 53 00\nTEL;TYPE=cell:12\nEND:VCARD\n"


def test_contacts_come_from_a_file_and_a_colleague_finds_them(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    page.get_by_role("link", name="Telefoonboek").click()
    page.get_by_role("link", name="Contacten uit een bestand importeren").click()
    card = {"name": "zoe.vcf", "mimeType": "text/vcard", "buffer": CARD.encode()}
    page.get_by_label("Bestand").set_input_files(card)  # type: ignore[arg-type]
    page.get_by_role("button", name="Bestand bekijken").click()
    expect(page.get_by_role("row", name="5 Zoé Maes 12")).to_be_visible()
    page.get_by_role("button", name="1 nummer bewaren").click()
    expect(page.get_by_text("1 nummer is bewaard.")).to_be_visible()

    page.get_by_label("Naam, intern of extern nummer").fill("0033 1 42")
    expect(page.get_by_text("1 in het telefoonboek")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/phonebook/\?q="))
    page.get_by_role("link", name="Wijzig Zoé Maes").click()
    page.get_by_role("button", name="Dit nummer verwijderen").click()
    page.get_by_role("button", name="Ongedaan maken").click()

    page.get_by_role("link", name="Gebruikerspaneel").click()
    page.get_by_label("Naam, intern of extern nummer").fill("zoé")
    called = page.get_by_role("link", name="Bel Zoé Maes op +33 1 42 68 53 00")
    expect(called).to_have_attribute("href", "tel:+33142685300")
    page.get_by_label("Naam, intern of extern nummer").fill("ann")
    expect(page.get_by_text("Wie vrij is, wordt nu niet getoond")).to_be_visible()  # no engine runs here
