"""Every list of the panel, empty, with one row and with a thousand, on a narrow dark screen: axe finds nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from belplan.run import catalogues, frontend
from tests.browser.conftest import free_port, served
from tests.browser.full_lists import COMPANIES, PASSWORD
from tests.browser.signing_in import give_password
from tests.browser.test_accessible import AXE, findings

pytestmark = pytest.mark.browser

LISTS = ["/", "/people/", "/users/", "/devices/", "/plans/", "/hours/", "/menus/", "/sounds/", "/callers/", "/numbers/"]
LISTS += ["/phonebook/", "/my/phonebook/", "/my/", "/reports/", "/settings/", "/settings/prices/", "/settings/invoice/"]
OF_OPERATOR = ["/companies/", "/companies/add/"]
OF_OPERATOR += [f"/companies/{key}/{page}" for key in COMPANIES for page in ("", "numbers/")]
OF_OPERATOR += ["/companies/leeg/limits/", "/companies/leeg/trunks/add/", "/companies/demo/trunks/carrier/"]
WIDTH = 360


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    frontend.build()
    catalogues.compile()
    data = tmp_path_factory.mktemp("lists")
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": str(data)}
    with served(["tests.browser.full_lists"], free_port(), env) as url:
        yield url


@pytest.fixture
def examined(chromium: Browser, full: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=full, bypass_csp=True, color_scheme="dark", reduced_motion="reduce",
        viewport={"width": WIDTH, "height": 740},
    )  # fmt: skip
    context.add_init_script(path=Path(AXE))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("login", "pages"),
    [*((f"baas.{key}", LISTS) for key in COMPANIES), ("op.platform", OF_OPERATOR)],
    ids=[*COMPANIES, "operator"],
)
def test_every_list_fits_and_can_be_used_by_all(examined: Page, login: str, pages: list[str]) -> None:
    give_password(examined, login, PASSWORD)
    expect(examined.locator("#menu")).to_be_attached()
    wrong = []
    for page in pages:
        answer = examined.goto(page)
        width = examined.evaluate("document.documentElement.scrollWidth")
        found = findings(examined)
        if not answer or answer.status != 200 or width > WIDTH or found:
            wrong.append((page, answer and answer.status, width, found))
    assert wrong == []
