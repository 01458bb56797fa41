"""Three ways to build a call plan in the editor: with the mouse, with the keyboard alone, and by touch.

Each does the same few things its own way: put a step somewhere, press, write, choose from a list, pick one of several.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from playwright.sync_api import Locator, Page, expect

FARTHEST = 120  # presses of a key from anything on the page to anything else


@dataclass(frozen=True)
class Place:
    """The end of a branch: of a step or a diversion by its id, of the plan itself by none. `last` stands there now."""

    parent: str = ""
    branch: str = "steps"
    last: str = ""


@dataclass(frozen=True)
class Hands(ABC):
    """Whoever works the editor."""

    page: Page
    plan: ClassVar[str]  # the name of what this one builds

    @abstractmethod
    def put(self, kind: str, at: Place) -> None:
        """Add a step at a place, and have it selected."""

    @abstractmethod
    def press(self, target: Locator) -> None:
        """A button, a tick box or a link."""

    @abstractmethod
    def write(self, field: Locator, text: str) -> None:
        """Fill in a field."""

    @abstractmethod
    def leave(self) -> None:
        """Be done with a field."""

    @abstractmethod
    def choose(self, field: Locator, value: str) -> None:
        """From a list."""

    @abstractmethod
    def pick(self, radio: Locator) -> None:
        """One of several."""

    @abstractmethod
    def find(self, name: str) -> None:
        """Add the member of this name to a group."""

    @abstractmethod
    def change_mind(self) -> None:
        """Move the plan's last step about, and have it back where it was."""

    @property
    def selected(self) -> str:
        """The id of the selected step or diversion."""
        return self.page.locator("#panel").get_attribute("data-selected") or ""

    def added(self, before: str) -> str:
        """Until another step or diversion than before is selected: its id."""
        expect(self.page.locator("#panel")).not_to_have_attribute("data-selected", before)
        return self.selected

    def says(self, text: str) -> None:
        """Until this is said to who doesn't see it."""
        expect(self.page.locator("#says")).to_contain_text(text)

    def place(self, at: Place) -> Locator:
        """Where a step is dropped that is to stand there."""
        return self.page.locator(f'.place:has(input[value^="{at.parent}:{at.branch}:"][value$=":"])')

    def step(self, words: str) -> Locator:
        """The step with these words in its sentence, the last of them."""
        return self.page.locator("#canvas [role=treeitem]", has_text=words).last

    def component(self, kind: str) -> Locator:
        """An entry of the palette."""
        return self.page.locator(f".palette-item[data-kind={kind}]")

    def found(self, name: str) -> Locator:
        """What a search for a member found."""
        return self.page.locator(".found button", has_text=name)


class Mouse(Hands):
    """Drags, drops and clicks."""

    plan = "Met de muis"

    def put(self, kind: str, at: Place) -> None:
        self.place(at).scroll_into_view_if_needed()  # both ends are seen before anything is dragged
        self.component(kind).drag_to(self.place(at))

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.fill(text)

    def leave(self) -> None:
        self.page.locator("#panel h2").click()

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def pick(self, radio: Locator) -> None:
        radio.click()

    def find(self, name: str) -> None:
        self.page.locator("#option-members").fill(name)
        self.found(name).click()

    def change_mind(self) -> None:
        self.step("Hang op").scroll_into_view_if_needed()
        self.step("Hang op").drag_to(self.page.locator("#steps-title ~ ul > [data-step] > .place").nth(2))
        self.says("Hang op verplaatst: het is nu stap 3")
        self.page.get_by_role("button", name="Ongedaan maken:").click()
        self.says("Ongedaan gemaakt: Hang op verplaatst")


class Keyboard(Hands):
    """Never touches the mouse: what is worked with is walked to, with Tab or the arrows."""

    plan = "Met toetsen"

    def put(self, kind: str, at: Place) -> None:
        self._select(at.last or at.parent)
        before = self.selected
        self.press(self.component(kind).get_by_role("button"))
        self.added(before)
        if at.branch not in ("steps", "1"):  # the first of a menu's branches is taken by itself
            self._move(at)

    def press(self, target: Locator) -> None:
        self._walk(target)
        self.page.keyboard.press("Space" if target.get_attribute("type") == "checkbox" else "Enter")

    def write(self, field: Locator, text: str) -> None:
        self._walk(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def leave(self) -> None:
        self.page.keyboard.press("Tab")

    def choose(self, field: Locator, value: str) -> None:
        self._walk(field)
        self.page.keyboard.type(field.locator(f'option[value="{value}"]').inner_text())
        self.leave()

    def pick(self, radio: Locator) -> None:
        name = radio.get_attribute("name")
        self._walk(self.page.locator(f'[name="{name}"]:checked'))
        self._walk(radio, "ArrowDown", "ArrowUp")

    def find(self, name: str) -> None:
        self._walk(self.page.locator("#option-members"))
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")

    def change_mind(self) -> None:
        self._select(self.step("Hang op").get_attribute("data-select") or "")
        self._walk(self.step("Hang op"))
        for keys, said in (
            ("Alt+ArrowUp", "Hang op verplaatst"),
            ("Delete", "Hang op verwijderd"),
            ("Control+z", "Ongedaan gemaakt: Hang op verwijderd"),
            ("Control+z", "Ongedaan gemaakt: Hang op verplaatst"),
        ):
            self.page.keyboard.press(keys)
            self.says(said)

    def _select(self, wanted: str) -> None:
        if wanted == self.selected:
            return
        item = self.page.locator(f'#canvas [data-select="{wanted}"]')
        if item.get_attribute("role") == "treeitem":
            self._walk(self.page.locator('#canvas [role=treeitem][tabindex="0"]'))
            self._walk(item, "ArrowDown", "ArrowUp")
        self.press(item)
        expect(self.page.locator("#panel")).to_have_attribute("data-selected", wanted)

    def _move(self, at: Place) -> None:
        self.press(self.page.locator("[data-moves]"))
        self._walk(self.place(at).locator("input"), "ArrowDown", "ArrowUp")
        self.page.keyboard.press("Enter")
        self.says("verplaatst")

    def _walk(self, to: Locator, forth: str = "Tab", back: str = "Shift+Tab") -> None:
        """Press until it has the focus."""
        found = to.element_handle()  # once: to look for it at each press takes longer than the press
        for _ in range(FARTHEST):
            where = found.evaluate(
                "e => e === document.activeElement ? 0 : document.activeElement.compareDocumentPosition(e)"
            )
            if where == 0:
                return
            if where & 1:  # the page was drawn anew meanwhile
                found = to.element_handle()
                continue
            self.page.keyboard.press(back if where & 2 else forth)  # 2: it stands before (DOM, compareDocumentPosition)
        raise AssertionError(f"no key leads to {to}")


class Touch(Hands):
    """Taps, on a screen of 360 pixels."""

    plan = "Met de vinger"

    def put(self, kind: str, at: Place) -> None:
        self.place(at).tap()
        self.component(kind).get_by_role("button").tap()

    def press(self, target: Locator) -> None:
        target.tap()

    def write(self, field: Locator, text: str) -> None:
        field.tap()
        field.fill(text)

    def leave(self) -> None:
        self.page.locator("#options").get_by_role("button", name="Opslaan").tap()

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def pick(self, radio: Locator) -> None:
        radio.tap()

    def find(self, name: str) -> None:
        self.page.locator("#option-members").tap()
        self.page.locator("#option-members").fill(name)
        self.found(name).tap()

    def change_mind(self) -> None:
        self.step("Hang op").tap()
        expect(self.page.locator("#panel h2")).to_have_text(re.compile("Hang op"))
        for place, number in (("first", 1), ("last", 5)):
            self.page.locator("[data-moves]").tap()
            getattr(self.page.locator("#steps-title ~ .plan-tree > li > .place, #steps-title ~ .place"), place).tap()
            self.says(f"Hang op verplaatst: het is nu stap {number}")
