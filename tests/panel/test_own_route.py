"""Users arrange what becomes of calls to them, and administrators do it for them; trying a call shows it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from belplan.callplan.catalogue import BY_KIND
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


def test_she_opens_her_route_in_the_editor_and_no_link_there_leads_where_she_may_not_go(ann: Client) -> None:
    opened = ann.post(reverse("my:route"), {"edit": "yes"}, follow=True)
    editor = opened.redirect_chain[-1][0]
    assert editor in ann.get(reverse("my:route")).content.decode()
    assert "15 s" not in ann.get(reverse("my:home")).content.decode(), "nothing of it is in force yet"
    for kind in BY_KIND:
        page = ann.post(reverse("plans:change", args=["route-ann"]), {"insert": kind}, follow=True).content.decode()
        followed(ann, page)
    followed(ann, ann.get(reverse("plans:publish", args=["route-ann"])).content.decode())


def followed(client: Client, page: str) -> None:
    """Every link of a page opens."""
    links = {unescape(link) for link in re.findall(r'href="(/[^"]*)"', page) if not link.startswith("/static/")}
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_what_she_publishes_in_the_editor_is_no_preset_any_more(demo: Company, ann: Client) -> None:
    ann.post(reverse("my:route"), TO_MOBILE)
    ann.post(reverse("plans:change", args=["route-ann"]), {"insert": "prefix", "at": ":steps::s1"})
    options = {"step": "s4", "before": "{}", "option-text": "Ann:"}
    ann.post(reverse("plans:options", args=["route-ann"]), options)
    draft = own_plan_of(Person.objects.for_company(demo).get(key="ann"))
    shown = ann.post(reverse("plans:publish", args=["route-ann"]), {"edits": str(draft and draft.edits)}, follow=True)
    assert shown.redirect_chain == [(reverse("my:route"), 302)]
    assert "Deze route is in de editor gemaakt" in shown.content.decode()


def test_what_she_plans_for_later_stands_on_her_route_until_she_cancels_it(demo: Company, ann: Client) -> None:
    ann.post(reverse("my:route"), {"edit": "yes"})
    draft = own_plan_of(Person.objects.for_company(demo).get(key="ann"))
    later = {"edits": str(draft and draft.edits), "at": "2099-01-05T08:00"}
    shown = ann.post(reverse("plans:publish", args=["route-ann"]), later, follow=True)
    assert shown.redirect_chain == [(reverse("my:route"), 302)]
    assert "gepland door 201.demo" in shown.content.decode()
    shown = ann.post(reverse("plans:cancel_planned", args=["route-ann"]), follow=True)
    assert shown.redirect_chain == [(reverse("my:route"), 302)]
    assert "gepland door" not in shown.content.decode()


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
