"""Lamp keys of real telephones show what colleagues are at, and nothing of another company."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from belplan.engine.presence import Presence
from belplan.engine.state import States
from belplan.run.demo.telephone import Answer
from belplan.switch.accounts import DeviceAccount
from belplan.switch.asterisk.launch import read_groups_anew
from tests.phones.exchange import RealExchange, secret_of
from tests.phones.watcher import lamp_key

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

FREE, RINGING, TALKING = "terminated", "early", "confirmed"  # as RFC 4235 calls them
STRANGER = "eva.other"


@pytest_asyncio.fixture(loop_scope="package")
async def presence(exchange: RealExchange) -> AsyncIterator[Presence]:
    """Follows the calls of the story."""
    exchange.plan({"hang_up": {}})
    presence = Presence(exchange.building.switch, lambda: exchange.engine.companies, States(), time.time)
    exchange.follower = presence.see
    work = asyncio.create_task(presence.run())
    yield presence
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def test_a_key_shows_a_colleague_ring_talk_and_be_free(exchange: RealExchange, presence: Presence) -> None:
    exchange.people(bart=Answer(0.8))
    async with lamp_key(exchange.building.account("cas.demo"), "202") as key:
        assert await key.status == 200
        await key.shows(FREE)
        call = await exchange.dial("ann", "202")
        await key.shows(RINGING)
        await call.answered()
        await key.shows(TALKING)
        await call.hang_up()
        await key.shows(FREE)
        await exchange.over()


async def test_nobody_sees_another_companys_colleagues(exchange: RealExchange, presence: Presence) -> None:
    building = exchange.building
    building.let_in([*building.devices, DeviceAccount(STRANGER, secret_of(STRANGER), group="other")])
    await read_groups_anew(building.asterisk.config)
    exchange.people(bart=Answer(0.2))
    async with (
        lamp_key(building.account(STRANGER), "202") as theirs,
        lamp_key(building.account("cas.demo"), "202") as ours,
    ):
        assert await theirs.status == 200  # their own 202, which nobody has
        call = await exchange.dial("ann", "202")
        await ours.shows(TALKING)
        await call.hang_up()
        await ours.shows(FREE)
        assert set(theirs.shown) == {FREE}
    await exchange.over()
    building.let_in()


async def test_the_panel_is_told_where_a_telephone_is(exchange: RealExchange, presence: Presence) -> None:
    company = exchange.engine.companies.by_key["demo"]
    found = await presence.of_devices(company, ["ann", "dora"])
    assert found["ann"].registered
    assert found["ann"].address == "127.0.0.1"
    assert found["ann"].agent == "Belplan demo telephone"
    assert "dora" not in found
