"""What the panel finds at the engine's door: nobody, or an engine with live state in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from belplan.engine.companies import company
from belplan.engine.door import AnyRequest, EngineAway, LiveState, Reply, SetState
from belplan.engine.state import CannotChange, States
from belplan.engine.watching import Watching
from belplan.publishing.snapshots import snapshot_of
from belplan.tenancy.models import Company

states = States()
watching = Watching()


def away(request: AnyRequest) -> Reply:
    raise EngineAway("nobody listens")


def ask(request: AnyRequest) -> Reply:
    """Answer as the engine does."""
    match request:
        case LiveState(company=key):
            return Reply(live=states.of(key))
        case SetState(company=key, change=change):
            at = company(snapshot_of(Company.objects.get(key=key)))
            try:
                asyncio.run(states.change(at, change))
            except CannotChange as refused:
                return Reply(problem=str(refused))
            return Reply(live=states.of(key))
    return away(request)


async def watch(company: str) -> AsyncGenerator[Reply, None]:
    """Tell of the calls that `watching` has seen."""
    async with aclosing(watching.follow(company)) as running:
        async for calls in running:
            yield Reply(running=calls)


async def watch_away(company: str) -> AsyncGenerator[Reply, None]:
    """Nobody tells anything."""
    raise EngineAway(company)
    yield
