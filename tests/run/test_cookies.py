"""Cookies: bound to the host and to TLS where the panel is reached by https, plain on a machine of one's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from belplan.run.environment import EnvironmentProblem, read

pytestmark = pytest.mark.processes

SHOW = """
import json
from belplan.run import settings as s
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "SESSION_COOKIE_HTTPONLY", "CSRF_TRUSTED_ORIGINS")
print(json.dumps({name: getattr(s, name, None) for name in names} | {"hosts": s.ALLOWED_HOSTS}))
"""


def settings_with(url: str, data: Path) -> dict[str, object]:
    env = os.environ | {"BELPLAN_URL": url, "BELPLAN_DATA": str(data)}
    shown = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, object] = json.loads(shown.stdout)
    return found


def test_under_https_they_are_secure_and_of_this_host_alone(tmp_path: Path) -> None:
    found = settings_with("https://panel.example.com", tmp_path)
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SESSION_COOKIE_HTTPONLY"] is True
    # Browsers take a __Host- cookie only without a domain and with the path / (Django's defaults).
    assert found["SESSION_COOKIE_DOMAIN"] is None
    assert found["SESSION_COOKIE_PATH"] in (None, "/")
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://panel.example.com"]
    assert "panel.example.com" in str(found["hosts"])


def test_on_ones_own_machine_plain_http_works(tmp_path: Path) -> None:
    found = settings_with("", tmp_path)
    assert found["SESSION_COOKIE_NAME"] is found["SESSION_COOKIE_SECURE"] is None


@pytest.mark.parametrize("url", ["panel.example.com", "ftp://panel.example.com", "https://", "https://x.example/panel"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(EnvironmentProblem, match="BELPLAN_URL"):
        read({"BELPLAN_URL": url})
