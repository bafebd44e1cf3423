"""The threads in which a server works with its memories.

Python runs one thread at a time, and the processor's cache has what the last one read:
threads that interrupt each other at each read of SQLite take longer together than one
does alone (benchmarks/server.py). So one thread runs call after call. One that takes
long keeps the thread, and another thread goes on with the calls that wait.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from web.problems import make_slow_refusal

_AnswerT = TypeVar("_AnswerT")

_SLOW_CALL_SECONDS = 0.05
"""After which another thread goes on with the calls that wait: twenty lookups."""
_IDLE_SECONDS = 5
"""After which a thread without calls ends; the next call starts one."""


class ThreadCall(Generic[_AnswerT]):
    """A blocking call, whose answer an event loop waits for."""

    def __init__(
        self,
        blocking_call: Callable[[], _AnswerT],
        person_id: str | None,
        report_end: Callable[[str | None], None],
    ) -> None:
        """`report_end` is called in the loop when a call that has begun has ended."""
        self.person_id = person_id
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[_AnswerT] = self.loop.create_future()
        self.is_dropped = False
        self.begun_at: float | None = None
        """When it began; None while it waits."""
        self.keeps_thread = False
        """Whether it takes so long that another thread goes on with the others."""
        self._call = blocking_call
        self._report_end = report_end

    def run(self) -> None:
        """Run the call, and hand its answer or error to the loop."""
        try:
            answer = self._call()
        except BaseException as error:
            self._tell_loop(self._end, self.answer.set_exception, error)
        else:
            self._tell_loop(self._end, self.answer.set_result, answer)

    def refuse(self, max_seconds: float) -> None:
        """Refuse a call that takes longer than it is waited for."""
        if not self.answer.done():
            self.answer.set_exception(make_slow_refusal(max_seconds))

    def cancel(self) -> None:
        """Cancel the answer of a call that never begins, from another thread."""
        self._tell_loop(self.answer.cancel)

    def _tell_loop(self, report: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits
            self.loop.call_soon_threadsafe(report, *arguments)

    def _end(self, set_outcome: Callable[[Any], None], outcome: object) -> None:
        self._report_end(self.person_id)
        if not self.answer.done():  # else nobody waits for it any longer
            set_outcome(outcome)


class CallThreads:
    """Runs calls in a bounded number of threads, in the order in which they come."""

    def __init__(
        self, thread_count: int, *, runs_short_calls_in_parallel: bool
    ) -> None:
        """`runs_short_calls_in_parallel`: in all threads at the same time.

        That is for a database server, which works while the others compute.
        """
        self._thread_count = thread_count
        self._runs_short_calls_in_parallel = runs_short_calls_in_parallel
        self._waiting_calls: SimpleQueue[ThreadCall[Any] | None] = SimpleQueue()
        self._lock = Lock()
        """For all that follows, and the fields of calls."""
        self._threads: set[Thread] = set()
        self._taking_count = 0
        """Threads that take calls; the others have one that takes long."""
        self._current_call: ThreadCall[Any] | None = None
        """The call of the one thread that takes calls, if it has one."""
        self._watching_loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    def submit(self, call: ThreadCall[_AnswerT]) -> None:
        """Run a call as soon as a thread is free. Raises RuntimeError once closed."""
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the threads are closed")
            self._waiting_calls.put(call)
            if self._taking_count < (
                self._thread_count if self._runs_short_calls_in_parallel else 1
            ):
                self._start_thread()
            elif not self._runs_short_calls_in_parallel:
                self._watch(asyncio.get_running_loop())

    def drop(self, call: ThreadCall[_AnswerT]) -> bool:
        """Drop a call that has not begun; return False for one that has."""
        with self._lock:
            if call.begun_at is not None:
                return False
            call.is_dropped = True
            return True

    def close(self) -> None:
        """Drop the calls that wait, and wait for those that run."""
        with self._lock:
            self._is_closed = True
            with suppress(Empty):
                while call := self._waiting_calls.get_nowait():
                    call.is_dropped = True
                    call.cancel()
            threads = list(self._threads)
        for _ in threads:
            self._waiting_calls.put(None)
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
                call = self._waiting_calls.get(timeout=_IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if self._waiting_calls.empty():
                        self._taking_count -= 1
                        return
                continue
            if call is None:
                return
            with self._lock:
                if call.is_dropped:
                    continue
                call.begun_at = monotonic()
                self._current_call = call
            call.run()
            with self._lock:
                if call.keeps_thread:
                    return
                self._current_call = None
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
            call = self._current_call
            if self._waiting_calls.empty() or self._is_closed or loop is None:
                return
            busy_count = sum(thread.is_alive() for thread in self._threads)
            if (
                call is not None
                and call.begun_at is not None
                and monotonic() - call.begun_at >= _SLOW_CALL_SECONDS
                and busy_count < self._thread_count
            ):
                call.keeps_thread = True
                self._taking_count -= 1
                self._current_call = None
                self._start_thread()
            self._watch(loop)
