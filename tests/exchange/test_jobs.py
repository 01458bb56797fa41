"""Long work: done once, tried again where its worker died, and forgotten after a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import Settings

from belplan.exchange import jobs
from belplan.exchange.jobs import Progress
from belplan.exchange.models import Job, JobState
from tests.companies import make_company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

Work = Callable[[Job, Progress], Mapping[str, Any]]


@pytest.fixture
def job(db: None, settings: Settings, tmp_path: Path) -> Job:
    settings.DATA, company = tmp_path, make_company()
    return jobs.ask(company, "count", who="ann.acme", origin="127.0.0.1", file=jobs.keep(company, b"12"), most=3)


def run(work: Work, later: timedelta = timedelta()) -> bool:
    return jobs.run_next({"count": work}, timezone.now() + later)


def count(job: Job, tell: Progress) -> dict[str, Any]:
    tell(2, job.params["most"])
    seen = Job.everywhere.get(pk=job.pk)
    return {"seen": [seen.state, seen.done, seen.total], "read": jobs.read(job).decode()}


def test_progress_is_seen_while_it_runs_and_the_result_when_it_ended(job: Job) -> None:
    assert run(count)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result == {"seen": ["running", 2, 3], "read": "12"}
    assert not run(count)


def test_what_cannot_be_done_says_why(job: Job) -> None:
    def refuse(_job: Job, _tell: Progress) -> dict[str, Any]:
        raise ValidationError("Choose another.")

    run(refuse)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.FAILED, {"problem": "Choose another."})


def test_our_own_mistake_shows_no_trace(job: Job) -> None:
    run(lambda _job, _tell: {"x": 1 / 0})
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "division" not in job.result["problem"]


def test_a_job_whose_worker_died_is_taken_up_and_the_dead_one_says_nothing_more(job: Job) -> None:
    def dies(late: Job, _tell: Progress) -> dict[str, Any]:
        assert not run(count)  # it gave a sign of life just now
        assert run(count, later=timedelta(minutes=2))
        with pytest.raises(jobs.TakenOver):
            jobs.finish(late, {"read": "twice"})
        return {"read": "twice"}

    run(dies)
    job.refresh_from_db()
    assert job.result["read"] == "12"
    assert job.tries == 2


def test_after_a_day_nothing_is_left(job: Job) -> None:
    jobs.remove_old(timezone.now() + timedelta(hours=23))
    assert jobs.path_of(job).exists()
    jobs.remove_old(timezone.now() + timedelta(hours=25))
    assert not jobs.path_of(job).exists()
    assert not Job.everywhere.exists()
