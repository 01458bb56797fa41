"""A company made from nothing: a colleague gets a telephone, which fetches its settings, and both call each other.

All of it is real: panel behind HTTPS, switch, engine and worker; the telephones are SIP telephones that know only what
the fetched file, or the panel's page, tells them.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.run.demo.telephone import SipAccount, Telephone
from tests.browser.conftest import free_port
from tests.browser.signing_in import give_password
from tests.browser.tls_front import context_of, tls_front
from tests.provisioning.test_registering import TRANSPORTS
from tests.run.test_ports import on_free_ports
from tests.run.test_up import Installation

pytestmark = pytest.mark.browser

HOST = "127.0.0.1"
MAC = "805ec0abcdef"
AGENT = "Yealink SIP-T54W 96.86.0.70 80:5e:c0:ab:cd:ef"
PASSWORD, OTHER_PASSWORD = "brood met kaas", "koek met boter"
BOTH_CALLS = "2 gesprekken: 2 opgenomen, 0 gemist"


@dataclass
class Office:
    """The installation behind its proxy, and the loop on which proxy and telephones live."""

    url: str
    it: Installation
    certificate: Path
    loop: asyncio.AbstractEventLoop
    open: AsyncExitStack
    folder: Path

    def does(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def telephone(self, name: str, account: SipAccount) -> Telephone:
        """A telephone that is signed in with this account."""
        started = Telephone.start(name=name, folder=self.folder, account=account)
        telephone: Telephone = self.does(self.open.enter_async_context(started))
        self.does(telephone.registered())
        return telephone

    def administrator(self) -> dict[str, str]:
        words = [sys.executable, "-m", "tests.browser.new_company"]
        told = subprocess.run(words, env=self.it.words()["env"], stdout=subprocess.PIPE, check=True)  # noqa: S603
        sign_in: dict[str, str] = json.loads(told.stdout)
        return sign_in


@pytest.fixture
def office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="belplan-") as data, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        variables = on_free_ports(BELPLAN_DATA=data, BELPLAN_RTP_FIRST="26000", BELPLAN_RTP_LAST="26999")
        variables["BELPLAN_URL"] = f"https://{HOST}:{port}"
        it, loop = Installation(Path(data), variables), asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        shown, certificate = context_of(Path(folder), HOST)
        here = Office(variables["BELPLAN_URL"], it, certificate, loop, AsyncExitStack(), Path(folder))
        try:
            here.does(here.open.enter_async_context(tls_front(port, int(variables["BELPLAN_PORT"]), shown)))
            began = it.types("up", "--background")
            assert began.returncode == 0, began.stdout + began.stderr
            yield here
        finally:
            here.does(here.open.aclose())
            it.types("down")
            left = it.processes()
            for process in left:
                process.kill()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
            assert not left


def at_the_panel(chromium: Browser, office: Office) -> Page:
    context = chromium.new_context(base_url=office.url, ignore_https_errors=True)
    context.set_default_timeout(15_000)
    return context.new_page()


def signs_in_first(page: Page, login: str, given: str, chosen: str) -> None:
    give_password(page, login, given)
    page.get_by_label("Nieuw wachtwoord").fill(chosen)
    page.locator("form:has([name=new]) button.btn-primary").click()
    expect(page.locator("#menu")).to_be_attached()


def adds_a_user(page: Page) -> list[str]:
    """Fred's login and first password."""
    page.goto("/people/add/")
    page.get_by_label("Naam", exact=True).fill("Fred Maes")
    page.get_by_label("Intern nummer").fill("250")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in")).to_contain_text("250.bakkerij")
    return page.locator("#sign-in code").all_inner_texts()


def adds_a_yealink(page: Page) -> str:
    """The address that the company's DHCP server tells it."""
    page.goto("/devices/add/?brand=yealink")
    page.get_by_label("Type", exact=True).select_option(label="SIP-T54W")
    page.get_by_label("Automatisch instellen").check()
    page.get_by_label("MAC-adres").fill("80-5E-C0-AB-CD-EF")
    page.keyboard.press("Enter")
    page.get_by_label("Naam van het toestel").fill("Bureau van Fred")
    page.get_by_label("Koppel aan gebruiker").select_option(label="Fred Maes (250)")
    page.get_by_role("button", name="Volgende").click()
    told = page.locator("#dhcp code").first.inner_text()
    page.get_by_role("button", name="Bevestigen en opslaan").click()
    expect(page.get_by_role("heading", name="Bureau van Fred")).to_be_visible()
    return told


def adds_a_telephone_by_hand(page: Page) -> SipAccount:
    """With what the page tells to type into it."""
    page.goto("/devices/add/?brand=generic")
    page.get_by_label("Naam van het toestel").fill("Toestel van Els")
    page.get_by_label("Koppel aan gebruiker").select_option(label="Els Maes (201)")
    page.get_by_role("button", name="Volgende").click()
    told = page.locator("#registration code")
    expect(told).to_have_count(4)
    user, secret, server, port = told.all_inner_texts()
    page.get_by_role("button", name="Bevestigen en opslaan").click()
    expect(page.get_by_role("heading", name="Toestel van Els")).to_be_visible()
    return SipAccount(user=user, secret=secret, server=f"{server}:{port}")


def fetches(office: Office, address: str) -> Mapping[str, str]:
    """As a Yealink does: the file with its MAC address in the name, over HTTPS, with a certificate that it trusts."""
    request = urllib.request.Request(f"{address}{MAC}.cfg", headers={"User-Agent": AGENT})  # noqa: S310
    trusted = ssl.create_default_context(cafile=str(office.certificate))
    with urllib.request.urlopen(request, timeout=20, context=trusted) as reply:  # noqa: S310
        text = reply.read().decode()
    return dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)


def account_in(settings: Mapping[str, str]) -> SipAccount:
    return SipAccount(
        user=settings["account.1.auth_name"],
        secret=settings["account.1.password"],
        server=f"{settings['account.1.sip_server.1.address']}:{settings['account.1.sip_server.1.port']}",
        transport=TRANSPORTS[settings["account.1.sip_server.1.transport_type"]],
    )


async def talks(caller: Telephone, number: str, called: Telephone) -> str:
    """Who the called telephone's display shows, once they talked."""
    call = await caller.dial(number)
    ringing = await called.rings()
    shown = ringing.display.shown
    await ringing.pick_up()
    await call.answered()
    await call.audio()
    await call.hang_up()
    await ringing.ended()
    return f"{shown.name} {shown.number}"


def sees(page: Page, address: str, *texts: str) -> None:
    """All of them on this page, which the worker may need a moment for."""
    page.goto(address)
    for _ in range(20):
        if all(text in page.locator("main").inner_text() for text in texts):
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError((address, texts, page.locator("main").inner_text()))


def test_a_colleague_calls_within_a_company_made_from_nothing(chromium: Browser, office: Office) -> None:
    els, page = office.administrator(), at_the_panel(chromium, office)
    signs_in_first(page, els["login"], els["password"], PASSWORD)
    login, first = adds_a_user(page)
    at_desk = office.telephone("desk", account_in(fetches(office, adds_a_yealink(page))))
    sees(page, page.url, "Aangemeld vanaf 127.0.0.1")
    by_hand = office.telephone("hand", adds_a_telephone_by_hand(page))

    assert office.does(talks(by_hand, "250", at_desk)) == "Els Maes 201"
    assert office.does(talks(at_desk, "201", by_hand)) == "Fred Maes 250"

    both = ("Els Maes → 250", "Fred Maes → 201")
    sees(page, "/", *both)
    sees(page, "/reports/", BOTH_CALLS)
    sees(page, "/my/reports/", BOTH_CALLS)
    sees(page, "/my/", "Fred Maes")
    his = at_the_panel(chromium, office)
    signs_in_first(his, login, first, OTHER_PASSWORD)
    sees(his, "/my/", "Els Maes")
    sees(his, "/my/reports/", BOTH_CALLS)
    for context in (page.context, his.context):
        context.close()
