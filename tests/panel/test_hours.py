"""Opening hours arranged by an administrator: found, added, changed for every plan at once, removed, brought back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from belplan.engine import snapshot
from belplan.exchange.models import DraftPlan, Hours
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import AuditEntry, Company
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OFFICE = "/hours/kantooruren/"
Rows = list[dict[str, Any]]


def sent(name: str, rows: Rows, **more: str) -> dict[str, Any]:
    """A form as a browser sends it."""
    data: dict[str, Any] = {"name": name, "row": [str(place) for place in range(len(rows))], **more}
    for place, row in enumerate(rows):
        data |= {f"{field}-{place}": value for field, value in row.items()}
    return data


def weekly(*days: str, start: str = "09:00", end: str = "17:00") -> dict[str, Any]:
    return {"kind": "weekly", "days": list(days), "from": [start], "to": [end]}


WORKWEEK = weekly("mon", "tue", "wed", "thu", "fri")
CLOSED = {"closed": "yes", "from": [""], "to": [""]}


def seen(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    found: list[str] = re.findall(r'name="seen" value="([^"]*)"', page)
    return found[0]


def change(client: Client, rows: Rows, **more: str) -> Any:
    """Save other rows for the office hours, on a page that was opened just now."""
    return client.post(OFFICE, sent("Kantooruren", rows, seen=more.pop("seen", "") or seen(client, OFFICE), **more))


def office(company: Company) -> Hours:
    return Hours.objects.for_company(company).get(key="kantooruren")


def versions(company: Company) -> dict[str, int]:
    rows = PublishedPlanRow.objects.for_company(company).order_by("version")
    return {row.key: row.version for row in rows}


def text(client: Client, address: str, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_hours_are_added_with_holidays_and_dates(administrator: Client, demo: Company) -> None:
    rows: Rows = [
        weekly("mon", "tue") | {"from": ["09:00", "13:00"], "to": ["12:00", "17:00"]},
        {"kind": "holidays", "holidays": "BE"} | CLOSED,
        {"kind": "date", "date": "2026-12-24", "closed": "no", "from": ["09:00"], "to": ["12:00"]},
        {"kind": "date", "date": "2026-01-02", "yearly": "yes"} | CLOSED,
    ]
    assert administrator.post("/hours/add/", sent("Winkel", rows)).headers["Location"] == "/hours/"
    assert Hours.objects.for_company(demo).get(key="winkel").data["entries"] == [
        {"days": "mon-tue", "times": ["09:00-12:00", "13:00-17:00"]},
        {"holidays": "BE", "closed": True},
        {"date": "2026-12-24", "from": "09:00", "to": "12:00"},
        {"date": "01-02", "closed": True},
    ]
    page = text(administrator, "/hours/")
    for words in (
        "maandag en dinsdag 09:00\u201312:00, 13:00\u201317:00",
        "feestdagen België gesloten",
        "24 december 2026",
    ):
        assert words in page
    assert AuditEntry.objects.for_company(demo).filter(what="hours winkel added").exists()


def test_what_is_stored_comes_back_in_the_form(administrator: Client, demo: Company) -> None:
    row: dict[str, Any] = {"kind": "date", "date": "2026-02-28", "yearly": "yes", "closed": "no"}
    administrator.post("/hours/add/", sent("Winkel", [row | {"from": ["08:30"], "to": ["12:00"]}]))
    page = text(administrator, "/hours/winkel/")
    assert re.search(r'type="date" name="date-0" id="date-0" value="20\d\d-02-28"', page)
    assert re.search(r'id="yearly-0" checked', page)
    assert 'value="08:30"' in page


def test_a_change_is_in_force_at_once_in_each_plan_that_uses_it(
    administrator: Client, demo: Company, data: Path
) -> None:
    before = versions(demo)
    lent.told.clear()
    answer = administrator.post(
        OFFICE, sent("Kantooruren", [weekly("mon", start="08:00")], seen=seen(administrator, OFFICE)), follow=True
    )
    assert "Meteen van kracht in Hoofdnummer." in answer.content.decode()
    assert versions(demo) == before | {"hoofdnummer": before["hoofdnummer"] + 1}
    plans = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}
    assert plans["hoofdnummer"].hours["kantooruren"]["entries"][0]["from"] == "08:00"
    assert AuditEntry.objects.for_company(demo).filter(what="published call plan hoofdnummer").count() == 2


def test_another_name_needs_no_other_version(administrator: Client, demo: Company) -> None:
    before = versions(demo)
    administrator.post(OFFICE, sent("Bureau", [WORKWEEK], seen=seen(administrator, OFFICE)))
    assert office(demo).name == "Bureau"
    assert versions(demo) == before


def test_what_somebody_is_still_editing_is_not_published_along(administrator: Client, demo: Company) -> None:
    draft = DraftPlan.objects.for_company(demo).get(key="hoofdnummer")
    draft.tree = {"steps": [{"hang_up": {}}]}
    draft.save()
    change(administrator, [weekly("mon")])
    newest = PublishedPlanRow.objects.for_company(demo).filter(key="hoofdnummer").latest("version")
    assert newest.tree["steps"][0] != {"hang_up": {}}
    assert newest.by == "admin.demo"


def test_a_change_that_a_plan_cannot_have_is_refused_naming_it(administrator: Client, demo: Company) -> None:
    before, stored = versions(demo), office(demo).data
    answer = change(administrator, [{"kind": "holidays", "holidays": "BE"} | CLOSED])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hoofdnummer" in page
    assert "nooit open" in page
    assert versions(demo) == before
    assert office(demo).data == stored


def test_on_a_full_disk_nothing_is_half_saved(administrator: Client, demo: Company) -> None:
    before, stored = versions(demo), office(demo).data
    with patch("belplan.publishing.shared.write_within", side_effect=OSError("No space left on device")):
        answer = change(administrator, [weekly("mon")])
    assert answer.status_code == 422
    assert "maak schijfruimte vrij" in answer.content.decode()
    assert versions(demo) == before
    assert office(demo).data == stored


def test_hours_over_each_other_are_refused_naming_both(administrator: Client, demo: Company) -> None:
    answer = change(administrator, [WORKWEEK, weekly("wed", start="16:00", end="18:00")])
    page = answer.content.decode()
    assert answer.status_code == 422
    one, other = "maandag tot vrijdag 09:00\u201317:00", "woensdag 16:00\u201318:00"
    said = f"\u2018{one}\u2019 en \u2018{other}\u2019 vallen op woensdag over elkaar"
    assert page.count(said) == 2, "beside each of the two"
    assert 'value="18:00"' in page, "nothing typed is lost"


def test_what_is_wrong_stands_beside_its_row(administrator: Client, demo: Company) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        (weekly(), "Kies minstens één dag."),
        (weekly("mon", end=""), "Vul beide tijden in"),
        (weekly("mon", start="", end=""), "Vul in van wanneer tot wanneer."),
        ({"kind": "date", "date": ""} | CLOSED, "Kies een datum."),
        ({"kind": "date", "date": "2026-02-31"} | CLOSED, "is geen datum"),
        ({"kind": "holidays", "holidays": ""} | CLOSED, "Kies een land."),
        ({"kind": "holidays", "holidays": "US"} | CLOSED, "we hebben de feestdagen van"),
        (weekly("mon", start="9 uur"), "is geen tijd"),
    ]
    answer = administrator.post("/hours/add/", sent("Winkel", [row for row, _said in wrong] + [WORKWEEK]))
    page = answer.content.decode()
    assert answer.status_code == 422
    told = dict(re.findall(r'id="errors-(\d+)">(.*?)</div>', page))
    for place, (_row, said) in enumerate(wrong):
        assert said in told[str(place)]
    assert str(len(wrong)) not in told, "the last row is right"
    assert 'value="9 uur"' in page, "nothing typed is lost"
    assert not Hours.objects.for_company(demo).filter(name="Winkel").exists()


def test_hours_without_a_name_are_refused(administrator: Client) -> None:
    answer = administrator.post("/hours/add/", sent("", [WORKWEEK]))
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_a_page_left_open_overwrites_nothing_unasked(administrator: Client, demo: Company) -> None:
    old = seen(administrator, OFFICE)
    change(administrator, [weekly("mon")])
    answer = change(administrator, [weekly("tue")], seen=old)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Iemand anders heeft dit opgeslagen" in page
    assert office(demo).data["entries"][0]["days"] == "mon"
    now = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert change(administrator, [weekly("tue")], seen=now).status_code == 302
    assert office(demo).data["entries"][0]["days"] == "tue"


def test_buttons_change_the_form_and_save_nothing(administrator: Client, demo: Company) -> None:
    for wanted, rows in (("add-date", 2), ("add-weekly", 2), ("remove-0", 0), ("span-0", 1), ("remove-7", 1)):
        answer = administrator.post(OFFICE, sent("Kantooruren", [WORKWEEK], do=wanted))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert page.count('name="row"') == rows, wanted
    assert page.count('name="from-0"') == 1
    assert office(demo).data["entries"] == [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]


def test_the_week_shows_what_stands_in_the_form(administrator: Client) -> None:
    rows: Rows = [WORKWEEK, {"kind": "holidays", "holidays": "BE"} | CLOSED]
    answer = administrator.post(OFFICE, sent("Kantooruren", rows, week="2026-12-23", do="week-2026-12-25"))
    page = re.sub(r"\s+", " ", answer.content.decode())
    assert "Week van 21 december 2026" in page
    assert "<title>00:00\u201324:00 gesloten (Kerstmis)</title>" in page
    assert page.count("<title>09:00\u201317:00 open</title>") == 4
    assert "vr 25" in page
    assert not re.search(r"\sstyle=", page)


def test_the_night_in_which_the_clock_changes_is_marked(administrator: Client) -> None:
    back = administrator.post(OFFICE, sent("Kantooruren", [WORKWEEK], do="week-2026-10-19")).content.decode()
    assert "De klok gaat terug van 03:00 naar 02:00" in back
    forward = administrator.post(OFFICE, sent("Kantooruren", [WORKWEEK], do="week-2026-03-29")).content.decode()
    assert "De klok gaat vooruit van 02:00 naar 03:00" in forward
    quiet = administrator.post(OFFICE, sent("Kantooruren", [WORKWEEK], do="week-2026-06-01")).content.decode()
    assert "De klok gaat" not in quiet


def test_the_next_holidays_are_told_by_name(administrator: Client) -> None:
    row = {"kind": "holidays", "holidays": "DE-BY"} | CLOSED
    page = administrator.post("/hours/add/", sent("", [row], look="yes")).content.decode()
    assert "Driekoningen" in page
    assert "Tweede kerstdag" in page


def test_the_list_finds_by_name_and_counts_plans(administrator: Client, demo: Company) -> None:
    administrator.post("/hours/add/", sent("Winkel", [WORKWEEK]))
    page = text(administrator, "/hours/", q="kant")
    assert OFFICE in page
    assert "/hours/winkel/" not in page
    assert "1 belplan" in page
    assert "geen belplan" in text(administrator, "/hours/", q="wink")
    assert "Geen tijdsconditie" in text(administrator, "/hours/", q="niets")


def test_hours_that_a_plan_uses_are_not_removed(administrator: Client, demo: Company) -> None:
    answer = administrator.post(f"{OFFICE}remove/", follow=True)
    assert answer.redirect_chain[-1][0] == OFFICE
    assert "Hoofdnummer" in answer.content.decode()
    assert office(demo)


def test_a_removal_is_undone(administrator: Client, demo: Company) -> None:
    administrator.post("/hours/add/", sent("Winkel", [WORKWEEK]))
    kept = Hours.objects.for_company(demo).get(key="winkel").data
    administrator.post("/hours/winkel/remove/")
    assert not Hours.objects.for_company(demo).filter(key="winkel").exists()
    assert "Winkel is verwijderd" in text(administrator, "/hours/")
    administrator.post("/hours/undo/")
    assert Hours.objects.for_company(demo).get(key="winkel").data == kept
    assert "Winkel is verwijderd" not in text(administrator, "/hours/")


def test_one_comes_back_to_where_one_was(administrator: Client) -> None:
    page = text(administrator, "/hours/add/", next="/plans/hoofdnummer/")
    assert '<a href="/plans/hoofdnummer/">' in page
    rows = [WORKWEEK]
    answer = administrator.post("/hours/add/", sent("Winkel", rows, next="/plans/hoofdnummer/"))
    assert answer.headers["Location"] == "/plans/hoofdnummer/"
    for elsewhere in ("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"):
        answer = administrator.post("/hours/add/", sent("Elders", rows, next=elsewhere))
        assert answer.headers["Location"] == "/hours/"


def test_a_name_that_is_an_address_gets_another_key(administrator: Client, demo: Company) -> None:
    administrator.post("/hours/add/", sent("Add", [WORKWEEK]))
    assert Hours.objects.for_company(demo).filter(key="add-2").exists()


def test_without_any_the_list_says_what_they_are_for(stranger: Client) -> None:
    page = text(stranger, "/hours/")
    assert "Er zijn nog geen" in page
    assert "Kantooruren" not in page.replace("zoals Kantooruren", "")
