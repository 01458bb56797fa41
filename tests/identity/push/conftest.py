"""A push service on this machine, which tests alone may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.identity.push.receiver import PushService, push_service


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.BELPLAN_PUSH_LOOPBACK = True
    return tmp_path


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service
