"""An office manager builds the quickstart's plan from nothing: with the mouse, with the keyboard alone, by touch."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.callplan.editing.tree import plain
from belplan.callplan.kept import as_meant
from belplan.callplan.textform import read_plan
from tests.browser.conftest import Panel
from tests.browser.hands import Hands, Keyboard, Mouse, Place, Touch
from tests.browser.test_first_day import sign_in
from tests.quickstart_plan import PLAN

pytestmark = pytest.mark.browser

NAMES = {
    "user/ann": "Ann Peeters",
    "user/bart": "Bart Claes",
    "user/els": "Els Maes",
    "device/draagbaar": "Draagbaar toestel",
    "device/balie": "Toestel balie",
}
LISTS = ("hours", "menu", "plan")
ANSWERS = ("say", "plan", "external")  # each one of several that a step may be about


def test_the_quickstarts_plan_by_mouse(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    build_it_all(Mouse(page), panel)
    page.get_by_role("link", name="Publiceren").click()
    page.get_by_role("main").get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("Versie 1 is van kracht.")).to_be_visible()
    (tree,) = stored(panel, "SELECT tree FROM publishing_publishedplanrow WHERE key = 'met-de-muis'")
    assert meant(as_meant(tree)) == meant(PLAN)


def test_the_same_plan_by_keyboard_alone(page: Page, panel: Panel) -> None:
    sign_in(page, panel)
    build_it_all(Keyboard(page), panel)


def test_the_same_plan_by_touch_on_a_telephone(chromium: Browser, panel: Panel) -> None:
    context = chromium.new_context(
        base_url=panel.url, viewport={"width": 360, "height": 740}, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, panel)
    build_it_all(Touch(page), panel)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def build_it_all(hands: Hands, panel: Panel) -> None:
    add_plan(hands, hands.plan)
    build(hands, PLAN["steps"], Place())
    hands.change_mind()
    for diversion in PLAN["diversions"]:
        build(hands, diversion["steps"], Place(add_diversion(hands, diversion)))
    expect(hands.page.locator("#editor-head")).to_contain_text("niets aan te vullen")
    (tree,) = stored(panel, f"SELECT tree FROM exchange_draftplan WHERE name = '{hands.plan}'")  # noqa: S608 (ours)
    assert plain(tree) == PLAN


def add_plan(hands: Hands, name: str) -> None:
    hands.page.goto("/plans/")
    hands.press(hands.page.get_by_role("link", name="Toevoegen"))
    hands.write(hands.page.get_by_label("Naam", exact=True), name)
    hands.press(hands.page.get_by_role("button", name="Belplan toevoegen"))
    expect(hands.page.locator("#canvas")).to_contain_text("Er gebeurt nog niets")


def build(hands: Hands, steps: Sequence[Mapping[str, Any]], at: Place) -> None:
    """Each step with its options, then what stands under it."""
    for step in steps:
        kind, *branches = step
        before = hands.selected
        hands.put(kind, at)
        at = Place(at.parent, at.branch, last=hands.added(before))
        fill_in(hands, step[kind])
        for branch in branches:
            build(hands, step[branch], Place(at.last, branch))


def add_diversion(hands: Hands, wanted: Mapping[str, Any]) -> str:
    before = hands.selected
    hands.press(hands.page.get_by_role("button", name="Omleiding toevoegen"))
    added = hands.added(before)
    hands.write(hands.page.locator("#diversion-name"), wanted["name"])
    hands.press(hands.page.locator("#panel").get_by_role("button", name="Opslaan"))
    expect(hands.page.locator(f"[data-diversion={added}]")).to_have_text(f"{wanted['category']}{wanted['name']}")
    return added


def fill_in(hands: Hands, options: Mapping[str, Any]) -> None:
    """The options of the selected step, each until it is kept."""
    for name, value in options.items():
        field = hands.page.locator(f"#option-{name}")
        if name in ANSWERS and not (answer := hands.page.locator(f"#option-which1-{name}")).is_checked():
            hands.pick(answer)
            kept(hands, name, "")
        if name == "members":
            for count, member in enumerate(value, start=1):
                hands.find(NAMES[member])
                kept(hands, name, value[:count])
        elif name == "order":
            hands.pick(hands.page.locator(f"#option-order-{value}"))
        elif name == "keys":
            hands.press(hands.page.locator(f"#option-keys-{value[-1]}"))
        elif name in LISTS:
            hands.choose(field, value)
        else:
            hands.write(field, str(value))
            hands.leave()
        kept(hands, name, value)


def kept(hands: Hands, name: str, value: object) -> None:
    """Until the page knows that an option of the selected step is stored so."""
    written = re.escape(f'"{name}": {json.dumps(value)}')
    expect(hands.page.locator("#options [name=before]")).to_have_value(re.compile(written))


def stored(panel: Panel, query: str) -> list[dict[str, Any]]:
    """Trees in the panel's database."""
    with closing(sqlite3.connect(panel.data / "belplan.sqlite3")) as database:
        return [json.loads(tree) for (tree,) in database.execute(query)]


def meant(tree: Mapping[str, Any]) -> tuple[object, object]:
    """What a plan does, however much of it is written out."""
    plan = read_plan({"key": "plan", "name": "Plan", "steps": tree["steps"], "diversions": tree["diversions"]})
    return plan.steps, plan.diversions
