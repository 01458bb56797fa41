"""The worker's process, killed and started, with the database and the mail server away now and then."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from belplan.engine.journal import Journal
from tests.messaging.conftest import MailServer, mail_server  # noqa: F401 (a fixture)
from tests.records.example_facts import after_hours, talked

pytestmark = pytest.mark.processes

PATIENCE = 30.0  # seconds
DATABASE = "belplan.sqlite3"


# The company is there before the tables that a waiting worker asks for: facts of unknown companies are passed over.
FIRST_DAY = """
from belplan.run import django_ready
django_ready.ready()
from django.core.management import call_command
from belplan.tenancy.models import Company
call_command("migrate", "tenancy", verbosity=0)
Company.objects.create(key="demo", name="Demo", demo=True)
call_command("migrate", verbosity=0)
"""

# Somebody uploads a list of users and agrees to it while no worker runs.
IMPORT = """
from belplan.run import django_ready
django_ready.ready()
from belplan.exchange import jobs
from belplan.panel.people_import.work import ADD, CHECK
from belplan.tenancy.models import Company
company = Company.objects.get(key="demo")
lines = "\\n".join(f"User {n},{n}" for n in range(3000, 3200))
file = jobs.keep(company, f"Name,Internal number\\n{lines}".encode())
for kind in (CHECK, ADD):
    jobs.ask(company, kind, who="admin.demo", origin="127.0.0.1", file=file, page="", passwords=False)
"""
# A plan that is to be put in force at a moment that has just come.
PLANNED = """
from belplan.run import django_ready
django_ready.ready()
from datetime import timedelta
from django.utils import timezone
from belplan.exchange.models import DraftPlan
from belplan.publishing.planned import plan_publication
from belplan.publishing.publish import By
from belplan.tenancy.models import Company
company = Company.objects.get(key="demo")
DraftPlan(company=company, key="main", name="Main", tree={"steps": [{"hang_up": {}}]}).store()
now = timezone.now()
plan_publication(company, "main", now - timedelta(seconds=1), By("ann", "test"), now - timedelta(hours=1))
"""
# The last sign of life of a dead worker, as it is a minute later.
LONG_AGO = """
from belplan.run import django_ready
django_ready.ready()
from datetime import timedelta
from django.db.models import F
from belplan.exchange.models import Job
Job.everywhere.filter(state="running").update(seen=F("seen") - timedelta(minutes=2))
"""


class Installation:
    """A data folder of its own with a worker that can be started and ended."""

    def __init__(self, data: Path, first_day: Path, smtp_url: str = "") -> None:
        self.data, self._first_day = data, first_day
        self.workers: list[subprocess.Popen[bytes]] = []
        self._environ = environ(data) | {"BELPLAN_SMTP_URL": smtp_url}

    def migrate(self) -> None:
        """Have the database of the first day, whole at once."""
        brought = shutil.copy(self._first_day, self.data / "brought")
        Path(brought).rename(self.data / DATABASE)

    def run(self, words: str) -> None:
        run(words, self._environ)

    def start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "belplan.run.worker"]
        log = (self.data / "worker.log").open("ab")
        with log:
            worker = subprocess.Popen(words, env=self._environ, stderr=log)  # noqa: S603
        self.workers.append(worker)
        return worker

    def log(self) -> str:
        return (self.data / "worker.log").read_text()

    def count(self, what: str) -> int:
        try:
            return int(self._execute(f"SELECT count(*) FROM {what}")[0][0])  # noqa: S608 (our own words)
        except sqlite3.OperationalError:
            return 0

    def _execute(self, statement: str) -> list[tuple[int]]:
        with closing(sqlite3.connect(self.data / DATABASE, timeout=20)) as database, database:
            return database.execute(statement).fetchall()


def until(holds: Callable[[], bool]) -> float:
    """Wait; the seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - began


def environ(data: Path) -> dict[str, str]:
    """Of a process with its data in this folder, on SQLite."""
    taken = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in taken} | {"BELPLAN_DATA": str(data)}


def run(words: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", words], env=env, check=True)  # noqa: S603 (our own words)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database with which each story begins, in one file."""
    data = tmp_path_factory.mktemp("first")
    run(FIRST_DAY, environ(data))
    with closing(sqlite3.connect(data / DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return data / DATABASE


@pytest.fixture
def installation(
    tmp_path: Path,
    first_day: Path,
    mail_server: MailServer,  # noqa: F811 (the fixture)
) -> Iterator[Installation]:
    made = Installation(tmp_path, first_day, mail_server.url)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


@pytest.fixture
def journal(installation: Installation) -> Iterator[Journal]:
    journal = Journal(installation.data / "journal", "node1")
    yield journal
    journal.close()


def test_a_worker_waits_for_the_database_and_then_catches_up(installation: Installation, journal: Journal) -> None:
    for fact in (*after_hours().facts, *talked().facts):
        journal.append(fact)
    worker = installation.start()
    until(lambda: "Waiting for the database" in installation.log())
    installation.migrate()
    until(lambda: installation.count("records_callrecord") == 2)
    assert worker.poll() is None
    assert "Traceback" not in installation.log()


def test_a_call_is_a_record_within_a_second(installation: Installation, journal: Journal) -> None:
    installation.migrate()
    worker = installation.start()
    for fact in after_hours("node1-first").facts:
        journal.append(fact)
    until(lambda: installation.count("records_callrecord") == 1)  # the worker is up
    for fact in after_hours("node1-next").facts:
        journal.append(fact)
    assert until(lambda: installation.count("records_callrecord WHERE ended IS NOT NULL") == 2) < 1.0
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0


@pytest.mark.long
def test_workers_killed_again_and_again_lose_and_double_nothing(
    installation: Installation,
    journal: Journal,
    mail_server: MailServer,  # noqa: F811
) -> None:
    installation.migrate()
    for number in range(60):
        for fact in after_hours(f"node1-{number}").facts:
            journal.append(fact)
    for kill_after in (0, 5, 20):  # e-mails, before the worker is killed
        worker = installation.start()
        until(lambda least=kill_after: len(mail_server.received) >= least)  # type: ignore[misc]
        worker.kill()
        worker.wait()
    installation.start()
    until(lambda: installation.count("messaging_outgoingmail WHERE state = 'sent'") >= 57)
    assert installation.count("records_callrecord") == 60
    assert installation.count("messaging_outgoingmail") == 60
    ids = [mail["Message-ID"] for mail in mail_server.received]
    assert len(ids) - len(set(ids)) <= 3  # one under way at each kill, recognisable by its id


def test_an_import_is_done_by_the_worker_and_survives_its_death(installation: Installation) -> None:
    installation.migrate()
    installation.run(IMPORT)
    installation.start()
    until(lambda: installation.count("exchange_job WHERE state <> 'waiting'") >= 1)
    installation.workers[0].kill()
    installation.workers[0].wait()
    installation.run(LONG_AGO)
    installation.start()
    until(lambda: installation.count("exchange_job WHERE state = 'done'") == 2)
    assert installation.count("exchange_person") == 200
    assert installation.count("identity_account") == 200
    assert "Traceback" not in installation.log()


def test_a_plan_is_published_when_its_moment_has_come(installation: Installation) -> None:
    installation.migrate()
    installation.run(PLANNED)
    installation.start()
    until(lambda: installation.count("publishing_publishedplanrow") == 1)
    until(lambda: installation.count("publishing_plannedpublication") == 0)
    assert (installation.data / "snapshots" / "demo.json").exists()
    assert "Traceback" not in installation.log()


def test_a_wrong_mail_server_is_said_in_one_sentence(tmp_path: Path, first_day: Path) -> None:
    installation = Installation(tmp_path, first_day, "mail.example")
    assert installation.start().wait(10) == 1
    assert "BELPLAN_SMTP_URL is no mail server" in installation.log()
    assert "Traceback" not in installation.log()
