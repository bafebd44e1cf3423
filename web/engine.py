"""The threads in which a server works with its memories."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

from web.problems import Refusal

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")

_BUSY_SECONDS = 1
_SLOW_SECONDS = 10
"""Seconds after which a client that was refused may try again."""


class TooBusy(Refusal):
    """So many requests wait that a new one is refused, or one took too long."""


def make_time_limit(seconds: float) -> Callable[[int], None]:
    """Make a report of progress that ends what nobody waits for any longer.

    Only for what changes nothing. What it makes raises TooBusy.
    """
    end = monotonic() + seconds

    def report(_: int) -> None:
        if monotonic() > end:
            raise _make_slow_refusal(seconds)

    return report


def _make_slow_refusal(seconds: float) -> TooBusy:
    return TooBusy(
        503,
        f"this takes longer than {seconds:g} s; ask for less at once, or use a job. "
        "A change that has begun is finished: to know, send it again with its "
        "Idempotency-Key",
        retry_seconds=_SLOW_SECONDS,
    )


class Engine:
    """Runs blocking calls in a bounded number of threads."""

    def __init__(
        self, *, thread_count: int, waiting_limit: int, most_seconds: float
    ) -> None:
        """`waiting_limit`: how many calls may run or wait before one is refused.

        `most_seconds`: how long the answer of a call is waited for.
        """
        self._waiting_limit = waiting_limit
        self._most_seconds = most_seconds
        self._call_count = 0
        self._executor = ThreadPoolExecutor(thread_count, "engine")
        self._share_size = max(1, thread_count // 2)
        self._share_by_person: WeakValueDictionary[str, asyncio.Semaphore] = (
            WeakValueDictionary()
        )

    @property
    def call_count(self) -> int:
        """The number of calls that run or wait."""
        return self._call_count

    async def run(
        self,
        call: Callable[_Parameters, _Answer],
        *arguments: _Parameters.args,
        **named_arguments: _Parameters.kwargs,
    ) -> _Answer:
        """Run a blocking call in a thread, and wait for it for a limited time.

        A call that takes longer is dropped if it has not begun; else its thread goes on
        to its end, so that a change is whole, and counts as running until then. Raises
        TooBusy.
        """
        return await self.run_for(None, partial(call, *arguments, **named_arguments))

    async def run_for(
        self, person_id: str | None, call: Callable[[], _Answer]
    ) -> _Answer:
        """Run a call for a person, as `run`: theirs take half of the threads at most.

        So nobody keeps the others waiting, whatever they ask for. None: for nobody.
        """
        try:
            async with asyncio.timeout(self._most_seconds) as limit:
                return await self._run_in_share(person_id, call)
        except TimeoutError:
            if not limit.expired():
                raise
            raise _make_slow_refusal(self._most_seconds) from None

    async def run_to_end(
        self,
        call: Callable[_Parameters, _Answer],
        *arguments: _Parameters.args,
        **named_arguments: _Parameters.kwargs,
    ) -> _Answer:
        """Run a blocking call in a thread, however long it takes. Raises TooBusy."""
        return await self._run_in_share(
            None, partial(call, *arguments, **named_arguments)
        )

    async def _run_in_share(
        self, person_id: str | None, call: Callable[[], _Answer]
    ) -> _Answer:
        """Run a call in a thread once the person's share of the threads has room."""
        if self._call_count >= self._waiting_limit:
            raise TooBusy(
                503,
                "too many requests wait; try again in a second",
                retry_seconds=_BUSY_SECONDS,
            )
        self._call_count += 1
        share = self._get_share(person_id)
        try:
            await share.acquire()
        except BaseException:
            self._call_count -= 1
            raise
        future = self._executor.submit(call)

        def count_end() -> None:
            self._call_count -= 1
            share.release()

        try:
            return await asyncio.wrap_future(future)
        finally:
            if future.done():
                count_end()
            else:  # nobody waits for it any longer
                loop = asyncio.get_running_loop()
                future.add_done_callback(lambda _: loop.call_soon_threadsafe(count_end))

    def _get_share(self, person_id: str | None) -> asyncio.Semaphore:
        """Get what counts the calls of a person; it lives as long as they have any."""
        if person_id is None:
            return asyncio.Semaphore()
        share = self._share_by_person.get(person_id)
        if share is None:
            share = asyncio.Semaphore(self._share_size)
            self._share_by_person[person_id] = share
        return share

    def close(self) -> None:
        """Wait for the calls that run, and refuse the others."""
        self._executor.shutdown(wait=True, cancel_futures=True)
