"""Managers that keep companies apart: whoever asks for rows says of which company."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from django.db import models

if TYPE_CHECKING:
    from belplan.tenancy.models import Company

Row = TypeVar("Row", bound=models.Model, covariant=True)


class UnscopedQuery(Exception):
    """Rows of a company were asked for without saying of which company."""


class ScopedManager(models.Manager[Row]):
    """The way in for all code: `for_company`, and nothing else. Raises UnscopedQuery for every other query."""

    def for_company(self, company: Company) -> models.QuerySet[Row]:
        """This company's rows."""
        return super().get_queryset().filter(company=company)

    def get_queryset(self) -> NoReturn:
        name = self.model.__name__
        raise UnscopedQuery(f"Ask {name}.objects.for_company(company), never {name}.objects alone.")
