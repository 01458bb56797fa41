"""Every list of the panel, empty, with one row and with a thousand, on a narrow dark screen: axe finds nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.run import catalogues, frontend
from tests.browser.conftest import free_port, served
from tests.browser.full_lists import PASSWORD
from tests.browser.signing_in import give_password
from tests.browser.test_accessible import AXE, findings

pytestmark = pytest.mark.browser

LISTS = ["/", "/people/", "/users/", "/devices/", "/plans/", "/hours/", "/menus/", "/sounds/", "/callers/", "/numbers/"]
LISTS += ["/phonebook/", "/my/phonebook/", "/my/", "/reports/", "/settings/", "/settings/prices/", "/settings/invoice/"]
OF_OPERATOR = ["/companies/", "/companies/add/", "/companies/demo/trunks/carrier/"]
OF_COMPANY = ["/companies/{}/", "/companies/{}/numbers/", "/companies/{}/limits/", "/companies/{}/trunks/add/"]
WIDTH = 360


@dataclass(frozen=True)
class Full:
    """Where the panel is served, and which companies it has."""

    url: str
    companies: tuple[str, ...]


@pytest.fixture(
    scope="module", params=[("leeg", "een"), pytest.param(("vol",), marks=pytest.mark.long)], ids=" and ".join
)
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    frontend.build()
    catalogues.compile()
    data = tmp_path_factory.mktemp("lists")
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": str(data)}
    with served(["tests.browser.full_lists", *request.param], free_port(), env) as url:
        yield Full(url, request.param)


@pytest.fixture
def examined(chromium: Browser, full: Full) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=full.url, bypass_csp=True, color_scheme="dark", reduced_motion="reduce",
        viewport={"width": WIDTH, "height": 740},
    )  # fmt: skip
    context.add_init_script(path=Path(AXE))
    yield context.new_page()
    context.close()


def test_every_list_fits_and_can_be_used_by_all(examined: Page, full: Full) -> None:
    for company in full.companies:
        signed_in(examined, f"baas.{company}")
        assert wrong_among(examined, LISTS) == []
        examined.context.clear_cookies()


def test_so_do_the_operators(examined: Page, full: Full) -> None:
    signed_in(examined, "op.platform")
    pages = [page.format(company) for company in full.companies for page in OF_COMPANY]
    assert wrong_among(examined, [*OF_OPERATOR, *pages]) == []


def signed_in(page: Page, login: str) -> None:
    give_password(page, login, PASSWORD)
    expect(page.locator("#menu")).to_be_attached()


def wrong_among(examined: Page, pages: Sequence[str]) -> list[Any]:
    """Each page that does not come, is too wide, or breaks one of axe's rules."""
    wrong = []
    for page in pages:
        answer = examined.goto(page)
        width = examined.evaluate("document.documentElement.scrollWidth")
        found = findings(examined)
        if not answer or answer.status != 200 or width > WIDTH or found:
            wrong.append((page, answer and answer.status, width, found))
    return wrong
