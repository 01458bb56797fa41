"""One person's first sign-in on the whole real thing: panel, switch, a telephone that rings, an app that is pushed to.

The code is understood from the sound of the call alone. The push service is the test's own, and what comes there
reaches the service worker by the browser's debugging protocol: no push service of a browser's maker can be reached.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.run import environment
from belplan.run.demo.telephone import Answer, Telephone
from tests.browser.first_sign_in import OPERATOR
from tests.browser.first_sign_in import PASSWORD as OPERATORS_PASSWORD
from tests.browser.signing_in import CODE_URL, give_password
from tests.browser.test_app import SUBSCRIBES, AppPanel, Mobile
from tests.browser.test_signing_in import sign_out
from tests.identity.push.receiver import App, PushService, push_service
from tests.phones.asterisk import CARRIER_ADDRESS
from tests.phones.code_line import Listener
from tests.run.test_ports import on_free_ports
from tests.run.test_up import Installation

pytestmark = pytest.mark.browser

PASSWORD = "sneeuw op donderdag"
APP = "Mijn mobiel"  # as it is called where nobody gives it a name
CALL_EVERY = 31.0  # seconds between two calls to a number, and a little
ROOT = Path(__file__).parents[2]
POSTGRESQL = '. scripts/postgresql; work=$1; "$2_postgresql" "$work/postgresql"'


@dataclass
class Line:
    """The person's mobile behind the trunk, on a loop of its own, and the ear at it."""

    telephone: Telephone
    loop: asyncio.AbstractEventLoop
    ear: Listener
    rang: float = 0.0

    def code(self) -> str:
        """Hear the next call to its end: the code, which was read twice in Dutch."""
        call = self._does(self.telephone.rings(20))
        self.rang = time.monotonic()
        self._does(call.ended(60))
        first, _ = self.ear.understands(call, "nl", "code_intro", 4)
        again, _ = self.ear.understands(call, "nl", "code_again", 4)
        assert first == again
        return first

    def may_ring_again(self) -> None:
        time.sleep(max(0.0, self.rang + CALL_EVERY - time.monotonic()))

    def _does(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(90)


@contextmanager
def line(data: Path, variables: dict[str, str]) -> Iterator[Line]:
    """The mobile, at an address of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    telephone = Telephone.start(name="mobile", folder=data, user="mobile", address=CARRIER_ADDRESS, on_ring=Answer(0.5))
    try:
        opened = asyncio.run_coroutine_threadsafe(telephone.__aenter__(), loop).result(20)
        yield Line(opened, loop, Listener(environment.read({**os.environ, **variables})))
        asyncio.run_coroutine_threadsafe(telephone.__aexit__(None, None, None), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def database(kind: str) -> Iterator[dict[str, str]]:
    """Variables that lead to a database of its own."""
    if kind == "sqlite":
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="belplan-") as work:
        Path(work).chmod(0o755)  # the database server may be another user
        words = ["bash", "-c", POSTGRESQL, "-", work]
        try:
            told = subprocess.run([*words, "start"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
            yield {"DATABASE_URL": told.stdout.strip()}
        finally:
            subprocess.run([*words, "end"], cwd=ROOT, check=True)  # noqa: S603


class OnDatabase(Installation):
    """An installation that may use another database than its own file."""

    def words(self, *words: str) -> dict[str, Any]:
        told = super().words(*words)
        return {**told, "env": {**told["env"], **self.variables}}

    def arrange(self, *words: str) -> None:
        env = self.words()["env"]
        subprocess.run([sys.executable, "-m", "tests.browser.first_sign_in", *words], env=env, check=True)  # noqa: S603


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def here(request: pytest.FixtureRequest) -> Iterator[OnDatabase]:
    with database(request.param) as variables, tempfile.TemporaryDirectory(prefix="belplan-") as data:
        variables |= on_free_ports(BELPLAN_DATA=data, BELPLAN_RTP_FIRST="25000", BELPLAN_RTP_LAST="25999")
        variables |= {"DJANGO_SETTINGS_MODULE": "tests.browser.first_sign_in"}
        it = OnDatabase(Path(data), variables)
        try:
            began = it.types("up", "--background")
            assert began.returncode == 0, began.stdout + began.stderr
            assert (it.data / "belplan.sqlite3").exists() == (request.param == "sqlite")
            it.arrange("operator")
            yield it
        finally:
            it.types("down")
            left = it.processes()
            for process in left:
                process.kill()
            assert not left


@pytest.fixture
def mobile(here: OnDatabase) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder, line(Path(folder), here.variables) as telephone:
        yield telephone


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


def browser_page(chromium: Browser, here: OnDatabase, app: App | None = None) -> Page:
    url = f"http://localhost:{here.variables['BELPLAN_PORT']}"
    context = chromium.new_context(base_url=url, permissions=["notifications"] if app else [])
    context.set_default_timeout(15_000)
    if app:
        keys = {"p256dh": app.subscription["p256dh"], "auth": app.subscription["auth"]}
        context.add_init_script(SUBSCRIBES % json.dumps({"endpoint": app.subscription["endpoint"], "keys": keys}))
    return context.new_page()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Bevestigen").click()


def operator_makes_the_company(page: Page) -> str:
    """The one-time password of its first administrator."""
    give_password(page, OPERATOR, OPERATORS_PASSWORD)
    expect(page.locator("#menu")).to_be_attached()
    page.goto("/companies/add/")
    page.get_by_label("Bedrijfsnaam").fill("Slagerij Jan")
    page.get_by_label("Loginafkorting").fill("slagerij")
    page.get_by_label("Eerste nummers").fill("02 580 51 00")
    page.get_by_label("Naam van de eerste beheerder").fill("Jan Mertens")
    page.get_by_label("Intern nummer van de beheerder").fill("201")
    page.get_by_label("E-mail van de beheerder").fill("jan@slagerij.example")
    page.get_by_role("button", name="Bedrijf toevoegen").click()
    expect(page.get_by_role("heading", name="Slagerij Jan staat klaar")).to_be_visible()
    password = page.locator("dd code").last.inner_text()
    sign_out(page)
    return password


def signs_in_for_the_first_time(page: Page, password: str, mobile: Line) -> None:
    give_password(page, "201.slagerij", password)
    page.get_by_role("link", name="Telefoonoproep").click()
    page.get_by_label("Telefoonnummer").fill("0475 11 22 33")
    page.get_by_role("button", name="Bel me").click()
    type_code(page, mobile.code())
    page.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
    page.locator("form:has([name=new]) button.btn-primary").click()
    expect(page.locator(".company")).to_contain_text("Beheerderspaneel")


def opens_edit_2fa(page: Page, mobile: Line) -> None:
    mobile.may_ring_again()
    page.goto("/my/profile/")
    page.get_by_role("link", name="Bewerk 2FA").last.click()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    type_code(page, mobile.code())
    expect(page.get_by_text("Zorg dat je meer dan één methode hebt")).to_be_visible()


def adds_an_authenticator(page: Page) -> None:
    page.get_by_role("link", name="Toevoegen").click()
    page.get_by_role("button", name="Authenticator-app").click()
    type_code(page, pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", "")).now())
    expect(page.get_by_role("listitem").filter(has_text="Authenticator-app")).to_be_visible()


def code_by_push(app: Mobile, service: PushService, count: int) -> str:
    """The code that the app shows once the push service has got message number `count` and passed it on."""
    deadline = time.monotonic() + 15
    while len(service.posts) < count:
        assert time.monotonic() < deadline, "nothing was pushed"
        time.sleep(0.1)
    pushed = app.app.opens(service.posts[count - 1].body)
    code = str(json.loads(pushed)["code"])
    app.push(pushed)
    expect(app.page.locator("[data-code]")).to_have_text(code)
    assert app.notification(f"{code} is je code")["tag"] == "code"
    return str(app.page.locator("[data-code]").inner_text())


def adds_the_app_and_prefers_it(page: Page, app: Mobile, service: PushService) -> None:
    page.get_by_role("link", name="Toevoegen").click()
    page.locator("a.way[href$='/app/']").click()
    app.link(page.locator(".link-app .h2").inner_text())
    expect(page).to_have_url(CODE_URL)
    type_code(page, code_by_push(app, service, 1))
    listed = page.get_by_role("listitem").filter(has_text=APP)
    listed.get_by_role("button", name="Eerste keuze maken").click()
    expect(listed).to_contain_text("eerste keuze")


def test_from_the_operator_to_a_sign_in_by_push(
    chromium: Browser, here: OnDatabase, mobile: Line, service: PushService
) -> None:
    page, app = browser_page(chromium, here), service.app()
    url = f"http://localhost:{here.variables['BELPLAN_PORT']}"
    password = operator_makes_the_company(page)
    host, _, port = mobile.telephone.address.rpartition(":")
    here.arrange("trunk", "slagerij", host, port)
    signs_in_for_the_first_time(page, password, mobile)
    opens_edit_2fa(page, mobile)
    adds_an_authenticator(page)
    theirs = Mobile(AppPanel(url, here.data, {}), browser_page(chromium, here, app), app, [])
    adds_the_app_and_prefers_it(page, theirs, service)
    sign_out(page)
    give_password(page, "201.slagerij", PASSWORD)
    type_code(page, code_by_push(theirs, service, 2))
    expect(page.locator(".company")).to_contain_text("Beheerderspaneel")
    for context in (page.context, theirs.page.context):
        context.close()
