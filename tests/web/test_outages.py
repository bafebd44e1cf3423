"""What goes away while a server answers: clients, workers, databases.

The server lives on, says what is wrong, and nothing that it acknowledged is lost.
"""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import padanan
from tests import postgres
from tests.web.serving import serve
from tests.web.test_running import start_server
from web.settings import ServerSettings

_PAIR = {"source": "vi", "target": "id"}


def _add(client: httpx.Client, text: str) -> httpx.Response:
    values = {"source_text": text, "target_text": f"{text} (id)", **_PAIR}
    return client.post("/api/v1/units", json=values)


def _list_sources(client: httpx.Client) -> set[str]:
    listed = client.get("/api/v1/units", params={"limit": 1000}).json()
    return {unit["source"] for unit in listed["units"]}


def _begin_import(client: httpx.Client) -> str:
    values = {"file_name": "old.tsv", **_PAIR}
    job: dict[str, Any] = client.post("/api/v1/jobs/import", json=values).json()
    return f"/api/v1/jobs/{job['id']}"


@pytest.fixture(name="client")
def _serve(tmp_path: Path) -> Iterator[httpx.Client]:
    with serve(tmp_path / "memory.db") as client:
        yield client


def _hang_up_after(client: httpx.Client, head: str, *, read: bool) -> None:
    """Send the beginning of a request, read a part of the answer, and hang up."""
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(f"{head}\r\nhost: localhost\r\n".encode())
        connection.sendall(b"" if not read else b"\r\n")
        if read:
            assert connection.recv(200)
        else:
            connection.sendall(b"content-length: 1000\r\n\r\nvi\tid\n")


def test_a_client_that_hangs_up_in_an_upload_may_send_it_again(
    client: httpx.Client,
) -> None:
    path = _begin_import(client)
    _hang_up_after(client, f"PUT {path}/file HTTP/1.1", read=False)
    assert client.get(path).json()["state"] == "waiting"
    file = "vi\tid\nhọp báo\tjumpa pers\n".encode()
    assert client.put(f"{path}/file", content=file).status_code == 202
    while client.get(path).json()["state"] != "done":
        time.sleep(0.05)
    assert _list_sources(client) == {"họp báo"}


def test_clients_that_hang_up_in_streams_leave_nothing_behind(
    client: httpx.Client,
) -> None:
    for number in range(300):
        assert _add(client, f"văn bản {number}").status_code == 201
    path = _begin_import(client)
    for _ in range(20):
        _hang_up_after(client, f"GET {path}/events HTTP/1.1", read=True)
    job = client.post("/api/v1/jobs/export", json={"file_name": "a.tmx"}).json()
    export = f"/api/v1/jobs/{job['id']}"
    while client.get(export).json()["state"] != "done":
        time.sleep(0.05)
    for _ in range(20):
        _hang_up_after(client, f"GET {export}/file HTTP/1.1", read=True)
    while "padanan_engine_calls 0.0" not in client.get("/metrics").text:
        time.sleep(0.05)
    # A stream of events ends at the first event that nobody reads.
    assert client.post(f"{path}/cancel", json={}).json()["state"] == "cancelled"
    assert client.get(f"{export}/file").text.count("<tu ") == 300


def test_a_worker_that_is_killed_is_replaced_and_loses_nothing(tmp_path: Path) -> None:
    with start_server(tmp_path, "--workers", "2") as served:
        stored = set()
        for number in range(20):
            if number == 10:
                _kill_a_worker(served.process.pid)
            try:
                if _add(served.client, f"dòng {number}").status_code == 201:
                    stored.add(f"dòng {number}")
            except httpx.TransportError:
                assert number >= 10  # its worker died under it
        assert len(stored) >= 15
        assert stored <= _list_sources(served.client)
        while len(_list_workers(served.process.pid)) < 2:
            assert served.client.get("/health").status_code == 200
            time.sleep(0.1)


def test_workers_end_with_a_main_process_that_is_killed(tmp_path: Path) -> None:
    with start_server(tmp_path, "--workers", "2") as served:
        workers = _list_workers(served.process.pid)
        assert len(workers) == 2
        served.process.kill()
        served.process.wait(60)
        deadline = time.monotonic() + 60
        while any(_is_running(worker) for worker in workers):
            assert time.monotonic() < deadline, "workers go on without a main process"
            time.sleep(0.1)


def _is_running(process: int) -> bool:
    """Whether a process runs; one that has ended may be listed without a command."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def _list_workers(process: int) -> list[int]:
    """List the processes that answer: those that were spawned to run the server."""
    workers = []
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            workers.append(int(child))
    return workers


def _kill_a_worker(process: int) -> None:
    os.kill(_list_workers(process)[0], signal.SIGKILL)


def test_a_file_that_goes_away_is_no_empty_memory(tmp_path: Path) -> None:
    database, away = tmp_path / "memory.db", tmp_path / "away"
    away.mkdir()
    with padanan.open(database, **_PAIR) as memory:  # type: ignore[arg-type]
        memory.add("họp báo", "jumpa pers")
    with serve(database) as client:
        assert _list_sources(client) == {"họp báo"}
        names = [path.name for path in tmp_path.glob("memory.db*")]
        for name in names:
            (tmp_path / name).rename(away / name)
        refused = [
            client.get("/api/v1/lookup", params={"text": "họp báo", **_PAIR}),
            _add(client, "cử tri"),
        ]
        for answer in refused:
            assert answer.status_code in (200, 503), answer.text
        assert refused[1].status_code == 503, refused[1].text
        assert refused[1].headers["retry-after"]
        assert client.get("/health").status_code == 200
        for name in names:
            (away / name).rename(tmp_path / name)
        assert _list_sources(client) == {"họp báo"}
        assert _add(client, "cử tri").status_code == 201


@pytest.mark.postgres
@pytest.mark.skipif(postgres.binaries() is None, reason="needs PostgreSQL's server")
def test_a_database_that_goes_away_comes_back(tmp_path: Path) -> None:
    binaries = postgres.binaries()
    assert binaries is not None
    with (
        postgres.cluster(binaries) as server,
        postgres.database(server) as memory_url,
        postgres.database(server) as people_url,
    ):
        with padanan.open(memory_url, **_PAIR) as memory:  # type: ignore[arg-type]
            memory.add("họp báo", "jumpa pers")
        settings = ServerSettings(database=people_url)
        with serve(memory_url, settings) as client:
            for number in range(5):
                assert _add(client, f"dòng {number}").status_code == 201
            job_path = _begin_import(client)
            with postgres.stopped(binaries, server):
                for _ in range(20):
                    query = {"text": "họp báo", **_PAIR}
                    for answer in (
                        client.get("/api/v1/lookup", params=query),
                        client.get(job_path),
                        _add(client, "không được"),
                    ):
                        assert answer.status_code == 503, answer.text
                        assert answer.headers["retry-after"]
                        assert "password" not in answer.text
                assert client.get("/health").status_code == 200
            assert client.get(job_path).json()["state"] == "waiting"
            assert _add(client, "lại được").status_code == 201
            assert _list_sources(client) == {
                *("họp báo", "lại được"),
                *(f"dòng {number}" for number in range(5)),
            }
            file = "vi\tid\ncử tri\tpemilih\n".encode()
            assert client.put(f"{job_path}/file", content=file).status_code == 202
            while client.get(job_path).json()["state"] != "done":
                time.sleep(0.05)
            assert "cử tri" in _list_sources(client)
