"""How long an edit and a publication of a plan of 300 steps take on the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import beside_calls
from bench.figures import Figure, Results, percentile

ROOT = Path(__file__).resolve().parents[2]
STEPS = 300
EDIT_GOAL, PUBLISH_GOAL = 100, 1000  # ms
EDITS, EDITS_QUICK = 400, 80
PUBLICATIONS, PUBLICATIONS_QUICK = 40, 8
PATH = "/plans/groot/edit/"


def run(quick: bool) -> Results:
    """Measure on SQLite, as it is installed; each edit with the page's parts that it answers."""
    with tempfile.TemporaryDirectory() as folder:
        times = _measure(folder, quick)
    processor = times.pop("processor")
    edits = [one for kind, found in times.items() if kind != "publish" for one in found]
    figures = [_figure("edit_p95_ms", "an edit shown", edits, EDIT_GOAL)]
    figures.append(_figure("publish_p95_ms", "a publication", times["publish"], PUBLISH_GOAL))
    figures.append(_figure("edit_processor_p95_ms", "an edit, processor time alone", processor, EDIT_GOAL))
    for kind, found in times.items():
        if kind != "publish":
            figures.append(_figure(f"edit_{kind}_p95_ms", f"edit: {kind}", found, EDIT_GOAL))
    if not quick:
        figures += beside_calls.measure(_steps())
    notes = [f"{STEPS} steps, {len(edits)} edits, {len(times['publish'])} publications; its texts were spoken before."]
    return Results(figures, notes)


def _figure(key: str, title: str, times: list[float], goal: int) -> Figure:
    value = round(percentile(times, 95), 1)
    return Figure(key, f"{title}, 95th percentile", value, "ms", min(times), max(times), at_most=goal)


def _measure(folder: str, quick: bool) -> dict[str, list[float]]:
    """In a process of its own: Django knows one database."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"BELPLAN_DATA": f"{folder}/data"}
    counts = [EDITS_QUICK, PUBLICATIONS_QUICK] if quick else [EDITS, PUBLICATIONS]
    command = [sys.executable, "-m", __name__, *map(str, counts)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    times: dict[str, list[float]] = json.loads(done.stdout)
    return times


def _child(edits: int, publications: int) -> dict[str, list[float]]:
    from django.conf import settings
    from django.core.management import call_command

    from belplan.run import asgi  # noqa: F401 (the web process, as it starts)

    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    call_command("migrate", verbosity=0)
    client, company = _arrange()
    times = _edit(client, edits)
    return times | {"publish": _publish(company, publications)}


def _arrange() -> tuple[Any, Any]:
    from django.test import Client

    from belplan.identity.accounts import create
    from belplan.identity.models import Account, Role
    from belplan.run.demo import company as demo_company
    from tests.companies import make_plan

    company = demo_company.create()
    company.require_second_factor = False
    company.save()
    create(company, "bench.demo", Role.ADMINISTRATOR)
    make_plan(company, "groot", tree={"steps": _steps()})
    client = Client(headers={"host": "localhost", "hx-request": "true"})
    client.force_login(Account.objects.get(login="bench.demo"))
    return client, company


def _steps() -> list[dict[str, Any]]:
    """Blocks of six steps, three levels deep, and an end."""
    block = {
        "time_condition": {"hours": "kantooruren"},
        "steps": [
            {"prefix": {"text": "WR:"}},
            {"ring_group": {"members": ["user/ann"], "timeout": 20}},
            {"caller_condition": {"anonymous": True}, "steps": [{"announcement": {"say": "Goeiedag"}}]},
            {"email": {"to": "info@demo.example"}},
        ],
    }
    return [*[block] * (STEPS // 6 - 1), *[{"prefix": {"text": "x"}}] * 5, {"hang_up": {}}]


def _edit(client: Any, count: int) -> dict[str, list[float]]:
    """Edits by turns, from top to bottom of the plan; the first round is not counted, as it loads templates."""
    times: dict[str, list[float]] = {"processor": []}  # which other programs do not stretch
    steps = [f"s{number}" for number in range(2, STEPS - 6, 6)]  # a prefix within each block
    for number in range(count + len(_TURNS)):
        step = steps[number // len(_TURNS) % len(steps)]
        kind, address, fields = _TURNS[number % len(_TURNS)]
        began, worked = time.perf_counter(), time.process_time()
        answer = client.post(PATH + address, {"step": step, **fields})
        took, processor = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
        if answer.status_code != 200 or b'role="alert"' in answer.content:
            raise RuntimeError(f"{kind} of {step} answers {answer.status_code}: {answer.content[:1500]!r}")
        if number >= len(_TURNS):
            times.setdefault(kind, []).append(round(took, 1))
            times["processor"].append(round(processor, 1))
    return times


_TURNS: list[tuple[str, str, dict[str, str]]] = [
    ("insert", "change/", {"insert": "ring_group"}),
    ("undo", "change/", {"do": "undo"}),
    ("move", "change/", {"do": "down"}),
    ("undo", "change/", {"do": "undo"}),
    ("options", "options/", {"before": '{"text": "WR:"}', "option-text": "HD:"}),
    ("undo", "change/", {"do": "undo"}),
    ("duplicate", "change/", {"do": "duplicate"}),
    ("undo", "change/", {"do": "undo"}),
]


def _publish(company: Any, count: int) -> list[float]:
    from belplan.publishing.publish import By, publish

    times = []
    for _ in range(count + 1):
        began = time.perf_counter()
        publish(company, "groot", By("bench.demo", "127.0.0.1"))
        times.append(round((time.perf_counter() - began) * 1000, 1))
    return times[1:]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_child(int(sys.argv[1]), int(sys.argv[2]))))
