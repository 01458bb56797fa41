"""Calls that are saved with a plan are tried before each of its versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from belplan.exchange.models import DraftPlan, Trunk
from belplan.publishing.models import PlannedPublication, PublishedPlanRow, Scenario
from belplan.publishing.planned import cancel, plan_publication, publish_due, reasons
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, publish, roll_back
from belplan.publishing.scenarios import Case, how_it_goes, told_data
from belplan.publishing.snapshots import snapshot_of
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="ann.acme", origin="192.0.2.7")
ANN: dict[str, Any] = {"forward": {"user": "ann", "timeout": 20}}
BART: dict[str, Any] = {"forward": {"user": "bart", "timeout": 20}}
END: dict[str, Any] = {"hang_up": {}}
ANN_ANSWERS = {"dialled": "3225805000", "at": "2026-11-24T10:00", "behaviours": {"user/ann": "answers"}}
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(settings: Settings) -> Company:
    """Ann and Bart, a telephone each, and a published plan that rings Ann."""
    settings.BELPLAN_FORETELL = "belplan.run.wiring.foretell"
    company = make_company()
    Trunk(company=company, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    for key, extension in (("ann", "201"), ("bart", "202")):
        make_device(company, key, person=make_person(company, key, extension))
    make_number(company, plan=make_plan(company, "main", tree={"steps": [ANN, END]}))
    publish(company, "main", BY)
    return company


def saved(company: Company, case: dict[str, Any]) -> Scenario:
    wanted = how_it_goes(snapshot_of(company), msgspec.convert(case, Case), company)
    return Scenario(company=company, key="main", name="Ann answers", case=case, wanted=told_data(wanted)).store()


def draft(company: Company, *steps: dict[str, Any]) -> DraftPlan:
    plan = DraftPlan.objects.for_company(company).get(key="main")
    plan.tree = {"steps": list(steps)}
    plan.save()
    return plan


def version(company: Company) -> int:
    return PublishedPlanRow.objects.for_company(company).filter(key="main").count()


def test_a_change_that_lets_a_saved_call_go_otherwise_is_not_published(company: Company) -> None:
    saved(company, ANN_ANSWERS)
    draft(company, BART, END)
    with pytest.raises(PublishError) as refused:
        publish(company, "main", BY)
    (broken,) = refused.value.broken
    assert (broken.name, broken.wanted.outcome, broken.found.outcome) == ("Ann answers", "answered", "hung_up")
    assert [str(step) for step in broken.found.steps] == ["Forward to user/bart, 20 s", "Hang up"]
    assert version(company) == 1


def test_whoever_publishes_may_accept_the_change_which_is_what_is_wanted_from_then_on(company: Company) -> None:
    scenario = saved(company, ANN_ANSWERS)
    draft(company, BART, END)
    assert publish(company, "main", By("ann.acme", "192.0.2.7", accepts=True)) == 2
    scenario.refresh_from_db()
    assert scenario.wanted["outcome"] == "hung_up"
    assert publish(company, "main", BY) == 3


def test_a_change_elsewhere_in_the_plan_breaks_no_scenario(company: Company) -> None:
    saved(company, ANN_ANSWERS)
    draft(company, ANN, {"announcement": {"say": "Dag."}}, END)
    assert publish(company, "main", BY) == 2


def test_an_earlier_version_can_be_put_in_force_again(company: Company) -> None:
    draft(company, BART, END)
    publish(company, "main", BY)
    assert roll_back(company, "main", 1, BY) == 3
    rows = PublishedPlanRow.objects.for_company(company).filter(key="main").order_by("version")
    assert rows[2].tree["steps"] == rows[0].tree["steps"]
    assert DraftPlan.objects.for_company(company).get(key="main").text_form()["steps"][0]["forward"]["user"] == "ann"
    with pytest.raises(PublishError, match="no version 9"):
        roll_back(company, "main", 9, BY)


def test_a_draft_is_published_when_its_moment_has_come_as_it_was_when_planned(company: Company) -> None:
    draft(company, BART, END)
    plan_publication(company, "main", NOW + timedelta(hours=1), BY, NOW)
    draft(company, END)
    assert publish_due(NOW) == 0
    assert publish_due(NOW + timedelta(hours=1)) == 1
    newest = PublishedPlanRow.objects.for_company(company).filter(key="main").latest("version")
    assert newest.tree["steps"][0]["forward"]["user"] == "bart"
    assert not PlannedPublication.objects.for_company(company).exists()


def test_what_was_planned_and_cannot_be_published_stays_with_the_reason(company: Company) -> None:
    draft(company, BART, END)
    plan_publication(company, "main", NOW + timedelta(hours=1), BY, NOW)
    saved(company, ANN_ANSWERS)
    assert publish_due(NOW + timedelta(hours=2)) == 0
    planned = PlannedPublication.objects.for_company(company).get()
    assert "scenario" in str(reasons(planned)[0])
    assert publish_due(NOW + timedelta(hours=3)) == 0
    assert version(company) == 1


def test_what_was_planned_may_change_how_saved_calls_go_where_that_was_accepted(company: Company) -> None:
    scenario = saved(company, ANN_ANSWERS)
    draft(company, BART, END)
    by = By("ann.acme", "192.0.2.7", accepts=True)
    plan_publication(company, "main", NOW + timedelta(hours=1), by, NOW)
    assert publish_due(NOW + timedelta(hours=1)) == 1
    scenario.refresh_from_db()
    assert scenario.wanted["outcome"] == "hung_up"


def test_what_was_planned_is_published_once_and_not_after_it_was_cancelled(company: Company) -> None:
    planned = plan_publication(company, "main", NOW + timedelta(hours=1), BY, NOW)
    cancel(planned, BY)
    assert publish_due(NOW + timedelta(hours=2)) == 0
    plan_publication(company, "main", NOW + timedelta(hours=1), BY, NOW)
    assert [publish_due(NOW + timedelta(hours=2)), publish_due(NOW + timedelta(hours=2))] == [1, 0]
    assert version(company) == 2


def test_the_draft_follows_an_earlier_version_unless_it_holds_other_changes(company: Company) -> None:
    plan = draft(company, BART, END)
    publish(company, "main", BY)
    draft(company, ANN, BART, END)
    assert roll_back(company, "main", 1, BY) == 3
    plan.refresh_from_db()
    assert len(plan.text_form()["steps"]) == 3
    assert len(PublishedPlanRow.objects.for_company(company).get(key="main", version=3).tree["steps"]) == 2


def test_a_saved_call_may_meet_a_diversion(company: Company) -> None:
    plan = draft(company, ANN, END)
    plan.tree["diversions"] = [{"name": "Lunch", "category": "A", "steps": [BART, END]}]
    plan.save()
    publish(company, "main", BY)
    case = msgspec.convert({**ANN_ANSWERS, "diversions": {"main": "Lunch"}}, Case)
    told = how_it_goes(snapshot_of(company), case, company)
    assert [str(step) for step in told.steps] == ["Forward to user/bart, 20 s", "Hang up"]


def test_nothing_is_planned_for_a_moment_that_is_over(company: Company) -> None:
    with pytest.raises(ValidationError, match="later"):
        plan_publication(company, "main", NOW, BY, NOW)
