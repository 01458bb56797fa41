"""A draft becomes a version that calls run: checked, frozen, and all at once or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from belplan.callplan.published import load_published
from belplan.callplan.textform import read_yaml
from belplan.engine import snapshot
from belplan.exchange.models import DraftPlan, Hours
from belplan.publishing import publish as publishing
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, publish, publish_plan
from belplan.publishing.snapshots import write_snapshot
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan
from tests.no_room import no_room_above
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="ann.acme", origin="192.0.2.7", note="first")
HOURS = {"entries": [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]}
STEPS: list[dict[str, Any]] = [
    {"time_condition": {"hours": "office"}, "steps": [{"ring_group": {"members": ["user/ann"], "timeout": "20"}}]},
    {"announcement": {"say": "Hello", "language": "en"}},
    {"hang_up": {}},
]


@pytest.fixture
def company() -> Company:
    company = make_company()
    make_device(company, "desk", person=make_person(company))
    Hours(company=company, key="office", name="Office", data=HOURS).store()
    make_number(company, plan=make_plan(company, "main", internal="800", tree={"steps": STEPS}))
    return company


def read(data: Path) -> snapshot.CompanySnapshot:
    return snapshot.read(data / "snapshots" / "acme.json")


def test_a_published_plan_is_what_the_engine_reads(
    company: Company, data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert publish(company, "main", BY) == 1
    plan = read(data).plans[0]
    assert (plan.key, plan.version, plan.tree["internal"], plan.tree["numbers"]) == ("main", 1, "800", ["3225805000"])
    assert plan.sounds == {"say/en/Hello": ("sounds/acme/en-5.wav", 0.5)}
    assert (data / "sounds/acme/en-5.wav").exists()
    loaded = load_published({name: getattr(plan, name) for name in ("key", "version", "tree", "hours", "sounds")})
    assert [step.component.kind for step in loaded.plan.steps] == ["time_condition", "announcement", "hang_up"]
    assert lent.told == ["acme"]


def test_a_change_of_the_draft_or_of_the_hours_waits_for_the_next_version(company: Company, data: Path) -> None:
    publish(company, "main", BY)
    before = read(data).plans
    DraftPlan.objects.for_company(company).update(tree={"steps": [{"hang_up": {}}]})
    Hours.objects.for_company(company).update(data={"entries": [{"days": "sat", "from": "09:00", "to": "12:00"}]})
    write_snapshot(company)
    assert read(data).plans == before
    DraftPlan.objects.for_company(company).update(tree={"steps": STEPS})
    assert publish(company, "main", BY) == 2
    assert read(data).plans[0].hours["office"] != before[0].hours["office"]
    assert [row.version for row in PublishedPlanRow.objects.for_company(company)] == [2, 1]


def test_people_devices_and_numbers_are_live(company: Company, data: Path) -> None:
    publish(company, "main", BY)
    make_number(company, "3225805001")
    make_person(company, "bart", "202", outgoing_number=None)
    draft = DraftPlan.objects.for_company(company).get()
    draft.internal = "801"
    draft.store()
    write_snapshot(company)
    now = read(data)
    assert now.numbers == {"3225805000": "main", "3225805001": ""}
    assert [(u.key, u.extension, u.devices) for u in now.users] == [("ann", "201", ("desk",)), ("bart", "202", ())]
    assert [(d.account, d.user) for d in now.devices] == [("desk.acme", "ann")]
    assert now.plans[0].tree["internal"] == "801"


def test_who_published_is_noted(company: Company) -> None:
    publish(company, "main", BY)
    entry = AuditEntry.objects.for_company(company).get()
    assert (entry.who, entry.origin, entry.what) == ("ann.acme", "192.0.2.7", "published call plan main")
    assert entry.after == {"version": 1, "note": "first"}


def test_a_plan_with_faults_is_refused_with_all_of_them(company: Company, data: Path) -> None:
    steps = [{"ring_group": {"members": ["device/theirs"]}}, {"forward": {"plan": "gone"}}]
    make_device(make_company("bolt"), "theirs")
    make_plan(company, "odd", tree={"steps": steps})
    with pytest.raises(PublishError) as refused:
        publish(company, "odd", BY)
    assert [(f.step, f.option) for f in refused.value.findings][:2] == [("1", "members"), ("2", "plan")]
    assert not (data / "snapshots").exists()
    assert not (data / "sounds").exists()


def test_two_plans_that_call_each_other_without_end_are_refused(company: Company) -> None:
    make_plan(company, "left", tree={"steps": [{"forward": {"plan": "right"}}]})
    make_plan(company, "right", tree={"steps": [{"forward": {"plan": "left"}}]})
    publish(company, "left", BY)
    with pytest.raises(PublishError) as refused:
        publish(company, "right", BY)
    assert "left" in str(refused.value.findings[0])


def test_an_unknown_plan_is_named(company: Company) -> None:
    with pytest.raises(PublishError, match="no call plan 'nothing'"):
        publish(company, "nothing", BY)


def test_a_plan_from_text_is_stored_and_published_together_or_neither(company: Company) -> None:
    text = "name: New\ninternal: {}\nsteps: [hang_up: {{}}]\n"
    with pytest.raises(PublishError) as refused:
        publish_plan(company, read_yaml(text.format("201")), BY)
    assert [f.option for f in refused.value.findings] == ["internal"]
    assert not DraftPlan.objects.for_company(company).filter(key="new").exists()
    assert publish_plan(company, read_yaml(text.format("802")), BY) == 1
    assert DraftPlan.objects.for_company(company).get(key="new").internal == "802"


def state(data: Path) -> tuple[object, ...]:
    folder = data / "snapshots"
    files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    tables = (PublishedPlanRow, AuditEntry, DraftPlan)
    return files, *(list(model.everywhere.order_by("pk").values()) for model in tables)


@pytest.mark.parametrize("published_before", [False, True])
def test_no_room_for_the_snapshot_leaves_all_as_it_was(company: Company, data: Path, published_before: bool) -> None:
    if published_before:
        publish(company, "main", BY)
    before = state(data)
    with no_room_above(100), pytest.raises(PublishError, match="free some disk space"):
        publish(company, "main", BY)
    assert state(data) == before
    assert publish(company, "main", BY) == 1 + published_before


def test_a_commit_that_fails_after_the_snapshot_puts_the_old_one_back(
    company: Company, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(company, "main", BY)
    before = state(data)

    def write_then_fail(now: Company) -> None:
        snapshot.write(data / "snapshots", snapshot.CompanySnapshot("acme", "half", "UTC", "BE", "nl"))
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(publishing, "write_within", write_then_fail)
    with pytest.raises(PublishError, match="database or disk is full"):
        publish(company, "main", BY)
    assert state(data) == before


def test_a_commit_that_fails_leaves_alone_what_another_wrote_meanwhile(
    company: Company, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(company, "main", BY)

    @contextmanager
    def overtaken() -> Iterator[None]:
        yield
        snapshot.write(data / "snapshots", snapshot.CompanySnapshot("acme", "newer", "UTC", "BE", "nl"))
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("django.db.transaction.atomic", overtaken)
    with pytest.raises(OperationalError):
        write_snapshot(company)
    assert read(data).name == "newer"
    assert [path.name for path in (data / "snapshots").iterdir()] == ["acme.json"]


def test_an_engine_that_is_away_stops_nobody(
    company: Company,
    data: Path,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.engine_away"
    with django_capture_on_commit_callbacks(execute=True):
        assert publish(company, "main", BY) == 1
    assert read(data).plans[0].version == 1
