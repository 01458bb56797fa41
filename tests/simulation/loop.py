"""The event loop of a simulation: virtual time, the same order at each run, and tasks that can die together.

Sets of tasks and futures are walked in the order of their hashes, which Python takes from their addresses: here they
are numbered instead, so that one seed always gives one course of events.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

from belplan.switch.virtual_time import VirtualTimeLoop

LIFE: ContextVar[Life | None] = ContextVar("LIFE", default=None)


class Life:
    """All tasks that began in one process; they end with it, whatever they were at."""

    def __init__(self) -> None:
        self.over = False
        self.tasks: dict[asyncio.Task[Any], None] = {}

    def end(self) -> None:
        """Whatever these tasks still do in their `finally` must have been made without effect before."""
        self.over = True
        for task in list(self.tasks):
            task.cancel()

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """A task begins; one of a life that is over ends before it did anything."""
        self.tasks[task] = None
        task.add_done_callback(self._forget)
        if self.over:
            task.cancel()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self.tasks.pop(task, None)


class _Future(asyncio.Future[Any]):
    number: int

    def __hash__(self) -> int:
        return self.number


class _Task(asyncio.Task[Any]):
    number: int

    def __hash__(self) -> int:
        return self.number


class SimulationLoop(VirtualTimeLoop):
    """Numbers its futures and tasks, and enters each task with the life that began it."""

    def __init__(self) -> None:
        super().__init__()
        self._made = 0
        self.set_task_factory(self._new_task)

    def create_future(self) -> asyncio.Future[Any]:
        future: _Future = _Future(loop=self)
        future.number = self._next()
        return future

    def _new_task(self, loop: asyncio.AbstractEventLoop, work: Any, **how: Any) -> _Task:
        task = _Task.__new__(_Task)
        task.number = self._next()  # before __init__, which puts it among the loop's tasks
        task.__init__(work, loop=loop, **how)  # type: ignore[misc]
        context = how.get("context")
        life = LIFE.get() if context is None else context.get(LIFE)
        if life is not None:
            life.adopt(task)
        return task

    def _next(self) -> int:
        self._made += 1
        return self._made
