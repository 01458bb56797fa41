"""Looking on live: an administrator sees each running call on its step, and how a past one went through the plan."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Direction,
    Ending,
    LegEnded,
    Outcome,
    PlanEntered,
    Ringing,
    StepEntered,
    phrase,
)
from belplan.engine.watching import Watching
from belplan.identity import help_consent
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Role
from belplan.identity.sessions import SEEN
from belplan.panel.watch import stream
from belplan.publishing.models import PublishedPlanRow
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.panel import engine, example_calls
from tests.panel.conftest import signed_in
from tests.panel.streams import whole

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PLAN, COUNTS = "/watch/?plan=hoofdnummer", "/watch/"
STARTED = 1_764_000_000.0


@pytest.fixture(autouse=True)
def at_work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "watching", Watching())
    settings.BELPLAN_WATCH_ENGINE = "tests.panel.engine.watch"


class Running:
    """A call that runs, each of whose facts is seen by whoever looks on."""

    def __init__(self, call: str = "c1", company: str = "demo", version: int = 1) -> None:
        self.call, self.company, self.seq = call, company, 0
        number = {"caller": "32475112233", "caller_name": "Wim Jacobs", "dialled": "3225805000"}
        self.goes(CallStarted, 0, direction=Direction.INBOUND, seed=1, **number)
        self.goes(PlanEntered, 0, plan="hoofdnummer", version=version, reason=phrase("called"))
        self.comes_to("1")

    def comes_to(self, place: str, second: float = 0) -> None:
        self.goes(StepEntered, second, plan="hoofdnummer", step=place, component="ring_group", reason=phrase("x"))

    def goes(self, kind: type[CallEvent], second: float, **details: Any) -> None:
        self.seq += 1
        at = STARTED + second
        engine.watching.see(kind(call=self.call, seq=self.seq, at=at, company=self.company, node="n", **details))

    def ends(self) -> None:
        self.goes(CallEnded, 90, outcome=Outcome.ANSWERED, reason=phrase("x"), hung_up_by="caller")


def told(client: Client, address: str, *happens: Callable[[], object]) -> list[dict[str, Any]]:
    """What a page is told at once, and after each thing that happens."""

    async def listen(pieces: Any) -> list[dict[str, Any]]:
        found = []
        things: list[Callable[[], object]] = [*happens, list]  # after the last nothing happens
        for happen in things:
            while not (piece := (await anext(pieces)).decode()).startswith("event: calls"):
                pass
            found.append(json.loads(piece.split("data: ")[1]))
            happen()
        await pieces.aclose()
        return found

    answer: Any = client.get(address)
    assert answer.headers["Content-Type"] == "text/event-stream"
    found: list[dict[str, Any]] = async_to_sync(listen)(answer.streaming_content)
    return found


def where(event: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(call["place"], call["state"], call["word"]) for call in event["calls"]]


def test_a_call_moves_from_step_to_step_rings_talks_and_goes(administrator: Client) -> None:
    call = Running()
    party = {"leg": "a", "party": "user/ann"}
    seen = told(
        administrator,
        PLAN,
        lambda: call.comes_to("1.2", 3),
        lambda: call.goes(Ringing, 4, **party),
        lambda: call.goes(Answered, 9, **party),
        call.ends,
    )
    assert [where(event) for event in seen] == [
        [("1", "call-waiting", "in het belplan")],
        [("1.2", "call-waiting", "in het belplan")],
        [("1.2", "call-ringing", "rinkelt bij Ann Peeters")],
        [("1.2", "call-talking", "praat met Ann Peeters")],
        [],
    ]
    (first,) = seen[0]["calls"]
    assert (first["who"], first["where"], first["since"]) == ("Wim Jacobs (0475 11 22 33)", "stap 1", STARTED)
    assert [event["calls"][0]["since"] - STARTED for event in seen[:4]] == [0, 3, 3, 9]
    assert abs(seen[0]["now"] - datetime.now(UTC).timestamp()) < 60


def test_a_telephone_that_stops_ringing_rings_no_more(administrator: Client) -> None:
    call = Running()
    call.goes(Ringing, 4, leg="a", party="user/ann")
    stops = {"leg": "a", "party": "user/ann", "ending": Ending.BUSY}
    seen = told(administrator, PLAN, lambda: call.goes(LegEnded, 5, **stops))
    assert [event["calls"][0]["state"] for event in seen] == ["call-ringing", "call-waiting"]


def test_dashboard_and_list_are_told_how_many_calls_there_are(administrator: Client) -> None:
    Running(), Running("c2"), Running("c3", company="other")
    (now,) = told(administrator, COUNTS)
    assert (now["all"], now["plans"], now["calls"]) == ("2 gesprekken nu", {"hoofdnummer": "2 gesprekken"}, [])
    for page in ("/", "/plans/"):
        assert f'data-watch="{COUNTS}"' in administrator.get(page).content.decode()


def test_a_call_of_an_earlier_version_is_told_with_it(administrator: Client) -> None:
    Running(version=3)
    ((call,),) = [event["calls"] for event in told(administrator, PLAN)]
    assert (call["version"], call["other"]) == (3, "versie 3")
    assert 'data-version="1"' in administrator.get("/plans/hoofdnummer/").content.decode()


def test_of_very_many_calls_fifty_are_shown(administrator: Client) -> None:
    for number in range(70):
        Running(f"c{number}")
    (now,) = told(administrator, PLAN)
    assert (len(now["calls"]), now["more"], now["all"]) == (50, "en nog 20", "70 gesprekken nu")


def test_another_companys_calls_are_never_told(stranger: Client) -> None:
    Running()
    (now,) = told(stranger, PLAN)
    assert (now["calls"], now["plans"], now["all"]) == ([], {}, "0 gesprekken nu")


def test_while_the_exchange_is_away_the_page_is_told_so_and_comes_back(
    administrator: Client, settings: Settings
) -> None:
    settings.BELPLAN_WATCH_ENGINE = "tests.panel.engine.watch_away"
    assert whole(administrator.get(PLAN)).content.decode() == "retry: 3000\n\nevent: away\ndata: {}\n\n"


# Who may go on looking


def signs_out(client: Client) -> None:
    client.post("/sign-out/")


def is_idle(client: Client) -> None:
    session = client.session
    session[SEEN] -= 3700
    session.save()


def is_no_administrator_any_more(client: Client) -> None:
    Account.objects.filter(login="admin.demo").update(role=Role.USER)


@pytest.mark.parametrize("loses", [signs_out, is_idle, is_no_administrator_any_more])
def test_the_stream_ends_with_the_right_to_it(
    loses: Callable[[Client], None], administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator.get("/plans/")
    answer: Any = administrator.get(PLAN)
    monkeypatch.setattr(stream, "BEAT", 0.01)
    loses(administrator)
    assert whole(answer).content.decode().count("event:") <= 1  # it ends; otherwise this waits for ever


def test_the_stream_ends_with_a_companys_consent_to_be_helped(
    administrator: Client, demo: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = signed_in(make_company("other", require_second_factor=False), "x.other", Role.OPERATOR)
    boss, now = Account.objects.get(login="admin.demo"), timezone.now()
    help_consent.give(boss, timedelta(hours=1), Where(), now)
    helper.post("/companies/demo/help/")
    Running()
    assert where(told(helper, PLAN)[0]), "the company's own calls"
    answer: Any = helper.get(PLAN)
    monkeypatch.setattr(stream, "BEAT", 0.01)
    help_consent.withdraw(boss, Where(), timezone.now())
    whole(answer)


def test_a_page_that_stays_live_keeps_nobody_signed_in(administrator: Client) -> None:
    administrator.get("/plans/")
    session = administrator.session
    session[SEEN] = before = session[SEEN] - 600
    session.save()
    administrator.get(PLAN, headers={"Accept": "text/event-stream"})
    assert administrator.session[SEEN] == before


# The path so far, and the ways of past calls


def page(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))


def test_a_click_on_a_call_shows_its_path_so_far(administrator: Client, stranger: Client) -> None:
    call = example_calls.answered_by_ann("demo", datetime.now(UTC))
    address = f"/watch/call/{call.id}/"
    part = administrator.get(f"{address}?plan=hoofdnummer").content.decode()
    assert 'data-places="1|1.1|1.2"' in part
    assert "Ann Peeters neemt op" in part
    assert f'href="{past_address(call, "/reports")}"' in part
    assert 'data-places=""' in administrator.get(f"{address}?plan=nacht").content.decode()
    assert stranger.get(address).status_code == 404
    assert administrator.get("/watch/call/gone/").status_code == 404


def past_address(call: example_calls.Call, start: str = "/watch/past") -> str:
    company = Company.objects.get(key=call.company)
    return f"{start}/{CallRecord.objects.for_company(company).get(call=call.id).pk}/"


def test_a_past_call_is_shown_on_the_version_that_it_took(administrator: Client, demo: Company) -> None:
    call = example_calls.answered_by_ann("demo", datetime.now(UTC) - timedelta(days=1))
    tree: dict[str, Any] = {"steps": [{"hang_up": {}}]}
    PublishedPlanRow(company=demo, key="hoofdnummer", version=2, tree=tree, library={"hours": {}}, by="x").store()
    address = past_address(call)
    assert f'href="{address}"' in administrator.get(past_address(call, "/reports")).content.decode()
    html = administrator.get(address).content.decode()
    assert re.findall(r'plan-step lit" data-place="([^"]+)"', html) == ["1", "1.1", "1.2"]
    text = page(administrator, address)
    assert "versie 1" in text
    assert "3 · 0:00 · prefix WR: gezet" in text, text


def test_a_call_under_a_diversion_is_shown_in_its_steps(administrator: Client) -> None:
    call = example_calls.Call("demo", datetime.now(UTC), caller="", dialled="3225805000")
    call.add(PlanEntered, 0, plan="hoofdnummer", version=1, reason=phrase("{number} was called", number="3225805000"))
    why = phrase("diversion {name} is on", name="Teamoverleg")
    step = {"plan": "hoofdnummer", "step": "Teamoverleg: 1", "component": "announcement", "reason": why}
    call.add(StepEntered, 0, **step).store()
    html = administrator.get(past_address(call)).content.decode()
    assert re.findall(r'plan-step lit" data-place="([^"]+)"', html) == ["Teamoverleg: 1"]
    assert "Omleiding Teamoverleg stond aan" in html


def test_of_a_version_that_is_gone_the_page_says_so(administrator: Client, demo: Company) -> None:
    call = example_calls.missed_on_sunday("demo", datetime.now(UTC))
    PublishedPlanRow.objects.for_company(demo).update(version=9)
    assert "niet meer getoond worden" in page(administrator, past_address(call))


def test_a_call_without_a_plan_leads_to_none(administrator: Client) -> None:
    call = example_calls.between_colleagues("demo", datetime.now(UTC))
    assert "ging door geen enkel belplan" in page(administrator, past_address(call))
    assert "op het belplan" not in page(administrator, past_address(call, "/reports"))


def test_a_user_looks_on_at_nothing(ann: Client) -> None:
    assert {ann.get(address).status_code for address in (PLAN, COUNTS, "/watch/call/x/", "/watch/past/1/")} == {403}
