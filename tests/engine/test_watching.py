"""Whoever watches a company sees each running call where it is, and sees it go."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import aclosing
from pathlib import Path

import pytest

from belplan.callevents import CallEvent
from belplan.engine import door
from belplan.engine.door import EngineAway, Reply
from belplan.engine.watching import Watching
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Address, DeviceAddress
from tests.engine.exchange import NUMBER, Exchange, snapshot

pytestmark = pytest.mark.fast

STEPS = [{"prefix": {"text": "WR:"}}, {"forward": {"user": "ann"}}]


class Followed(list[CallEvent]):
    """Facts that somebody follows."""

    def __init__(self, watching: Watching) -> None:
        super().__init__()
        self._watching = watching

    def append(self, fact: CallEvent) -> None:
        super().append(fact)
        self._watching.see(fact)


def watched() -> tuple[Exchange, Watching]:
    """An exchange whose facts are followed."""
    watching = Watching()
    ann: dict[Address, Telephone] = {DeviceAddress("ann.demo"): Telephone(answers_after=5, talks=20)}
    return Exchange(snapshot(STEPS), ann, Followed(watching)), watching


async def test_a_call_is_seen_at_each_step_until_it_ends() -> None:
    here, watching = watched()
    seen: list[tuple[str, str]] = []

    async def look() -> None:
        async with aclosing(watching.follow("demo")) as running:
            async for calls in running:
                seen.extend((call.step, call.answered_by or ",".join(call.ringing.values())) for call in calls)
                seen.extend([("gone", "")] if not calls else [])

    looking = asyncio.create_task(look())
    await asyncio.sleep(1)
    await here.trunk_call(Caller(talks=10))
    await asyncio.sleep(1)
    looking.cancel()
    assert seen == [("gone", ""), ("2", "user/ann"), ("2", "user/ann"), ("gone", "")]


async def test_only_the_companys_own_calls_are_seen() -> None:
    here, watching = watched()
    call = asyncio.create_task(here.trunk_call(Caller(talks=10)))
    await asyncio.sleep(2)
    assert [(c.dialled, c.plan, c.version, c.caller) for c in watching.calls("demo")] == [
        (NUMBER, "main", 3, "32475112233")
    ]
    assert watching.calls("acme") == ()
    await call


@pytest.mark.asyncio(loop_factories=["real"])
async def test_at_the_door_each_change_is_told_and_a_watcher_who_goes_is_forgotten() -> None:
    watching = Watching()

    async def carry_out(_request: door.AnyRequest) -> Reply:
        return Reply(calls=1)

    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        path = Path(folder) / "door"
        with pytest.raises(EngineAway):
            await anext(door.watch(path, "demo"))
        server = await door.open_door(path, carry_out, watching.follow)
        async with aclosing(door.watch(path, "demo")) as replies:
            assert (await anext(replies)).running == ()
            assert watching.watchers("demo") == 1
        assert (await asyncio.to_thread(door.ask, path, door.Status())).calls == 1
        async with asyncio.timeout(2):
            while watching.watchers("demo"):  # noqa: ASYNC110 (nobody tells when a socket was closed)
                await asyncio.sleep(0.01)
        server.close()
