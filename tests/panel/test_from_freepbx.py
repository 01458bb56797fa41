"""Call plans out of a FreePBX, in the panel: read first, made when agreed, all of it or nothing."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from belplan.exchange.models import DraftPlan, Hours, Menu, Number
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import AuditEntry, Company
from tests.callplan.from_freepbx import bakery

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NEW_NUMBER = "3225805009"


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/plans/-/freepbx/", {"exports": sent})


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def agreed(client: Client, page: str, **more: str) -> Any:
    """Press a button of the page that shows what comes of the files."""
    (sealed,) = re.findall(r'name="sealed" value="([^"]*)"', page)
    chosen = re.findall(r'name="start" id="[^"]*" value="([^"]*)" checked', page)
    return client.post("/plans/-/freepbx/found/", {"sealed": sealed, "start": chosen, **more}, follow=True)


@pytest.fixture
def shop(demo: Company) -> Company:
    """The demo company, to which the bakery's number has moved."""
    Number(company=demo, digits=NEW_NUMBER).store()
    return demo


def moved() -> bytes:
    """The bakery's files with a number that the company has free."""
    files = [("dids.csv", f'extension,destination\n{NEW_NUMBER},"timeconditions,1,1"\n'.encode()), *bakery.files()[1:]]
    return bakery.zipped(files)


def counts(company: Company) -> tuple[int, ...]:
    rows = (DraftPlan, Hours, Menu, AuditEntry, PublishedPlanRow)
    return tuple(model.objects.for_company(company).count() for model in rows)


def test_what_comes_of_a_zip_is_read_first_and_then_made_as_a_draft(administrator: Client, shop: Company) -> None:
    before = counts(shop)
    page = text(upload(administrator, ("export.zip", moved())))
    assert "Tijdens Openingsuren (" in page
    assert "nog niet ingevuld" in page
    assert "Belgroep Winkel: allemaal tegelijk, 25 s" in page
    assert counts(shop) == before  # nothing is saved yet
    answer = agreed(administrator, page)
    plan = DraftPlan.objects.for_company(shop).get(key="winkel-open")
    assert answer.redirect_chain[-1][0] == "/plans/winkel-open/edit/"
    assert "1 belplan is gemaakt. Er komt geen oproep bij voor je het publiceert." in text(answer)
    assert [number.digits for number in plan.numbers.all()] == [NEW_NUMBER]
    assert plan.tree["steps"][0]["time_condition"] == {"hours": "openingsuren"}
    menu = Menu.objects.for_company(shop).get(key="keuze")
    assert menu.data["say"] == "Voor Winkel, druk op 1. Voor Bestellingen, druk op 2."
    assert not PublishedPlanRow.objects.for_company(shop).filter(key="winkel-open").exists()
    told = set(AuditEntry.objects.for_company(shop).values_list("what", flat=True))
    assert {"call plan winkel-open added", "hours openingsuren added", "menu keuze added"} <= told


def test_two_people_who_import_the_same_at_once_have_one_each(administrator: Client, shop: Company) -> None:
    page = text(upload(administrator, ("export.zip", moved())))
    agreed(administrator, page)
    agreed(administrator, page)
    first, second = DraftPlan.objects.for_company(shop).filter(key__startswith="winkel-open").order_by("key")
    assert (first.numbers.count(), second.numbers.count()) == (1, 0)
    assert second.tree["steps"][0]["time_condition"] == {"hours": "openingsuren-2"}


def test_nothing_is_made_where_one_of_it_is_refused(
    administrator: Client, shop: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(upload(administrator, ("export.zip", moved())))
    before = counts(shop)
    monkeypatch.setattr("belplan.panel.from_freepbx.making.LONGEST", 0)  # a menu without a text
    answer = agreed(administrator, page)
    assert answer.status_code == 422
    assert counts(shop) == before


def test_nothing_is_made_by_who_only_reads_and_the_list_can_be_taken_along(
    administrator: Client, shop: Company
) -> None:
    before = counts(shop)
    page = text(upload(administrator, *bakery.files()))
    assert "3225805001 leidt al naar het belplan Receptie." in page
    assert "Ann Peeters" in page
    answer = agreed(administrator, page, do="list")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Wat je in de plaats doet" in text(answer)
    assert counts(shop) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ivr.json", b'{"ivrs": [\n{,}]}', "ivr.json, regel 2: dit is geen JSON."),
        ("ext.csv", b"extension,name\n201,Ann\n", "Er staat geen inkomende route"),
        ("x.csv", b"", "Er staat niets in dit bestand"),
    ],
)
def test_a_broken_file_is_named(administrator: Client, name: str, content: bytes, said: str) -> None:
    answer = upload(administrator, (name, content))
    assert answer.status_code == 422
    assert said in text(answer)


def test_another_company_can_do_nothing_with_what_was_read(stranger: Client, administrator: Client) -> None:
    page = text(upload(administrator, *bakery.files()))
    answer = agreed(stranger, page)
    assert "Upload de bestanden opnieuw" in text(answer)
