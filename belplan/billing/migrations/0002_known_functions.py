"""Users who had a function before there was a price list have it from today on."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations

BATCH = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    people, uses = apps.get_model("exchange", "Person"), apps.get_model("billing", "FunctionUse")
    now = datetime.now(UTC)
    rows = people.everywhere.filter(may_hotdesk=True).select_related("company").order_by("pk")
    rows = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        uses.everywhere.bulk_create(
            uses(
                company_id=person.company_id,
                person_id=person.pk,
                name=person.name,
                extension=person.extension,
                function="hotdesking",
                since=now.astimezone(ZoneInfo(person.company.timezone)).date(),
            )
            for person in batch
        )


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
