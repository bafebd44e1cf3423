"""The threads in which a server works with its memories.

Python runs one thread at a time. While one looks up, one that reads requests takes the
turn from it at each read of SQLite, and both then wait for each other, wake up, and
find other data in the processor's caches. So one thread runs call after call, and the
event loop waits for it for a moment: most calls end within it, and nobody took turns.
That saves 5 to 12 % of a lookup's processor time (benchmarks/server.py), and nothing
where other programs keep all processors busy.

Meanwhile no other request is read. So the loop waits for one call at a time, and not
longer than Python lets a thread wait for its turn anyway. A call that takes long keeps
its thread, and another thread goes on with the calls that wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from web.problems import make_slow_refusal

_Answer = TypeVar("_Answer")

_PATIENT_SECONDS = 0.005
"""How long the loop waits for a call: as `sys.getswitchinterval`."""
_SLOW_CALL_SECONDS = 0.05
"""After which another thread goes on with the calls that wait: twenty lookups."""
_IDLE_SECONDS = 5
"""After which a thread without calls ends; the next call starts one."""


class ThreadCall(Generic[_Answer]):
    """A blocking call, whose answer an event loop waits for."""

    def __init__(
        self,
        blocking_call: Callable[[], _Answer],
        person_id: str | None,
        report_end: Callable[[str | None], None],
    ) -> None:
        """`report_end` is called in the loop when a call that has begun has ended."""
        self.person_id = person_id
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[_Answer] = self.loop.create_future()
        self.is_dropped = False
        self.begun_at: float | None = None
        """When it began; None while it waits."""
        self.has_ended = False
        self.is_slow = False
        """Whether it takes so long that another thread goes on with the others."""
        self.has_patient_loop = False
        """Whether the loop waits for it, and must not be told of its end."""
        self.end_lock = Lock()
        """Held until the call has ended, where the loop waits for it."""
        self._call = blocking_call
        self._report_end = report_end
        self._set_outcome: Callable[[Any], None]
        self._outcome: object

    def run(self) -> None:
        """Run the call, and keep its answer or error."""
        try:
            self._outcome = self._call()
            self._set_outcome = self.answer.set_result
        except BaseException as error:
            self._outcome, self._set_outcome = error, self.answer.set_exception

    def refuse(self, most_seconds: float) -> None:
        """Refuse a call that takes longer than it is waited for."""
        if not self.answer.done():
            self.answer.set_exception(make_slow_refusal(most_seconds))

    def cancel(self) -> None:
        """Cancel the answer of a call that never begins, from another thread."""
        self.tell_loop(self.answer.cancel)

    def tell_loop(self, report: Callable[..., object], *arguments: object) -> None:
        """Call something in the loop, from another thread."""
        with suppress(RuntimeError):  # the loop has ended: nobody waits
            self.loop.call_soon_threadsafe(report, *arguments)

    def end(self) -> None:
        """Hand over what the call gave; in the loop, once the call has ended."""
        self._report_end(self.person_id)
        if not self.answer.done():  # else nobody waits for it any longer
            self._set_outcome(self._outcome)


class CallThreads:
    """Runs calls in a bounded number of threads, in the order in which they come."""

    def __init__(self, thread_count: int, *, side_by_side: bool) -> None:
        """`side_by_side`: run short calls in all threads at the same time, too.

        That is for a database server, which works while the others compute.
        """
        self._thread_count = thread_count
        self._side_by_side = side_by_side
        self._short_call_limit = thread_count if side_by_side else 1
        self._lock = Lock()
        """For all that follows, and the fields of calls."""
        self._waiting_calls: deque[ThreadCall[Any]] = deque()
        self._running_calls: set[ThreadCall[Any]] = set()
        self._slow_call_count = 0
        self._threads: set[_CallThread] = set()
        self._idle_threads: list[_CallThread] = []
        self._starting_loop: asyncio.AbstractEventLoop | None = None
        """The loop that will start waiting calls soon."""
        self._watching_loop: asyncio.AbstractEventLoop | None = None
        """The loop that will look after a while whether a call takes long."""
        self._is_closed = False

    def submit(self, call: ThreadCall[_Answer]) -> None:
        """Run a call as soon as a thread is free. Raises RuntimeError once closed."""
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the threads are closed")
            self._waiting_calls.append(call)
            if self._has_room():
                self._start_soon(call.loop)
            else:
                self._watch(call.loop)

    def drop(self, call: ThreadCall[_Answer]) -> bool:
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
            for call in self._waiting_calls:
                call.is_dropped = True
                call.cancel()
            self._waiting_calls.clear()
            threads = list(self._threads)
            for thread in self._idle_threads:
                thread.wake()
        for thread in threads:
            thread.join()

    def _has_room(self) -> bool:
        """Whether one more call may run; the lock is held."""
        short_call_count = len(self._running_calls) - self._slow_call_count
        return (
            short_call_count < self._short_call_limit
            and len(self._running_calls) < self._thread_count
        )

    def _start_calls(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the calls that may run now, in their loop."""
        with self._lock:
            if self._starting_loop is loop:
                self._starting_loop = None
        while (call := self._start_call(loop)) is not None:
            if call.has_patient_loop:
                self._wait_patiently(call)
                return

    def _start_call(self, loop: asyncio.AbstractEventLoop) -> ThreadCall[Any] | None:
        """Let a thread run the next call; None if there is none, or no room."""
        with self._lock:
            if not self._has_room() or self._find_next_call() is None:
                return None
            call = self._waiting_calls.popleft()
            call.begun_at = monotonic()
            self._running_calls.add(call)
            if not self._side_by_side and call.loop is loop:
                call.has_patient_loop = True
                call.end_lock.acquire()
            if self._idle_threads:
                thread = self._idle_threads.pop()
            else:
                thread = _CallThread(self._run_calls)
                self._threads.add(thread)
                thread.start()
            thread.call = call
            thread.wake()
            return call

    def _find_next_call(self) -> ThreadCall[Any] | None:
        """Find the next call that somebody waits for; the lock is held."""
        while self._waiting_calls and self._waiting_calls[0].is_dropped:
            self._waiting_calls.popleft()
        return self._waiting_calls[0] if self._waiting_calls else None

    def _wait_patiently(self, call: ThreadCall[Any]) -> None:
        """Wait for a moment for a call to end; then the loop goes on without it."""
        has_ended = call.end_lock.acquire(timeout=_PATIENT_SECONDS)
        with self._lock:
            has_ended = has_ended or call.has_ended
            call.has_patient_loop = False
            self._start_soon(call.loop)
            if not has_ended:
                self._watch(call.loop)
        if has_ended:
            call.end()

    def _start_soon(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Start calls that wait once their loop has read what came; the lock is held.

        `loop` is that of this thread, if it has one.
        """
        next_call = self._find_next_call()
        if next_call is None or not self._has_room():
            return
        if next_call.loop is not loop:
            next_call.tell_loop(self._start_calls, next_call.loop)
        elif self._starting_loop is not loop:
            self._starting_loop = loop
            loop.call_soon(self._start_calls, loop)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """See after a while whether a call takes long; the lock is held."""
        if self._watching_loop is not loop:
            self._watching_loop = loop
            loop.call_later(_SLOW_CALL_SECONDS, self._pass_slow_calls)

    def _pass_slow_calls(self) -> None:
        """Let another thread go on with the calls that wait for one that takes long."""
        with self._lock:
            loop, self._watching_loop = self._watching_loop, None
            if loop is None or not self._waiting_calls:
                return
            begun_before = monotonic() - _SLOW_CALL_SECONDS
            for call in self._running_calls:
                if not call.is_slow and (call.begun_at or 0) <= begun_before:
                    call.is_slow = True
                    self._slow_call_count += 1
            self._start_soon(loop)
            self._watch(loop)

    def _run_calls(self, thread: "_CallThread") -> None:
        """Run the calls of a thread, one after another, until there are no more."""
        while thread.wait(_IDLE_SECONDS) or not self._end_idle_thread(thread):
            call, thread.call = thread.call, None
            if call is None:  # the threads are closed
                return
            call.run()
            with self._lock:
                self._end_call(call)
                if call.is_slow or self._is_closed:
                    self._threads.discard(thread)
                    return
                self._idle_threads.append(thread)
            del call

    def _end_idle_thread(self, thread: "_CallThread") -> bool:
        """End a thread that had nothing to do; False if it has a call by now."""
        with self._lock:
            if thread not in self._idle_threads:
                thread.wait()
                return False
            self._idle_threads.remove(thread)
            self._threads.discard(thread)
            return True

    def _end_call(self, call: ThreadCall[Any]) -> None:
        """Count the end of a call, and tell its loop; the lock is held."""
        call.has_ended = True
        self._running_calls.discard(call)
        self._slow_call_count -= call.is_slow
        if call.has_patient_loop:
            call.end_lock.release()
            return
        call.tell_loop(call.end)
        self._start_soon(None)


class _CallThread(Thread):
    """A thread that waits for its next call."""

    def __init__(self, run_calls: Callable[["_CallThread"], None]) -> None:
        super().__init__(target=run_calls, args=(self,), name="calls", daemon=True)
        self.call: ThreadCall[Any] | None = None
        self._wake_lock = Lock()
        self._wake_lock.acquire()

    def wait(self, seconds: float = -1) -> bool:
        """Wait until it is woken; False if that takes longer."""
        return self._wake_lock.acquire(timeout=seconds)

    def wake(self) -> None:
        """Let it take its call, from another thread."""
        self._wake_lock.release()
