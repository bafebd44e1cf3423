"""Nobody's calls keep those of others waiting, whatever they ask for."""

import asyncio
import random
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from web.problems import TooBusy
from web.threads.memory_threads import MemoryThreads


class Blocker:
    """Calls that hold their threads until they are let go."""

    def __init__(self) -> None:
        self.has_ended = threading.Event()
        self.running_count = 0
        self._lock = threading.Lock()

    def block(self) -> str:
        """Hold a thread."""
        with self._lock:
            self.running_count += 1
        assert self.has_ended.wait(30)
        return "done"


def run_with_memory_threads(
    test: Callable[[MemoryThreads, Blocker], object], max_seconds: float = 30
) -> None:
    """Run a test in an event loop with four memory threads."""
    blocker = Blocker()

    async def run() -> None:
        memory_threads = MemoryThreads(
            thread_count=4, waiting_limit=20, max_seconds=max_seconds
        )
        try:
            await test(memory_threads, blocker)  # type: ignore[misc]
        finally:
            blocker.has_ended.set()
            while memory_threads.call_count:
                await asyncio.sleep(0.01)
            memory_threads.close()

    asyncio.run(run())


def test_one_person_takes_half_of_the_threads_at_most() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        own = [
            asyncio.ensure_future(memory_threads.run_for("p1", blocker.block))
            for _ in range(9)
        ]
        assert await memory_threads.run_for("p2", lambda: "other") == "other"
        assert await memory_threads.run(len, "anybody") == 7
        assert blocker.running_count == 2
        assert memory_threads.call_count == 9
        blocker.has_ended.set()
        assert await asyncio.gather(*own) == ["done"] * 9

    run_with_memory_threads(test)


def test_calls_that_nobody_waits_for_any_longer_keep_their_share() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        calls = [memory_threads.run_for("p1", blocker.block) for _ in range(6)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(answer) for answer in answers] == [TooBusy] * 6
        # Two threads go on; who waited for their turn has left.
        assert memory_threads.call_count == blocker.running_count == 2
        with pytest.raises(TooBusy, match=r"longer than 0\.2 s"):
            await memory_threads.run_for("p1", lambda: "own")
        assert await memory_threads.run_for("p2", lambda: "other") == "other"
        blocker.has_ended.set()
        while memory_threads.call_count:
            await asyncio.sleep(0.01)
        assert await memory_threads.run_for("p1", lambda: "own") == "own"

    run_with_memory_threads(test, max_seconds=0.2)


def test_who_waits_for_a_share_counts_towards_the_limit() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        own = [
            asyncio.ensure_future(memory_threads.run_for("p1", blocker.block))
            for _ in range(20)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy, match="too many requests wait"):
            await memory_threads.run_for("p2", lambda: "other")
        blocker.has_ended.set()
        await asyncio.gather(*own)

    run_with_memory_threads(test)


def test_short_calls_run_one_after_another_in_one_thread() -> None:
    async def test(memory_threads: MemoryThreads, _: Blocker) -> None:
        threads = [
            await asyncio.gather(
                memory_threads.run(threading.get_ident),
                memory_threads.run_for("p1", threading.get_ident),
                memory_threads.run_for("p2", threading.get_ident),
            )
            for _ in range(10)
        ]
        assert len({thread for some in threads for thread in some}) == 1

    run_with_memory_threads(test)


def test_a_long_call_keeps_its_thread_and_others_go_on_in_another() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        long_call = asyncio.ensure_future(memory_threads.run(blocker.block))
        while not blocker.running_count:
            await asyncio.sleep(0.01)
        threads = [await memory_threads.run(threading.get_ident) for _ in range(5)]
        assert len(set(threads)) == 1
        assert not long_call.done()
        blocker.has_ended.set()
        assert await long_call == "done"
        # The thread of the long call has ended; there is still one for all others.
        assert await memory_threads.run(threading.get_ident) == threads[0]

    run_with_memory_threads(test)


def test_calls_for_a_database_server_run_side_by_side() -> None:
    async def run() -> None:
        memory_threads = MemoryThreads(
            thread_count=3, waiting_limit=20, max_seconds=30, side_by_side=True
        )
        meeting = threading.Barrier(3, timeout=20)
        calls = [memory_threads.run(meeting.wait) for _ in range(3)]
        assert sorted(await asyncio.gather(*calls)) == [0, 1, 2]
        memory_threads.close()

    asyncio.run(run())


def test_an_error_of_a_call_is_raised_and_its_thread_goes_on() -> None:
    def fail() -> None:
        raise ValueError("broken")

    async def test(memory_threads: MemoryThreads, _: Blocker) -> None:
        with pytest.raises(ValueError, match="broken"):
            await memory_threads.run(fail)
        assert memory_threads.call_count == 0
        assert await memory_threads.run(len, "ab") == 2

    run_with_memory_threads(test)


def test_who_closes_memory_threads_waits_for_what_runs_and_drops_the_rest() -> None:
    async def run() -> None:
        memory_threads = MemoryThreads(thread_count=1, waiting_limit=20, max_seconds=30)
        blocker = Blocker()
        first, second = (
            asyncio.ensure_future(memory_threads.run(blocker.block)) for _ in range(2)
        )
        while not blocker.running_count:
            await asyncio.sleep(0.01)
        threading.Timer(0.1, blocker.has_ended.set).start()
        memory_threads.close()
        assert await first == "done"
        with pytest.raises(asyncio.CancelledError):
            await second
        assert blocker.running_count == 1
        assert memory_threads.call_count == 0

    asyncio.run(run())


def test_memory_threads_serve_one_event_loop_after_another() -> None:
    memory_threads, blocker = (
        MemoryThreads(thread_count=2, waiting_limit=9, max_seconds=30),
        Blocker(),
    )

    async def run_beside_a_long_call() -> str:
        return await memory_threads.run(lambda: "done")

    async def leave_a_call_behind() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.gather(
                    memory_threads.run(blocker.block), memory_threads.run(len, "ab")
                )

    asyncio.run(leave_a_call_behind())
    assert asyncio.run(run_beside_a_long_call()) == "done"
    blocker.has_ended.set()
    memory_threads.close()


def test_the_loop_goes_on_while_a_call_takes_long() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        long_call = asyncio.ensure_future(memory_threads.run(blocker.block))
        ticks: list[float] = []
        while len(ticks) < 50:
            await asyncio.sleep(0.001)
            ticks.append(time.monotonic())
        assert not long_call.done()
        blocker.has_ended.set()
        assert await long_call == "done"

    run_with_memory_threads(test)


@pytest.mark.parametrize("side_by_side", [False, True])
def test_calls_of_any_length_are_all_answered_once(side_by_side: bool) -> None:
    """Calls that end about when the loop stops waiting, or when others go on."""
    milliseconds = random.Random(7).choices((0, 1, 4, 5, 6, 49, 51), k=300)

    async def run() -> None:
        memory_threads = MemoryThreads(
            thread_count=3,
            waiting_limit=400,
            max_seconds=60,
            side_by_side=side_by_side,
        )
        begun: list[int] = []

        def work(number: int) -> int:
            begun.append(number)
            time.sleep(milliseconds[number] / 1000)
            return number

        async def ask(number: int) -> int:
            if number % 7 == 0:
                await asyncio.sleep(number / 200)
            return await memory_threads.run_for(f"p{number % 5}", partial(work, number))

        assert await asyncio.gather(*map(ask, range(300))) == list(range(300))
        assert sorted(begun) == list(range(300))
        assert memory_threads.call_count == 0
        memory_threads.close()

    asyncio.run(run())


def test_threads_are_idle_once_all_calls_have_ended() -> None:
    async def test(memory_threads: MemoryThreads, blocker: Blocker) -> None:
        call = asyncio.ensure_future(memory_threads.run(blocker.block))
        while not blocker.running_count:
            await asyncio.sleep(0.01)
        assert memory_threads.idle_seconds == 0
        blocker.has_ended.set()
        await call
        end_time = time.monotonic()
        while time.monotonic() < end_time + 0.02:
            await asyncio.sleep(0.01)
        assert memory_threads.idle_seconds >= 0.02

    run_with_memory_threads(test)
