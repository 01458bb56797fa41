"""Gives the calls that are known already their words and their parties."""

from itertools import islice
from typing import Any

from django.db import migrations

from belplan.callevents import from_line
from belplan.records.fold import fold
from belplan.records.parties import parties, words

BATCH = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    calls, named = apps.get_model("records", "CallRecord"), apps.get_model("records", "CallParty")
    rows = calls.everywhere.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.words = words([row.caller_name, row.caller, row.dialled, row.plan, row.answered_by])
        calls.everywhere.bulk_update(batch, ["words"])
        named.everywhere.bulk_create(
            [
                named(company_id=row.company_id, call_id=row.pk, party=party)
                for row in batch
                for party in sorted(parties(fold(from_line(line.encode()) for line in row.facts.splitlines())))
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_searched_and_parties"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
