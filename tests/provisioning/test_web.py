"""Through the whole web process: no page, redirect or header of another view tells what there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from belplan.exchange.models import Device
from belplan.provisioning.models import Miss
from belplan.provisioning.opening import enable, renew_company_address
from belplan.provisioning.phones import company_base
from belplan.tenancy.models import Company
from tests.provisioning.telephone import AGENT, MAC

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def path_of(base: str) -> str:
    return base.removeprefix("https://panel.example.com")


def test_a_telephone_fetches_its_file(acme: Company, desk: Device, client: Client) -> None:
    enable(desk, timezone.now())
    answer = client.get(f"{path_of(company_base(acme))}{MAC}.cfg", headers={"user-agent": AGENT})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert desk.secret in answer.content.decode()
    assert "Set-Cookie" not in answer.headers
    again = client.get(answer.request["PATH_INFO"], headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_head_request_tells_no_more_than_that_it_is_there(acme: Company, desk: Device, client: Client) -> None:
    enable(desk, timezone.now())
    answer = client.head(f"{path_of(company_base(acme))}{MAC}.cfg")
    assert (answer.status_code, answer.content) == (200, b"")


def test_every_miss_is_the_same_answer(acme: Company, desk: Device) -> None:
    late = enable(desk, timezone.now() - timedelta(hours=25))
    right = path_of(company_base(acme))
    asked = [
        f"/provision/{'0' * 32}/{MAC}.cfg",
        f"{right}{MAC}.cfg",
        f"{right}805ec0000000.cfg",
        f"{right}{MAC}.cfg/",
        f"{right}x\ny",
        f"{right}%2e%2e/{MAC}.cfg",
        f"/provision/{late.token}/{MAC}.cfg",
        f"/provision/{late.token}",
        "/provision//",
        "/provision/",
    ]
    strict = Client(enforce_csrf_checks=True)
    seen = {(a.status_code, tuple(sorted(a.headers.items())), a.content) for a in map(strict.get, asked)}
    seen |= {(a.status_code, tuple(sorted(a.headers.items())), a.content) for a in map(strict.post, asked[:1])}
    assert len(seen) == 1
    (status, headers, body), *_ = seen
    assert (status, body) == (404, b"Not found\n")
    assert "Location" not in dict(headers)


def test_a_renewed_address_makes_the_old_one_a_miss(acme: Company, desk: Device, client: Client) -> None:
    enable(desk, timezone.now())
    old = path_of(company_base(acme))
    renew_company_address(acme)
    assert client.get(f"{old}{MAC}.cfg").status_code == 404
    assert client.get(f"{path_of(company_base(acme))}{MAC}.cfg").status_code == 200
    assert Miss.objects.count() == 1
