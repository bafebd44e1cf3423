"""A primary that fails: its replica is promoted, and servers go on with it.

A commit waits for the replica (`synchronous_standby_names`), so that nothing that was
acknowledged is lost.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

import padanan
from tests import postgres
from tests.web.serving import serve
from tests.web.test_running import start_server
from web.settings import ServerSettings

pytestmark = pytest.mark.postgres

_PAIR = {"source": "vi", "target": "id"}
_MEMORY = "news"


@contextmanager
def _replicate() -> Iterator[postgres.Replicated]:
    """A primary and a replica of this test's own: the primary will be killed."""
    binaries = postgres.binaries()
    if binaries is None or not (binaries / "pg_basebackup").exists():
        pytest.skip("no PostgreSQL server is installed (initdb, pg_basebackup)")
    with postgres.replicated(binaries, is_synchronous=True) as servers:
        yield servers


@dataclass
class Editor:
    """Somebody who saves translations one after the other, and looks each up."""

    clients: list[httpx.Client]
    name: str
    acknowledged: list[str] = field(default_factory=list)
    save_times: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Saved, and not found right after it by another server."""
    is_done: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Save until told to stop; what fails is sent again with its key."""
        number = 0
        while not self.is_done.is_set():
            text = f"{self.name} dòng {number}"
            if not self._save(self.clients[number % len(self.clients)], text):
                time.sleep(0.02)
                continue
            self.acknowledged.append(text)
            self.save_times.append(time.monotonic())
            other_client = self.clients[(number + 1) % len(self.clients)]
            if text not in self._look_up(other_client, text):
                self.missed.append(text)
            number += 1

    def _save(self, client: httpx.Client, text: str) -> bool:
        values = {"source_text": text, "target_text": f"{text} (id)", **_PAIR}
        headers = {"idempotency-key": text.encode().hex()}
        answer = client.post("/api/v1/units", json=values, headers=headers)
        assert answer.status_code in (200, 201, 409, 503), answer.text
        return answer.status_code in (200, 201)

    def _look_up(self, client: httpx.Client, text: str) -> str:
        query = {"text": text, "min_rate": "100", **_PAIR}
        while True:
            answer = client.get("/api/v1/lookup", params=query)
            assert answer.status_code in (200, 503), answer.text
            if answer.status_code == 200 or self.is_done.is_set():
                return answer.text
            time.sleep(0.02)


@contextmanager
def _at_work(people: "Sequence[Editor | Reader]") -> Iterator[None]:
    threads = [threading.Thread(target=person.work) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for person in people:
            person.is_done.set()
        for thread in threads:
            thread.join()


def _wait_until_each_saves(editors: list[Editor], count: int) -> None:
    starts = [len(editor.acknowledged) for editor in editors]
    deadline = time.monotonic() + 120
    while any(
        len(editor.acknowledged) < start + count
        for editor, start in zip(editors, starts, strict=True)
    ):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _list_sources(client: httpx.Client) -> list[str]:
    answer = client.get("/api/v1/units", params={"limit": 1000}).json()
    return [unit["source"] for unit in answer["units"]]


def test_servers_go_on_with_the_replica_and_nothing_is_lost(tmp_path: Path) -> None:
    with _replicate() as servers, ExitStack() as stack:
        memory_url = servers.make_database("memory")
        people_url = servers.make_database("people")
        settings = ServerSettings(
            database=servers.on_either(people_url),
            memories={_MEMORY: servers.on_either(memory_url)},
            read_databases={_MEMORY: servers.on_either(memory_url, "standby")},
        )
        clients = [
            stack.enter_context(serve(tmp_path / "unused.db", settings))
            for _ in range(2)
        ]
        editors = [Editor(clients, name) for name in ("siti", "lan")]
        with _at_work(editors):
            _wait_until_each_saves(editors, 5)
            servers.kill_primary()
            killed_at = time.monotonic()
            servers.promote()
            promoted_at = time.monotonic()
            _wait_until_each_saves(editors, 5)
        for editor in editors:
            assert editor.missed == []
            first_save = min(saved for saved in editor.save_times if saved > killed_at)
            print(
                f"{editor.name}: promoted after {promoted_at - killed_at:.2f} s, "
                f"saving again after {first_save - killed_at:.2f} s"
            )
            assert first_save - promoted_at < 20
        acknowledged = [text for editor in editors for text in editor.acknowledged]
        for client in clients:
            sources = _list_sources(client)
            assert set(acknowledged) <= set(sources)
            assert len(sources) == len(set(sources))


@dataclass
class Reader:
    """Somebody who looks the same up all the time."""

    client: httpx.Client
    answer_times: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    is_done: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Look up until told to stop."""
        while not self.is_done.is_set():
            query = {"text": "họp báo", **_PAIR}
            answer = self.client.get("/api/v1/lookup", params=query)
            if answer.status_code == 200:
                assert "jumpa pers" in answer.text
                self.answer_times.append(time.monotonic())
            else:
                self.refusals.append(answer.text)
            time.sleep(0.01)

    @property
    def longest_gap(self) -> float:
        """The longest time without an answer."""
        return max(
            (later - before for before, later in pairwise(self.answer_times)), default=0
        )


@pytest.mark.thorough
@pytest.mark.parametrize("round_number", range(3))
def test_processes_go_on_reading_meanwhile_and_end_an_import(
    tmp_path: Path, round_number: int
) -> None:
    with _replicate() as servers, ExitStack() as stack:
        url = servers.make_database("memory")
        with padanan.open(url, **_PAIR) as memory:  # type: ignore[arg-type]
            memory.add("họp báo", "jumpa pers")
        further_settings = (
            f'[server.memories]\n{_MEMORY} = "{servers.on_either(url)}"\n'
            f'[server.read_databases]\n{_MEMORY} = "'
            f'{servers.on_either(url, "standby")}"\n'
        )
        clients = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            served = start_server(
                *(tmp_path / name, "--workers", "2"), further_settings=further_settings
            )
            clients.append(stack.enter_context(served).client)
        editors = [Editor(clients, name) for name in ("siti", "lan", "budi")]
        readers = [Reader(client) for client in clients]
        with _at_work([*editors, *readers]):
            _wait_until_each_saves(editors, 5 + 3 * round_number)
            job_path = _begin_import(clients[0])
            servers.kill_primary()
            killed_at = time.monotonic()
            time.sleep(2)  # until somebody, or something, has noticed
            servers.promote()
            promoted_at = time.monotonic()
            _wait_until_each_saves(editors, 5)
        for editor in editors:
            first_save = min(saved for saved in editor.save_times if saved > killed_at)
            print(
                f"{editor.name}: promoted after {promoted_at - killed_at:.2f} s, "
                f"saving again after {first_save - killed_at:.2f} s; "
                f"{len(editor.acknowledged)} saved, {len(editor.missed)} missed"
            )
        for reader in readers:
            print(
                f"reader: {len(reader.answer_times)} answers, {len(reader.refusals)} "
                f"refused, longest gap {reader.longest_gap:.2f} s"
            )
            assert reader.longest_gap < 20
        job = _wait_for_job(clients[0], job_path)
        print(f"import: {job['state']} {job['error']}")
        assert [editor.missed for editor in editors] == [[], [], []]
        stored = set(_list_sources(clients[1]))
        assert {text for editor in editors for text in editor.acknowledged} <= stored
        if job["state"] == "done":
            assert {f"nhập {number}" for number in range(300)} <= stored


def _begin_import(client: httpx.Client) -> str:
    values = {"file_name": "old.tsv", **_PAIR}
    job = client.post("/api/v1/jobs/import", json=values).json()
    lines = ["vi\tid", *(f"nhập {number}\timpor {number}" for number in range(300))]
    path = f"/api/v1/jobs/{job['id']}"
    sent = client.put(f"{path}/file", content="\n".join(lines).encode())
    assert sent.status_code == 202
    return path


def _wait_for_job(client: httpx.Client, path: str) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while True:
        job: dict[str, Any] = client.get(path).json()
        if job["state"] not in ("waiting", "running"):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.1)
