"""The office manager reads what happens to a call."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from belplan.callplan.textform import read_plan
from belplan.panel.names import Names
from belplan.panel.plans import tree
from belplan.tenancy.models import Company
from tests.companies import make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def words(client: Client, address: str) -> str:
    """What the page says, without its tags."""
    text = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main", 1)[1]))


def test_the_list_shows_numbers_as_people_write_them(administrator: Client) -> None:
    page = words(administrator, "/plans/")
    assert "2 belplannen" in page
    assert "Hoofdnummer 02 580 50 00 800" in page


def test_a_plan_is_a_tree_of_plain_sentences_with_names_for_keys(administrator: Client) -> None:
    page = words(administrator, "/plans/hoofdnummer/")
    assert "1 Tijdens Kantooruren (ma-vr 9-17)" in page
    assert "1.3 Bel Ann Peeters, 20 s" in page
    assert "1.5 Verbind door naar het belplan Receptie" in page
    assert re.search("A: Teamoverleg . uit", page)


def test_a_plan_that_was_never_published_says_so(administrator: Client, demo: Company) -> None:
    make_plan(demo, "nieuw")
    assert "Dit belplan is nog niet gepubliceerd" in words(administrator, "/plans/nieuw/")


def test_a_company_without_plans_sees_what_one_is(stranger: Client) -> None:
    assert "Er zijn nog geen belplannen" in words(stranger, "/plans/")


@pytest.mark.parametrize("kind", [{"email": {"to": "x@example.com"}}, {"hang_up": {}}])
def test_a_step_of_any_kind_is_one_line(kind: dict[str, dict[str, str]]) -> None:
    plan = read_plan({"name": "Proef", "steps": [kind]})
    [line] = tree.lines(plan, Names({}, "BE"))
    assert line.place == "1"
    assert line.sentence
