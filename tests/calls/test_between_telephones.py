"""Colleagues call each other by extension, over every transport; and who is not one of them never gets in."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from belplan.engine.snapshot import DeviceEntry, UserEntry
from belplan.run.demo.listening import contains_tone
from belplan.run.demo.telephone import Answer, Party, Telephone, TelephoneError, busy
from tests.phones.exchange import TONES, RealExchange

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]


@pytest.mark.parametrize(
    ("who", "number", "name"),
    [("ann", "202", "bart"), ("bart", "203", "cas"), ("cas", "201", "ann")],
    ids=["UDP to TCP", "TCP to TLS", "TLS to UDP"],
)
async def test_colleagues_call_each_other_and_talk(exchange: RealExchange, who: str, number: str, name: str) -> None:
    exchange.plan({"hang_up": {}})
    exchange.people(**{name: Answer(0.1)})
    call = await exchange.dial(who, number)
    there = await exchange.rings(name)
    await call.answered()
    await asyncio.sleep(1.2)
    await call.hang_up()
    await exchange.over()
    assert call.heard
    assert there.heard
    assert contains_tone(call.heard, TONES[name], 0.8)
    assert contains_tone(there.heard, TONES[who], 0.8)
    extension = {"ann": "201", "bart": "202", "cas": "203"}[who]
    assert there.display.shown == Party(who.title(), extension)
    record = exchange.record
    assert (record.direction, record.caller_party, record.answered_by) == ("internal", f"user/{who}", f"user/{name}")


async def test_a_colleague_who_is_busy_is_told_busy(exchange: RealExchange) -> None:
    exchange.plan({"hang_up": {}})
    exchange.people(bart=busy())
    call = await exchange.dial("ann", "202")
    assert (await call.ended()).code == 486
    await exchange.over()
    assert exchange.record.outcome == "busy"


async def test_a_telephone_of_nobody_calls_nobody(exchange: RealExchange) -> None:
    exchange.plan({"hang_up": {}})
    call = await exchange.dial("lobby", "202")
    assert (await call.ended()).code == 403
    await exchange.over()
    assert exchange.calls_at("bart") == []
    assert (exchange.record.outcome, exchange.record.caller_party) == ("refused", "device/lobby")


async def test_a_plan_and_the_companys_own_number_are_reached_inside(exchange: RealExchange) -> None:
    exchange.plan({"forward": {"user": "cas"}}, {"hang_up": {}})
    for times, number in enumerate(("800", "02 580 50 00"), start=1):
        call = await exchange.dial("ann", number.replace(" ", ""))
        await exchange.rings("cas", times)
        await call.hang_up()
        await exchange.over()
    assert exchange.calls_at("carrier") == []
    assert [record.plan for record in exchange.records] == ["main", "main"]


# Who is not one of us


async def test_a_wrong_password_never_gets_in(exchange: RealExchange) -> None:
    exchange.plan({"forward": {"user": "bart"}}, {"hang_up": {}})
    account = exchange.building.account("ann.demo", secret="a guess")
    async with Telephone.start(name="eve", folder=exchange.building.folder, account=account) as eve:
        with pytest.raises(TelephoneError, match="not registered: 401"):
            await eve.registered()
        for number in ("202", "0032475112233", "112"):
            call = await eve.dial(number)
            assert (await call.ended()).code == 401
    call = await exchange.dial("bart", "201")
    assert await exchange.rings("ann"), "Ann's own telephone is still the one that rings"
    await call.hang_up()
    await exchange.over()
    assert len(exchange.records) == 1


async def test_companies_that_share_extensions_do_not_meet(exchange: RealExchange) -> None:
    demo = exchange.building.company([{"hang_up": {}}])
    users = (UserEntry("nele", "Nele", "201", ("nele",), ""), UserEntry("omar", "Omar", "202", ("omar",), ""))
    devices = tuple(DeviceEntry(user.key, user.name, f"{user.key}.acme", user.key) for user in users)
    acme = msgspec.structs.replace(
        demo, key="acme", name="Acme", users=users, devices=devices, trunks=(), plans=(), numbers={}
    )
    exchange.serves(demo, acme)
    async with exchange.also_connected("nele.acme", "omar.acme") as (nele, omar):
        call = await nele.dial("202")
        at_omar = await omar.rings()
        assert at_omar.display.shown == Party("Nele", "201")
        await call.hang_up()
        call = await exchange.dial("bart", "201")
        assert (await exchange.rings("ann")).display.shown == Party("Bart", "202")
        await call.hang_up()
        call = await nele.dial("203")  # Cas's, at the other company
        assert (await call.ended()).code == 403
        await exchange.over()
        assert len(nele.incoming) == 0
        assert len(omar.incoming) == 1
    assert len(exchange.calls_at("ann")) == 1
    assert exchange.calls_at("bart") == exchange.calls_at("cas") == []
    assert [(record.company, record.dialled) for record in exchange.records] == [
        ("acme", "202"),
        ("demo", "201"),
        ("acme", "203"),
    ]
