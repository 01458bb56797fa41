"""A user has a plan of their own: made of presets, in force at once, and gone and back together with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from belplan.callplan.own_route import Route
from belplan.engine.companies import load_one
from belplan.exchange.models import DraftPlan
from belplan.identity import colleagues
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Role
from belplan.panel.plans.published import lines
from belplan.publishing.directory import directory_of
from belplan.publishing.number_keeping import lead_number
from belplan.publishing.own_plans import drop_route, keep_route, own_plan_of
from belplan.publishing.plan_keeping import Keeper
from belplan.publishing.publish import By
from tests.companies import make_company, make_number, make_person, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY, KEEPER = By("ann", "127.0.0.1"), Keeper("ann", "127.0.0.1")
MOBILE = Route(seconds=15, no_answer="32467890123")


def own_plans(data: Path) -> dict[str, str]:
    """As the engine knows them."""
    known = load_one(data / "snapshots" / "acme.json")
    assert known
    return dict(known.own_plans)


def test_it_is_in_force_at_once_and_no_plan_of_the_company(data: Path) -> None:
    ann = make_person(make_company())
    assert (keep_route(ann, MOBILE, BY), keep_route(ann, Route(seconds=30), BY)) == (1, 2)
    assert own_plans(data) == {"ann": "route-ann"}
    assert lines(ann.company) == []
    assert directory_of(ann.company).plans == {}


def test_no_number_leads_to_it() -> None:
    ann = make_person(make_company())
    keep_route(ann, MOBILE, BY)
    number, draft = make_number(ann.company), own_plan_of(ann)
    with pytest.raises(ValidationError, match="heeft geen nummers"):
        lead_number(number, draft, KEEPER)


def test_without_it_telephones_just_ring(data: Path) -> None:
    ann = make_person(make_company())
    keep_route(ann, MOBILE, BY)
    drop_route(ann, KEEPER)
    assert own_plans(data) == {}
    keep_route(ann, MOBILE, BY)
    assert own_plans(data) == {"ann": "route-ann-2"}, "the versions of the one before are not taken up"


def test_it_goes_with_its_user_and_comes_back_with_them(data: Path) -> None:
    ann = make_person(make_company())
    keep_route(ann, MOBILE, BY)
    account = Account.objects.create(company=ann.company, login="boss.acme", role=Role.ADMINISTRATOR)
    by = colleagues.By(account, Where())
    kept = colleagues.remove(ann, by)
    assert own_plans(data) == {}
    colleagues.bring_back(account.company, kept, by)
    assert own_plans(data) == {"ann": "route-ann"}


def test_one_that_another_plan_names_cannot_go() -> None:
    ann = make_person(make_company())
    make_plan(ann.company, tree={"steps": [{"forward": {"user": "ann"}}, {"hang_up": {}}]})
    account = Account.objects.create(company=ann.company, login="boss.acme", role=Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="Main"):
        colleagues.remove(ann, colleagues.By(account, Where()))
    assert DraftPlan.objects.for_company(ann.company).count() == 1
