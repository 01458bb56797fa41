"""Keys and names of many things of a company at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet, Value


def keys_and_names(of: Mapping[str, QuerySet[Any]]) -> Iterable[tuple[str, str, str]]:
    """Kind, key and name of all these rows, by kind, in one query and in no order."""
    parts = [rows.order_by().values_list(Value(kind), "key", "name") for kind, rows in of.items()]
    return parts[0].union(*parts[1:], all=True) if parts else ()
