"""After signing in, people come to the page that they asked for, if it is one of ours."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from belplan.panel.destination import own_page

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/reports/?direction=inbound", "/reports/?direction=inbound"),
        ("https://elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
        ("/\\elsewhere.example/", ""),
        ("nonsense", ""),
        ("/a\0b", ""),
        ("", ""),
    ],
)
def test_only_our_own_pages_are_gone_to(wanted: str, page: str) -> None:
    assert own_page(RequestFactory().get("/", SERVER_NAME="localhost"), wanted) == page
