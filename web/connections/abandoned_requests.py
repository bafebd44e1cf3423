"""Requests whose client hangs up before the answer: what is left of their work stops.

A browser does so with a search when the next key is pressed.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

CLIENT_CLOSED_REQUEST = 499
"""The status, as nginx has it, of a client that hung up; nobody receives it."""


class AbandonedRequest(Exception):
    """Nobody waits for the answer any longer."""


class RequestWatch:
    """Whether somebody still waits for the answer to a request; for all threads."""

    def __init__(self) -> None:
        self.is_abandoned = False

    def verify_awaited(self) -> None:
        """Raise AbandonedRequest if nobody waits; for long work, between its stages."""
        if self.is_abandoned:
            raise AbandonedRequest


async def answer_while_awaited(
    request: Request,
    watch: RequestWatch,
    response_coroutine: Coroutine[Any, Any, Response],
) -> Response:
    """Answer a request without a body by some work, until its client hangs up.

    Then the work is cancelled if it has not begun; in a thread, it stops by `watch`.
    """
    answer_task = asyncio.ensure_future(response_coroutine)
    disconnect_task = asyncio.ensure_future(_wait_for_disconnect(request))
    try:
        await asyncio.wait(
            (answer_task, disconnect_task), return_when=asyncio.FIRST_COMPLETED
        )
        if answer_task.done():
            return answer_task.result()
        watch.is_abandoned = True
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    finally:
        disconnect_task.cancel()
        answer_task.cancel()


async def _wait_for_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
