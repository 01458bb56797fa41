"""What an installation keeps: the database, the companies' snapshots, the journal and the records made of it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from belplan.engine import companies
from belplan.engine.journal_reader import end_of, nodes, segment_path
from belplan.run import django_ready
from belplan.run.health.check import Machine, Wrong

PATIENCE = 30.0  # seconds that facts may wait for the worker


def database(machine: Machine) -> str:
    """Answers, and has the tables that this code expects."""
    if not (machine.here.data / "secret_key").exists():  # looking would make one
        raise Wrong(f"Nothing is set up in {machine.here.data} yet: run `scripts/up`.")
    django_ready.ready()
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        reason = str(problem).strip().partition("\n")[0]
        raise Wrong(
            f"The database does not answer ({reason}): see that it runs and DATABASE_URL is right."
        ) from problem
    if waiting:
        raise Wrong(f"The database misses {len(waiting)} changes: end the exchange and run `scripts/up`.")
    return f"{connection.vendor}, up to date"


def snapshots(machine: Machine) -> str:
    """Can be read: the engine serves only those."""
    files = sorted(machine.here.snapshots.glob("*.json"))
    with _quiet("belplan.engine.companies"):
        broken = [path.stem for path in files if companies.load_one(path) is None]
    if broken:
        raise Wrong(
            f"The engine cannot read what it should know of {', '.join(broken)}: "
            "publish one of that company's plans again, in the panel or by `belplan plan publish`."
        )
    if not files:
        raise Wrong("The engine knows no company: run `scripts/up`, which makes the demo company.")
    return f"{len(files)} readable"


def journal(machine: Machine) -> str:
    """Can be written."""
    folder = machine.here.journal
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        raise Wrong(f"The journal of calls {folder} cannot be written: make it yours, else calls leave no record.")
    return str(folder)


def records(machine: Machine) -> str:
    """The worker keeps up with the journal."""
    if not nodes(machine.here.journal):
        return "no calls yet"
    django_ready.ready()
    from belplan.records.writer import taken_in

    waiting, oldest = 0, time.time()
    for node in nodes(machine.here.journal):
        end, done = end_of(machine.here.journal, node), taken_in(node)
        if done == end:
            continue
        segment = segment_path(machine.here.journal, node, end.segment)
        waiting += end.offset - (done.offset if done.segment == end.segment else 0)
        oldest = min(oldest, segment.stat().st_mtime)
    if waiting and machine.running and time.time() - oldest > PATIENCE:
        raise Wrong(
            f"{waiting} bytes of the journal wait to become records: "
            f"the reason stands at the end of {machine.here.data / 'log' / 'worker.log'}."
        )
    return f"{waiting} bytes of the journal wait" if waiting else "all calls have their records"


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    log = logging.getLogger(name)
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = False
