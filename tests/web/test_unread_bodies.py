"""Large bodies that are answered before they have come: each client gets the answer."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.web.serving import serve
from tests.web.test_running import find_free_port
from web.connections import unread_bodies
from web.database.server_database import ServerDatabase
from web.people.accounts import add_person
from web.settings import ServerSettings

_ROOT = Path(__file__).parents[2]
_LARGE = 6_000_000
"""Bytes, more than the buffers of a connection hold, and less than a body may have."""
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
_REFUSED = [
    ("/nothing", _LARGE, 404),
    ("/api/v1/nothing", _LARGE, 404),
    ("/api/v1/units", _LARGE, 401),
    ("/api/v1/jobs/import", 20_000_000, 401),
    ("/deepl/v2/translate", _LARGE, 403),
    ("/mcp/", _LARGE, 401),
    ("/health", _LARGE, 405),
]
_FORGED = "/api/v1/session", 9_000_000, 413


@pytest.fixture(name="client", scope="module")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server with accounts, which sends no valid token."""
    folder = tmp_path_factory.mktemp("server")
    server_settings = ServerSettings(database=str(folder / "server.db"))
    database = ServerDatabase(server_settings.database)
    add_person(database, "Siti", [])
    database.close()
    with serve(folder / "memory.db", server_settings) as client:
        client.headers["authorization"] = "Bearer pdn_wrong"
        yield client


@contextmanager
def run_nginx(folder: Path, port: int) -> Iterator[str]:
    """Run nginx by the file of `deploy`, without its certificate; give its address."""
    own_port = find_free_port()
    text = (_ROOT / "deploy/nginx.conf").read_text("utf-8")
    text = re.sub(r"\n +ssl_.*", "", text)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{own_port}")
    text = text.replace("127.0.0.1:8765", f"127.0.0.1:{port}")
    text = text.replace("$host", "localhost").replace("501m", "15m")
    path = folder / "nginx.conf"
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path.write_text(
        # Of a test that root runs, else nginx ignores it.
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{text}}}\n",
        "utf-8",
    )
    process = subprocess.Popen([NGINX, "-p", folder, "-c", path])
    try:
        for _ in range(600):
            assert process.poll() is None, (folder / "error.log").read_text()
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", own_port)):
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{own_port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")
def test_a_proxy_passes_on_what_the_server_answers(
    client: httpx.Client, tmp_path: Path
) -> None:
    with run_nginx(tmp_path, client.base_url.port or 80) as address:
        for _ in range(3):
            for path, byte_count, status in [*_REFUSED, _FORGED]:
                answer = client.post(f"{address}{path}", content=b" " * byte_count)
                # nginx itself refuses what is larger than its client_max_body_size.
                expected = status if byte_count < 15_000_000 else 413
                assert answer.status_code == expected, (path, answer.text)
        for path, byte_count, status in _REFUSED:
            if byte_count < 15_000_000:
                parts = (b" " * 50_000 for _ in range(byte_count // 50_000))
                answer = client.post(f"{address}{path}", content=parts)
                assert answer.status_code == status, (path, answer.text)
    assert "reset by peer" not in (tmp_path / "error.log").read_text("utf-8")


@pytest.mark.parametrize("header", ["", "Connection: close\r\n"])
@pytest.mark.parametrize(("path", "byte_count", "status"), [*_REFUSED, _FORGED])
def test_a_client_that_sends_all_before_it_reads_gets_the_answer(
    client: httpx.Client, path: str, byte_count: int, status: int, header: str
) -> None:
    with _connect(client) as connection:
        connection.sendall(_make_head(path, byte_count, header))
        for _ in range(byte_count // 100_000):
            connection.sendall(b" " * 100_000)
        answer = _read_to_end(connection)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_the_answer_comes_before_the_rest_of_the_body(client: httpx.Client) -> None:
    with _connect(client) as connection:
        connection.sendall(_make_head("/nothing", _LARGE) + b" ")
        assert connection.recv(4096).startswith(b"HTTP/1.1 404 ")
        connection.sendall(b" " * (_LARGE - 1))
        assert not connection.recv(4096).startswith(b"HTTP/1.1")


def test_a_short_body_that_nobody_reads_keeps_the_connection(
    client: httpx.Client,
) -> None:
    with _connect(client) as connection:
        for _ in range(3):
            connection.sendall(_make_head("/nothing", 1000) + b" " * 1000)
            answer = connection.recv(4096)
            assert answer.startswith(b"HTTP/1.1 404 ")
            assert b"connection: close" not in answer


def test_who_waits_to_be_told_to_send_is_not_told(client: httpx.Client) -> None:
    with _connect(client) as connection:
        expect = "Expect: 100-continue\r\n"
        connection.sendall(_make_head("/nothing", _LARGE, expect))
        assert connection.recv(4096).startswith(b"HTTP/1.1 404 ")
        connection.shutdown(socket.SHUT_WR)
        assert b"100 Continue" not in _read_to_end(connection)


def test_a_body_without_end_is_cut_off(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread_bodies, "_MAX_READING_SECONDS", 1)
    monkeypatch.setattr(unread_bodies, "_MAX_SILENT_SECONDS", 0.3)
    with _connect(client) as connection:
        head = b"POST /nothing HTTP/1.1\r\nhost: localhost\r\n"
        connection.sendall(head + b"transfer-encoding: chunked\r\n\r\n")
        start = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - start < 30:
                connection.sendall(b"1\r\n \r\n")
        assert time.monotonic() - start < 20
    with _connect(client) as connection:
        connection.sendall(_make_head("/nothing", _LARGE) + b" ")
        assert _read_to_end(connection).startswith(b"HTTP/1.1 404 ")


def _connect(client: httpx.Client) -> socket.socket:
    address = client.base_url.host, client.base_url.port or 80
    return socket.create_connection(address, timeout=30)


def _make_head(path: str, byte_count: int, header: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{header}"
        "Authorization: Bearer pdn_wrong\r\n"
        f"Content-Type: application/json\r\nContent-Length: {byte_count}\r\n\r\n"
    ).encode()


def _read_to_end(connection: socket.socket) -> bytes:
    parts = iter(lambda: connection.recv(65536), b"")
    return b"".join(parts)
