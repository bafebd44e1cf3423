"""Connections of attackers: half requests, endless headers, two requests in one."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.web.serving import serve
from web.connections import http_protocol

_HOST = b"host: localhost\r\n"


@pytest.fixture(name="client", scope="module")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve(tmp_path_factory.mktemp("server") / "memory.db") as client:
        yield client


def connect(client: httpx.Client) -> socket.socket:
    """Connect to the server of a client."""
    address = client.base_url.host, client.base_url.port or 80
    return socket.create_connection(address, timeout=30)


def read_to_end(connection: socket.socket) -> bytes:
    """Read what comes until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("beginning", "part"),
    [
        (b"", b""),
        (b"GET ", b"/"),
        (b"GET /health HTTP/1.1\r\nhost: ", b"a"),
        (b"GET /health HTTP/1.1\r\nhost: localhost\r\n", b"a: b\r\n"),
        # After a request that was answered, on the same connection.
        (b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\nGET /", b"a"),
    ],
)
def test_who_never_ends_a_request_loses_the_connection(
    client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    beginning: bytes,
    part: bytes,
) -> None:
    monkeypatch.setattr(http_protocol, "_HEAD_SECONDS", 0.5)
    with connect(client) as connection:
        connection.sendall(beginning)
        connection.settimeout(0.05)
        begin = time.monotonic()
        while time.monotonic() - begin < 20:
            try:
                connection.sendall(part)
                if not connection.recv(4096):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - begin < 10


def test_many_half_requests_keep_nobody_waiting(client: httpx.Client) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            connection = stack.enter_context(connect(client))
            connection.sendall(b"GET /health HTTP/1.1\r\nhost: loc")
        assert client.get("/health", timeout=10).status_code == 200


@pytest.mark.parametrize(
    "part",
    [
        b"x" * 10_000,
        b"y: " + b"z" * 1000 + b"\r\n",
    ],
)
def test_a_head_without_end_is_refused(client: httpx.Client, part: bytes) -> None:
    with connect(client) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n" + _HOST + b"x: ")
        sent_bytes, answer = 0, b""
        connection.settimeout(0.01)
        while sent_bytes < 10_000_000:
            try:
                connection.sendall(part)
                sent_bytes += len(part)
                answer = connection.recv(4096)
                break
            except TimeoutError:
                continue
            except OSError:
                break
        assert sent_bytes < 1_000_000
        assert answer in (b"", http_protocol._TOO_LARGE_ANSWER)


def test_a_long_query_is_no_endless_head(client: httpx.Client) -> None:
    text = "ữ" * 2000
    answer = client.get(
        "/api/v1/lookup", params={"text": text, "source": "vi", "target": "id"}
    )
    assert answer.status_code == 200
    assert client.get("/health", headers={"x": "y" * 60_000}).status_code == 200
