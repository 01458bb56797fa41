"""Publishing into a data folder of the test's own, with a voice and an engine that only listen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.publishing import lent


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    """The data folder."""
    settings.DATA = tmp_path
    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    lent.told.clear()
    lent.accounts.clear()
    return tmp_path
