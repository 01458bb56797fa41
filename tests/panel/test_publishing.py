"""The office manager publishes what she edited, now or later, looks back at versions, and puts one in force again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from belplan.exchange.models import DraftPlan
from belplan.publishing.models import PlannedPublication, PublishedPlanRow, Scenario
from belplan.publishing.planned import publish_due
from belplan.tenancy.models import Company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PLAN = "/plans/receptie/"
ANN: dict[str, Any] = {"forward": {"user": "ann", "timeout": 20}}
END: dict[str, Any] = {"hang_up": {}}
SUNDAY = {"dialled": "3225805001", "at": "2026-11-22T15:00"}


@pytest.fixture
def draft(demo: Company) -> DraftPlan:
    return DraftPlan.objects.for_company(demo).get(key="receptie")


def write(draft: DraftPlan, *steps: dict[str, Any]) -> None:
    draft.tree, draft.edits = {"steps": list(steps)}, draft.edits + 1
    draft.save()


def publish(client: Client, draft: DraftPlan, **fields: str) -> Any:
    return client.post(f"{PLAN}publish/", {"edits": str(draft.edits), **fields}, follow=True)


def words(answer: Any) -> str:
    text = answer.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def newest(company: Company) -> PublishedPlanRow:
    return PublishedPlanRow.objects.for_company(company).filter(key="receptie").latest("version")


def test_she_sees_what_is_different_and_publishes_it_with_a_note(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    write(draft, ANN, *draft.tree["steps"])
    page = words(administrator.get(f"{PLAN}publish/"))
    assert "Verschillend van versie 1" in page
    assert "is nieuw: Verbind door naar Ann Peeters, 20 s" in page
    assert "Versie 2 is van kracht." in words(publish(administrator, draft, note="Ann eerst"))
    assert (newest(demo).note, newest(demo).by) == ("Ann eerst", "admin.demo")
    assert "Geen enkele stap is anders" in words(administrator.get(f"{PLAN}publish/"))


def test_what_is_to_be_mended_leads_to_its_step_and_nothing_is_published(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    write(draft, {"ring_group": {"members": []}}, END)
    page = administrator.get(f"{PLAN}publish/").content.decode()
    assert re.search(r'<a href="/plans/receptie/edit/\?step=\w+">Stap 1</a>', page)
    assert publish(administrator, draft).status_code == 422
    assert newest(demo).version == 1


def test_a_page_from_before_an_edit_publishes_nothing_unseen(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    before = str(draft.edits)
    write(draft, END)
    assert "is bewerkt sinds je deze pagina opende" in words(publish(administrator, draft, edits=before))
    assert newest(demo).version == 1


def test_saved_calls_that_go_otherwise_are_shown_and_may_be_accepted(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    wanted = {"steps": [{"text": "Hang up", "params": {}}], "outcome": "hung_up"}
    Scenario(company=demo, key="receptie", name="Op zondag", case=SUNDAY, wanted=wanted).store()
    write(draft, ANN, *draft.tree["steps"])
    page = words(administrator.get(f"{PLAN}publish/"))
    assert "Op zondag" in page
    assert "Verbind door naar Ann Peeters, 20 s" in page.split("Zoals het zou gaan")[1]
    assert publish(administrator, draft).status_code == 422
    assert "Versie 2 is van kracht." in words(publish(administrator, draft, accepts="on"))


def test_a_publication_for_later_is_shown_cancelled_and_told_when_it_fails(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    write(draft, ANN, *draft.tree["steps"])
    now = timezone.now().astimezone(ZoneInfo(demo.timezone))
    assert "Dit moment is voorbij" in words(
        publish(administrator, draft, at=f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    )
    later = f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    assert "gepland door admin.demo" in words(publish(administrator, draft, at=later))
    assert "gepland voor" in words(administrator.get("/plans/"))
    assert "geannuleerd" in words(administrator.post(f"{PLAN}publish/cancel/", follow=True))
    publish(administrator, draft, at=later)
    demo_steps = [{"forward": {"user": "weg", "timeout": 20}}, END]
    PlannedPublication.objects.for_company(demo).update(tree={"name": "Receptie", "steps": demo_steps})
    assert publish_due(now + timedelta(hours=2)) == 0
    page = words(administrator.get(PLAN))
    assert "en dat is niet gelukt" in page
    assert "Stap 1: weg bestaat niet (meer): kies iets anders." in page
    assert "Gepland, maar mislukt" in words(administrator.get("/plans/"))


def test_two_versions_are_compared_and_an_earlier_one_is_put_in_force_again(
    administrator: Client, draft: DraftPlan, demo: Company
) -> None:
    first = newest(demo).tree["steps"]
    write(draft, ANN, *draft.tree["steps"])
    publish(administrator, draft, note="Ann eerst")
    page = words(administrator.get(f"{PLAN}history/"))
    assert page.index("Versie 2 van kracht") < page.index("Versie 1 ")
    assert "is weg: Verbind door naar Ann Peeters, 20 s" in words(administrator.get(f"{PLAN}history/1/?with=2"))
    page = words(administrator.post(f"{PLAN}history/1/back/", follow=True))
    assert "Versie 3 is van kracht: dezelfde als versie 1." in page
    assert "Ongedaan maken: terug naar versie 2" in page
    assert newest(demo).tree["steps"] == first
    assert newest(demo).note == "Terug naar versie 1"
    administrator.post(f"{PLAN}history/2/back/")
    assert newest(demo).tree["steps"][0]["forward"]["user"] == "ann"


def test_a_version_says_what_was_changed_in_the_hours_that_it_uses(administrator: Client, demo: Company) -> None:
    administrator.post("/hours/kantooruren/", {"name": "Kantooruren", **_later_opening(administrator)})
    page = words(administrator.get("/plans/hoofdnummer/history/2/"))
    assert "Kantooruren zelf is gewijzigd." in page


def _later_opening(client: Client) -> dict[str, Any]:
    """The fields of the hours' form as it was opened, with another time to begin."""
    page = client.get("/hours/kantooruren/").content.decode()
    form = page.split('id="hours"', 1)[1].split("</form>")[0]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in found and (found.get("type") not in ("checkbox", "radio") or " checked" in tag):
            fields.setdefault(found["name"], []).append(found.get("value", ""))
    fields.pop("name", None)
    return {name: ["10:00" if value == "09:00" else value for value in values] for name, values in fields.items()}
