"""Every screen passes axe's rules for WCAG 2.2 AA, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from belplan.run import frontend
from tests.browser.conftest import Panel
from tests.browser.test_first_day import SCREENS, sign_in

pytestmark = pytest.mark.browser

AXE = Path(frontend.ROOT) / "node_modules" / "axe-core" / "axe.min.js"
# Every look of a screen; an ordinary run takes two, in which each width and each scheme comes once.
LOOKS: dict[tuple[int, str], Sequence[pytest.MarkDecorator]] = {
    (1280, "light"): [],
    (360, "dark"): [],
    (1280, "dark"): [pytest.mark.long],
    (360, "light"): [pytest.mark.long],
}
in_each_look = pytest.mark.parametrize(("width", "scheme"), [pytest.param(*look, marks=m) for look, m in LOOKS.items()])
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RULES |= {"resultTypes": ["violations"]}  # what is in order would be told at length
TELL = "violations.map(one => [one.id, one.nodes.map(node => node.html)])"
SHARED = ["/sounds/add/", "/menus/add/", "/callers/add/", "/watch/past/1/", "/people/1/route/"]
BILLING = ["/settings/prices/", "/settings/invoice/", "/people/1/"]


@pytest.fixture
def examined(chromium: Browser, panel: Panel) -> Iterator[Page]:
    """A page into which axe may be put, which our own content policy would refuse."""
    context = chromium.new_context(base_url=panel.url, bypass_csp=True)
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


def findings(page: Page) -> list[tuple[str, Any]]:
    """The rules that are broken, with what breaks them."""
    found: list[tuple[str, Any]] = page.evaluate(f"async rules => (await axe.run(document, rules)).{TELL}", RULES)
    return found


@in_each_look
def test_axe_finds_nothing(examined: Page, panel: Panel, scheme: Any, width: int) -> None:
    examined.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    examined.set_viewport_size({"width": width, "height": 800})
    examined.goto("/sign-in/")
    assert findings(examined) == []
    sign_in(examined, panel)
    for screen in [
        *SCREENS,
        "/simulator/?caller=1&to=&at=",
        "/reports/hours/",
        "/reports/1/",
        "/nowhere/",
        *SHARED,
        *BILLING,
    ]:
        examined.goto(screen)
        assert findings(examined) == [], screen
    examined.goto("/settings/invoice/")  # has little under the open menu: what one half covers counts as small
    examined.locator("details.profile summary").click()
    assert findings(examined) == []
