"""What the panel finds at the engine's door: nobody, or an engine with live state in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from django.conf import settings

from belplan.engine.companies import company
from belplan.engine.door import AnyRequest, EngineAway, LiveState, Record, RecordingState, Reply, SetState
from belplan.engine.recording import Stage, file_of
from belplan.engine.state import CannotChange, States
from belplan.engine.watching import Watching
from belplan.publishing.snapshots import snapshot_of
from belplan.speech.sounds import RATE, write_wav
from belplan.tenancy.models import Company
from tests.speech.test_uploads import tone

states = States()
watching = Watching()
said = [Stage.RINGING, Stage.SPEAKING, Stage.SPEAKING, Stage.DONE]  # of a recording, each time that is asked


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
        case Record():
            return Reply(recording=Stage.RINGING)
        case RecordingState(name=name):
            said.append(said.pop(0))
            if said[-1] == Stage.DONE:
                write_wav(file_of(Path(settings.DATA), name), tone(RATE, 3.0))
            return Reply(recording=said[-1])
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
