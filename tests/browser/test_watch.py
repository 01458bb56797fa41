"""An administrator sees a real call on the step where it is, sees it go, and is told when the exchange is away."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.callevents import StepEntered
from belplan.engine import door
from belplan.engine.journal_reader import read
from belplan.run.demo.company import MAIN_NUMBER
from belplan.run.demo.telephone import Telephone
from tests.browser.conftest import Panel
from tests.browser.test_accessible import AXE
from tests.browser.test_first_day import sign_in
from tests.browser.test_live_state import looked_at
from tests.run.test_up import Installation, here  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser

WIM = "32475112233"
SEEN_WITHIN = 1.0  # seconds


@pytest.fixture
def telephone_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def plan_page(chromium: Browser, here: Installation) -> Iterator[Page]:  # noqa: F811
    """The main number's plan, with its clock on a Sunday: callers hear an announcement of some seconds."""
    began = here.types("up", "--background")
    assert began.returncode == 0, began.stdout + began.stderr
    now = datetime.now(ZoneInfo("Europe/Brussels"))
    sunday = (now + timedelta(days=(6 - now.weekday()) % 7)).replace(hour=12)
    door.ask(here.data / "engine.sock", door.SetClock("demo", (sunday - now).total_seconds()))
    kept = json.loads((here.data / "demo-sign-ins.json").read_text())
    url = f"http://localhost:{here.variables['BELPLAN_PORT']}"
    context = chromium.new_context(base_url=url, bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_init_script(path=AXE)
    page = context.new_page()
    sign_in(page, Panel(url, {entry["login"]: entry["password"] for entry in kept}, here.data))
    page.goto("/plans/hoofdnummer/")
    yield page
    context.close()


def came_to(data: Path, step: str) -> float:
    """When the last call came to this step, by the journal: seconds since the epoch."""
    return [
        fact.at for fact, _ in read(data / "journal", "node1") if isinstance(fact, StepEntered) and fact.step == step
    ][-1]


def test_a_call_is_seen_on_its_step_within_a_second(
    plan_page: Page,
    here: Installation,  # noqa: F811
    telephone_loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
) -> None:
    def does(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, telephone_loop).result(60)

    expect(plan_page.get_by_text("Er zit nu niemand in dit belplan")).to_be_visible()
    starting = Telephone.start(name="wim", folder=tmp_path, user="wim", address="127.0.0.2")
    wim = does(starting.__aenter__())
    try:
        target = f"sip:{MAIN_NUMBER}@127.0.0.1:{here.variables['BELPLAN_SIP_PORT']}"
        call = does(wim.dial(target, from_user=WIM))
        lamp = plan_page.locator('.plan-step[data-place="2"] .live-call')
        lamp.wait_for()
        seen = time.time() - came_to(here.data, "2")
        assert seen < SEEN_WITHIN, seen
        expect(lamp).to_contain_text("0475 11 22 33")
        lamp.click()
        expect(plan_page.get_by_role("link", name="Naar het rapport van dit gesprek")).to_be_visible()
        expect(plan_page.locator('.plan-step[data-place="2"]')).to_have_class("plan-step lit")
        does(call.hang_up())
        expect(lamp).to_have_count(0, timeout=3000)
    finally:
        does(starting.__aexit__(None, None, None))
    looked_at(plan_page)
    os.kill(here.status()["parts"]["engine"]["pid"], signal.SIGKILL)
    line = plan_page.locator("[data-watch-line]")
    expect(line).to_contain_text("Niet live: de centrale antwoordt niet. We maken over 3 s opnieuw verbinding.")
    expect(line).to_have_text("Live", timeout=30_000)
