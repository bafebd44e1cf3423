"""The threads in which a server works with its memories.

Python runs one thread at a time, and the processor's cache has what the last one read:
threads that interrupt each other at each read of SQLite take longer together than one
does alone (benchmarks/server.py). So one thread runs call after call. One that takes
long keeps the thread, and another thread goes on with the calls that wait.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from web.problems import TooBusy, make_slow_refusal

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")

_BUSY_SECONDS = 1
"""Seconds after which a client that was refused may try again."""
_SLOW_CALL_SECONDS = 0.05
"""After which another thread goes on with the calls that wait: twenty lookups."""
_IDLE_SECONDS = 5
"""After which a thread without calls ends; the next call starts one."""


class MemoryThreads:
    """Runs blocking calls in a bounded number of threads."""

    def __init__(
        self,
        *,
        thread_count: int,
        waiting_limit: int,
        most_seconds: float,
        side_by_side: bool = False,
    ) -> None:
        """`waiting_limit`: how many calls may run or wait before one is refused.

        `most_seconds`: how long the answer of a call is waited for. `side_by_side`: run
        short calls at the same time, too, as is best with a database server.
        """
        self._waiting_limit = waiting_limit
        self._most_seconds = most_seconds
        self._call_count = 0
        self._threads = _CallThreads(thread_count, side_by_side=side_by_side)
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
            raise make_slow_refusal(self._most_seconds) from None

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
                *(503, "too many requests wait; try again in a second"),
                retry_seconds=_BUSY_SECONDS,
            )
        self._call_count += 1
        share = self._get_share(person_id)
        try:
            await share.acquire()
        except BaseException:
            self._call_count -= 1
            raise

        def count_end() -> None:
            self._call_count -= 1
            share.release()

        thread_call = _ThreadCall(call, count_end)
        self._threads.submit(thread_call)
        try:
            return await thread_call.answer
        except asyncio.CancelledError:
            if self._threads.drop(thread_call):
                count_end()
            raise

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
        self._threads.close()


class _ThreadCall(Generic[_Answer]):
    """A blocking call, whose answer an event loop waits for."""

    def __init__(
        self, call: Callable[[], _Answer], report_end: Callable[[], None]
    ) -> None:
        """`report_end` is called in the loop when a call that has begun has ended."""
        self._call = call
        self._report_end = report_end
        self._loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[_Answer] = self._loop.create_future()
        self.is_dropped = False
        self.begin: float | None = None
        """When it began; None while it waits."""
        self.keeps_thread = False
        """Whether it takes so long that another thread goes on with the others."""

    def run(self) -> None:
        """Run the call, and hand its answer or error to the loop."""
        try:
            answer = self._call()
        except BaseException as error:
            self._tell_loop(self._end, self.answer.set_exception, error)
        else:
            self._tell_loop(self._end, self.answer.set_result, answer)

    def cancel(self) -> None:
        """Cancel the answer of a call that never begins, from another thread."""
        self._tell_loop(self.answer.cancel)

    def _tell_loop(self, report: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits
            self._loop.call_soon_threadsafe(report, *arguments)

    def _end(self, set_outcome: Callable[[Any], None], outcome: object) -> None:
        self._report_end()
        if not self.answer.done():  # else nobody waits for it any longer
            set_outcome(outcome)


class _CallThreads:
    """Runs calls in a bounded number of threads, in the order in which they come."""

    def __init__(self, thread_count: int, *, side_by_side: bool) -> None:
        """`side_by_side`: run short calls in all threads at the same time, too.

        That is for a database server, which works while the others compute.
        """
        self._thread_count = thread_count
        self._side_by_side = side_by_side
        self._waiting: SimpleQueue[_ThreadCall[Any] | None] = SimpleQueue()
        self._lock = Lock()
        """For all that follows, and the fields of calls."""
        self._threads: set[Thread] = set()
        self._taking_count = 0
        """Threads that take calls; the others have one that takes long."""
        self._current: _ThreadCall[Any] | None = None
        """The call of the one thread that takes calls, if it has one."""
        self._watching_loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    def submit(self, call: _ThreadCall[_Answer]) -> None:
        """Run a call as soon as a thread is free. Raises RuntimeError once closed."""
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the threads are closed")
            self._waiting.put(call)
            if self._taking_count < (self._thread_count if self._side_by_side else 1):
                self._start_thread()
            elif not self._side_by_side:
                self._watch(asyncio.get_running_loop())

    def drop(self, call: _ThreadCall[_Answer]) -> bool:
        """Drop a call that has not begun; return False for one that has."""
        with self._lock:
            if call.begin is not None:
                return False
            call.is_dropped = True
            return True

    def close(self) -> None:
        """Drop the calls that wait, and wait for those that run."""
        with self._lock:
            self._is_closed = True
            with suppress(Empty):
                while call := self._waiting.get_nowait():
                    call.is_dropped = True
                    call.cancel()
            threads = list(self._threads)
        for _ in threads:
            self._waiting.put(None)
        for thread in threads:
            thread.join()

    def _start_thread(self) -> None:
        """Start a thread that takes calls; the lock is held."""
        thread = Thread(target=self._take_calls, name="memory-calls", daemon=True)
        self._threads.add(thread)
        self._taking_count += 1
        thread.start()
        self._threads -= {
            thread for thread in self._threads if thread.ident and not thread.is_alive()
        }

    def _take_calls(self) -> None:
        """Run calls until there are no more, or one has taken long."""
        while True:
            try:
                call = self._waiting.get(timeout=_IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if self._waiting.empty():
                        self._taking_count -= 1
                        return
                continue
            if call is None:
                return
            with self._lock:
                if call.is_dropped:
                    continue
                call.begin = monotonic()
                self._current = call
            call.run()
            with self._lock:
                if call.keeps_thread:
                    return
                self._current = None
            del call

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """See after a while whether the current call takes long; the lock is held."""
        if self._watching_loop is not loop:
            self._watching_loop = loop
            loop.call_later(_SLOW_CALL_SECONDS, self._replace_busy_thread)

    def _replace_busy_thread(self) -> None:
        """Let another thread take calls if the current call takes long."""
        with self._lock:
            loop, self._watching_loop = self._watching_loop, None
            call = self._current
            if self._waiting.empty() or self._is_closed or loop is None:
                return
            busy_count = sum(thread.is_alive() for thread in self._threads)
            if (
                call is not None
                and call.begin is not None
                and monotonic() - call.begin >= _SLOW_CALL_SECONDS
                and busy_count < self._thread_count
            ):
                call.keeps_thread = True
                self._taking_count -= 1
                self._current = None
                self._start_thread()
            self._watch(loop)
