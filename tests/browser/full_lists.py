"""A panel of its own with companies that have no, one or a thousand rows in each list; and who administers them.

`python -m tests.browser.full_lists COMPANY... PORT`, with its data in BELPLAN_DATA.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.browser import serve

PASSWORD = "regen op dinsdag"
COMPANIES = {"leeg": 0, "een": 1, "vol": 1000}  # rows by login suffix
LONG = "Vennootschap voor Telecommunicatie en Aanverwanten"  # a name that narrow screens must break


def arrange(keys: Sequence[str]) -> None:
    from belplan.identity.accounts import create
    from belplan.identity.models import Role
    from belplan.tenancy.models import Company

    for key in keys:
        company = Company(key=key, name=f"{key.title()} bv", require_second_factor=False)
        company.save()
        _fill(company, COMPANIES[key])
        create(company, f"baas.{key}", Role.ADMINISTRATOR, password=PASSWORD, email=f"baas@{key}.example")


def _fill(company: Any, count: int) -> None:
    from belplan.exchange.models import (
        CallerList,
        Device,
        DraftPlan,
        Hours,
        Menu,
        Number,
        Person,
        PhonebookEntry,
        Sound,
    )

    kind = list(COMPANIES).index(company.key)
    made: list[tuple[Any, Callable[[int], dict[str, Any]]]] = [
        (Person, lambda at: {"key": f"p{at}", "name": f"{LONG} {at}", "extension": f"{2000 + at}"}),
        (Device, lambda at: {"key": f"d{at}", "name": f"Toestel {at}", "account": f"d{at}.{company.key}"}),
        (DraftPlan, lambda at: {"key": f"plan{at}", "name": f"{LONG} {at}", "tree": {"steps": [{"hang_up": {}}]}}),
        (Number, lambda at: {"digits": f"3225{kind}{at:05}"}),
        (PhonebookEntry, lambda at: {"number": f"3247{kind}{at:06}", "name": f"{LONG} {at}"}),
        (Hours, lambda at: {"key": f"h{at}", "name": f"Uren {at}", "data": {"entries": []}}),
        (Sound, lambda at: {"key": f"s{at}", "name": f"Geluid {at}", "file": "sounds/none.wav", "seconds": 1}),
        (Menu, lambda at: {"key": f"m{at}", "name": f"Menu {at}", "data": {"sound": "s0"}}),
        (CallerList, lambda at: {"key": f"c{at}", "name": f"Lijst {at}", "data": {"numbers": ["32475112233"]}}),
    ]
    for model, fields in made:
        model.everywhere.bulk_create(model(company=company, **fields(at)) for at in range(count))
    if count:
        _calls(company, count)


def _calls(company: Any, count: int) -> None:
    """The same call so many times."""
    from belplan.records.models import CallRecord
    from tests.panel import example_calls

    example_calls.missed_on_sunday("demo", datetime.now(UTC))
    one = CallRecord.everywhere.order_by("-pk")[0]
    one.pk, one.company, one.company_id = None, company, company.pk
    rows = []
    for at in range(count):
        row = CallRecord(**{f.attname: getattr(one, f.attname) for f in one._meta.concrete_fields})
        row.call = f"{company.key}-{at}"
        rows.append(row)
    CallRecord.everywhere.bulk_create(rows)


if __name__ == "__main__":
    *wanted, port = sys.argv[1:]
    serve.main(int(port), lambda: arrange(wanted))
