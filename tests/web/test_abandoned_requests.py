"""Work for a request whose client hangs up stops, and begins no more."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message

from tm.settings import Settings
from web.app import create_app
from web.connections.abandoned_requests import (
    AbandonedRequest,
    RequestWatch,
    answer_while_awaited,
)
from web.settings import ServerSettings
from web.threads.memory_threads import MemoryThreads


@pytest.fixture
def threads() -> Iterator[MemoryThreads]:
    threads = MemoryThreads(thread_count=2, waiting_limit=9, max_seconds=30)
    yield threads
    threads.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> ASGIApp:
    """A server of an empty memory."""
    folder = tmp_path_factory.mktemp("served")
    settings = replace(Settings(), database=str(folder / "memory.db"))
    return create_app(ServerSettings(database=str(folder / "server.db")), settings)


async def _wait_forever() -> Message:
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


def test_work_in_a_thread_stops_between_its_stages(threads: MemoryThreads) -> None:
    watch, has_begun, has_stopped = RequestWatch(), asyncio.Event(), threading.Event()

    async def run() -> Response:
        loop = asyncio.get_running_loop()

        def work() -> Response:
            loop.call_soon_threadsafe(has_begun.set)
            try:
                while not has_stopped.wait(0.001):
                    watch.verify_awaited()
            except AbandonedRequest:
                has_stopped.set()
                raise
            return Response()

        async def hang_up_once_it_runs() -> Message:
            await has_begun.wait()
            return {"type": "http.disconnect"}

        request = Request({"type": "http"}, hang_up_once_it_runs)
        return await answer_while_awaited(request, watch, threads.run(work))

    assert asyncio.run(run()).status_code == 499
    assert has_stopped.wait(30)


def test_an_answer_that_somebody_waits_for_comes(threads: MemoryThreads) -> None:
    async def run() -> Response:
        request = Request({"type": "http"}, _wait_forever)
        work = threads.run(Response, status_code=204)
        return await answer_while_awaited(request, RequestWatch(), work)

    assert asyncio.run(run()).status_code == 204


@pytest.mark.parametrize(
    ("path", "hangs_up", "status"),
    [
        ("/", True, 499),
        ("/search/phrases", True, 499),
        ("/", False, 200),
        # What has an effect, or is quick, comes to its end.
        ("/history", True, 200),
    ],
)
def test_searches_stop_when_the_browser_hangs_up(
    app: ASGIApp, path: str, hangs_up: bool, status: int
) -> None:
    assert asyncio.run(_ask(app, path, hangs_up=hangs_up)) == status


async def _ask(app: ASGIApp, path: str, *, hangs_up: bool) -> int:
    """Ask for a page, and return the status of the answer."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"} if hangs_up else await _wait_forever()

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    scope = {
        **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode()},
        **{"query_string": b"q=bao", "client": ("127.0.0.1", 9)},
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
    }
    await app(scope, receive, send)
    (status,) = statuses
    return status
