"""How fast the company panel is in a company of 10,000 users: list, search, save and reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.figures import Figure, Results, percentile
from bench.filled_form import fields_of
from bench.parts import reports

ROOT = Path(__file__).resolve().parents[2]
USERS, USERS_QUICK = 10_000, 1_000
CALLS, CALLS_QUICK = reports.SQLITE, reports.Size(20_000, 10_000)
TIMES = 20  # that each page is fetched, and that a user is saved
GOAL = 200  # ms
LISTS = {
    "users": "/people/",
    "a late page of users": "/people/?page=30",
    "telephones": "/devices/",
    "a late page of telephones": "/devices/?page=30",
}
SEARCHES = {
    "a name": "/people/?q=jansen",
    "two words": "/people/?q=jan+77",
    "an internal number": "/people/?q=20077",
    "an external number": "/people/?q=02+580+50+07",
    "a telephone": "/people/?q=toestel+123",
    "nobody": "/people/?q=nobody+at+all",
    "a user in a telephone's form": "/people/find/?person=jansen",
    "telephones by user": "/devices/?q=jansen",
    "telephones by MAC address": "/devices/?q=80:5e:c0:00:01",
}
FIRST_NAMES = ("Jan", "Els", "Wim", "Ann", "Piet", "Zoé", "Bart", "Lies")
LAST_NAMES = ("Jansen", "Peeters", "Maes", "Jacobs", "Mertens", "Willems", "Claes")


def run(quick: bool) -> Results:
    """Measure on SQLite, as every new installation has it, and unless in a hurry the users on PostgreSQL too."""
    users = USERS_QUICK if quick else USERS
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the database server may be another user
        measured = {"SQLite": _measure(f"{folder}/sqlite", "", users)}
        calls = CALLS_QUICK if quick else CALLS
        pages = reports.measure(f"{folder}/calls", "", calls)
        if not quick:
            with reports.postgresql(folder) as url:
                measured["PostgreSQL"] = _measure(f"{folder}/postgresql", url, users)
    figures = [
        _worst("users_list_p95_ms", "a page of a list", measured, LISTS),
        _worst("user_search_p95_ms", "a search", measured, SEARCHES),
        _worst("user_save_p95_ms", "saving a user or telephone", measured, SAVES),
        Figure("reports_p95_ms", "a page of the reports, 95th percentile", _p95(*pages.values()), "ms", at_most=300),
        _worst("engine_follow_ms", "the engine's taking over one change", measured, ["engine"], goal=20),
        *(_figure(database, name, times) for database, kinds in measured.items() for name, times in kinds.items()),
    ]
    notes = [
        f"{users:,} users with a telephone and a way in each; every page {TIMES} times, through the whole of Django.",
        f"Reports on SQLite: {calls.platform:,} calls, {calls.shown:,} of the company shown.",
    ]
    return Results(figures, notes)


def _p95(*times: list[float]) -> float:
    return round(percentile([one for some in times for one in some], 95), 1)


def _worst(key: str, title: str, measured: dict[str, dict[str, list[float]]], names: Any, goal: float = GOAL) -> Figure:
    """The worst of the databases: each alone has to be fast enough."""
    each = [_p95(*(kinds[name] for name in names)) for kinds in measured.values()]
    return Figure(key, f"{title}, 95th percentile", max(each), "ms", min(each), max(each), at_most=goal)


def _figure(database: str, name: str, times: list[float]) -> Figure:
    key = "".join(letter if letter.isalnum() else "_" for letter in f"{database} {name}".lower())
    return Figure(f"panel_{key}", f"{database}: {name}", _p95(times), "ms", min(times), max(times))


def _measure(folder: str, url: str, users: int) -> dict[str, list[float]]:
    """In a process of its own: Django knows one database."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": folder}
    env |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", __name__, str(users)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    kinds: dict[str, list[float]] = json.loads(done.stdout)
    return kinds


def _child(users: int) -> dict[str, list[float]]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "belplan.run.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    client, company = _arrange(users)
    sys.stderr.write(f"{users:,} users made and in force in {time.monotonic() - began:.0f} s\n")
    times = {name: _repeated(partial(_fetch, client, address)) for name, address in _pages()}
    times |= {name: _repeated(save(client, company)) for name, save in SAVES.items()}
    return times | {"engine": list(_followed(company))}


def _pages() -> list[tuple[str, str]]:
    return [*LISTS.items(), *SEARCHES.items()]


def _repeated(work: Callable[[], float]) -> list[float]:
    """Milliseconds; the first time is not counted, as it loads templates."""
    return [round(work() * 1000, 1) for _ in range(TIMES + 1)][1:]


def _fetch(client: Any, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return time.perf_counter() - began


def _post(client: Any, address: str, fields: dict[str, str]) -> float:
    began = time.perf_counter()
    answer = client.post(address, fields)
    if answer.status_code != 302:
        raise RuntimeError(f"{address} answers {answer.status_code} to a change")
    return time.perf_counter() - began


def _saver(model: str, screen: str) -> Callable[[Any, Any], Callable[[], float]]:
    """Opens another row's page each time and saves it under another name; the saving alone is timed."""

    def of(client: Any, company: Any) -> Callable[[], float]:
        from django.apps import apps

        rows: Iterator[int] = iter(
            apps.get_model("exchange", model).objects.for_company(company).order_by("-pk").values_list("pk", flat=True)
        )

        def save() -> float:
            address = f"/{screen}/{next(rows)}/"
            fields = fields_of(client.get(address).content.decode(), "name")
            return _post(client, address, fields | {"name": f"{fields['name']} 2"})

        return save

    return of


SAVES = {"saving a user": _saver("Person", "people"), "saving a telephone": _saver("Device", "devices")}


def _followed(company: Any) -> Iterator[float]:
    """Milliseconds in which an engine that has the company takes over each change that was saved above."""
    from belplan.engine import changes, companies
    from belplan.engine.changes import Place
    from belplan.publishing.snapshots import path_of

    path = path_of(company)
    edition = changes.edition_of(path)
    file = changes.path_of(path, edition)
    whole = file.read_bytes()
    file.write_bytes(b"")
    known = companies.load_one(path)
    file.write_bytes(whole)
    if known is None:
        raise RuntimeError(f"the engine cannot read {path}")
    every = companies.index([known])
    while known.read_to < len(whole):
        began = time.perf_counter()
        following = companies.follow(known, path, Place(edition, known.read_to))
        if following is None or following.plans is not known.plans:
            raise RuntimeError("the engine did not follow a change but read all anew")
        every, known = every.replaced(following), following
        yield round((time.perf_counter() - began) * 1000, 2)


def _arrange(users: int) -> tuple[Any, Any]:
    """The company in force for engine and switch, and its administrator signed in."""
    from django.test import Client

    from belplan.identity.accounts import create
    from belplan.identity.models import Account, Role
    from belplan.publishing.snapshots import write_snapshot
    from tests.companies import make_company, make_number, make_person, make_plan

    company = make_company("bench", require_second_factor=False)
    boss = make_person(company, "boss", "10")
    plan = make_plan(company, "main", fallback=boss)
    for number in range(100):
        make_number(company, f"3225805{number:03}", plan=plan)
    create(company, "10.bench", Role.ADMINISTRATOR, person=boss)
    _people(company, users)
    write_snapshot(company)
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(login="10.bench"))
    return client, company


def _people(company: Any, users: int) -> None:
    from django.contrib.auth.hashers import make_password

    from belplan.exchange.models import Device, InternalNumber, Number, Person
    from belplan.identity.models import Account, Role

    numbers = list(Number.objects.for_company(company))
    people = [
        Person(
            company=company,
            key=f"user-{n}",
            name=f"{FIRST_NAMES[n % 8]} {LAST_NAMES[n % 7]} {n}",
            extension=f"{200_000 + n}",
            outgoing_number=numbers[n % len(numbers)],
        )
        for n in range(users)
    ]
    Person.everywhere.bulk_create(people, batch_size=500)
    InternalNumber.everywhere.bulk_create(
        [InternalNumber(company=company, digits=person.extension, person=person) for person in people], batch_size=500
    )
    Device.everywhere.bulk_create(
        [
            Device(
                company=company,
                key=f"tel-{n}",
                name=f"Toestel {n}",
                account=f"tel-{n}.bench",
                person=person,
                mac=f"805ec0{n:06x}",
            )
            for n, person in enumerate(people)
        ],
        batch_size=500,
    )
    none = make_password(None)
    Account.objects.bulk_create(
        [
            Account(company=company, login=f"{p.extension}.bench", role=Role.USER, person=p, password=none)
            for p in people
        ],
        batch_size=500,
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_child(int(sys.argv[1]))))
