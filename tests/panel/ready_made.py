"""The demo company as it was made for the first test, laid down again for each other one.

Making it takes a third of a second, most of it for two publications; hundreds of tests begin with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from belplan.run.demo import company as demo_company
from belplan.switch.accounts import Account, FallbackRoute
from belplan.tenancy.models import Company
from tests.publishing import lent


@dataclass(frozen=True)
class _Made:
    """All that making it left: rows, files, and what the switch was told."""

    rows: Sequence[Sequence[Model]]  # by table
    accounts: Sequence[Account]
    fallbacks: Sequence[FallbackRoute]


class ReadyMade:
    """Keeps the files of the company in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._files = folder
        self._made: _Made | None = None

    def company(self, data: Path) -> Company:
        """The company, in the database and in this data folder."""
        if self._made is None:
            self._made = self._make(data)
        else:
            self._lay_down(self._made, data)
        return Company.objects.get(key=demo_company.KEY)

    def _make(self, data: Path) -> _Made:
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
        demo_company.create()
        shutil.copytree(data, self._files, dirs_exist_ok=True)
        rows = [list(model._base_manager.exclude(pk__in=known)) for model, known in before.items()]
        return _Made([some for some in rows if some], list(lent.accounts), list(lent.fallbacks))

    def _lay_down(self, made: _Made, data: Path) -> None:
        for rows in made.rows:
            type(rows[0])._base_manager.bulk_create(rows)
        shutil.copytree(self._files, data, dirs_exist_ok=True)
        lent.accounts[:], lent.fallbacks[:] = made.accounts, made.fallbacks
