"""`padanan serve` as a process: workers, its log, its metrics, and how it stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import pytest

import padanan
from tests.cli.calling import call
from tm.errors import InputError
from web.server_processes import open_sockets

SECRET_WORD = "rahasia"


@dataclass(frozen=True)
class Served:
    """A server that runs in a process of its own."""

    process: subprocess.Popen[str]
    client: httpx.Client
    log_path: Path

    def stop(self) -> str:
        """Tell the server to stop, and return its log."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0
        return self.log_path.read_text("utf-8")


def find_free_port() -> int:
    """Find a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def start_server(
    folder: Path,
    *options: str,
    port: int = 0,
    further_settings: str = "",
    program: str = "from cli import main; main()",
) -> Iterator[Served]:
    """Start a server of a memory with one unit that logs each request as JSON."""
    (folder / "padanan.toml").write_text(
        'source = "vi"\ntarget = "id"\ndatabase = "memory.db"\n'
        '[server]\ndatabase = "server.db"\nlog_format = "json"\nlogs_requests = true\n'
        + further_settings,
        "utf-8",
    )
    padanan.open(folder / "memory.db", source="vi", target="id").add("họp báo", "jumpa")
    command = [sys.executable, "-c", program, "serve"]
    log_path = folder / "log.txt"
    with log_path.open("w", encoding="utf-8") as log_file:
        process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            cwd=folder,
            stderr=log_file,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    try:
        with httpx.Client(
            base_url=_read_address(log_path, process),
            timeout=60,
            # A new connection for each, so that each worker gets some.
            headers={"connection": "close"},
        ) as client:
            _wait_until_healthy(client, process, may_refuse="--workers" in options)
            yield Served(process, client, log_path)
    finally:
        process.kill()
        process.wait(60)


def _read_address(log_path: Path, process: subprocess.Popen[str]) -> str:
    """Read the address that a server says, with the port that it was given."""
    for _ in range(1800):  # a busy machine takes a minute
        assert process.poll() is None
        said = re.search(r"answers at (http://\S+);", log_path.read_text("utf-8"))
        if said:
            return said[1]
        time.sleep(0.1)
    raise AssertionError("the server does not say its address")


def _wait_until_healthy(
    client: httpx.Client, process: subprocess.Popen[str], *, may_refuse: bool
) -> None:
    """Wait for the answer of a server; of one process, the first connection waits."""
    for _ in range(1800):
        assert process.poll() is None
        try:
            assert client.get("/health").json() == {"status": "ok"}
        except httpx.TransportError:
            assert may_refuse, "it listens before it says so"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


@pytest.fixture(name="served", scope="module")
def _serve_by_two_workers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    with start_server(tmp_path_factory.mktemp("served"), "--workers", "2") as served:
        yield served


def test_workers_share_a_memory_metrics_and_a_log(served: Served) -> None:
    added = served.client.post(
        "/api/v1/units", json={"source_text": SECRET_WORD, "target_text": "bí mật"}
    )
    assert added.status_code == 201
    for _ in range(20):
        answer = served.client.get("/api/v1/lookup", params={"text": SECRET_WORD})
        assert [match["rate"] for match in answer.json()["matches"]] == [100]
        tool_answer = served.client.get(f"/tmserver/vi/id/unit/{SECRET_WORD}")
        assert tool_answer.json()[0]["target"] == "bí mật"
    # Which worker takes a connection is the system's choice; in time both do.
    while served.log_path.read_text("utf-8").count("process") < 1000:
        served.client.get("/health")
        if len(find_answering_processes(served)) == 2:
            break
    metrics = served.client.get("/metrics").text
    lookups = '{method="GET",route="/api/v1/lookup",status="200"}'
    assert f"padanan_requests_total{lookups} 20.0" in metrics
    assert SECRET_WORD not in metrics

    log_text = served.stop()
    assert SECRET_WORD not in log_text
    events = [json.loads(line) for line in log_text.splitlines() if line[:1] == "{"]
    requests = [event for event in events if event["event"] == "request"]
    assert len(find_answering_processes(served)) == 2
    by_route = [(event["route"], event["status"]) for event in requests]
    assert by_route.count(("/api/v1/lookup", 200)) == 20
    assert by_route.count(("/tmserver", 200)) == 20


def find_answering_processes(served: Served) -> set[int]:
    """Read from the log which processes have answered."""
    lines = served.log_path.read_text("utf-8").splitlines()
    return {json.loads(line)["process"] for line in lines if line[:1] == "{"}


@pytest.mark.parametrize("workers", [(), ("--workers", "2")])
def test_a_taken_port_is_refused_before_the_server_says_that_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = call("serve", "--port", str(port), *workers)
    assert refused.code == 2
    assert f"127.0.0.1, port {port}: another program listens there" in refused.err
    assert refused.err.endswith("(--port)\n")
    assert "answers" not in refused.err


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("no-such-host.invalid", "no host of this name is known"),
        ("192.0.2.1", "this machine does not have the address"),
    ],
)
def test_a_host_that_is_not_this_machine_is_refused(host: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_sockets(host, 0)


def test_public_needs_an_address_that_other_machines_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))
    for host, message in (
        ((), "no other machine reaches 127.0.0.1; add --host 0.0.0.0"),
        (("--host", "0.0.0.0"), "--public needs accounts"),
    ):
        refused = call("serve", "--public", *host)
        assert refused.code == 2
        assert message in refused.err


def test_what_has_begun_is_answered_before_the_server_stops(tmp_path: Path) -> None:
    with start_server(tmp_path) as served:
        text = "\n".join(f"Menteri ke-{n} tiba di  Hanoi." for n in range(3000))
        answers: list[httpx.Response] = []

        def check() -> None:
            answers.append(
                served.client.post("/api/v1/check", json={"text": text, "target": "id"})
            )

        thread = Thread(target=check)
        thread.start()
        while "padanan_engine_calls 0.0" in served.client.get("/metrics").text:
            assert not answers
        served.stop()
        thread.join(60)
        (answer,) = answers
        assert answer.status_code == 200
        found = answer.json()
        assert len(found["findings"]) == 1000 and found["left_out"] >= 2000
