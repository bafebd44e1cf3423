"""What the server refuses, and what each answer says to a browser."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Timer

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.web.serving import serve
from web.guard import Guard
from web.settings import ServerSettings
from web.threads.memory_threads import MemoryThreads


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server whose database is not there yet."""
    with serve(tmp_path_factory.mktemp("server") / "memory.db") as opened:
        yield opened


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[", ""),
        *(
            "evil@localhost",
            "localhost@evil",
            "a:b@127.0.0.1",
            "@localhost",
            "user@[::1]",
        ),
        *(
            "localhost.",
            "localhost:80:80",
            "localhost:",
            "localhost:99999",
            "localhost:a",
        ),
        *(
            "localhost:80@evil",
            "[::1",
            "::1",
            "[::1]evil",
            "[::1%25lo]",
            "[::2]",
            "[v1.a]",
        ),
        *(
            "localhost/..",
            "localhost?",
            "localhost#",
            "localhost\\evil",
            "localhost evil",
        ),
        *("localhost,evil", "2130706433", "0x7f.1", "127.1", "%6cocalhost", "*"),
    ],
)
def test_only_known_hosts_are_answered(client: httpx.Client, host: str) -> None:
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:8765", "[0:0::1]"]
)
def test_names_of_this_machine_are_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_pages_of_other_sites_are_refused(client: httpx.Client) -> None:
    own = str(client.base_url).rstrip("/")
    assert client.get("/health", headers={"origin": own}).status_code == 200
    host = own.removeprefix("http://")
    for origin in (
        *("http://evil.example", "null", "http://localhost:1", f"ftp://{host}", host),
        *(f"http://evil@{host}", f"http://{host}.evil.example", f"http://{host}/", ""),
    ):
        refused = client.get("/health", headers={"origin": origin})
        assert refused.status_code == 403
        assert not any(name.startswith("access-control") for name in refused.headers)


def test_a_host_or_an_origin_that_is_sent_twice_is_refused() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(scope)

    guard = Guard(app, allowed_hosts=["localhost"])
    own, other = (b"host", b"localhost"), (b"host", b"evil.example")
    for headers in (
        *([own, own], [own, other], [other, own], []),
        [own, (b"origin", b"http://localhost"), (b"origin", b"http://evil.example")],
    ):
        statuses: list[int] = []

        async def send(message: Message, statuses: list[int] = statuses) -> None:
            statuses += [message["status"]] if "status" in message else []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
        asyncio.run(guard(scope, receive, send))
        assert statuses == [403]


def test_each_answer_has_the_headers_of_a_safe_one(client: httpx.Client) -> None:
    for path in ("/health", "/api/v1/openapi.json", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_the_server_says_that_it_lives_and_what_it_does(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert "padanan_engine_calls 0.0" in client.get("/metrics").text


def test_reading_makes_no_database(tmp_path: Path) -> None:
    database = tmp_path / "memory.db"
    query = {"text": "a", "source": "vi", "target": "id"}
    with serve(database) as client:
        assert client.get("/api/v1/lookup", params=query).json() == {"matches": []}
    assert not database.exists()


def test_too_many_requests_are_refused_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()
    run = MemoryThreads.run

    async def run_slowly(
        memory_threads: MemoryThreads, call: object, *arguments: object
    ) -> object:
        def wait() -> object:
            goes_on.wait(30)
            return call(*arguments)  # type: ignore[operator]

        return await run(memory_threads, wait)

    monkeypatch.setattr(MemoryThreads, "run", run_slowly)
    settings = ServerSettings(thread_count=2, waiting_limit=5)
    query = {"text": "a", "source": "vi", "target": "id"}
    with serve(tmp_path / "x.db", settings) as client, ThreadPoolExecutor(12) as pool:
        asked = [
            pool.submit(client.get, "/api/v1/lookup", params=query) for _ in range(12)
        ]
        while sum(one.done() for one in asked) < 7:
            pass
        goes_on.set()
        answers = [one.result() for one in asked]
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(503)) == (5, 7)
    refused = [answer for answer in answers if answer.status_code == 503]
    assert all(answer.headers["retry-after"] == "1" for answer in refused)


def test_a_request_in_flight_is_answered_when_the_server_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = Event(), Event()
    run = MemoryThreads.run

    async def run_slowly(
        memory_threads: MemoryThreads, call: object, *arguments: object
    ) -> object:
        def wait() -> object:
            begun.set()
            goes_on.wait(30)
            return call(*arguments)  # type: ignore[operator]

        return await run(memory_threads, wait)

    monkeypatch.setattr(MemoryThreads, "run", run_slowly)
    unit = {"source_text": "a", "target_text": "b", "source": "vi", "target": "id"}
    with ThreadPoolExecutor(1) as pool:
        with serve(tmp_path / "memory.db") as client:
            address = (
                f"http://{client.base_url.host}:{client.base_url.port}/api/v1/units"
            )
            asked = pool.submit(httpx.post, address, json=unit, timeout=60)
            assert begun.wait(30)
            Timer(0.5, goes_on.set).start()  # when the server is told to stop
        assert asked.result().status_code == 201
