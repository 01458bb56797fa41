"""The office manager tries a call on her draft, saves it, and sees what becomes of calls in a whole week."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from belplan.exchange.models import DraftPlan, Menu
from belplan.publishing.models import Scenario
from belplan.tenancy.models import Company
from tests.companies import make_number
from tests.panel.test_publishing import words

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TRY = "/plans/hoofdnummer/try/"
CALL = {"caller": "0475 11 22 33", "to": "3225805000", "at": "2026-11-24T10:00"}
SUNDAY = {**CALL, "at": "2026-11-22T15:00"}
END: dict[str, Any] = {"hang_up": {}}


@pytest.fixture(autouse=True)
def simulator(settings: Settings) -> None:
    settings.BELPLAN_FORETELL = "belplan.run.wiring.foretell"


@pytest.fixture
def draft(demo: Company) -> DraftPlan:
    return DraftPlan.objects.for_company(demo).get(key="hoofdnummer")


def lit(answer: Any) -> list[str]:
    """The places of the steps that the call comes to."""
    found = re.findall(r'plan-step lit"[^>]*>\s*<span class="step-place">([^<]+)</span>', answer.content.decode())
    return [place.strip() for place in found]


def write(draft: DraftPlan, *steps: dict[str, Any]) -> None:
    draft.tree = {"steps": list(steps)}
    draft.save()


def test_the_way_of_a_call_lights_up_in_the_plan_and_its_texts_can_be_heard(administrator: Client) -> None:
    answer = administrator.get(TRY, {**SUNDAY, "of": "in-force"})
    assert lit(answer) == ["2", "3", "4"]
    assert "Buiten Kantooruren (zondag)" in words(answer)
    [address] = re.findall(r'<audio[^>]* src="([^"]+)"', answer.content.decode())
    assert administrator.get(address).headers["Content-Type"] == "audio/wav"


def test_a_call_goes_on_into_the_next_plan(administrator: Client) -> None:
    answer = administrator.get(TRY, CALL)
    assert lit(answer) == ["1", "1.2", "1.3", "1.4", "1.5", "1", "2", "3"]
    assert "Bel Receptie, 25 s" in words(answer)


def test_the_draft_is_tried_and_callers_do_not_meet_it_yet(administrator: Client, draft: DraftPlan) -> None:
    write(draft, END)
    assert lit(administrator.get(TRY, CALL)) == ["1"]
    assert lit(administrator.get(TRY, {**CALL, "of": "in-force", "user/ann": "answers"})) == ["1", "1.2", "1.3"]


def test_a_draft_that_is_not_whole_says_which_step(administrator: Client, draft: DraftPlan) -> None:
    write(draft, {"ring_group": {"members": []}}, END)
    page = administrator.get(TRY, CALL).content.decode()
    assert re.search(r'<a href="/plans/hoofdnummer/edit/\?step=\w+">Stap 1</a>', page)


def test_under_a_diversion_the_call_goes_another_way(administrator: Client) -> None:
    answer = administrator.get(TRY, {**CALL, "diversion": "Teamoverleg"})
    assert lit(answer)[0] == "Teamoverleg: 1"
    assert "Omleiding Teamoverleg" in words(answer)


def test_keys_are_pressed_at_their_moments(administrator: Client, draft: DraftPlan, demo: Company) -> None:
    Menu(company=demo, key="keuze", name="Keuze", data={"say": "Kies 1.", "language": "nl"}).store()
    write(draft, {"menu": {"menu": "keuze", "keys": ["1"]}, "1": [END]}, {"announcement": {"say": "Dag."}}, END)
    assert lit(administrator.get(TRY, {**CALL, "key-0": "1", "after-0": "2"})) == ["1", "1[1].1"]
    assert lit(administrator.get(TRY, CALL)) == ["1", "2", "3"]
    page = words(administrator.get(TRY, {**CALL, "key-0": "1", "after-0": ""}))
    assert "Vul in na hoeveel seconden de toets ingedrukt wordt." in page


def test_a_saved_call_turns_red_when_the_draft_lets_it_go_otherwise(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**SUNDAY, "user/ann": "busy"}.items())
    saved = administrator.post(f"/plans/hoofdnummer/scenarios/save/?{query}", {"name": "Zondag"}, follow=True)
    assert "1 scenario, zonet geprobeerd: het gaat zoals het moet." in words(saved)
    assert "Wim Jacobs" in words(saved) or "0475 11 22 33 belt 02 580 50 00" in words(saved)
    again = administrator.post(f"/plans/hoofdnummer/scenarios/save/?{query}", {"name": "Zondag"}, follow=True)
    assert "heeft deze naam al" in words(again)
    write(draft, END)
    assert "1 van 1 gaat anders." in words(administrator.get("/plans/hoofdnummer/scenarios/"))
    in_force = administrator.get("/plans/hoofdnummer/scenarios/?of=in-force")
    assert "gaat zoals het moet" in words(in_force)
    row = Scenario.objects.for_company(demo).get()
    gone = administrator.post(f"/plans/hoofdnummer/scenarios/{row.pk}/remove/", follow=True)
    assert "Er zijn nog geen scenario" in words(gone)
    administrator.post("/plans/hoofdnummer/scenarios/undo/")
    assert Scenario.objects.for_company(demo).get().wanted == row.wanted


def test_a_week_is_painted_by_what_becomes_of_the_call(administrator: Client) -> None:
    answer = administrator.get(f"{TRY}week/", {**CALL, "at": "2026-11-25", "user/ann": "answers"})
    page = words(answer).replace("\u2013", "-")
    assert "Week van 23 november 2026" in page
    assert "09:00-12:00 B (Opgenomen: Ann Peeters)" in page
    assert "12:00-13:00 C (Opgenomen: Ann Peeters)" in page
    assert "maandag 23 november 00:00-09:00 A (Beëindigd door het belplan)" in page


def test_a_plan_without_a_number_asks_for_one(administrator: Client, demo: Company) -> None:
    plan = DraftPlan(company=demo, key="los", name="Los", tree={"steps": [END]}).store()
    assert "Er leidt nog geen nummer naar dit belplan." in words(administrator.get("/plans/los/try/"))
    make_number(demo, "3225805009", plan=plan)
    assert "Er leidt nog geen nummer" not in words(administrator.get("/plans/los/try/"))
