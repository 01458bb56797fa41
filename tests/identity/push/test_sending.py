"""Messages to the app: readable by that app alone, signed by us, sent to nobody's inner network."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from belplan.identity.push import addresses, keys, sending
from tests.identity.push.receiver import App, PushService, claims_of

pytestmark = pytest.mark.fast


def test_the_app_reads_what_was_sent(service: PushService) -> None:
    app = service.app()
    sending.send(app.subscription, b'{"code": "4071"}')
    (post,) = service.posts
    assert json.loads(app.opens(post.body)) == {"code": "4071"}
    assert b"4071" not in post.body


def test_nobody_else_reads_it(service: PushService) -> None:
    sending.send(service.app().subscription, b"4071")
    with pytest.raises(InvalidTag):
        service.app().opens(service.posts[0].body)


def test_it_is_urgent_and_forgotten_after_thirty_seconds(service: PushService) -> None:
    sending.send(service.app().subscription, b"4071")
    headers = service.posts[0].headers
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("30", "high", "code")
    assert headers["content-encoding"] == "aes128gcm"


def test_the_push_service_knows_who_sends(service: PushService, data: Path) -> None:
    sending.send(service.app().subscription, b"4071")
    claims, key = claims_of(service.posts[0].headers["authorization"])
    assert claims["aud"] == service.url
    assert claims["sub"].startswith("mailto:")
    assert time.time() < claims["exp"] < time.time() + 24 * 3600
    assert key == keys.public(data)


def test_the_key_is_made_once_and_readable_by_its_owner_only(data: Path) -> None:
    path = keys.ensure(data)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.ensure(data).read_bytes() == before
    assert [file.name for file in data.iterdir()] == [path.name]


@pytest.mark.parametrize("status", [404, 410])
def test_an_app_that_is_gone(service: PushService, status: int) -> None:
    service.status = status
    with pytest.raises(sending.Gone):
        sending.send(service.app().subscription, b"4071")


@pytest.mark.parametrize("status", [400, 403, 413, 429, 500, 503])
def test_a_push_service_that_refuses(service: PushService, status: int) -> None:
    service.status = status
    with pytest.raises(sending.NotSent) as problem:
        sending.send(service.app().subscription, b"4071")
    assert not isinstance(problem.value, sending.Gone)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(service: PushService, status: int) -> None:
    service.status, service.goes_to = status, f"{service.url}/elsewhere"
    with pytest.raises(sending.NotSent):
        sending.send(service.app().subscription, b"4071")
    assert [post.path for post in service.posts] == ["/ann"]


def test_a_push_service_that_never_answers(service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 0.3)
    service.silent.set()
    began = time.monotonic()
    with pytest.raises(sending.NotSent):
        sending.send(service.app().subscription, b"4071")
    assert time.monotonic() - began < 2


def test_five_seconds_are_the_most() -> None:
    assert sending.TIMEOUT == 5.0


def test_a_push_service_that_is_down(service: PushService) -> None:
    away = App("http://127.0.0.1:9/ann")
    with pytest.raises(sending.NotSent):
        sending.send(away.subscription, b"4071")


# Where nothing is ever sent

INSIDE = ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]  # noqa: S104
INSIDE_V6 = ["::", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"]


@pytest.mark.parametrize("host", [*INSIDE, *(f"[{address}]" for address in INSIDE_V6)])
def test_an_address_of_an_inner_network_is_refused(host: str) -> None:
    with pytest.raises(addresses.NotAllowed):
        addresses.check(f"https://{host}/push")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.1.2.3"])
def test_this_machine_is_reached_by_tests_only(settings: Settings, host: str) -> None:
    addresses.check(f"http://{host}:8080/push")
    settings.BELPLAN_PUSH_LOOPBACK = False
    for scheme in ("http", "https"):
        with pytest.raises(addresses.NotAllowed):
            addresses.check(f"{scheme}://{host}:8080/push")


@pytest.mark.parametrize("name", ["localhost", "2130706433", "127.1", "0x7f.1"])
def test_a_name_that_leads_to_this_machine_is_not_followed(
    service: PushService, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings.BELPLAN_PUSH_LOOPBACK = False
    port = service.url.rpartition(":")[2]
    monkeypatch.setattr(addresses, "check", lambda _: None)
    with pytest.raises(sending.NotSent):
        sending.send(App(f"http://{name}:{port}/ann").subscription, b"4071")
    assert service.posts == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example.com/a",
        "ftp://push.example.com/a",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@push.example.com/",
        "https://push.example.com/#a",
        "https://push.example.com:99999/",
        "https://push.example.com/\n",
        f"https://push.example.com/{'a' * 2000}",
    ],
)
def test_what_no_browser_gives_is_refused(endpoint: str) -> None:
    with pytest.raises(addresses.NotAllowed):
        addresses.check(endpoint)


def test_the_push_services_of_browsers_are_fine(settings: Settings) -> None:
    settings.BELPLAN_PUSH_LOOPBACK = False
    for endpoint in ("https://fcm.googleapis.com/fcm/send/a:b", "https://updates.push.services.mozilla.com/wpush/v2/a"):
        addresses.check(endpoint)
