"""Opening hours that several plans share: a change is in force in all of them, or in none."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from belplan.exchange.models import Hours, Trunk
from belplan.publishing import library
from belplan.publishing.in_use import plans_with, used_by
from belplan.publishing.models import PublishedPlanRow, Scenario
from belplan.publishing.publish import By, publish
from belplan.publishing.scenarios import Case, how_it_goes, told_data
from belplan.publishing.shared import OTHER_CALLS
from belplan.publishing.snapshots import snapshot_of
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="ann.acme", origin="192.0.2.7")
ANN: dict[str, Any] = {"forward": {"user": "ann", "timeout": 20}}
OPEN: dict[str, Any] = {"time_condition": {"hours": "office"}, "steps": [ANN]}
END: dict[str, Any] = {"hang_up": {}}
TUESDAY: dict[str, Any] = {"dialled": "3225805000", "at": "2026-11-24T10:00", "behaviours": {"user/ann": "answers"}}


@pytest.fixture
def company(settings: Settings) -> Company:
    """Ann, and two published plans that ring her during the same hours."""
    settings.BELPLAN_FORETELL = "belplan.run.wiring.foretell"
    company = make_company()
    Trunk(company=company, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    make_device(company, "ann", person=make_person(company))
    entries = [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]
    Hours(company=company, key="office", name="Office", data={"entries": entries}).store()
    make_number(company, plan=make_plan(company, "main", tree={"steps": [OPEN, END]}))
    make_plan(company, "shop", internal="801", tree={"steps": [OPEN, END]})
    make_plan(company, "other", tree={"steps": [END]})
    for key in ("main", "shop", "other"):
        publish(company, key, BY)
    return company


def save(hours: Hours, by: By = BY) -> list[str]:
    """Save what somebody changed who saw what is stored."""
    stored = Hours.objects.for_company(hours.company).get(pk=hours.pk)
    return library.save(hours, by, library.version_of(stored))


def afternoons(company: Company) -> Hours:
    """The same hours, only after noon: changed, not saved."""
    hours = Hours.objects.for_company(company).get(key="office")
    hours.data = {"entries": [{"days": "mon-fri", "from": "13:00", "to": "17:00"}]}
    return hours


def in_force(company: Company) -> dict[str, str]:
    """Since when each plan that uses them is open."""
    plans = {plan.key: plan for plan in snapshot_of(company).plans}
    return {key: plan.hours["office"]["entries"][0]["from"] for key, plan in plans.items() if plan.hours}


def saved_call(company: Company) -> Scenario:
    wanted = how_it_goes(snapshot_of(company), Case(**TUESDAY), company)
    return Scenario(company=company, key="main", name="Tuesday at ten", case=TUESDAY, wanted=told_data(wanted)).store()


def test_every_plan_has_it(company: Company) -> None:
    assert save(afternoons(company)) == ["Main", "Shop"]
    assert in_force(company) == {"main": "13:00", "shop": "13:00"}
    assert PublishedPlanRow.objects.for_company(company).filter(key="other").count() == 1


def test_a_saved_call_that_would_end_otherwise_keeps_all_as_it_was(company: Company) -> None:
    saved_call(company)
    with pytest.raises(ValidationError) as refused:
        save(afternoons(company))
    assert refused.value.code == OTHER_CALLS
    assert "Main" in refused.value.messages[0]
    assert "Tuesday at ten" in refused.value.messages[0]
    assert in_force(company) == {"main": "09:00", "shop": "09:00"}
    stored = Hours.objects.for_company(company).get(key="office")
    assert stored.data["entries"][0]["from"] == "09:00"


def test_who_saves_may_accept_that(company: Company) -> None:
    call = saved_call(company)
    save(afternoons(company), By(BY.who, BY.origin, accepts=True))
    assert in_force(company) == {"main": "13:00", "shop": "13:00"}
    wanted = call.wanted
    call.refresh_from_db()
    assert call.wanted != wanted


def test_overlapping_hours_are_not_stored(company: Company) -> None:
    hours = afternoons(company)
    hours.data["entries"].append({"days": "wed", "from": "16:00", "to": "18:00"})
    with pytest.raises(ValidationError):
        save(hours)
    assert in_force(company) == {"main": "09:00", "shop": "09:00"}


def test_it_is_told_which_plans_use_what(company: Company) -> None:
    assert used_by(company, "hours") == {"office": ["Main", "Shop"]}
    assert used_by(company, "user") == {"ann": ["Main", "Shop"]}
    assert plans_with(company, "hours", "office") == ["Main", "Shop"]
    assert plans_with(company, "sound", "office") == []
