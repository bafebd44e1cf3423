"""Nobody's calls keep those of others waiting, whatever they ask for."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from web.engine import Engine, TooBusy


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


def run_with_engine(
    test: Callable[[Engine, Blocker], object], most_seconds: float = 30
) -> None:
    """Run a test in an event loop with an engine of four threads."""
    blocker = Blocker()

    async def run() -> None:
        engine = Engine(thread_count=4, waiting_limit=20, most_seconds=most_seconds)
        try:
            await test(engine, blocker)  # type: ignore[misc]
        finally:
            blocker.has_ended.set()
            while engine.call_count:
                await asyncio.sleep(0.01)
            engine.close()

    asyncio.run(run())


def test_one_person_takes_half_of_the_threads_at_most() -> None:
    async def test(engine: Engine, blocker: Blocker) -> None:
        own = [
            asyncio.ensure_future(engine.run_for("p1", blocker.block)) for _ in range(9)
        ]
        assert await engine.run_for("p2", lambda: "other") == "other"
        assert await engine.run(len, "anybody") == 7
        assert blocker.running_count == 2
        assert engine.call_count == 9
        blocker.has_ended.set()
        assert await asyncio.gather(*own) == ["done"] * 9

    run_with_engine(test)


def test_calls_that_nobody_waits_for_any_longer_keep_their_share() -> None:
    async def test(engine: Engine, blocker: Blocker) -> None:
        calls = [engine.run_for("p1", blocker.block) for _ in range(6)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(answer) for answer in answers] == [TooBusy] * 6
        # Two threads go on; who waited for their turn has left.
        assert engine.call_count == blocker.running_count == 2
        with pytest.raises(TooBusy, match=r"longer than 0\.2 s"):
            await engine.run_for("p1", lambda: "own")
        assert await engine.run_for("p2", lambda: "other") == "other"
        blocker.has_ended.set()
        while engine.call_count:
            await asyncio.sleep(0.01)
        assert await engine.run_for("p1", lambda: "own") == "own"

    run_with_engine(test, most_seconds=0.2)


def test_who_waits_for_a_share_counts_towards_the_limit() -> None:
    async def test(engine: Engine, blocker: Blocker) -> None:
        own = [
            asyncio.ensure_future(engine.run_for("p1", blocker.block))
            for _ in range(20)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy, match="too many requests wait"):
            await engine.run_for("p2", lambda: "other")
        blocker.has_ended.set()
        await asyncio.gather(*own)

    run_with_engine(test)
