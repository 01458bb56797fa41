"""Users arrange what becomes of calls to them, and administrators do it for them; trying a call shows it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from belplan.exchange.models import Person
from belplan.publishing.own_plans import own_plan_of
from belplan.tenancy.models import Company
from tests.panel.test_simulator import WEEKDAY, tried

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EMPTY = {"busy": "", "outside": "", "say": "", "hours": "", "always": ""}
TO_MOBILE = {**EMPTY, "seconds": "15", "no_answer": "0467 89 01 23"}


def test_ann_sends_her_unanswered_calls_to_her_mobile(demo: Company, ann: Client, administrator: Client) -> None:
    page = reverse("my:route")
    shown = ann.post(page, TO_MOBILE, follow=True).content.decode()
    assert 'value="0467 89 01 23"' in shown
    assert "15 s" in ann.get(reverse("my:home")).content.decode()
    told = tried(administrator, caller="202", to="201", at=WEEKDAY)
    assert told.index("0:00 Het rinkelt bij Ann Peeters") < told.index("0:15 Het rinkelt bij 0467 89 01 23")
    ann.post(page, {"drop": "yes"})
    assert "0:15" not in tried(administrator, caller="202", to="201", at=WEEKDAY)


def test_while_she_is_busy_her_calls_go_to_another_number(ann: Client, administrator: Client) -> None:
    busy = {**TO_MOBILE, "busy": "0475 11 22 33"}
    shown = ann.post(reverse("my:route"), busy, follow=True).content.decode()
    assert 'value="0475 11 22 33"' in shown
    assert "Bij bezet of onbereikbaar" in shown
    told = tried(administrator, caller="202", to="201", at=WEEKDAY, **{"user/ann": "busy"})
    assert "0:00 Het rinkelt bij 0475 11 22 33" in told
    assert "Het rinkelt bij 0467 89 01 23" not in told


def test_what_cannot_be_called_or_says_nothing_is_refused(ann: Client) -> None:
    page = reverse("my:route")
    assert ann.post(page, {**TO_MOBILE, "no_answer": "0900 12345"}).status_code == 422
    assert ann.post(page, {**TO_MOBILE, "hours": "kantooruren"}).status_code == 422


def test_an_administrator_does_it_for_her_and_opens_it_in_the_editor(demo: Company, administrator: Client) -> None:
    person = Person.objects.for_company(demo).get(key="ann")
    page = reverse("people:route", args=[person.pk])
    hours = {"hours": "kantooruren", "say": "Ik ben er morgen weer."}
    assert administrator.post(page, {**TO_MOBILE, **hours, "always": "0475 11 22 33"}).status_code == 302
    draft = own_plan_of(person)
    assert draft
    editor = reverse("plans:editor", args=[draft.key])
    assert editor in administrator.get(page).content.decode()
    assert administrator.get(editor).status_code == 200
    assert draft.name not in administrator.get(reverse("plans:list")).content.decode()


def test_a_user_has_no_other_users_route(demo: Company, ann: Client) -> None:
    person = Person.objects.for_company(demo).get(key="bart")
    assert ann.get(reverse("people:route", args=[person.pk])).status_code == 403
