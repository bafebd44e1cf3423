"""Requests that take too long: 503, and what has begun is done once."""

import gzip
import socket
import sqlite3
import time
from base64 import b64encode
from pathlib import Path

import httpx
import pytest

import padanan
from tests.web.serving import serve
from web.settings import ServerSettings

_QUICK = ServerSettings(request_seconds=0.5)
_UNIT = {"source_text": "cử tri", "target_text": "pemilih", "source": "vi"}


def _wait_until_idle(client: httpx.Client) -> None:
    while "padanan_engine_calls 0.0" not in client.get("/metrics").text:
        time.sleep(0.05)


def test_what_takes_too_long_is_refused_and_counted_until_it_ends(
    tmp_path: Path,
) -> None:
    text = "\n".join(f"Menteri ke-{n} tiba di  Hanoi." for n in range(3000))
    with serve(tmp_path / "memory.db", ServerSettings(request_seconds=0.3)) as client:
        answer = client.post("/api/v1/check", json={"text": text, "target": "id"})
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert answer.json()["detail"].startswith("this takes longer than 0.3 s")
        assert "padanan_engine_calls 0.0" not in client.get("/metrics").text
        _wait_until_idle(client)
        assert client.get("/health").status_code == 200


@pytest.mark.thorough
def test_a_small_archive_of_many_units_does_not_keep_a_thread(tmp_path: Path) -> None:
    lines = "".join(f"Ngày {n} tháng 5.\t{n} Mei.\n" for n in range(300_000))
    content = b64encode(gzip.compress(f"vi\tid\n{lines}".encode())).decode()
    values = {"name": "days.tsv.gz", "content": content, "target": "id"}
    with serve(tmp_path / "memory.db", ServerSettings(request_seconds=1)) as client:
        begin = time.monotonic()
        assert client.post("/api/v1/check/file", json=values).status_code == 503
        _wait_until_idle(client)
        assert time.monotonic() - begin < 45


def test_a_change_that_took_too_long_is_made_once(tmp_path: Path) -> None:
    database = tmp_path / "memory.db"
    with padanan.open(database, source="vi", target="id") as memory:
        memory.add("họp báo", "jumpa pers")
    values = {**_UNIT, "target": "id"}
    headers = {"idempotency-key": "slow-1"}
    with serve(database, _QUICK) as client:
        with sqlite3.connect(database, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")  # another program writes
            slow = client.post("/api/v1/units", json=values, headers=headers)
            assert slow.status_code == 503
            meanwhile = client.post("/api/v1/units", json=values, headers=headers)
            assert meanwhile.status_code in (409, 503)
            other.execute("ROLLBACK")
        _wait_until_idle(client)
        again = client.post("/api/v1/units", json=values, headers=headers)
        assert again.status_code == 201
        assert again.headers["idempotent-replayed"] == "true"
        listed = client.get("/api/v1/units", params={"query": "cu tri"}).json()
        assert [unit["target"] for unit in listed["units"]] == ["pemilih"]


def test_a_call_that_waits_too_long_for_a_thread_never_begins(tmp_path: Path) -> None:
    database = tmp_path / "memory.db"
    with padanan.open(database, source="vi", target="id") as memory:
        memory.add("họp báo", "jumpa pers")
    settings = ServerSettings(request_seconds=0.5, thread_count=1)
    with serve(database, settings) as client:
        with sqlite3.connect(database, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            for text in ("một", "hai", "ba"):
                values = {**_UNIT, "source_text": text, "target": "id"}
                refused = client.post("/api/v1/units", json=values)
                assert refused.status_code == 503
            other.execute("ROLLBACK")
        _wait_until_idle(client)
        listed = client.get("/api/v1/units").json()["units"]
        assert [unit["source"] for unit in listed] == ["họp báo", "một"]


def test_a_body_that_never_ends_is_refused(tmp_path: Path) -> None:
    with serve(tmp_path / "memory.db", _QUICK) as client:
        for path in ("/api/v1/units", "/libretranslate/translate"):
            address = (client.base_url.host, client.base_url.port or 80)
            with socket.create_connection(address, timeout=60) as connection:
                connection.sendall(
                    f"POST {path} HTTP/1.1\r\nhost: localhost\r\n"
                    "content-type: application/json\r\ncontent-length: 99\r\n\r\n{"
                    "".encode()
                )
                assert connection.recv(4096).split()[1] == b"408"
        assert client.get("/health").status_code == 200
