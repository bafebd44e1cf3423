"""Jobs over HTTP: imports, exports and checks, with their files and events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, update
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

import padanan
from tests.cli.calling import call
from tests.web.people.team import OPEN, SECRET, serve_team
from tests.web.serving import serve
from tm.errors import Conflict
from web.connections import streams
from web.database import schema
from web.database.server_database import ServerDatabase
from web.jobs.imports import queue_import
from web.jobs.job import JobKind, JobState
from web.jobs.runner import JobRunner
from web.jobs.store import claim_job, create_job, read_job, resume_job
from web.memories import ServedMemories
from web.people.accounts import disable_person
from web.people.caller_rights import RoleGrant
from web.people.role import Role
from web.people.role_grants import grant_role
from web.people.tokens import list_tokens, revoke_token
from web.problems import Refusal
from web.settings import ServerSettings

ARTICLE = (
    "Festival Pho dibuka\n\nFestival Pho dibuka di Hanoi pada hari Jumat. "
    "Sebanyak 50 kedai ikut serta."
)
TABLE = "vi\tid\nhọp báo\tjumpa pers\ncử tri\tpemilih\n"


@pytest.fixture(name="client")
def _serve(tmp_path: Path) -> Iterator[httpx.Client]:
    settings = ServerSettings(max_file_bytes=1 << 16)
    with serve(tmp_path / "memory.db", settings) as client:
        yield client


def begin(client: httpx.Client, kind: str, **values: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/jobs/{kind}", json=values)
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()
    return job


def send_file(
    client: httpx.Client, job: dict[str, Any], content: str
) -> httpx.Response:
    return client.put(f"/api/v1/jobs/{job['id']}/file", content=content.encode())


def wait(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Watch the events of a job until it has ended."""
    last: dict[str, Any] = {}
    with client.stream("GET", f"/api/v1/jobs/{job['id']}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        for line in events.iter_lines():
            if line.startswith("data: "):
                last = json.loads(line.removeprefix("data: "))
    return last


def test_a_file_is_imported_and_exported(client: httpx.Client) -> None:
    job = begin(client, "import", file_name="old.tsv", source="vi", target="id")
    assert job["state"] == "waiting"
    assert send_file(client, job, TABLE).status_code == 202
    done = wait(client, job)
    assert done["preview"]["problem"] is None, done["preview"]
    assert (done["state"], done["done"]) == ("done", 2), done
    assert done["result"]["new"] == 2 and done["result"]["change_set"] == "i1"

    again = begin(client, "import", file_name="again.tsv", source="vi", target="id")
    send_file(client, again, TABLE)
    assert wait(client, again)["result"]["known"] == 2

    export = begin(client, "export", file_name="mới.tmx", query="hop bao")
    assert wait(client, export)["result"]["written"] == 1
    file = client.get(f"/api/v1/jobs/{export['id']}/file")
    assert "m%E1%BB%9Bi.tmx" in file.headers["content-disposition"]
    assert "jumpa pers" in file.text and "pemilih" not in file.text
    listed = client.get("/api/v1/jobs").json()["jobs"]
    assert {listed_job["id"] for listed_job in listed} == {
        job["id"],
        again["id"],
        export["id"],
    }


def test_the_history_names_an_imported_file_as_its_sender_does(
    client: httpx.Client,
) -> None:
    job = begin(client, "import", file_name="cũ.tsv", source="vi", target="id")
    send_file(client, job, TABLE)
    wait(client, job)
    (change_set,) = client.get("/api/v1/history").json()["change_sets"]
    assert (change_set["command"], change_set["detail"]) == ("import", "cũ.tsv")
    undone = client.post("/api/v1/undo", json={}).json()
    told = {"command": "import", "detail": "cũ.tsv", "changes": 2}
    assert undone == {"change_set": "i2", "undoes": "i1", **told}
    redone = client.post("/api/v1/redo", json={}).json()
    assert redone == {"change_set": "i3", "undoes": "i2", **told}


@pytest.mark.parametrize("kind", ["import", "export"])
def test_a_job_with_two_files_is_refused_at_once(
    client: httpx.Client, kind: str
) -> None:
    for values in ({"file_name": "a.vi-id"}, {"file_name": "a", "format": "moses"}):
        values |= {"source": "vi", "target": "id"}
        answer = client.post(f"/api/v1/jobs/{kind}", json=values)
        assert answer.status_code == 422
        assert "a job has one; give a format of one file" in answer.text


def test_an_export_has_the_texts_without_a_translation_like_that_of_the_shell(
    client: httpx.Client, tmp_path: Path
) -> None:
    page = {"text": ARTICLE, "locale": "id", "incomplete": True}
    assert client.post("/api/v1/articles", json=page).status_code == 201
    languages = {"source": "id", "target": "vi"}
    counts = []
    for values in ({}, {"translated": True}, {"translated": False}):
        unit = {"source_text": "jumpa pers", "target_text": "họp báo", **languages}
        client.post("/api/v1/units", json=unit)
        job = begin(client, "export", file_name="a.tmx", **languages, **values)
        result = wait(client, job)["result"]
        counts.append((result["written"], result["untranslated"]))
    assert counts == [(4, 3), (1, 0), (3, 3)]
    place = ("--database", str(tmp_path / "memory.db"))
    done = call("export", str(tmp_path / "b.tmx"), *place, "-s", "id", "-t", "vi")
    assert done.code == 0, done.err
    assert (tmp_path / "b.tmx").read_text("utf-8").count("</tu>") == 4


def test_all_units_are_checked(client: httpx.Client) -> None:
    units = f"{TABLE}Ông đến Hà Nội.\tIa tiba di  Hanoi.\n"
    job = begin(client, "import", file_name="old.tsv", source="vi", target="id")
    send_file(client, job, units)
    wait(client, job)
    check = begin(client, "check", source="vi", target="id", only=["space"])
    done = wait(client, check)
    assert done["result"] == {"findings": 1, "by_check": {"space.double": 1}}
    (line,) = client.get(f"/api/v1/jobs/{check['id']}/file").text.splitlines()
    assert json.loads(line)["quote"] == "di  Hanoi."


def test_a_damaged_file_fails_with_a_sentence(client: httpx.Client) -> None:
    job = begin(client, "import", file_name="old.tmx", source="vi", target="id")
    send_file(client, job, "<tmx><header/><body><tu>")
    failed = wait(client, job)
    assert failed["state"] == "failed"
    assert failed["error"].startswith("old.tmx:")
    resumed = client.post(f"/api/v1/jobs/{job['id']}/resume", json={})
    assert resumed.json()["state"] in ("queued", "running", "failed")
    assert wait(client, job)["state"] == "failed"


@pytest.mark.parametrize("name", ["../x.tmx", "a/b.tmx", "a\\b.tmx", "", "a\0.tmx"])
def test_a_file_has_a_name_and_no_path(client: httpx.Client, name: str) -> None:
    answer = client.post("/api/v1/jobs/import", json={"file_name": name})
    assert answer.status_code == 422


@pytest.mark.parametrize("code", [0x202E, 0x2066, 0x200F, 0x2028, 0x7F, 0x85, 0xFEFF])
def test_a_file_name_that_looks_like_another_is_refused(
    client: httpx.Client, code: int
) -> None:
    for kind in ("import", "export"):
        values = {"file_name": f"old{chr(code)}xmt.tmx"}
        answer = client.post(f"/api/v1/jobs/{kind}", json=values)
        assert answer.status_code == 422
        invisible = f"file_name has the invisible character U+{code:04X}"
        assert invisible in answer.json()["detail"]
    begin(client, "import", file_name="bài\u202f1\u00a0می\u200cخواهم.tmx")


def test_what_a_job_cannot_do_is_refused(client: httpx.Client) -> None:
    job = begin(client, "import", file_name="old.tsv", source="vi", target="id")
    assert send_file(client, job, "x" * ((1 << 16) + 1)).status_code == 413
    assert send_file(client, job, "").status_code == 400
    assert client.get(f"/api/v1/jobs/{job['id']}/file").status_code == 404
    assert client.post(f"/api/v1/jobs/{job['id']}/resume", json={}).status_code == 409
    cancelled = client.post(f"/api/v1/jobs/{job['id']}/cancel", json={}).json()
    assert cancelled["state"] == "cancelled"
    assert send_file(client, job, TABLE).status_code == 409
    assert client.post(f"/api/v1/jobs/{job['id']}/cancel", json={}).status_code == 409
    resumed = client.post(f"/api/v1/jobs/{job['id']}/resume", json={}).json()
    assert resumed["state"] == "waiting"
    assert client.get("/api/v1/jobs/j2222222222222222").status_code == 404
    unknown = client.post("/api/v1/jobs/export", json={"file_name": "a.unknown"})
    assert unknown.status_code == 422


def test_jobs_belong_to_a_person_and_a_memory(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        translator, reader, administrator = (
            team.make_headers(role)
            for role in (Role.TRANSLATOR, Role.READER, Role.ADMINISTRATOR)
        )
        values = {"file_name": "old.tsv", "source": "vi", "target": "id"}
        refused = client.post("/api/v1/jobs/import", json=values, headers=reader)
        assert refused.status_code == 403
        job = client.post("/api/v1/jobs/import", json=values, headers=translator).json()
        path = f"/api/v1/jobs/{job['id']}"
        assert client.get(path, headers=translator).status_code == 200
        assert client.get(path, headers=administrator).status_code == 200
        for part in ("", "/file", "/events"):
            assert client.get(path + part, headers=reader).status_code == 404
            assert client.get(path + part).status_code == 401
        put = client.put(f"{path}/file", content=TABLE.encode(), headers=reader)
        assert put.status_code == 403
        other = client.get(path, params={"memory": SECRET}, headers=translator)
        assert other.status_code == 404
        put = client.put(f"{path}/file", content=TABLE.encode(), headers=translator)
        assert put.status_code == 202
        assert _wait_for_end(client, path, translator)["state"] == "done"
        history = client.get("/api/v1/history", headers=translator)
        assert team.person_by_role[Role.TRANSLATOR].id in history.text


def _wait_for_end(
    client: httpx.Client, path: str, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Read a job until it has ended, for a minute at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(path, headers=headers).json()
        if job["ended_at"]:
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job has not ended: {job}")


def test_a_file_that_comes_after_its_sender_has_gone_is_not_stored(
    tmp_path: Path,
) -> None:
    with serve_team(tmp_path) as (client, team):
        translator, administrator = (
            team.make_headers(role) for role in (Role.TRANSLATOR, Role.ADMINISTRATOR)
        )
        values = {"file_name": "old.tsv", "source": "vi", "target": "id"}
        job = client.post("/api/v1/jobs/import", json=values, headers=translator).json()

        def send_slowly() -> Iterator[bytes]:
            yield TABLE.encode()
            disable_person(team.database, team.person_by_role[Role.TRANSLATOR])

        path = f"/api/v1/jobs/{job['id']}"
        sent = client.put(f"{path}/file", content=send_slowly(), headers=translator)
        if sent.status_code == 202:
            ended = _wait_for_end(client, path, administrator)
            assert (ended["state"], ended["result"]) == ("failed", {"status": 403})
        else:  # the server had not read who sends it before they were gone
            assert sent.status_code in (401, 403)
            assert client.get(path, headers=administrator).json()["state"] == "waiting"
        units = client.get("/api/v1/units", headers=administrator).json()["units"]
        assert len(units) == 1


def test_of_two_files_that_come_at_once_one_is_imported(jobs: "Jobs") -> None:
    values = {"source": "vi", "target": "id"}
    job = create_job(
        *(jobs.database, OPEN, JobKind.IMPORT, values),
        person_id=None,
        file_name="a.tsv",
    )
    queue_import(jobs.database, job, [TABLE.encode()])
    with pytest.raises(Conflict, match="has changed meanwhile"):
        queue_import(jobs.database, job, [b"vi\tid\n"])  # was waiting when it began
    jobs.run_until(job.id, JobState.DONE).stop()
    assert jobs.count_units() == 2


@pytest.mark.parametrize("change", ["revoke", "demote", "disable", "remove the job"])
def test_events_end_once_who_watches_may_do_so_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(streams, "RIGHT_CHECK_INTERVAL_SECONDS", 0.1)
    with serve_team(tmp_path) as (client, team):
        headers = team.make_headers(Role.TRANSLATOR)
        person = team.person_by_role[Role.TRANSLATOR]
        values = {"file_name": "old.tsv", "source": "vi", "target": "id"}
        job = client.post("/api/v1/jobs/import", json=values, headers=headers).json()
        path = f"/api/v1/jobs/{job['id']}/events"
        with client.stream("GET", path, headers=headers) as events:
            lines = events.iter_lines()
            assert next(lines) == "event: job"
            if change == "revoke":
                (token,) = list_tokens(team.database, person)
                revoke_token(team.database, person, token.id)
            elif change == "demote":
                grant_role(team.database, person.id, RoleGrant(OPEN, Role.READER))
            elif change == "disable":
                disable_person(team.database, person)
            else:
                with team.database.open_transaction() as connection:
                    connection.execute(delete(schema.job))
            list(lines)  # it ends


def test_a_file_whose_reader_may_read_it_no_longer_ends_without_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "RIGHT_CHECK_INTERVAL_SECONDS", 0.01)
    read: list[bytes] = []

    async def read_file() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    async def may_go_on() -> bool:
        return not read

    async def send(message: Any) -> None:
        read.append(message.get("body", b""))

    async def receive() -> Any:
        await asyncio.Event().wait()

    limit = streams.StreamLimit()
    stream = streams.GuardedStream(
        *(StreamingResponse(read_file()), limit, "p1", may_go_on), may_end_early=False
    )
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
    with pytest.raises(ClientDisconnect):
        asyncio.run(stream(scope, receive, send))
    assert read == [b"", b"a"]


def test_streams_of_one_person_and_of_all_are_limited(tmp_path: Path) -> None:
    with serve(tmp_path / "memory.db") as client, ExitStack() as opened:
        job = begin(client, "import", file_name="old.tsv", source="vi", target="id")
        path = f"/api/v1/jobs/{job['id']}/events"
        watched = [opened.enter_context(client.stream("GET", path)) for _ in range(20)]
        lines = [events.iter_lines() for events in watched]
        assert {next(one) for one in lines} == {"event: job"}
        refused = client.get(path)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
        assert "20 events and files are open" in refused.json()["detail"]
        opened.close()
        while client.head(path).status_code != 200:
            time.sleep(0.05)
    limit = streams.StreamLimit(max_count_per_key=1, max_count=1)
    with limit.count("a"), pytest.raises(Refusal, match="too many"), limit.count("b"):
        raise AssertionError
    with limit.count("b"):
        pass


class Jobs:
    """The jobs of a memory without a server, to stop and kill their process."""

    def __init__(self, folder: Path) -> None:
        self.database = ServerDatabase(str(folder / "server.db"))
        self.memory = padanan.open(folder / "memory.db", source="vi", target="id")
        self.memories = ServedMemories({OPEN: self.memory})

    def queue_import(self, unit_count: int) -> str:
        """Queue an import of so many units."""
        lines = [
            f"Dòng {n} của văn bản\tBaris {n} dari teks" for n in range(unit_count)
        ]
        values = {"source": "vi", "target": "id"}
        job = create_job(
            *(self.database, OPEN, JobKind.IMPORT, values),
            person_id=None,
            file_name="old.tsv",
        )
        queue_import(self.database, job, ["\n".join(["vi\tid", *lines]).encode()])
        return job.id

    def run_until(self, job_id: str, state: JobState) -> JobRunner:
        """Run until a job is in a state; returns the runner, which goes on."""
        runner = JobRunner(self.database, self.memories)
        runner.start()
        for _ in range(6000):
            if read_job(self.database, OPEN, job_id).state is state:
                return runner
            time.sleep(0.01)
        raise AssertionError(read_job(self.database, OPEN, job_id))

    def count_units(self) -> int:
        """Count the units that are stored."""
        return sum(self.memory.read_statistics().units.values())

    def close(self) -> None:
        """Close both databases."""
        self.memory.close()
        self.database.close()


@pytest.fixture(name="jobs")
def _make_jobs(tmp_path: Path) -> Iterator[Jobs]:
    jobs = Jobs(tmp_path)
    yield jobs
    jobs.close()


def test_a_job_goes_on_after_its_process_has_died(jobs: Jobs) -> None:
    job_id = jobs.queue_import(3)
    claimed = claim_job(jobs.database, "a process that dies")
    assert claimed is not None and claimed.job.id == job_id
    assert claim_job(jobs.database, "another") is None
    with jobs.database.open_transaction() as connection:
        connection.execute(update(schema.job).values(seen_at=1))
    jobs.run_until(job_id, JobState.DONE).stop()
    assert jobs.count_units() == 3


def test_a_job_is_queued_again_when_the_server_stops(jobs: Jobs) -> None:
    job_id = jobs.queue_import(20_000)
    jobs.run_until(job_id, JobState.RUNNING).stop()
    assert read_job(jobs.database, OPEN, job_id).state is JobState.QUEUED
    assert jobs.count_units() == 0
    jobs.run_until(job_id, JobState.DONE).stop()
    assert jobs.count_units() == 20_000


def test_a_job_that_always_kills_its_process_is_given_up(jobs: Jobs) -> None:
    job_id = jobs.queue_import(1)
    for _ in range(3):
        assert claim_job(jobs.database, "a process that dies") is not None
        with jobs.database.open_transaction() as connection:
            connection.execute(update(schema.job).values(seen_at=1))
    jobs.run_until(job_id, JobState.FAILED).stop()
    failed = read_job(jobs.database, OPEN, job_id)
    assert failed.error is not None and failed.error.startswith("given up")
    resume_job(jobs.database, failed)
    jobs.run_until(job_id, JobState.DONE).stop()
    assert jobs.count_units() == 1
