"""Virtual time: hours pass at once, in a fixed order, and a story that can never end says so."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator

import pytest

from belplan.switch import virtual_time
from belplan.switch.virtual_time import NothingLeft

pytestmark = pytest.mark.fast

NOVEMBER_2026 = 1_795_500_000.0


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_an_hour_passes_at_once() -> None:
    began = time.monotonic()
    await asyncio.sleep(3600)
    assert now() == 3600
    assert time.monotonic() - began < 1


async def test_a_timeout_comes_at_its_virtual_moment() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5):
            await asyncio.sleep(6)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 5)
    assert now() == 10


async def test_gathered_sleeps_pass_together() -> None:
    first, second = await asyncio.gather(asyncio.sleep(2, "b"), asyncio.sleep(1, "a"))
    assert (first, second) == ("b", "a")
    assert now() == 2


async def test_what_is_due_at_the_same_moment_runs_in_the_order_asked_for() -> None:
    order: list[int] = []
    for number in range(100):
        asyncio.get_running_loop().call_later(1 + number % 2, order.append, number)
    await asyncio.sleep(3)
    assert order == [*range(0, 100, 2), *range(1, 100, 2)]


async def test_a_cancelled_timer_does_not_move_the_clock() -> None:
    asyncio.get_running_loop().call_later(50, print).cancel()
    await asyncio.sleep(1)
    assert now() == 1


async def test_a_threads_work_takes_no_time() -> None:
    assert await asyncio.to_thread(sum, [1, 2]) == 3
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(divmod, 1, 0)
    assert now() == 0


async def test_a_socket_is_refused() -> None:
    here, there = socket.socketpair()
    with here, there, pytest.raises(RuntimeError, match="cannot be waited for in virtual time"):
        asyncio.get_running_loop().add_reader(here, print)


@pytest.mark.asyncio(loop_factories=["real"])
async def test_a_fast_test_may_ask_for_real_time() -> None:
    assert not isinstance(asyncio.get_running_loop(), virtual_time.VirtualTimeLoop)


def test_a_story_that_can_never_end_says_where_it_waits() -> None:
    async def wait_for_nobody() -> None:
        await asyncio.Event().wait()

    with pytest.raises(NothingLeft, match="wait_for_nobody"):
        virtual_time.run(wait_for_nobody())


def test_the_clock_may_start_at_the_time_of_day() -> None:
    async def tomorrow() -> float:
        for _ in range(10):
            await asyncio.sleep(0.1)
        await asyncio.sleep(86_399)
        return now()

    assert virtual_time.run(tomorrow(), start=NOVEMBER_2026) == pytest.approx(NOVEMBER_2026 + 86_400)


def test_run_gives_result_and_error_of_the_story() -> None:
    async def answer(value: int) -> int:
        await asyncio.sleep(1)
        return 10 // value

    assert virtual_time.run(answer(2)) == 5
    with pytest.raises(ZeroDivisionError):
        virtual_time.run(answer(0))


def test_run_cleans_up_what_the_story_left_behind() -> None:
    cleaned: list[str] = []

    async def talk_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("task")

    async def tones() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
        finally:
            cleaned.append("generator")

    async def story() -> None:
        left.append(asyncio.create_task(talk_for_ever()))
        generator = tones()
        await anext(generator)
        left.append(generator)
        await asyncio.sleep(1)

    left: list[object] = []
    virtual_time.run(story())
    assert sorted(cleaned) == ["generator", "task"]


def test_run_works_in_any_thread() -> None:
    results: list[float] = []

    async def story() -> float:
        await asyncio.sleep(7)
        return now()

    threads = [threading.Thread(target=lambda: results.append(virtual_time.run(story()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [7, 7, 7]
