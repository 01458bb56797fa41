"""Caller lists arranged by an administrator: pasted in any form, shown back uniform, in force in each plan at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from belplan.engine import snapshot
from belplan.exchange.models import CallerList, DraftPlan
from belplan.publishing.publish import By, publish
from belplan.tenancy.models import Company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="admin.demo", origin="192.0.2.7")
PASTED = """Jan Peeters\t0475 11 22 33
Bakkerij De Vries;+32 (0)2 580.50.99
00 31 6 12345678, 3225805000
0475/11.22.33
201
0478*
+33 1*
"""


def paste(client: Client, text: str = PASTED, name: str = "Goede klanten", **more: Any) -> Any:
    return client.post("/callers/add/", {"name": name, "numbers": text} | more)


def stored(company: Company) -> CallerList:
    return CallerList.objects.for_company(company).get(key="goede-klanten")


def seen(client: Client) -> str:
    page = client.get("/callers/goede-klanten/").content.decode()
    return str(re.findall(r'name="seen" value="([^"]*)"', page)[0])


def plan_for_them(company: Company) -> None:
    condition = {"caller_condition": {"callers": "goede-klanten"}, "steps": [{"forward": {"user": "ann"}}]}
    steps = [condition, {"hang_up": {}}]
    DraftPlan(company=company, key="winkel", name="Winkel", internal="850", tree={"steps": steps}).store()
    publish(company, "winkel", BY)


def test_numbers_in_any_form_become_uniform_and_are_shown_back(administrator: Client, demo: Company) -> None:
    page = administrator.get(paste(administrator).headers["Location"]).content.decode()
    assert stored(demo).data == {
        "numbers": ["32475112233", "3225805099", "31612345678", "3225805000", "201"],
        "beginnings": ["32478", "331"],
    }
    for shown in ("0475 11 22 33", "02 580 50 99", "+31 6 12345678", "201", "32478*", "7 nummers"):
        assert shown in page, shown


def test_what_is_shown_back_means_the_same_when_saved_again(administrator: Client, demo: Company) -> None:
    paste(administrator)
    before = stored(demo).data
    page = administrator.get("/callers/goede-klanten/").content.decode()
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert shown
    sent = {"name": "Goede klanten", "numbers": shown[1], "seen": seen(administrator)}
    assert administrator.post("/callers/goede-klanten/", sent).status_code == 302
    assert stored(demo).data == before


def test_what_is_no_number_is_named_and_nothing_is_lost(administrator: Client, demo: Company) -> None:
    answer = paste(administrator, "0475 11 22 33\n12345678901234567\n+32 1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_numbers_error">[^<]*12345678901234567, \+32 1', page)
    assert "0475 11 22 33" in page
    assert not CallerList.objects.for_company(demo).exists()


def test_a_line_of_words_alone_is_named_but_for_the_heads_of_a_table(administrator: Client, demo: Company) -> None:
    page = paste(administrator, "Naam;Nummer\nAnn;0475 11 22 33\nBart, volgt nog").content.decode()
    assert re.search(r'id="id_numbers_error">[^<]*: Bart volgt nog\.', page)
    assert paste(administrator, "Naam;Nummer\nAnn;0475 11 22 33").status_code == 302
    assert stored(demo).data == {"numbers": ["32475112233"]}


def test_an_empty_list_is_refused_unless_it_is_about_withheld_numbers(administrator: Client, demo: Company) -> None:
    assert paste(administrator, "").status_code == 422
    assert paste(administrator, "", anonymous="on").status_code == 302
    assert stored(demo).data == {"anonymous": True}


def test_a_change_is_in_force_at_once_and_a_used_list_stays(administrator: Client, demo: Company, data: Path) -> None:
    paste(administrator)
    plan_for_them(demo)
    sent = {"name": "Goede klanten", "numbers": "0499 99 99 99", "seen": seen(administrator)}
    answer = administrator.post("/callers/goede-klanten/", sent, follow=True)
    assert "Meteen van kracht in Winkel." in answer.content.decode()
    plan = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}["winkel"]
    assert plan.callers["goede-klanten"]["numbers"] == ["32499999999"]
    assert "Winkel" in administrator.post("/callers/goede-klanten/remove/", follow=True).content.decode()
    assert stored(demo)


def test_five_thousand_numbers_are_pasted_at_once(administrator: Client, demo: Company) -> None:
    paste(administrator, "\n".join(f"0475 {n // 10000:02} {n // 100 % 100:02} {n % 100:02}" for n in range(5000)))
    assert len(stored(demo).data["numbers"]) == 5000
    assert "(5000 nummers)" in administrator.get("/callers/").content.decode().replace("\u202f", "").replace(".", "")
