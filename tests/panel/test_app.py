"""The app's own pages: for everybody, holding nothing of anybody, and strict about what they run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from belplan.identity import app_links
from belplan.identity.models import Account, Attempt, Purpose
from belplan.panel import built
from belplan.panel.app import linking
from tests.companies import make_company
from tests.identity.people import make_account
from tests.identity.push.receiver import App

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.BELPLAN_PUSH_LOOPBACK = True


@pytest.fixture
def attempt() -> Attempt:
    now = timezone.now()
    return Attempt.objects.create(
        account=make_account(make_company("demo")),
        purpose=Purpose.SIGN_IN,
        began=now,
        ends=now + timedelta(minutes=15),
        network="127.0.0.1",
    )


def test_the_page_may_run_its_worker_and_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get("/app/")
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_can_be_installed(client: Client) -> None:
    answer = client.get("/app/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/app/", "/app/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_its_worker_is_asked_for_anew(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = tmp_path / "service-worker.js"
    worker.write_text("self.x")
    monkeypatch.setattr(built, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(built, "_names", dict)
    answer = client.get("/app/service-worker.js")
    assert answer.content == b"self.x"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    worker.unlink()
    assert client.get("/app/service-worker.js").status_code == 404


def test_a_page_shows_a_link_and_a_telephone_uses_it(client: Client, attempt: Attempt) -> None:
    request = RequestFactory().get("/", headers={"host": "localhost:8000"})
    link = linking.shown(request, attempt, timezone.now())
    assert link.url == f"http://localhost:8000/app/#{link.code}"
    assert link.qr.startswith("<svg")
    typed = {**App("http://127.0.0.1:9/ann").subscription, "name": "Mobile", "code": link.code}
    assert client.post("/app/link/", typed).status_code == 200
    factor = app_links.linked(attempt)
    assert factor
    assert factor.name == "Mobile"
    again = client.post("/app/link/", typed)
    assert (again.status_code, list(again.json())) == (422, ["problem"])


def test_no_other_page_has_another_site_link_a_telephone(attempt: Attempt) -> None:
    code = app_links.make(attempt, timezone.now())
    typed = {**App("http://127.0.0.1:9/ann").subscription, "code": code}
    assert Client(enforce_csrf_checks=True).post("/app/link/", typed).status_code == 403
    assert not Account.objects.get().factors.exists()


def test_a_wrong_subscription_is_told_with_the_mend(client: Client, attempt: Attempt) -> None:
    code = app_links.make(attempt, timezone.now())
    answer = client.post("/app/link/", {"code": code, "endpoint": "http://10.0.0.1/", "p256dh": "", "auth": ""})
    assert answer.status_code == 422
    assert "10.0.0.1" not in answer.json()["problem"]
