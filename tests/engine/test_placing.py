"""Stories of calls that the exchange places itself, to read a code out to somebody."""

from __future__ import annotations

import asyncio

import pytest

from belplan.callevents import CallEnded, LegEnded, Outcome, ReadOut
from belplan.engine.companies import company
from belplan.engine.placing import Order, PlacedCall
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, KeyPress, Telephone
from belplan.switch.port import Held
from tests.engine.exchange import MOBILE, PROMPT_SECONDS, Exchange, phones, snapshot

pytestmark = pytest.mark.fast

READINGS = (("code_intro", "digit_4", "digit_7"), ("code_again", "digit_4", "digit_7"))


async def place(exchange: Exchange, to: str = MOBILE, ask_key: str = "") -> PlacedCall:
    await exchange.switch.start(exchange.engine.take)
    placed = exchange.engine.place(company(exchange.about), Order("code-1", to, "nl", READINGS, ask_key))
    await exchange.engine.idle()
    assert await exchange.switch.held() == Held(0, 0)
    return placed


async def test_a_code_is_read_twice_and_the_end_of_the_first_time_is_known() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=Telephone(answers_after=5)))
    placed = await place(exchange)
    assert placed.read_out_at == pytest.approx(exchange.starts + 5 + 3 * PROMPT_SECONDS)
    assert [e.times for e in exchange.events if isinstance(e, ReadOut)] == [1, 2]
    heard = [m.detail.rsplit("/", 1)[1] for m in exchange.switch.timeline if m.what == "sound"]
    assert heard == [f"{name}.wav" for reading in READINGS for name in reading]
    assert (placed.state, placed.outcome) == ("ended", Outcome.ANSWERED)


async def test_no_fact_holds_what_was_read() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=Telephone(answers_after=5)))
    await place(exchange)
    assert "digit" not in repr(exchange.events)


async def test_asked_again_nothing_more_happens() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=Telephone(answers_after=5)))
    await exchange.switch.start(exchange.engine.take)
    order = Order("code-1", MOBILE, "nl", READINGS)
    first = exchange.engine.place(company(exchange.about), order)
    await asyncio.sleep(1)
    assert exchange.engine.place(company(exchange.about), order) is first
    await exchange.engine.idle()
    assert len(exchange.rang) == 1


async def test_a_busy_telephone_is_told_as_such() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=BUSY))
    assert (await place(exchange)).outcome is Outcome.BUSY


async def test_a_telephone_that_rings_and_nobody_comes() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=NOBODY))
    assert (await place(exchange)).outcome is Outcome.NO_ANSWER


async def test_a_line_to_the_outside_that_is_down_is_told_from_nobody_answering() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=UNREGISTERED))
    assert (await place(exchange)).outcome is Outcome.UNREACHABLE
    exchange = Exchange(snapshot([{"hang_up": {}}], trunks=()), {})
    assert (await place(exchange)).outcome is Outcome.UNREACHABLE


async def test_a_premium_number_is_never_called() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), {})
    assert (await place(exchange, to="3290312345")).outcome is Outcome.REFUSED
    assert exchange.rang == []


async def test_nobody_hears_a_code_before_pressing_1_where_the_company_wants_that() -> None:
    voicemail = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=Telephone(answers_after=2, talks=300)))
    placed = await place(voicemail, ask_key="press_1_to_hear_code")
    assert (placed.read_out_at, placed.outcome) == (0.0, Outcome.ANSWERED)
    assert asyncio.all_tasks() == {asyncio.current_task()}  # nobody waits for its keys any more
    ended = next(e for e in voicemail.events if isinstance(e, CallEnded))
    assert ended.at - voicemail.starts == pytest.approx(2 + 45)
    person = Telephone(answers_after=2, keys=(KeyPress(1, "5"), KeyPress(4, "1")))
    pressed = Exchange(snapshot([{"hang_up": {}}]), phones(mobile=person))
    placed = await place(pressed, ask_key="press_1_to_hear_code")
    assert placed.read_out_at == pytest.approx(pressed.starts + 2 + 4 + 3 * PROMPT_SECONDS)


async def test_a_users_own_telephone_is_rung_directly() -> None:
    exchange = Exchange(snapshot([{"hang_up": {}}]), phones(ann=Telephone(answers_after=1)))
    placed = await place(exchange, to="user/ann")
    assert placed.outcome is Outcome.ANSWERED
    assert [e.ending for e in exchange.events if isinstance(e, LegEnded)] == ["hung_up"]
