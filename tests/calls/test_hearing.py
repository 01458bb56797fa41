"""Who hears what, measured in the telephones' own recordings."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from belplan.engine import ringing
from belplan.run.demo.listening import contains_tone, same_audio, tone_seconds
from belplan.run.demo.telephone import Answer
from belplan.run.demo.telephone_call import Call
from tests.engine.exchange import MOBILE
from tests.phones.exchange import TONES, RealExchange, endings_of, path_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

END: dict[str, Any] = {"hang_up": {}}
CLEARLY = 0.6  # a busy telephone loses some; other sounds stay below 0.4


def recording(call: Call) -> Path:
    assert call.heard
    return call.heard


def announcement(*, answered: bool) -> dict[str, Any]:
    return {"announcement": {"sound": "welcome", "answered": answered}}


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "early media"])
async def test_an_announcement_is_heard_whole(exchange: RealExchange, answered: bool) -> None:
    exchange.plan(announcement(answered=answered), END)
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert same_audio(recording(call), exchange.building.welcome.path).score > CLEARLY
    assert ("answered" in call.times) is answered
    assert exchange.record.path[1].at == pytest.approx(exchange.building.welcome.seconds, abs=0.5)
    assert path_of(exchange.record)[1] == "2 hang_up: announcement played"


async def test_after_an_announcement_two_people_hear_each_other(exchange: RealExchange) -> None:
    exchange.plan(announcement(answered=False), {"forward": {"user": "cas"}}, END)
    exchange.people(cas=Answer(1.0))
    call = await exchange.call_in()
    at_cas = await exchange.rings("cas")
    await call.answered()
    await asyncio.sleep(1.2)
    await call.hang_up()
    await exchange.over()
    assert same_audio(recording(call), exchange.building.welcome.path).score > CLEARLY
    assert contains_tone(recording(call), TONES["cas"])
    assert contains_tone(recording(at_cas), TONES["wim"])
    assert tone_seconds(recording(at_cas), TONES["cas"]) == 0, "nobody hears himself"


async def test_when_nothing_is_left_to_do_the_caller_is_told_so_in_the_companys_language(
    exchange: RealExchange,
) -> None:
    exchange.plan({"forward": {"user": "ann", "timeout": 1}})
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert same_audio(recording(call), exchange.building.prompt("unreachable")).score > CLEARLY
    assert (exchange.record.outcome, str(exchange.record.reason)) == ("unreachable", "nobody answered within 1 s")


# An outside member is asked to press 1


def ring_outside() -> dict[str, Any]:
    return {"ring_group": {"members": [MOBILE], "timeout": 10}}


async def test_a_mobile_that_presses_1_has_the_call(exchange: RealExchange) -> None:
    exchange.plan(ring_outside(), END)
    exchange.people(carrier=Answer())
    call = await exchange.call_in()
    outside = await exchange.rings("carrier")
    await outside.answered()
    await asyncio.sleep(3.0)
    assert "answered" not in call.times, "the caller still hears ringing, and pays nothing"
    await outside.send_digits("1")
    await call.answered()
    await asyncio.sleep(1.2)
    await call.hang_up()
    await exchange.over()
    assert same_audio(recording(outside), exchange.building.prompt("press_1_to_accept")).score > CLEARLY / 2
    assert contains_tone(recording(outside), TONES["wim"])
    assert contains_tone(recording(call), TONES["carrier"])
    assert exchange.record.answered_by == MOBILE


@pytest.mark.parametrize("keys", ["5", ""], ids=["another key", "no key"])
async def test_a_mobile_that_does_not_press_1_has_not_the_call(
    exchange: RealExchange, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.setattr(ringing, "ACCEPT_SECONDS", 1.5)
    exchange.plan(ring_outside(), END)
    exchange.people(carrier=Answer())
    call = await exchange.call_in()
    outside = await exchange.rings("carrier")
    if keys:
        await outside.send_digits(keys)
    await outside.ended()
    await call.ended()
    await exchange.over()
    assert "answered" not in call.times
    assert endings_of(exchange.record) == {MOBILE: "refused"}
    assert path_of(exchange.record)[1] == "2 hang_up: the call was refused"
    assert not contains_tone(recording(outside), TONES["wim"], 0.6)
