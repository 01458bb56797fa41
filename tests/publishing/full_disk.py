"""A process of its own that publishes while no file may grow: started by test_full_disk, answers in JSON lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from belplan.run import django_ready
from tests.no_room import no_room_above

django_ready.ready()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from belplan.exchange.models import DraftPlan  # noqa: E402
from belplan.publishing.models import PublishedPlanRow  # noqa: E402
from belplan.publishing.problems import PublishError  # noqa: E402
from belplan.publishing.publish import By, publish  # noqa: E402
from belplan.run.demo.company import create  # noqa: E402
from belplan.tenancy.models import AuditEntry, Company  # noqa: E402

BY = By(who="test", origin="test")


def prepare() -> Company:
    for name, lent in (("SPEAK", "speak"), ("NOTIFY_ENGINE", "notify_engine"), ("SWITCH_ACCOUNTS", "store_accounts")):
        setattr(settings, f"BELPLAN_{name}", f"tests.publishing.lent.{lent}")
    call_command("migrate", verbosity=0)
    company = create()
    with connection.cursor() as cursor:
        # An empty log, so that the next commit has to make the file grow.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return company


def state() -> list[Any]:
    files = {p.name: hash(p.read_bytes()) for p in (Path(settings.DATA) / "snapshots").iterdir()}
    tables = (PublishedPlanRow, AuditEntry, DraftPlan)
    return [files, *(list(model.everywhere.order_by("pk").values()) for model in tables)]


def attempt(company: Company, room: int) -> dict[str, Any]:
    before = state()
    try:
        with no_room_above(room):
            publish(company, "hoofdnummer", BY)
        said = "published"
    except PublishError as error:
        said = str(error)
    return {"room": room, "said": said, "same": state() == before}


def main() -> None:
    company = prepare()
    for room in map(int, sys.argv[1:]):
        sys.stdout.write(json.dumps(attempt(company, room)) + "\n")
    sys.stdout.write(json.dumps({"version": publish(company, "hoofdnummer", BY)}) + "\n")


if __name__ == "__main__":
    main()
