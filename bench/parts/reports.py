"""How fast the reports' pages are on a platform with millions of calls, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Results, percentile

ROOT = Path(__file__).resolve().parents[2]
GOAL = 300  # ms
TIMES = 10  # that each page is fetched
DAYS = 730  # that the calls are spread over


@dataclass(frozen=True)
class Size:
    """Calls of the whole platform, and of the company that is shown."""

    platform: int
    shown: int


SQLITE, SQLITE_QUICK = Size(1_000_000, 500_000), Size(150_000, 75_000)
POSTGRESQL = Size(10_000_000, 500_000)
PARTIES = """
  INSERT INTO records_callparty (company_id, call_id, party, started)
  SELECT company_id, id, %s, started FROM records_callrecord WHERE id %% %s = 0
"""
PAGES = {
    "newest": "/reports/",
    "missed this month": "/reports/?period=month&result=missed",
    "outbound": "/reports/?direction=outbound",
    "a plan, running": "/reports/?plan=hoofdnummer&result=running",
    "a year": "/reports/?period=days&since=2025-01-01&until=2025-12-31",
    "a name": "/reports/?q=jansen",
    "a part of a number": "/reports/?q=0475+11+22",
    "nothing found": "/reports/?q=nobody+at+all",
    "when we miss calls": "/reports/hours/",
    "a late page": "/reports/?after={middle}",
    "one's own": "/my/reports/",
    "one's own, missed": "/my/reports/?result=missed",
    "one's own, a name": "/my/reports/?q=jansen",
    "dashboard": "/my/",
}


def run(quick: bool) -> Results:
    """Measure on SQLite, and unless in a hurry on PostgreSQL."""
    figures, notes = [], []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the database server may be another user
        databases = [("SQLite", "", SQLITE_QUICK if quick else SQLITE)]
        measured = [(name, size, measure(folder, url, size)) for name, url, size in databases]
        if not quick:
            with postgresql(folder) as url:
                measured.append(("PostgreSQL", _size(), measure(folder, url, _size())))
    for name, size, pages in measured:
        figures.append(
            _figure(
                f"reports_p95_ms_{name.lower()}", f"pages on {name}", [t for times in pages.values() for t in times]
            )
        )
        figures += [_figure("", f"{name}: {page}", times) for page, times in pages.items()]
        notes.append(f"{name}: {size.platform:,} calls, {size.shown:,} of the company shown, {TIMES} fetches a page.")
    every = [time for _, _, pages in measured for times in pages.values() for time in times]
    return Results([_figure("reports_p95_ms", "any page", every), *(_keyed(figure) for figure in figures)], notes)


def _size() -> Size:
    """As many calls as BENCH_CALLS says, where a whole ten million would take too long or too much room."""
    return Size(int(os.environ.get("BENCH_CALLS", POSTGRESQL.platform)), POSTGRESQL.shown)


def _figure(key: str, title: str, times: list[float]) -> Figure:
    value = percentile(times, 95)
    return Figure(key, f"{title}, 95th percentile", round(value, 1), "ms", min(times), max(times), at_most=GOAL)


def _keyed(figure: Figure) -> Figure:
    if figure.key:
        return figure
    words = "".join(letter if letter.isalnum() else "_" for letter in figure.title.lower().partition(",")[0])
    return Figure(f"reports_{words}", figure.title, figure.value, "ms", figure.low, figure.high, figure.at_most)


def measure(folder: str, url: str, size: Size) -> dict[str, list[float]]:
    """In a process of its own: Django knows one database."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": f"{folder}/data"}
    env |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", __name__, str(size.platform), str(size.shown)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    pages: dict[str, list[float]] = json.loads(done.stdout)
    return pages


@contextmanager
def postgresql(folder: str) -> Iterator[str]:
    """A server of its own, as for the tests; its address."""

    def shell(words: str) -> str:
        script = f"set -eu; work={folder}; . scripts/postgresql; {words}"
        done = subprocess.run(["/bin/bash", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
        return done.stdout.decode().strip()

    try:
        yield shell('start_postgresql "$work/postgresql"')
    finally:
        shell("end_postgresql")


def _child(size: Size) -> dict[str, list[float]]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "belplan.run.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    client = _arrange(size)
    sys.stderr.write(f"{size.platform:,} calls made in {time.monotonic() - began:.0f} s\n")
    return {name: _times(client, address) for name, address in _addresses().items()}


def _addresses() -> dict[str, str]:
    from django.db.models import Max, Min

    from belplan.records.models import CallRecord
    from belplan.records.reports import EPOCH

    ends = CallRecord.everywhere.aggregate(first=Min("started"), last=Max("started"))
    middle = ends["first"] + (ends["last"] - ends["first"]) / 2
    key = f"{math.floor((middle - EPOCH).total_seconds() * 1e6)}-1"
    return {name: address.format(middle=key) for name, address in PAGES.items()}


def _times(client: Any, address: str) -> list[float]:
    """Milliseconds; the first fetch is not counted, as it loads templates."""
    times = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
    return [round(one, 1) for one in times[1:]]


def _arrange(size: Size) -> Any:
    """The calls, and somebody signed in who is the company's administrator and its colleague Ann."""
    from django.test import Client

    from belplan.exchange.models import Person
    from belplan.identity.accounts import create
    from belplan.identity.models import Account, Role
    from belplan.run.demo import company as demo_company
    from tests.companies import make_company

    shown = demo_company.create()
    shown.require_second_factor = False
    shown.save()
    create(shown, "bench.demo", Role.ADMINISTRATOR, person=Person.objects.for_company(shown).get(key="ann"))
    _fill(size, shown.pk, make_company("others").pk)
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(login="bench.demo"))
    return client


def _fill(size: Size, shown: int, others: int) -> None:
    from django.db import connection, transaction

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(_records(connection.vendor, size, shown, others))
        for party, share in (("user/ann", 50), ("device/desk", 7), ("user/bart", 3)):
            cursor.execute(PARTIES, [party, share])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _records(vendor: str, size: Size, shown: int, others: int) -> str:
    """One statement that makes all calls: names, numbers, directions and outcomes by turns, older ones first."""
    from belplan.callevents import to_line
    from tests.records.example_facts import talked

    facts = "\n".join(to_line(fact).decode() for fact in talked("bench").facts).replace("'", "''")
    step = DAYS * 86_400 / size.platform
    if vendor == "postgresql":
        numbers = f"generate_series(1, {size.platform}) AS n(i)"
        moment = f"now() - interval '1 second' * ({size.platform} - i) * {step}"
    else:
        counted = "SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
        numbers = f"(WITH RECURSIVE n(i) AS ({counted} {size.platform}) SELECT i FROM n)"  # noqa: S608
        moment = f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || (({size.platform} - i) * {step}) || ' seconds')"
    name = "CASE i % 11 WHEN 0 THEN 'Wim Jacobs' WHEN 5 THEN 'An Dewit' ELSE '' END"
    if_rare = "CASE WHEN i % 9973 = 0 THEN 'Els Jansen' ELSE " + name + " END"
    digits = "'3247' || (5000000 + (i % 600000) * 7)"
    return f"""
      INSERT INTO records_callrecord (company_id, call, facts, node, direction, caller, caller_name, dialled, plan,
        plan_version, started, answered, answered_by, ended, ring_seconds, talk_seconds, outcome, words)
      SELECT CASE WHEN i % {size.platform // size.shown} = 0 THEN {shown} ELSE {others} END, 'bench-' || i,
        REPLACE('{facts}', 'bench', 'bench-' || i), 'node1',
        CASE WHEN i % 3 = 0 THEN 'outbound' WHEN i % 17 = 0 THEN 'internal' ELSE 'inbound' END,
        {digits}, {if_rare}, '3225805000', 'hoofdnummer', 2, at, CASE WHEN i % 4 = 0 THEN NULL ELSE at END,
        CASE WHEN i % 4 = 0 THEN '' ELSE 'user/ann' END, at, 7.0, CASE WHEN i % 4 = 0 THEN 0.0 ELSE 93.0 END,
        CASE WHEN i % 4 = 0 THEN 'abandoned' ELSE 'answered' END,
        LOWER({if_rare}) || '
' || {digits} || '
3225805000
hoofdnummer
user/ann'
      FROM (SELECT i, {moment} AS at FROM {numbers}) AS calls
    """  # noqa: S608


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_child(Size(int(sys.argv[1]), int(sys.argv[2])))))
