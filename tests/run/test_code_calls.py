"""What becomes of a call that reads a code out: the engine asked, its facts followed, each trouble told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from msgspec import structs
from pytest_django.fixtures import Settings

from belplan.callevents import CallEnded, Outcome, ReadOut, phrase
from belplan.engine import door
from belplan.engine.placing import Order
from belplan.exchange.models import Person
from belplan.identity.factors.base import Delivery, DeliveryFailed
from belplan.identity.models import Account, Attempt, Challenge, Factor, Purpose
from belplan.publishing.publish import By, publish
from belplan.run import code_calls
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NUMBER = "3225805000"
MOBILE = "32467890123"


@pytest.fixture
def company() -> Company:
    return make_company("demo")


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"


@pytest.fixture
def ann(company: Company) -> Person:
    return make_person(company)


@pytest.fixture
def account(company: Company, ann: Person) -> Account:
    return Account.objects.create(login="201.demo", company=company, person=ann, language="nl")


@pytest.fixture
def challenge(account: Account) -> Challenge:
    now = timezone.now()
    factor = Factor.objects.create(account=account, kind="phone", data={"number": MOBILE}, made=now)
    attempt = Attempt.objects.create(
        account=account, purpose=Purpose.SIGN_IN, began=now, ends=now + timedelta(minutes=15), network="127.0.0.1"
    )
    return Challenge.objects.create(
        attempt=attempt, account=account, factor=factor, issued=now, ends=now + timedelta(seconds=120), digits=4
    )


@pytest.fixture
def delivery(challenge: Challenge) -> Delivery:
    return Delivery(
        challenge=str(challenge.pk),
        account=challenge.account_id,
        factor=1,
        data={"number": MOBILE},
        code="4071",
        language="nl",
        company="demo",
        ends=challenge.ends,
        show_in_notification=True,
        press_key_first=False,
        ring=timedelta(seconds=30),
        talk=timedelta(seconds=45),
    )


class Engine:
    """An engine's door that notes what it was asked."""

    def __init__(self, reply: door.Reply | None = None) -> None:
        self.reply = reply
        self.asked: list[door.AnyRequest] = []

    def ask(self, _: Path, request: door.AnyRequest) -> door.Reply:
        self.asked.append(request)
        if self.reply is None:
            raise door.EngineAway("connection refused")
        return self.reply

    @property
    def order(self) -> Order:
        (request,) = self.asked
        assert isinstance(request, door.PlaceCall)
        return request.order


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(door.Reply(state="ringing"))
    monkeypatch.setattr(door, "ask", engine.ask)
    return engine


def test_the_engine_is_asked_to_read_it_twice_within_the_limits(engine: Engine, delivery: Delivery) -> None:
    code_calls.place(delivery)
    digits = ("digit_4", "digit_0", "digit_7", "digit_1")
    readings = (("code_intro", *digits), ("code_again", *digits, "code_goodbye"))
    assert engine.order == Order(f"code-{delivery.challenge}", MOBILE, "nl", readings, "", 30.0, 45.0)


def test_where_the_company_wants_it_a_key_is_asked_first(engine: Engine, delivery: Delivery) -> None:
    code_calls.place(replace(delivery, press_key_first=True))
    assert engine.order.ask_key == "press_1_to_hear_code"


@pytest.mark.parametrize("reply", [None, door.Reply(problem="the engine knows no company demo")])
def test_without_an_engine_another_way_is_offered(engine: Engine, delivery: Delivery, reply: door.Reply | None) -> None:
    engine.reply = reply
    with pytest.raises(DeliveryFailed) as failed:
        code_calls.place(delivery)
    assert "4071" not in repr(failed.value)
    assert MOBILE not in str(failed.value)


# Numbers of this very platform


def own_number(company: Company, steps: list[dict[str, Any]]) -> None:
    make_device(company, person=Person.objects.for_company(company).get())
    plan = make_plan(company, tree={"steps": steps})
    make_number(company, NUMBER, plan=plan)
    publish(company, "main", By("Ann", "a test"))


def test_an_own_number_rings_its_owner_and_no_plan(engine: Engine, delivery: Delivery, company: Company) -> None:
    own_number(company, [{"forward": {"user": "ann"}}, {"hang_up": {}}])
    code_calls.place(replace(delivery, data={"number": NUMBER}))
    assert engine.order.to == "user/ann"


def test_an_own_number_that_was_redirected_is_not_called(engine: Engine, delivery: Delivery, company: Company) -> None:
    own_number(company, [{"forward": {"user": "ann"}}, {"forward": {"external": MOBILE}}, {"hang_up": {}}])
    with pytest.raises(DeliveryFailed):
        code_calls.place(replace(delivery, data={"number": NUMBER}))
    assert engine.asked == []


def test_another_companys_number_is_not_called(engine: Engine, delivery: Delivery) -> None:
    make_number(make_company("acme"), "3225805099")
    with pytest.raises(DeliveryFailed):
        code_calls.place(replace(delivery, data={"number": "3225805099"}))
    assert engine.asked == []


# What the call's facts tell


def read_out(challenge: Challenge, at: float, times: int = 1) -> ReadOut:
    return ReadOut(call=f"code-{challenge.pk}", seq=3 + times, at=at, company="demo", node="node1", times=times)


def call_ended(challenge: Challenge, outcome: Outcome) -> CallEnded:
    return CallEnded(
        call=f"code-{challenge.pk}",
        seq=9,
        at=timezone.now().timestamp(),
        company="demo",
        node="node1",
        outcome=outcome,
        reason=phrase("over"),
        hung_up_by="exchange",
    )


def test_thirty_seconds_are_left_from_the_end_of_the_first_read_out(challenge: Challenge) -> None:
    at = challenge.issued.timestamp() + 20
    code_calls.follow([read_out(challenge, at), read_out(challenge, at + 14, times=2)])
    code_calls.follow([call_ended(challenge, Outcome.ANSWERED)])
    challenge.refresh_from_db()
    assert challenge.delivered == datetime.fromtimestamp(at, UTC)
    assert challenge.ends == datetime.fromtimestamp(at + 30, UTC)
    assert challenge.problem == ""


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.HUNG_UP])
def test_a_code_that_nobody_heard_is_dead_and_its_owner_is_told_why(challenge: Challenge, outcome: Outcome) -> None:
    code_calls.follow([call_ended(challenge, outcome)])
    challenge.refresh_from_db()
    assert challenge.delivered is None
    assert challenge.ends == challenge.issued
    assert challenge.problem


@pytest.mark.parametrize("call", ["node1-1a-2b", "code-", "code-4071", f"code-{UUID(int=1)}"])
def test_facts_of_other_calls_and_of_forgotten_codes_hold_nothing_up(challenge: Challenge, call: str) -> None:
    code_calls.follow([structs.replace(read_out(challenge, 1.0), call=call)])
    code_calls.follow([structs.replace(call_ended(challenge, Outcome.BUSY), call=call)])
    challenge.refresh_from_db()
    assert (challenge.delivered, challenge.problem) == (None, "")
