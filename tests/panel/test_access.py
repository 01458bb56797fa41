"""House test: no page tells anything to somebody who is not signed in, or of one company to another's people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from belplan.records.models import CallRecord
from belplan.tenancy.models import Company
from tests.panel import example_calls

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OPEN = {"sign_in", "sign_out", "preferences:language", "preferences:theme", "provisioning:file"}  # tell nothing of anybody
FOR_USERS = {"dashboard:home", "reports:list", "reports:call"}


def named(patterns: list[URLPattern | URLResolver], within: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every URL name with the names of its arguments."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else within)
        else:
            assert pattern.name, f"{pattern} has no name"
            yield f"{within}{pattern.name}", list(pattern.pattern.converters)


URLS = [(name, arguments) for name, arguments in named(get_resolver().url_patterns) if name not in OPEN]


@pytest.fixture
def addresses(demo: Company) -> dict[str, str]:
    """Each page's address, about something that the demo company has."""
    example_calls.missed_on_sunday("demo", datetime(2026, 11, 22, 14, tzinfo=UTC))
    known = {"key": "hoofdnummer", "number": CallRecord.objects.for_company(demo).get().pk}
    return {name: reverse(name, kwargs={a: known[a] for a in arguments}) for name, arguments in URLS}


def test_somebody_unknown_is_taken_to_the_sign_in_page(client: Client, addresses: dict[str, str]) -> None:
    for address in addresses.values():
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"] == f"/sign-in/?next={address}"


def test_another_company_finds_nothing(stranger: Client, addresses: dict[str, str]) -> None:
    for name, arguments in URLS:
        answer = stranger.get(addresses[name])
        assert answer.status_code == (404 if arguments else 200), name
        text = answer.content.decode()
        assert "Hoofdnummer" not in text
        assert "02 580 50 01" not in text, name


def test_a_user_sees_only_what_is_for_users(ann: Client, addresses: dict[str, str]) -> None:
    for name in addresses:
        expected = 200 if name in FOR_USERS else 403
        if name == "reports:call":
            expected = 404  # the example call is not hers
        assert ann.get(addresses[name]).status_code == expected, name


def test_an_administrator_sees_all(administrator: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        assert administrator.get(address).status_code == 200, name
