"""A panel served for real, and Debian's Chromium to look at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from belplan.run import catalogues, frontend

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Panel:
    """Where the panel is served, and who may sign in."""

    url: str
    passwords: dict[str, str]
    data: Path


@pytest.fixture(scope="session")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Panel]:
    frontend.build()
    catalogues.compile()
    data, port = tmp_path_factory.mktemp("data"), free_port()
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": str(data)}
    with served(["tests.browser.serve"], port, env) as url:
        kept = json.loads((data / "demo-sign-ins.json").read_text())
        yield Panel(url, {entry["login"]: entry["password"] for entry in kept}, data)


@contextmanager
def served(module: list[str], port: int, env: dict[str, str]) -> Iterator[str]:
    """A web process of this module, from when it answers; its address."""
    process = subprocess.Popen([sys.executable, "-m", *module, str(port)], env=env)  # noqa: S603
    try:
        url = f"http://localhost:{port}"
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    assert found, "These tests need Debian's package chromium: apt-get install chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said: refused scripts and styles, errors, missing files."""
    return []


@pytest.fixture
def browsing(chromium: Browser, panel: Panel) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=panel.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browsing: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    page = browsing.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    # A form with a slip in it is answered by 422, which the browser notes although nothing is amiss.
    assert [c for c in complaints if "status of 422" not in c] == []


@pytest.fixture
def chromium_without_scripts(chromium: Browser, panel: Panel) -> Iterator[Page]:
    context = chromium.new_context(base_url=panel.url, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web process ended while it started"
        try:
            urllib.request.urlopen(f"{url}/sign-in/", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
