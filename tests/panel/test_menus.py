"""Menus arranged by an administrator, changed for every plan at once; their keys on the canvas lose no steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from belplan.callplan.editing import edits, tree
from belplan.callplan.editing.moves import branches_of
from belplan.engine import snapshot
from belplan.exchange.models import DraftPlan, Menu, Sound
from belplan.publishing.publish import By, publish
from belplan.tenancy.models import Company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="admin.demo", origin="192.0.2.7")
SPOKEN = {"name": "Hoofdmenu", "asks": "say", "say": "Voor verkoop, druk 1.", "language": "nl", "wait": 5, "tries": 2}
MENU: dict[str, Any] = {
    "menu": {"menu": "hoofdmenu", "keys": ["1", "2"]},
    "1": [{"forward": {"user": "ann"}}],
    "2": [{"forward": {"user": "bart"}}],
    "none": [{"hang_up": {}}],
    "invalid": [{"hang_up": {}}],
}


def stored(company: Company) -> Menu:
    return Menu.objects.for_company(company).get(key="hoofdmenu")


def shop(company: Company) -> DraftPlan:
    """A plan in force that asks it."""
    draft = DraftPlan(
        company=company, key="winkel", name="Winkel", internal="850", tree={"steps": [MENU, {"hang_up": {}}]}
    ).store()
    publish(company, "winkel", BY)
    return draft


def change(client: Client, **more: Any) -> Any:
    page = client.get("/menus/hoofdmenu/").content.decode()
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    return client.post("/menus/hoofdmenu/", SPOKEN | {"seen": seen} | more, follow=True)


def test_a_menu_is_added_from_the_step_that_needs_it(administrator: Client, demo: Company) -> None:
    draft = DraftPlan(company=demo, key="winkel", name="Winkel", tree={"steps": [{"menu": {}}]}).store()
    page = administrator.get(f"/plans/{draft.key}/edit/").content.decode()
    assert "Menu" in page or "menu" in page
    answer = administrator.post("/menus/add/", SPOKEN | {"next": "/plans/winkel/edit/?step=s1", "direct": "on"})
    assert answer.headers["Location"] == "/plans/winkel/edit/?step=s1"
    assert stored(demo).data == {"say": "Voor verkoop, druk 1.", "language": "nl", "direct": True}
    assert "Voor verkoop, druk 1." in administrator.get("/menus/").content.decode()


def test_another_text_is_spoken_first_and_in_force_in_each_plan(
    administrator: Client, demo: Company, data: Path
) -> None:
    administrator.post("/menus/add/", SPOKEN)
    shop(demo)
    answer = change(administrator, say="Voor verkoop drukt u op 1, voor hulp op 2.", wait=8)
    assert "Meteen van kracht in Winkel." in answer.content.decode()
    plan = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}["winkel"]
    prompt = stored(demo).contents().prompt
    path, _seconds = plan.sounds[prompt]
    assert (data / path).is_file()
    assert plan.menus["hoofdmenu"]["wait"] == 8


def test_a_sound_instead_of_a_text(administrator: Client, demo: Company, data: Path) -> None:
    Sound(company=demo, key="welkom", name="Welkom", file="sounds/demo/a.wav", seconds=3).store()
    administrator.post("/menus/add/", SPOKEN)
    shop(demo)
    change(administrator, asks="sound", sound="welkom")
    plan = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}["winkel"]
    assert plan.sounds == {"welkom": ("sounds/demo/a.wav", 3.0)}
    assert 'value="welkom" selected' in administrator.get("/menus/hoofdmenu/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"say": ""}, "say"), ({"say": "a" * 2001}, "say"), ({"asks": "sound"}, "sound"), ({"wait": 99}, "wait")],
)
def test_what_is_wrong_stands_beside_its_field(
    administrator: Client, demo: Company, wrong: dict[str, Any], field: str
) -> None:
    answer = administrator.post("/menus/add/", SPOKEN | wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Menu.objects.for_company(demo).filter(key="hoofdmenu").exists()


def test_one_that_a_plan_asks_is_not_removed_and_another_comes_back(administrator: Client, demo: Company) -> None:
    administrator.post("/menus/add/", SPOKEN)
    draft = shop(demo)
    assert "Winkel" in administrator.post("/menus/hoofdmenu/remove/", follow=True).content.decode()
    assert stored(demo)
    draft.delete()
    administrator.post("/menus/hoofdmenu/remove/")
    assert not Menu.objects.for_company(demo).filter(key="hoofdmenu").exists()
    administrator.post("/menus/undo/")
    assert stored(demo).name == "Hoofdmenu"


def test_the_canvas_says_what_leads_where_and_a_key_taken_away_keeps_its_steps(
    administrator: Client, demo: Company
) -> None:
    administrator.post("/menus/add/", SPOKEN)
    draft = shop(demo)
    page = administrator.get("/plans/winkel/edit/").content.decode()
    for words in ("Toets 1", "Toets 2", "Geen toets gekozen", "Een andere toets"):
        assert words in page
    before = tree.read(draft.tree)
    menu = before.steps[0]
    fewer = edits.SetOptions(id=menu.id, options={**menu.options, "keys": ["1"]}, before=dict(menu.options))
    after, back = edits.apply(before, fewer)
    assert branches_of(after.steps[0]) == ("1", "none", "invalid")
    assert after.steps[0].branches["2"] == menu.branches["2"]
    assert edits.apply(after, back)[0] == before
