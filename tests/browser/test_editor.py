"""An office manager builds the same small plan with the mouse, with the keyboard alone, and by touch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Panel
from tests.browser.test_first_day import sign_in

pytestmark = pytest.mark.browser

OUTLINE = [
    ("1", "Tijdens Kantooruren (ma-vr 9-17)"),
    ("1.1", "Bel Ann Peeters"),
    ("2", "Zeg ‘Wij zijn gesloten.’"),  # noqa: RUF001 (as it stands on the page)
    ("3", "Hang op"),
]


def add_plan(page: Page, name: str) -> None:
    page.goto("/plans/")
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_role("button", name="Belplan toevoegen").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def outline(page: Page) -> list[tuple[str, str]]:
    steps = page.locator("#canvas [role=treeitem]").all()
    return [(s.locator(".step-place").inner_text(), s.locator(".step-sentence").inner_text()) for s in steps]


def says(page: Page, text: str) -> None:
    """What is said to who doesn't see it."""
    expect(page.locator("#says")).to_contain_text(text)


def step(page: Page, words: str) -> Locator:
    return page.locator("#canvas [role=treeitem]", has_text=words)


def button(page: Page, name: str) -> Locator:
    return page.locator("#palette").get_by_role("button", name=name, exact=True)


def fill_in(page: Page) -> None:
    """The options of each step, in the side panel."""
    step(page, "Tijdsconditie").click()
    page.locator("#options select").first.select_option("kantooruren")
    says(page, "Tijdsconditie gewijzigd")
    step(page, "Belgroep").click()
    expect(page.locator("#panel h2")).to_contain_text("Belgroep")
    page.locator("#options [name=option-members-add]").fill("Ann")
    page.locator(".found button", has_text="Ann Peeters").first.click()
    says(page, "Belgroep gewijzigd")
    step(page, "Meldtekst").click()
    expect(page.locator("#panel h2")).to_contain_text("Meldtekst")
    page.locator("#options input[value=say]").check()
    page.locator("#options textarea").fill("Wij zijn gesloten.")
    page.get_by_role("button", name="Opslaan").click()
    says(page, "Meldtekst gewijzigd")


def is_whole(page: Page) -> None:
    expect(page.locator("#editor-head")).to_contain_text("niets aan te vullen")
    found = outline(page)
    assert [place for place, _ in found] == [place for place, _ in OUTLINE]
    assert all(words.startswith(start) for (_, words), (_, start) in zip(found, OUTLINE, strict=True)), found


def by_mouse(page: Page) -> None:
    def drop(kind: str, at: Callable[[], Locator]) -> None:
        page.locator(f".palette-item[data-kind={kind}]").drag_to(at())
        says(page, "toegevoegd")

    places = page.locator("#canvas .place:visible")
    drop("hang_up", lambda: places.last)
    drop("announcement", lambda: places.first)
    drop("ring_group", lambda: places.last)
    drop("time_condition", lambda: places.first)
    # the ring group stands last, where no call comes: into the condition with it
    step(page, "Belgroep").drag_to(page.locator("#canvas [data-step] .rail:not(.quiet) > .place").first)
    says(page, "Belgroep verplaatst: het is nu stap 1.1")


def by_keyboard(page: Page) -> None:
    for name, where in (("Tijdsconditie", "1"), ("Belgroep", "1.1"), ("Meldtekst", "1.2"), ("Hang op", "1.3")):
        button(page, name).focus()
        page.keyboard.press("Enter")
        says(page, f"{name} toegevoegd: het is nu stap {where}")
    step(page, "Meldtekst").focus()
    page.keyboard.press("Alt+ArrowLeft")
    says(page, "Meldtekst verplaatst: het is nu stap 2")
    page.keyboard.press("ArrowUp")  # hang up, the last within the condition
    page.keyboard.press("Alt+ArrowDown")
    says(page, "Hang op verplaatst: het is nu stap 2")
    page.keyboard.press("Alt+ArrowDown")
    says(page, "Hang op verplaatst: het is nu stap 3")
    page.keyboard.press("Delete")
    says(page, "Hang op verwijderd")
    page.keyboard.press("Control+z")
    says(page, "Ongedaan gemaakt: Hang op verwijderd")


def by_touch(page: Page) -> None:
    for name in ("Tijdsconditie", "Belgroep", "Meldtekst", "Hang op"):
        page.locator("#palette > summary").tap()
        button(page, name).tap()
        says(page, f"{name} toegevoegd")
    for name, place in (("Meldtekst", 2), ("Hang op", 3)):
        step(page, name).tap()
        expect(page.locator("#panel h2")).to_contain_text(name)
        page.locator("[data-moves]").tap()
        page.locator("#canvas .place:visible").last.tap()
        says(page, f"{name} verplaatst: het is nu stap {place}")


def test_the_same_plan_by_mouse_and_by_keyboard(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    for name, build in (("Met de muis", by_mouse), ("Met toetsen", by_keyboard)):
        add_plan(page, name)
        expect(page.locator("#canvas")).to_contain_text("Er gebeurt nog niets")
        build(page)
        fill_in(page)
        is_whole(page)


def test_the_same_plan_by_touch_on_a_telephone(chromium: Browser, panel: Panel) -> None:
    context = chromium.new_context(base_url=panel.url, viewport={"width": 360, "height": 740}, has_touch=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, panel)
    add_plan(page, "Met de vinger")
    by_touch(page)
    fill_in(page)
    is_whole(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
