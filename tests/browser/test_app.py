"""The app on a telephone, in a real browser: linked once, told a code by push, and nothing left of it afterwards.

No push service of a browser's maker can be reached here. So the browser subscribes with a key of the test at a push
service of the test; what comes there is decrypted, and handed to the service worker by the debugging protocol.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from belplan.run import catalogues, frontend
from tests.browser.app_panel import LINKS
from tests.browser.conftest import free_port, served
from tests.browser.test_accessible import AXE, findings, in_each_look
from tests.identity.push.receiver import App, PushService, push_service

pytestmark = pytest.mark.browser

SUBSCRIBES = """
    const made = %s;
    let now = null;
    const own = { toJSON: () => made, options: { applicationServerKey: null }, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async (options) => {
      own.options.applicationServerKey = options.applicationServerKey.buffer;
      window.asked = options;
      return now = own;
    };
    PushManager.prototype.getSubscription = async () => now;
"""

NOTIFICATIONS = """async (title) => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    const told = shown.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
    return told.some((one) => one.title === title) && told;
}"""


def until(page: Page, script: str, argument: Any = None) -> Any:
    """What a script finds, once it finds something. Asked from outside: the page's policy forbids what waits inside."""
    for _ in range(200):
        if found := page.evaluate(script, argument):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(script)


@dataclass
class AppPanel:
    """The panel, its data, and what was set aside there."""

    url: str
    data: Path
    env: dict[str, str]

    @property
    def codes(self) -> list[str]:
        codes: list[str] = json.loads((self.data / LINKS).read_text())
        return codes

    def ask_for_code(self) -> None:
        subprocess.run([sys.executable, "-m", "tests.browser.app_panel", "ask"], env=self.env, check=True)


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppPanel]:
    frontend.build(lambda _: None)
    catalogues.compile()
    data = tmp_path_factory.mktemp("data")
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": str(data)}
    with served(["tests.browser.app_panel", "serve"], free_port(), env) as url:
        yield AppPanel(url, data, env)


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@dataclass
class Mobile:
    """A telephone with the app, and the key to what is pushed to it."""

    panel: AppPanel
    page: Page
    app: App
    complaints: list[str]
    registrations: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._debugger: CDPSession = self.page.context.new_cdp_session(self.page)
        self._debugger.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._debugger.send("ServiceWorker.enable")

    def _note(self, told: dict[str, Any]) -> None:
        self.registrations += told["registrations"]

    def push(self, message: bytes) -> None:
        """What its push service would hand to the browser."""
        ours = next(r for r in self.registrations if r["scopeURL"].endswith("/app/"))
        about = {"origin": self.panel.url, "registrationId": ours["registrationId"], "data": message.decode()}
        self._debugger.send("ServiceWorker.deliverPushMessage", about)

    def notification(self, title: str) -> dict[str, Any]:
        """The one notification on its screen, once it has this title."""
        shown = until(self.page, NOTIFICATIONS, title)
        assert len(shown) == 1
        return dict(shown[0])

    def link(self, code: str) -> None:
        self.page.goto(f"/app/#{code}")
        self.page.reload()
        self.page.get_by_role("button", name="Koppelen").click()


@pytest.fixture
def context(chromium: Browser, panel: AppPanel) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=panel.url, viewport={"width": 390, "height": 800}, permissions=["notifications"]
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def mobile(context: BrowserContext, panel: AppPanel, service: PushService) -> Iterator[Mobile]:
    app = service.app()
    keys = {"p256dh": app.subscription["p256dh"], "auth": app.subscription["auth"]}
    context.add_init_script(SUBSCRIBES % json.dumps({"endpoint": app.subscription["endpoint"], "keys": keys}))
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Mobile(panel, page, app, complaints)
    assert complaints == []


def message(code: str = "4071", *, seconds: float = 30, show: bool = True) -> bytes:
    ends = int((time.time() + seconds) * 1000)
    title = f"{code} is je code" if show else "Er is een code voor je"
    return json.dumps(
        {"code": code, "ends": ends, "title": title, "body": "Om je aan te melden", "show": show}
    ).encode()


def test_a_telephone_is_linked_and_shows_the_code_that_was_pushed(
    mobile: Mobile, panel: AppPanel, service: PushService
) -> None:
    mobile.link(panel.codes[0])
    expect(mobile.page.get_by_role("heading", name="Deze telefoon is gekoppeld")).to_be_visible()
    assert "#" not in mobile.page.url
    assert mobile.page.evaluate("window.asked.userVisibleOnly")
    panel.ask_for_code()
    pushed = mobile.app.opens(service.posts[-1].body)
    code = json.loads(pushed)["code"]
    mobile.push(pushed)
    expect(mobile.page.locator("[data-code]")).to_have_text(code)
    assert mobile.notification(f"{code} is je code")["tag"] == "code"


def test_a_link_works_once(mobile: Mobile, panel: AppPanel) -> None:
    for code in (panel.codes[0], "AAAA-BBBB-CCCC-DDDD"):
        mobile.link(code)
        expect(mobile.page.get_by_role("alert")).to_contain_text("Deze link is al gebruikt")
    told = [text for text in mobile.complaints if "422" in text]
    assert mobile.complaints == told, "the browser tells of the refusals, and of nothing else"
    mobile.complaints.clear()


def test_a_company_may_keep_the_code_out_of_the_notification(mobile: Mobile) -> None:
    mobile.page.goto("/app/")
    expect(mobile.page.get_by_role("heading", name="Deze telefoon koppelen")).to_be_visible()
    until(mobile.page, "() => Boolean(navigator.serviceWorker.controller)")
    mobile.push(message("8305", show=False))
    expect(mobile.page.locator("[data-code]")).to_have_text("8305")
    assert "8305" not in json.dumps(mobile.notification("Er is een code voor je"))


def test_a_newer_code_takes_the_place_of_the_older(mobile: Mobile) -> None:
    mobile.page.goto("/app/")
    until(mobile.page, "() => Boolean(navigator.serviceWorker.controller)")
    for code in ("1111", "2222"):
        mobile.push(message(code))
        expect(mobile.page.locator("[data-code]")).to_have_text(code)
        mobile.notification(f"{code} is je code")


def test_the_app_opened_afterwards_shows_the_code_until_its_time_is_over(mobile: Mobile) -> None:
    mobile.page.goto("/app/")
    until(mobile.page, "() => Boolean(navigator.serviceWorker.controller)")
    mobile.page.goto("/sign-in/")
    mobile.push(message("4071", seconds=4))
    mobile.page.goto("/app/")
    expect(mobile.page.locator("[data-code]")).to_have_text("4071")
    expect(mobile.page.locator("[data-code]")).to_be_hidden()
    until(mobile.page, "async () => !(await (await navigator.serviceWorker.ready).getNotifications()).length")
    until(mobile.page, "async () => !(await caches.keys()).length")
    mobile.page.reload()
    expect(mobile.page.locator("[data-code]")).to_be_hidden()
    assert mobile.page.locator("[data-code]").text_content() == ""


def test_forbidden_notifications_are_told(chromium: Browser, panel: AppPanel) -> None:
    context = chromium.new_context(base_url=panel.url, permissions=[])
    page = context.new_page()
    page.goto("/app/#ABCD-EFGH-JKLM-NPQR")
    page.get_by_role("button", name="Koppelen").click()
    expect(page.get_by_role("alert")).to_contain_text("Meldingen zijn verboden")
    context.close()


def test_a_browser_finds_nothing_wrong_with_installing_it(mobile: Mobile) -> None:
    mobile.page.goto("/app/")
    debugger = mobile.page.context.new_cdp_session(mobile.page)
    manifest = debugger.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["start_url"] == "/app/"
    faults = [e["errorId"] for e in debugger.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [fault for fault in faults if fault != "in-incognito"] == []


@in_each_look
def test_axe_finds_nothing(chromium: Browser, panel: AppPanel, scheme: Any, width: int, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=panel.url, bypass_csp=True, permissions=["notifications"])
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/app/")
    for part in ("link", "code", "waiting", "install"):
        page.evaluate(
            """(name) => {
                for (const one of document.querySelectorAll("[data-part]")) one.hidden = one.dataset.part !== name;
                document.querySelector("[data-code]").textContent = "4071";
            }""",
            part,
        )
        assert findings(page) == [], part
    context.close()
