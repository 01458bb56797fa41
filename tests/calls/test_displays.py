"""What the telephones show: to colleagues the caller, with prefix and label; to the outside only what may be shown."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.run.demo.telephone import Answer, Display, Party, busy
from tests.engine.exchange import MOBILE, NUMBER
from tests.phones.exchange import WIM, RealExchange, path_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

END: dict[str, Any] = {"hang_up": {}}
PREFIX = {"prefix": {"text": "WR:"}}


def to(timeout: int = 10, **where: Any) -> dict[str, Any]:
    return {"forward": {"timeout": timeout, **where}}


async def shown_at(exchange: RealExchange, name: str, caller: str = WIM, **more: Any) -> Display:
    """What a telephone shows for a call to our number; the caller gives up then."""
    call = await exchange.call_in(caller=caller, **more)
    display = (await exchange.rings(name)).display
    await call.hang_up()
    await exchange.over()
    return display


async def test_the_prefix_stands_before_the_name_and_the_number_stays(exchange: RealExchange) -> None:
    exchange.plan(PREFIX, to(user="ann"), END)
    assert (await shown_at(exchange, "ann")).shown == Party(f"WR: {WIM}", WIM)


async def test_the_phonebook_and_a_label_join_the_prefix(exchange: RealExchange) -> None:
    exchange.plan(PREFIX, to(user="bart", label="Sales"), END, phonebook={WIM: "Wim Jacobs"})
    assert (await shown_at(exchange, "bart", from_display="Somebody")).shown == Party("WR: Sales Wim Jacobs", WIM)


async def test_a_later_prefix_replaces_the_first(exchange: RealExchange) -> None:
    exchange.plan(PREFIX, {"prefix": {"text": "VIP"}}, to(device="cas"), END)
    assert (await shown_at(exchange, "cas", from_display='Jan "Jef" P.')).shown == Party('VIP Jan "Jef" P.', WIM)


async def test_a_withheld_number_is_shown_to_nobody(exchange: RealExchange) -> None:
    exchange.plan(PREFIX, to(user="ann"), END)
    display = await shown_at(exchange, "ann", caller="anonymous", from_display="Anonymous")
    assert display.shown == Party("WR:", "anonymous")
    assert exchange.record.caller == ""


# Forwards


async def test_a_forward_that_fails_leads_to_the_next_step_and_over_into_another_plan(exchange: RealExchange) -> None:
    second = {"key": "second", "name": "Second", "numbers": [], "steps": [to(user="cas"), END]}
    about = exchange.building.company([to(device="ann"), to(user="bart", timeout=1), to_plan("second")])
    plans = (*about.plans, type(about.plans[0])("second", 1, second, {}, {}))
    exchange.plan(to(device="ann"), to(user="bart", timeout=1), to_plan("second"), plans=plans)
    exchange.people(ann=busy(), cas=Answer())
    call = await exchange.call_in()
    await call.answered()
    await call.hang_up()
    await exchange.over()
    assert path_of(exchange.record) == [
        f"1 forward: {NUMBER} was called",
        "2 forward: everybody was busy",
        "3 forward: nobody answered within 1 s",
        "1 forward: forwarded to the plan second",
    ]
    assert [step.plan for step in exchange.record.path] == ["main", "main", "main", "second"]
    assert exchange.record.answered_by == "user/cas"


def to_plan(key: str) -> dict[str, Any]:
    return {"forward": {"plan": key}}


async def test_a_forward_to_the_outside_shows_the_company(exchange: RealExchange) -> None:
    exchange.plan(PREFIX, to(external=MOBILE), END)
    display = await shown_at(exchange, "carrier")
    assert display == Display(Party("", NUMBER), Party("", NUMBER))
    invitation = exchange.calls_at("carrier")[0].messages[0]
    assert invitation.raw.startswith(f"INVITE sip:{MOBILE}@")
    assert not invitation.header("diversion")
    assert WIM not in invitation.raw, "the prefix and the caller are not for the outside"


async def test_a_forward_may_show_the_caller(exchange: RealExchange) -> None:
    exchange.plan(to(external=MOBILE, show_caller="caller"), END)
    display = await shown_at(exchange, "carrier")
    assert display.caller.number == WIM
    assert display.shown.number == WIM
    diversion = exchange.calls_at("carrier")[0].messages[0].header("diversion")
    assert f"<sip:{NUMBER}@" in diversion, exchange.calls_at("carrier")[0].messages[0].raw
    assert "reason=unconditional" in diversion


@pytest.mark.parametrize("show_caller", ["caller", "company"])
async def test_withheld_stays_withheld_on_a_forward(exchange: RealExchange, show_caller: str) -> None:
    exchange.plan(to(external=MOBILE, show_caller=show_caller), END)
    display = await shown_at(exchange, "carrier", caller="anonymous", from_display="Anonymous")
    assert display.caller == Party("Anonymous", "anonymous")
    assert display.asserted is None
