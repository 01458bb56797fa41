"""An asyncio event loop whose clock jumps: when nothing is left to do it is at once the time of the next timer.

Minutes of telephone calls pass in microseconds, and always in the same order: what is due at the same moment runs in
the order in which it was asked for. Everything of asyncio that waits by the loop's clock works; sockets, processes
and signals do not, since nobody can say how much virtual time they take.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from contextvars import Context
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# At seconds since the epoch a float steps by 0.24 µs: timers must count as due within more than one such step.
_RESOLUTION = 1e-6


class NothingLeft(RuntimeError):
    """Every task waits for something that cannot happen any more: on a real clock this would hang for ever."""


class _Clock(selectors.BaseSelector):
    """Stands where the loop waits for files: instead of waiting it moves the clock."""

    def __init__(self, start: float) -> None:
        self.now = start
        self._files: dict[int, selectors.SelectorKey] = {}

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingLeft
        if timeout > 0:
            self.now += timeout
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        if self._files:  # the first is the loop's own wake-up socket
            raise RuntimeError("files and sockets cannot be waited for in virtual time")
        key = selectors.SelectorKey(fileobj, fileobj, events, data)
        self._files[fileobj] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._files.pop(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._files


class _Timer(asyncio.TimerHandle):
    """A timer that comes after those asked for earlier for the same moment."""

    _when: float
    _scheduled: bool
    number = 0

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, _Timer):
            return NotImplemented
        if self._when == other._when:
            return self.number < other.number
        return self._when < other._when


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time, which begins at `start` seconds. Raises `NothingLeft` instead of hanging."""

    _scheduled: list[_Timer]

    def __init__(self, start: float = 0.0) -> None:
        self._clock = _Clock(start)
        super().__init__(self._clock)
        self._clock_resolution = _RESOLUTION
        self._numbers = itertools.count()

    def run_forever(self) -> None:
        try:
            super().run_forever()
        except NothingLeft:
            waiting = ", ".join(sorted(map(_where, asyncio.all_tasks(self)))) or "no task"
            raise NothingLeft(f"nothing is left that could happen; waiting for ever: {waiting}") from None

    def time(self) -> float:
        return self._clock.now

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = _Timer(when, callback, args, self, context)
        timer.number = next(self._numbers)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        """Do at once what would be a thread's work: it takes no virtual time."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


def _where(task: asyncio.Task[Any]) -> str:
    frames = task.get_stack()
    place = f" at {frames[-1].f_code.co_filename}:{frames[-1].f_lineno}" if frames else ""
    return f"{task.get_name()} in {getattr(task.get_coro(), '__qualname__', '?')}{place}"


def run(main: Coroutine[Any, Any, T], *, start: float = 0.0) -> T:
    """Run `main` to its end on virtual time and return its result; whatever it left behind is cancelled.

    May be called from any thread without a running event loop. `start` is the loop's first `time()` in seconds.
    Raises `NothingLeft` when `main` waits for something that can never happen.
    """
    with asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(start)) as runner:
        return runner.run(main)
