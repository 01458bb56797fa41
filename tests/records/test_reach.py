"""What keeps the reports fast: who took part stands in rows of its own, searches and totals have an end."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from belplan.callevents import CallStarted, Direction
from belplan.records.busy_hours import busy_hours
from belplan.records.models import CallParty, CallRecord
from belplan.records.reports import CallFilter, find, page, taken_part, totals, totals_of, within_reach
from belplan.records.writer import rebuild, store
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.records.example_facts import TEN_O_CLOCK, Told, after_hours, begun, given_up, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def calls_of(company: Company, *parties: str) -> list[str]:
    return [row.call for row in page(taken_part(company, CallFilter(), parties)).calls]


def test_ones_own_are_those_that_one_made_was_rung_by_or_answered(company: Company) -> None:
    started = {"caller": "202", "caller_name": "", "dialled": "203", "seed": 1, "caller_party": "user/bart"}
    store(Told("made").say(CallStarted, direction=Direction.INTERNAL, **started).facts)
    for told in (after_hours("nobody"), given_up("rang", at=TEN_O_CLOCK + 1), talked("talk", at=TEN_O_CLOCK + 2)):
        store(told.facts)
    assert calls_of(company, "user/bart") == ["made"]
    assert calls_of(company, "user/ann") == ["talk", "rang"]
    assert calls_of(company, "device/balie") == ["talk"]
    assert calls_of(company, "user/an") == calls_of(company) == []


def test_another_companys_ann_is_somebody_else(company: Company) -> None:
    other = make_company("acme")
    store(talked("theirs", company="acme").facts)
    assert calls_of(company, "user/ann") == []
    assert calls_of(other, "user/ann") == ["theirs"]


def test_parties_come_fact_by_fact_and_once(company: Company) -> None:
    for fact in talked("talk").facts:
        store([fact])
        store([fact])
    parties = CallParty.objects.for_company(company).values_list("party", flat=True)
    assert sorted(parties) == ["device/balie", "user/ann"]


def test_all_is_made_again_from_the_facts(company: Company) -> None:
    store(talked("talk", name="Zoé").facts)
    CallParty.everywhere.all().delete()
    CallRecord.everywhere.update(words="", talk_seconds=0)
    assert rebuild(company) == 1
    assert calls_of(company, "device/balie") == ["talk"]
    assert find(company, CallFilter(text="ZOÉ")).get().talk_seconds == 30.0


def test_words_are_not_found_across_two_of_them(company: Company) -> None:
    store(begun("one", name="12", caller="34").facts)
    assert not find(company, CallFilter(text="1234")).exists()


def test_totals_end_with_the_newest(company: Company) -> None:
    for number in range(5):
        store(given_up(f"call-{number}", at=TEN_O_CLOCK + number).facts)
    assert (totals(find(company), 3).calls, totals(find(company), 3).more) == (3, True)
    assert (totals(find(company), 5).calls, totals(find(company), 5).more) == (5, False)


def test_what_is_all_on_one_page_adds_up_alike(company: Company) -> None:
    for told in (after_hours("late"), talked("talk"), given_up("gone"), begun("runs")):
        store(told.facts)
    assert totals_of(page(find(company)).calls) == totals(find(company))


@pytest.mark.parametrize(("reach", "found"), [(2, ["call-4", "call-3"]), (9, ["call-4", "call-3", "call-2"])])
def test_a_search_for_words_goes_back_so_far(company: Company, reach: int, found: list[str]) -> None:
    for number in range(5):
        name = "Jan" if number > 1 else ""
        store(given_up(f"call-{number}", at=TEN_O_CLOCK + number, name=name).facts)
    wanted = within_reach(company, CallFilter(text="jan"), reach=reach)
    assert [row.call for row in find(company, wanted)] == found
    assert within_reach(company, CallFilter(), reach=reach) == CallFilter()


def told(company: Company) -> list[str]:
    """Bart's three calls with Ann, one after the other, and one that he had no part in."""
    for number in range(3):
        store(talked(f"call-{number}", at=TEN_O_CLOCK + number).facts)
    store(given_up("other", at=TEN_O_CLOCK + 9).facts)
    return ["user/ann", "device/balie"]


def test_ones_own_pages_hold_each_call_once_in_their_order(company: Company) -> None:
    parties = told(company)[1:] * 2  # the same calls by two ways
    calls = taken_part(company, CallFilter(), parties)
    first = page(calls, size=2)
    assert [row.call for row in first.calls] == ["call-2", "call-1"]
    assert [row.call for row in page(calls, first.next, size=2).calls] == ["call-0"]
    assert page(calls, first.next, size=2).next == ""


def test_ones_own_filters_totals_and_hours(company: Company) -> None:
    parties = told(company)
    every = taken_part(company, CallFilter(), parties)
    assert (totals(every).calls, totals(every).answered, totals(every).missed, totals(every).more) == (4, 3, 1, False)
    assert (totals(every, 2).calls, totals(every, 2).more) == (2, True)
    since = datetime.fromtimestamp(TEN_O_CLOCK + 1, UTC)
    late = taken_part(company, CallFilter(since=since, result="answered"), parties)
    assert [row.call for row in page(late).calls] == ["call-2", "call-1"]
    assert busy_hours(late, ZoneInfo("Europe/Brussels")).of_hour(10) == (2, 0)
    wanted = within_reach(company, CallFilter(text="ann"), parties[1:], reach=2)
    assert [row.call for row in page(taken_part(company, wanted, parties[1:])).calls] == ["call-2", "call-1"]


def test_ones_own_calls_are_walked_in_the_order_of_their_index(company: Company) -> None:
    """Seen in SQLite's plan: it need not gather all the calls of years to sort them."""
    if connection.vendor != "sqlite":
        return
    plan = taken_part(company, CallFilter(result="missed"), ["user/ann"])[0].values_list("pk")[:51].explain()
    assert "INDEX calls_of_party" in plan
    assert "TEMP B-TREE" not in plan


def test_looking_for_calls_touches_the_index_alone(company: Company) -> None:
    """Seen in SQLite's plan: the rows are long, and a walk through them is what made pages slow."""
    if connection.vendor != "sqlite":
        return
    calls = find(company, CallFilter(text="jan", direction=Direction.INBOUND, result="missed", plan="hoofdnummer"))
    assert "COVERING INDEX calls_searched" in calls.values_list("pk")[:51].explain()
