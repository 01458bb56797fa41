"""What the worker does, round after round: records and e-mails from the journal, sending these, jobs, publications."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error as DatabaseProblem
from django.db import connection
from django.utils import timezone

from belplan.engine.journal_reader import Position, end_of, nodes, remove_read
from belplan.exchange import jobs, live_state, photos
from belplan.identity import cleaning, recovery
from belplan.messaging.post import SENDER, Post, by_smtp, into_folder, server
from belplan.messaging.promises import promise
from belplan.messaging.sending import send_next
from belplan.panel.people_import import work as people_import
from belplan.panel.reports import weekly
from belplan.panel.sounds import work as sounds
from belplan.publishing.planned import publish_due
from belplan.records.writer import take_in, taken_in
from belplan.run import code_calls
from belplan.run.environment import Environment

log = logging.getLogger(__name__)

GLANCE = 0.2  # seconds between looks at the journal
MAIL_GLANCE = 2.0  # seconds between looks for e-mails whose time has come
JOB_GLANCE = 1.0  # seconds between looks for jobs
PLANNED_GLANCE = 10.0  # seconds between looks for call plans whose moment to be published has come
LONGEST_PAUSE = 5.0  # seconds between tries while the database is away
KEEP = 14 * 24 * 3600.0  # seconds that read segments of the journal are kept
CLEANING = 3600.0  # seconds between removals
SUMMARIES = 600.0  # seconds between looks whether a week is over
LAST_MAIL = 25.0  # seconds for an e-mail under way when we are told to stop
LAST_JOB = 5.0  # seconds more for a job or a publication; one that is cut off is undone, and done anew


class JournalWork:
    """Follows every node's journal; asks the database nothing while nothing is written."""

    def __init__(self, here: Environment) -> None:
        self._folder = here.journal
        self._seen: dict[str, Position] = {}
        self._cleaned = 0.0

    def round(self) -> bool:
        """Take in what is new; whether there may be more. Raises django.db.Error or OSError."""
        more = False
        for node in nodes(self._folder):
            end = end_of(self._folder, node)
            if self._seen.get(node) == end:
                continue
            if take_in(self._folder, node, [promise, code_calls.follow, live_state.follow]):
                more = True
            else:
                self._seen[node] = end
        if time.monotonic() - self._cleaned > CLEANING or not self._cleaned:
            self._clean()
        return more

    def _clean(self) -> None:
        self._cleaned = time.monotonic()
        cleaning.remove_old(timezone.now())
        jobs.remove_old(timezone.now())
        photos.remove_put_aside()
        for node in nodes(self._folder):
            remove_read(self._folder, node, taken_in(node), time.time() - KEEP)


class MailWork:
    """Sends the e-mails whose time has come."""

    def __init__(self, here: Environment) -> None:
        self._post, self._sender = _post(here)
        self._looked = float("-inf")

    def round(self) -> bool:
        """Try one e-mail; whether there may be more. Raises django.db.Error."""
        now = timezone.now()
        if time.monotonic() - self._looked > SUMMARIES:
            self._looked = time.monotonic()
            weekly.write_due(now)
        asked = recovery.send_next(now)
        return send_next(self._post, self._sender, now) or asked


def _post(here: Environment) -> tuple[Post, str]:
    if not here.smtp_url:
        return into_folder(here.data / "mail"), SENDER
    to = server(here.smtp_url)
    return by_smtp(to), to.sender


def keep_at(work: Callable[[], bool], stop: threading.Event, glance: float) -> None:
    """Do rounds of work until `stop`; while the database or the disk is away, wait, say so once, and try again."""
    pause = 0.0
    while not stop.is_set():
        try:
            more = work()
        except (DatabaseProblem, OSError) as problem:
            if not pause:
                log.error("Waiting for the database and the disk: %s", str(problem).partition("\n")[0])
            pause = min(max(2 * pause, GLANCE), LONGEST_PAUSE)
            connection.close()
        except Exception:
            log.exception("A round of work failed; trying again.")
            pause = LONGEST_PAUSE
        else:
            if pause:
                log.info("The database and the disk are back.")
            pause = 0.0
            if more:
                continue
        stop.wait(pause or glance)
    connection.close()


def job_round() -> bool:
    """Do one job that somebody waits for; whether there may be more. Raises django.db.Error."""
    return jobs.run_next(people_import.WORKS | sounds.WORKS, timezone.now())


def planned_round() -> bool:
    """Publish the call plans whose moment has come. Raises django.db.Error or OSError."""
    publish_due(timezone.now())
    return False


def run(here: Environment, told_to_stop: Callable[[], object]) -> None:
    """Work until `told_to_stop` returns. Raises WrongMailServer."""
    stop = threading.Event()
    sender = _beside("mail", MailWork(here).round, stop, MAIL_GLANCE)
    others = (
        _beside("journal", JournalWork(here).round, stop, GLANCE),
        _beside("jobs", job_round, stop, JOB_GLANCE),
        _beside("publications", planned_round, stop, PLANNED_GLANCE),
    )
    told_to_stop()
    stop.set()
    sender.join(LAST_MAIL)
    for other in others:
        other.join(LAST_JOB)


def _beside(name: str, work: Callable[[], bool], stop: threading.Event, glance: float) -> threading.Thread:
    thread = threading.Thread(target=keep_at, args=(work, stop, glance), name=name, daemon=True)
    thread.start()
    return thread
