"""The office manager edits a plan, with and without scripts, alone and with a colleague."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from belplan.callplan.editing.tree import plain, read
from belplan.exchange.models import DraftPlan, Number
from belplan.identity.models import Role
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_plan
from tests.panel.conftest import signed_in

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EDIT = "/plans/proef/edit/"
LIVE = {"HX-Request": "true"}


@pytest.fixture
def draft(demo: Company) -> DraftPlan:
    steps = [{"time_condition": {"hours": "kantooruren"}, "steps": [{"prefix": {"text": "WR:"}}]}, {"hang_up": {}}]
    return make_plan(demo, "proef", name="Proef", tree={"steps": steps})


def post(client: Client, what: str = "change/", **fields: str) -> Any:
    """As the page's script sends it."""
    return client.post(EDIT + what, fields, headers=LIVE)


def outline(draft: DraftPlan) -> str:
    draft.refresh_from_db()

    def one(data: dict[str, Any]) -> str:
        [kind] = (name for name, value in data.items() if not isinstance(value, list))
        branches = [name for name in data if name != kind]  # databases keep no order of keys
        nested = " ".join(one(step) for branch in branches for step in data[branch])
        return f"{kind}({nested})" if nested else kind

    return " ".join(one(step) for step in plain(draft.tree)["steps"])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(answer: Any) -> str:
    found = re.search(r'data-says="([^"]*)"', answer.content.decode())
    return found[1] if found else ""


def test_the_page_shows_the_plan_as_a_tree_with_places(administrator: Client, draft: DraftPlan) -> None:
    page = administrator.get(EDIT).content.decode()
    assert page.count('role="treeitem"') == 3
    assert 'value=":steps:s1:s3"' in page  # between the two steps of the plan
    assert 'value="s1:steps:s2:"' in page  # at the end within the condition
    assert 'value="s3:' not in page  # nothing comes under hang up
    assert "niets aan te vullen" in page


def test_a_new_step_goes_where_it_was_put_and_waits_to_be_filled_in(administrator: Client, draft: DraftPlan) -> None:
    answer = post(administrator, insert="ring_group", at="s1:steps:s2:")
    assert outline(draft) == "time_condition(prefix ring_group) hang_up"
    assert said(answer) == "Belgroep toegevoegd: het is nu stap 1.2."
    assert "nog niet ingevuld" in words(answer)
    assert "1 aandachtspunt" in words(answer)
    assert 'id="options"' in answer.content.decode()  # its options stand open at once


def test_without_a_place_a_step_goes_after_the_selected_one_or_into_an_empty_condition(
    administrator: Client, draft: DraftPlan
) -> None:
    post(administrator, insert="caller_condition", step="s2")
    assert outline(draft) == "time_condition(prefix caller_condition) hang_up"
    post(administrator, insert="email", step="s4")
    assert outline(draft) == "time_condition(prefix caller_condition(email)) hang_up"
    post(administrator, insert="hang_up")
    assert outline(draft).endswith("hang_up hang_up")


def test_steps_move_by_buttons_and_by_place(administrator: Client, draft: DraftPlan) -> None:
    post(administrator, do="out", step="s2")
    assert outline(draft) == "time_condition prefix hang_up"
    post(administrator, do="down", step="s2")
    assert outline(draft) == "time_condition hang_up prefix"
    post(administrator, do="move", step="s2", at="s1:steps::")
    assert outline(draft) == "time_condition(prefix) hang_up"
    assert "niet verder" in words(post(administrator, do="up", step="s1"))
    places = administrator.get(EDIT + "panel/?step=s1&move=1").content.decode()
    assert "einde van het plan" in places
    assert 'value="s1:steps:s2:"' not in places  # never into itself


def test_options_are_kept_as_typed_and_checked_as_one_goes(administrator: Client, draft: DraftPlan) -> None:
    before = json.dumps({"text": "WR:"})
    post(administrator, "options/", step="s2", before=before, **{"option-text": "VIP"})
    assert read(_tree(draft)).find("s2").options == {"text": "VIP"}  # type: ignore[union-attr]
    answer = post(administrator, "options/", step="s2", before='{"text": "VIP"}', **{"option-text": ""})
    assert "kijk na wat er ingevuld is" in words(answer)
    assert not (read(_tree(draft)).find("s2").options or {}).get("text")  # type: ignore[union-attr]


def test_undo_and_redo_say_what_they_do(administrator: Client, draft: DraftPlan) -> None:
    page = post(administrator, do="remove", step="s1", next="s3")
    assert outline(draft) == "hang_up"
    assert "Tijdsconditie verwijderd" in words(page)
    assert said(post(administrator, do="undo")).startswith("Ongedaan gemaakt: Tijdsconditie verwijderd")
    assert outline(draft) == "time_condition(prefix) hang_up"
    post(administrator, do="redo")
    assert outline(draft) == "hang_up"


def test_a_step_is_copied_to_another_plan_and_duplicated(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    other = make_plan(demo, "ander", name="Ander", tree={"steps": []})
    assert "Nog niets gekopieerd" in words(post(administrator, do="paste"))
    post(administrator, do="copy", step="s1")
    administrator.post("/plans/ander/edit/change/", {"do": "paste"}, headers=LIVE)
    assert outline(other) == "time_condition(prefix)"
    post(administrator, do="duplicate", step="s2")
    assert outline(draft) == "time_condition(prefix prefix) hang_up"


def test_a_diversion_is_added_named_and_removed(administrator: Client, draft: DraftPlan) -> None:
    answer = post(administrator, do="add-diversion")
    own = re.search(r'data-selected="(\w+)"', answer.content.decode())
    assert own
    assert "heeft geen stappen" in words(answer)
    fields = {"step": own[1], "name_before": "Nieuwe omleiding", "category_before": "A"}
    post(administrator, do="set-diversion", name="Teamoverleg", category="B", **fields)
    post(administrator, insert="hang_up", step=own[1])
    [diversion] = _tree(draft)["diversions"]
    assert (diversion["name"], diversion["category"], len(diversion["steps"])) == ("Teamoverleg", "B", 1)
    assert "Een categorie is één hoofdletter" in words(
        post(administrator, do="set-diversion", name="X", category="b", step=own[1], name_before="Teamoverleg",
             category_before="B")
    )  # fmt: skip
    post(administrator, do="remove-diversion", step=own[1])
    assert "diversions" not in _tree(draft)


def test_without_scripts_each_edit_leads_back_to_the_page(administrator: Client, draft: DraftPlan) -> None:
    answer = administrator.post(EDIT + "change/", {"insert": "email", "step": "s2"}, follow=True)
    assert answer.redirect_chain == [(f"{EDIT}?step=s4", 302)]
    assert "E-mail toegevoegd: het is nu stap 1.2." in words(answer)
    refused = administrator.post(EDIT + "change/", {"do": "up", "step": "s1"}, follow=True)
    assert "niet verder" in words(refused)


def test_a_colleague_who_edits_too_is_seen_and_not_overwritten(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    bart = signed_in(demo, "bart.demo", Role.ADMINISTRATOR)
    before = json.dumps({"text": "WR:"})
    post(bart, "options/", step="s2", before=before, **{"option-text": "Bart"})
    assert administrator.get(EDIT + "state/?edits=1").status_code == 204
    fresh = words(administrator.get(EDIT + "state/?edits=0"))
    assert "bart.demo bewerkt dit plan ook" in fresh
    answer = post(administrator, "options/", step="s2", before=before, **{"option-text": "Mijn tekst"})
    assert "Iemand heeft deze stap intussen gewijzigd" in words(answer)
    assert 'value="Mijn tekst"' in answer.content.decode()  # nothing typed is lost
    assert "Toon Bart" in words(answer) or "Bart" in words(answer)
    now = json.dumps({"text": "Bart"})
    post(administrator, "options/", step="s2", before=now, **{"option-text": "Mijn tekst"})
    assert read(_tree(draft)).find("s2").options == {"text": "Mijn tekst"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "nonsense"},
        {"do": "move", "step": "s1", "at": "x"},
        {"do": "move", "step": "s1", "at": "s2:steps::"},
        {"do": "remove", "step": "gone"},
        {"insert": "nonsense"},
        {"insert": "hang_up", "at": "gone:steps::"},
    ],
)
def test_an_old_or_odd_page_changes_nothing_and_is_told_why(
    fields: dict[str, str], administrator: Client, draft: DraftPlan
) -> None:
    answer = post(administrator, **fields)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert outline(draft) == "time_condition(prefix) hang_up"


def test_options_of_a_page_that_lost_its_own_are_refused(administrator: Client, draft: DraftPlan) -> None:
    assert "herlaad" in words(post(administrator, "options/", step="s2", before="nonsense"))
    assert "niet meer" in words(post(administrator, "options/", step="gone", before="{}"))


def test_a_plan_is_added_named_and_given_numbers(administrator: Client, demo: Company) -> None:
    number = Number(company=demo, digits="3225805077").store()
    answer = administrator.post("/plans/-/add/", {"name": "Nieuw nummer", "numbers": ["3225805077"], "internal": "850"})
    assert answer.headers["Location"] == "/plans/nieuw-nummer/edit/"
    number.refresh_from_db()
    assert number.plan
    assert number.plan.internal == "850"
    page = administrator.get("/plans/nieuw-nummer/edit/")
    assert "Er gebeurt nog niets" in words(page)
    administrator.post("/plans/nieuw-nummer/edit/plan/", {"name": "Nummer", "internal": "850", "fallback": "ann"})
    number.refresh_from_db()
    assert number.plan is None
    said = set(AuditEntry.objects.for_company(demo).values_list("what", flat=True))
    assert {"call plan nieuw-nummer added", "call plan nieuw-nummer changed"} <= said


def test_a_plan_with_a_slip_is_not_added_and_nothing_typed_is_lost(administrator: Client, demo: Company) -> None:
    answer = administrator.post("/plans/-/add/", {"name": "Nieuw", "internal": "800"})
    assert answer.status_code == 422
    assert "800 is al het interne nummer van Hoofdnummer" in words(answer)
    assert not DraftPlan.objects.for_company(demo).filter(name="Nieuw").exists()


def test_a_plan_is_removed_only_once_nothing_leads_to_it(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    administrator.post("/plans/hoofdnummer/edit/remove/")
    assert "3225805000 leidt nog naar dit belplan" in words(administrator.get("/plans/hoofdnummer/edit/plan/"))
    administrator.post("/plans/receptie/edit/plan/", {"name": "Receptie"})  # no number any more
    administrator.post("/plans/receptie/edit/remove/")
    assert "wordt gebruikt in Hoofdnummer" in words(administrator.get("/plans/receptie/edit/plan/"))
    post(administrator, do="remove", step="s3")
    administrator.post("/plans/proef/edit/remove/")
    assert not DraftPlan.objects.for_company(demo).filter(key="proef").exists()


def test_a_new_plan_never_takes_up_the_versions_of_a_removed_one(administrator: Client, demo: Company) -> None:
    tree: dict[str, Any] = {"steps": [{"hang_up": {}}]}
    PublishedPlanRow(company=demo, key="oud", version=1, tree=tree, library={"hours": {}}, by="x").store()
    administrator.post("/plans/-/add/", {"name": "Oud"})
    assert DraftPlan.objects.for_company(demo).filter(key="oud-2").exists()


def _tree(draft: DraftPlan) -> dict[str, Any]:
    draft.refresh_from_db()
    tree: dict[str, Any] = draft.tree
    return tree
