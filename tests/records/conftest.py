"""A company with a journal that the engine writes into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from belplan.engine.journal import Journal
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.records.example_facts import Told

Write = Callable[..., None]


@pytest.fixture
def company(db: None) -> Company:
    return make_company("demo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def write(folder: Path) -> Write:
    """Let an engine write the facts of these calls and end; each time it is started anew."""

    def write(*told: Told) -> None:
        journal = Journal(folder, "node1")
        for call in told:
            for fact in call.facts:
                journal.append(fact)
        journal.close()

    return write
