"""The threads in which a server works with its memories."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")


class TooBusy(Exception):
    """So many requests wait that a new one is refused at once."""


class Engine:
    """Runs blocking calls in a bounded number of threads."""

    def __init__(self, *, thread_count: int, waiting_limit: int) -> None:
        """`waiting_limit`: how many calls may run or wait before one is refused."""
        self._waiting_limit = waiting_limit
        self._call_count = 0
        self._executor = ThreadPoolExecutor(thread_count, "engine")

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
        """Run a blocking call in a thread. Raises TooBusy when too many wait."""
        if self._call_count >= self._waiting_limit:
            raise TooBusy
        self._call_count += 1
        try:
            return await asyncio.wrap_future(
                self._executor.submit(call, *arguments, **named_arguments)
            )
        finally:
            self._call_count -= 1

    def close(self) -> None:
        """Wait for the calls that run, and refuse the others."""
        self._executor.shutdown(wait=True, cancel_futures=True)
