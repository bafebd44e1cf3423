"""The threads of a server, shared fairly among the people who call its memories."""

from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from web.problems import TooBusy
from web.threads.call_threads import CallThreads, ThreadCall

_Parameters = ParamSpec("_Parameters")
_AnswerT = TypeVar("_AnswerT")

_RETRY_AFTER_SECONDS = 1
"""Seconds after which a client that was refused may try again."""


class MemoryThreads:
    """Runs blocking calls in a bounded number of threads."""

    def __init__(
        self,
        *,
        thread_count: int,
        waiting_limit: int,
        max_seconds: float,
        side_by_side: bool = False,
    ) -> None:
        """`waiting_limit`: how many calls may run or wait before one is refused.

        `max_seconds`: how long the answer of a call is waited for. `side_by_side`: run
        short calls at the same time, too, as is best with a database server.
        """
        self._waiting_limit = waiting_limit
        self._max_seconds = max_seconds
        self._call_count = 0
        self._last_end_time = monotonic()
        self._threads = CallThreads(
            thread_count, runs_short_calls_in_parallel=side_by_side
        )
        self._share_size = max(1, thread_count // 2)
        self._share_by_person: dict[str | None, _PersonShare] = {}
        """Of those who have calls that run or wait."""

    @property
    def call_count(self) -> int:
        """The number of calls that run or wait."""
        return self._call_count

    @property
    def idle_seconds(self) -> float:
        """How long no call has run or waited; 0 while one does."""
        return 0 if self._call_count else monotonic() - self._last_end_time

    async def run(
        self,
        function: Callable[_Parameters, _AnswerT],
        *arguments: _Parameters.args,
        **named_arguments: _Parameters.kwargs,
    ) -> _AnswerT:
        """Run a blocking call in a thread, and wait for it for a limited time.

        A call that takes longer is dropped if it has not begun; else its thread goes on
        to its end, so that a change is whole, and counts as running until then. Raises
        TooBusy.
        """
        return await self.run_for(
            None, partial(function, *arguments, **named_arguments)
        )

    async def run_for(
        self, person_id: str | None, function: Callable[[], _AnswerT]
    ) -> _AnswerT:
        """Run a call for a person, as `run`: theirs take half of the threads at most.

        So nobody keeps the others waiting, whatever they ask for. None: for nobody.
        """
        thread_call = self._submit_or_queue(person_id, function)
        timeout_handle = thread_call.loop.call_later(
            self._max_seconds, thread_call.refuse, self._max_seconds
        )
        try:
            return await thread_call.answer
        finally:
            timeout_handle.cancel()
            self._drop(thread_call)

    async def run_to_end(
        self,
        function: Callable[_Parameters, _AnswerT],
        *arguments: _Parameters.args,
        **named_arguments: _Parameters.kwargs,
    ) -> _AnswerT:
        """Run a blocking call in a thread, however long it takes. Raises TooBusy."""
        thread_call = self._submit_or_queue(
            None, partial(function, *arguments, **named_arguments)
        )
        try:
            return await thread_call.answer
        finally:
            self._drop(thread_call)

    def _submit_or_queue(
        self, person_id: str | None, function: Callable[[], _AnswerT]
    ) -> ThreadCall[_AnswerT]:
        """Let a call run in a thread once the person's share of them has room."""
        if self._call_count >= self._waiting_limit:
            raise TooBusy(
                *(503, "too many requests wait; try again in a second"),
                retry_seconds=_RETRY_AFTER_SECONDS,
            )
        thread_call = ThreadCall(function, person_id, self._count_end)
        share = self._share_by_person.get(person_id)
        if share is None:
            share = self._share_by_person[person_id] = _PersonShare()
        if person_id is not None and share.running_count >= self._share_size:
            share.waiting_calls.append(thread_call)
        else:
            self._threads.submit(thread_call)
            share.running_count += 1
        self._call_count += 1
        return thread_call

    def _drop(self, thread_call: ThreadCall[_AnswerT]) -> None:
        """Drop a call for which nobody waits any longer, unless it has begun."""
        if thread_call.begun_at is not None:
            return
        share = self._share_by_person[thread_call.person_id]
        if thread_call in share.waiting_calls:
            share.waiting_calls.remove(thread_call)
            self._call_count -= 1
        elif self._threads.drop(thread_call):
            self._count_end(thread_call.person_id)

    def _count_end(self, person_id: str | None) -> None:
        """Count the end of a call; the person's next one takes its place."""
        self._call_count -= 1
        self._last_end_time = monotonic()
        share = self._share_by_person[person_id]
        if share.waiting_calls:
            self._threads.submit(share.waiting_calls.popleft())
            return
        share.running_count -= 1
        if not share.running_count:
            del self._share_by_person[person_id]

    def close(self) -> None:
        """Wait for the calls that run, and refuse the others."""
        for share in self._share_by_person.values():
            for thread_call in share.waiting_calls:
                thread_call.answer.cancel()
        self._threads.close()


class _PersonShare:
    """The calls of a person: how many the threads have, and those that wait."""

    def __init__(self) -> None:
        self.running_count = 0
        self.waiting_calls: deque[ThreadCall[Any]] = deque()
