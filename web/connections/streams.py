"""Streams: bodies that come or go piece by piece, for as long as somebody may.

One takes a connection for minutes or hours. So they are counted, and one whose token or
session was revoked meanwhile, or whose role is another one now, ends within seconds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from web.people.login.throttle import TooManyRequests
from web.problems import Refusal

RIGHT_CHECK_INTERVAL_SECONDS = 3.0
"""Between checks that the reader still has the right to the stream."""
_RETRY_AFTER_SECONDS = 10


class StreamLimit:
    """Counts the streams that are open, in the event loop's thread."""

    def __init__(self, *, max_count_per_key: int = 20, max_count: int = 200) -> None:
        """`max_count_per_key`: for one person, or for one address without accounts."""
        self._max_count_per_key, self._max_count = max_count_per_key, max_count
        self._count_by_key: Counter[str] = Counter()

    @contextmanager
    def count(self, key: str) -> Iterator[None]:
        """Count a stream while it is open. Raises TooManyRequests and Refusal."""
        if self._count_by_key[key] >= self._max_count_per_key:
            raise TooManyRequests(
                f"{self._max_count_per_key} events and files are open; end one first",
                _RETRY_AFTER_SECONDS,
            )
        if self._count_by_key.total() >= self._max_count:
            raise Refusal(
                *(503, "too many events and files are open; try again later"),
                retry_seconds=_RETRY_AFTER_SECONDS,
            )
        self._count_by_key[key] += 1
        try:
            yield
        finally:
            self._count_by_key[key] -= 1
            self._count_by_key += Counter()  # without those that have none


class GuardedStream(Response):
    """A stream that is counted, and ends once its reader has lost the right to it."""

    def __init__(
        self,
        stream: StreamingResponse,
        limit: StreamLimit,
        key: str,
        may_go_on: Callable[[], Awaitable[bool]],
        *,
        may_end_early: bool,
    ) -> None:
        """`may_end_early`: whether a part of it is of use; of a file it is not."""
        self._stream, self._limit, self._key = stream, limit, key
        stream.body_iterator = _yield_while_allowed(
            aiter(stream.body_iterator), may_go_on, may_end_early=may_end_early
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        with self._limit.count(self._key):
            await self._stream(scope, receive, send)


async def _yield_while_allowed(
    parts: AsyncIterator[Any],
    may_go_on: Callable[[], Awaitable[bool]],
    *,
    may_end_early: bool,
) -> AsyncGenerator[Any, None]:
    """Yield the parts of a stream; look every few seconds, also while none comes."""
    part_task = asyncio.ensure_future(anext(parts, None))
    loop = asyncio.get_running_loop()
    checked_at = loop.time()
    try:
        while True:
            await asyncio.wait([part_task], timeout=RIGHT_CHECK_INTERVAL_SECONDS)
            if loop.time() - checked_at >= RIGHT_CHECK_INTERVAL_SECONDS:
                if not await may_go_on():
                    break
                checked_at = loop.time()
            if part_task.done():
                content = part_task.result()
                if content is None:
                    return
                yield content
                part_task = asyncio.ensure_future(anext(parts, None))
    finally:
        part_task.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await part_task
    if not may_end_early:
        raise ConnectionAbortedError("the reader of a file has lost the right to it")
