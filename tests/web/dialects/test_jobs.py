"""Imports and exports as jobs, by DeepL's own client and as MateCat asks for them."""

import base64
import io
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import deepl
import httpx
import pytest

from tests.web.dialects.conftest import UNITS, make_settings
from tests.web.people.team import OPEN, SECRET, serve_team
from tests.web.serving import serve
from web.people.role import Role
from web.people.tokens import list_tokens, revoke_token

_TMX = b"""<?xml version="1.0"?><tmx version="1.4"><header srclang="vi"/><body>
<tu><tuv xml:lang="vi"><seg>t\xc3\xa0u</seg></tuv>
<tuv xml:lang="id"><seg>kapal</seg></tuv></tu></body></tmx>"""
_MOST_QUESTIONS = 5000


def _wait(ask: Callable[[], Any], is_done: Callable[[Any], bool]) -> Any:
    for _ in range(_MOST_QUESTIONS):
        answer = ask()
        if is_done(answer):
            return answer
    raise AssertionError("the job does not end")


def _open_deepl(client: httpx.Client, key: str = "a key") -> deepl.DeepLClient:
    return deepl.DeepLClient(key, server_url=str(client.base_url.join("/deepl/")))


def test_deepl_imports_and_exports_a_memory(own_client: httpx.Client) -> None:
    with closing(_open_deepl(own_client)) as editor:
        created = editor.create_translation_memory_import(
            "a.tmx", len(_TMX), display_name="default"
        )
        waiting = editor.get_translation_memory_job(created.job_id)
        assert (waiting.status, waiting.done) == ("awaiting_input", False)
        # The client sends no key to this address.
        editor.upload_translation_memory_file(created, _TMX)
        job = _wait(
            lambda: editor.get_translation_memory_job(created.job_id),
            lambda job: bool(job.done),
        )
        assert job.ok and job.operation == "import"
        memory = editor.get_translation_memory(job.result.translation_memory_id)
        assert (memory.name, memory.segment_count) == ("default", 1)
        assert (memory.source_language, memory.target_languages) == ("vi", ["id"])
        exported = editor.create_translation_memory_export(memory)
        assert exported.translation_memory_id == memory.translation_memory_id
        job = _wait(
            lambda: editor.get_translation_memory_job(exported.job_id),
            lambda job: bool(job.done),
        )
        buffer = io.BytesIO()
        editor.download_translation_memory_export(job, buffer)
        assert b"<seg>kapal</seg>" in buffer.getvalue()
        # An address takes one file.
        with pytest.raises(deepl.DeepLException, match="takes no file"):
            editor.upload_translation_memory_file(created, _TMX)


@pytest.mark.thorough
@pytest.mark.slow
def test_deepl_does_both_in_a_single_call(
    own_client: httpx.Client, tmp_path: Path
) -> None:
    source, target = tmp_path / "default.tmx", tmp_path / "out.tmx"
    source.write_bytes(_TMX)
    with closing(_open_deepl(own_client)) as editor:
        job: Any = editor.import_translation_memory_from_filepath(source)
        assert job.result.skipped_segment_count == 0
        editor.export_translation_memory_to_filepath(
            job.result.translation_memory_id, target
        )
    assert b"<seg>kapal</seg>" in target.read_bytes()


def test_a_damaged_file_fails_with_the_reason(own_client: httpx.Client) -> None:
    with closing(_open_deepl(own_client)) as editor:
        created = editor.create_translation_memory_import("default.tmx", 5)
        editor.upload_translation_memory_file(created, b"<tmx>")
        job = _wait(
            lambda: editor.get_translation_memory_job(created.job_id),
            lambda job: bool(job.done),
        )
        assert (job.status, job.ok) == ("failed", False)
        assert "memory.tmx" in job.result.error_message
        with pytest.raises(deepl.DeepLException, match="at most 8,388,608"):
            editor.create_translation_memory_import("default.tmx", 10**9)
        with pytest.raises(deepl.DeepLException, match="no memory 'other'"):
            editor.create_translation_memory_import("other.tmx", 5)


def test_tools_make_and_remove_memories_in_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    settings = replace(make_settings(tmp_path), memories_folder=str(folder))
    with serve(tmp_path / "memory.db", settings) as client:
        for name in ("../up", "a b", ".removed", "a/b"):
            answer = client.post("/t5memory/", json={"name": name})
            assert answer.status_code == 400, answer.text
        for _ in range(2):
            made = client.post("/t5memory/", json={"name": "team", "sourceLang": "vi"})
            assert made.json() == {"name": "team"}
        for data, part in (("UEsDBA==", "only t5memory reads"), ("!", "is not Base64")):
            answer = client.post("/t5memory/", json={"name": "new", "data": data})
            assert answer.status_code == 400 and part in answer.json()["ErrorMsg"]
        data = base64.b64encode(_TMX).decode()
        made = client.post("/t5memory/", json={"name": "filled", "data": data})
        assert made.json() == {"name": "filled"}
        assert "kapal" in client.get("/t5memory/filled").text
        archive = client.get("/t5memory/filled/download.tm")
        assert archive.status_code == archive.json()["ReturnValue"] == 501
        client.delete("/t5memory/filled").raise_for_status()
        sent = client.post("/t5memory/team/importtmx", files={"file": ("a.tmx", _TMX)})
        assert sent.json()["segmentsImported"] == 1
        assert "kapal" in client.get("/t5memory/team/download.tmx").text
        # What is in one memory is not in another.
        assert client.get("/t5memory/default/status").is_success
        query = {"q": "tàu", "langpair": "vi|id"}
        assert client.get("/mymemory/get", params=query).json()["matches"] == []
        assert client.get("/mymemory/@team/get", params=query).json()["matches"]
        with closing(_open_deepl(client)) as editor:
            names = [one.name for one in editor.list_translation_memories()]
            assert names == ["default", "team"]
            created = editor.create_translation_memory_import("law.tmx", len(_TMX))
            editor.upload_translation_memory_file(created, _TMX)
            job = _wait(
                lambda: editor.get_translation_memory_job(created.job_id),
                lambda job: bool(job.done),
            )
            editor.delete_translation_memory(job.result.translation_memory_id)
            [default] = [
                one
                for one in editor.list_translation_memories()
                if one.name == "default"
            ]
            with pytest.raises(deepl.DeepLException, match="remove it there"):
                editor.delete_translation_memory(default)
        assert client.delete("/t5memory/team").json() == {"team": "deleted"}
        assert client.get("/t5memory/team/status").status_code == 404
        assert client.post("/t5memory/", json={"name": "team"}).is_success
        assert client.get("/mymemory/@team/get", params=query).json()["matches"] == []
    # Nothing is lost: the files of both are still there.
    assert len(list((folder / ".removed").glob("*/memory.db"))) == 3


def test_only_administrators_of_the_server_make_memories(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        for role in Role:
            answer = client.post(
                "/t5memory/", json={"name": "mine"}, headers=team.make_headers(role)
            )
            assert answer.status_code == 400
        # A name that is taken looks as one that is free.
        headers = team.make_headers(Role.TRANSLATOR)
        answers = {
            client.post(
                "/t5memory/", json={"name": name}, headers=headers
            ).text.replace(name, "NAME")
            for name in (SECRET, "mine")
        }
        assert len(answers) == 1


_JOBS = "/deepl/v3/translation_memories/jobs"


def test_the_file_of_a_job_needs_the_address_that_its_person_got(
    tmp_path: Path,
) -> None:
    with serve_team(tmp_path) as (client, team):
        token = team.token_by_role[Role.TRANSLATOR]
        with closing(_open_deepl(client, token)) as editor:
            created = editor.create_translation_memory_import(f"{OPEN}.tmx", len(_TMX))
            for key in ({}, team.make_headers(Role.READER)):
                answer = client.get(f"{_JOBS}/{created.job_id}", headers=key)
                assert answer.status_code == (404 if key else 403)
            address = created.upload_url.removesuffix("/file")
            for forged in (
                f"{_JOBS}/{created.job_id}",
                address[:-1] + ("0" if address[-1] != "0" else "1"),
                address.replace(created.job_id, f"j{'a' * 16}"),
            ):
                assert client.put(f"{forged}/file", content=_TMX).status_code == 403
            # The client sends no key to this address.
            editor.upload_translation_memory_file(created, _TMX)
            memory = editor.list_translation_memories()[0]
            exported = editor.create_translation_memory_export(memory)
            job = _wait(
                lambda: editor.get_translation_memory_job(exported.job_id),
                lambda job: bool(job.done),
            )
            url = job.result.download_url
            assert b"Jumpa pers" in client.get(url).content
            with pytest.raises(deepl.DeepLException):
                editor.create_translation_memory_import(f"{SECRET}.tmx", 9)
        # With the token, its addresses end.
        person = team.person_by_role[Role.TRANSLATOR]
        for one in list_tokens(team.database, person):
            revoke_token(team.database, person, one.id)
        assert client.get(url).status_code == 403


def test_the_id_of_an_export_does_not_open_its_file(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        headers = team.make_headers(Role.TRANSLATOR)
        begun = client.post(
            "/api/v1/jobs/export",
            json={"file_name": "a.tmx", "memory": OPEN},
            headers=headers,
        ).json()
        path = f"{_JOBS}/{begun['id']}/file"
        assert client.get(path).status_code == 403
        for role, status in ((Role.READER, 404), (Role.TRANSLATOR, 200)):
            answer = _wait(
                partial(client.get, path, headers=team.make_headers(role)),
                lambda answer: (
                    "it is queued" not in answer.text
                    and "it is running" not in answer.text
                ),
            )
            assert answer.status_code == status


def test_matecat_asks_for_an_import_by_its_pass(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        sent = client.post(
            "/mymemory/tmx/import",
            data={"key": team.token_by_role[Role.TRANSLATOR]},
            files={"tmx": ("a.tmx", _TMX)},
        ).json()
        uuid = sent["responseData"]["uuid"]
        for text, status in ((uuid, 200), (uuid.partition(".")[0], 401)):
            answer = client.get("/mymemory/tmx/status", params={"uuid": text})
            assert answer.status_code == answer.json()["responseStatus"] == status


def test_matecat_imports_a_tmx_and_asks_how_far_it_is(
    own_client: httpx.Client,
) -> None:
    sent = own_client.post(
        "/mymemory/tmx/import", data={"key": "k"}, files={"tmx": ("a.tmx", _TMX)}
    ).json()
    assert (sent["responseStatus"], sent["responseData"]["status"]) == (202, 0)
    uuid = sent["responseData"]["uuid"]

    def ask(path: str, job_id: str) -> Any:
        answer = own_client.get(f"/mymemory/{path}", params={"uuid": job_id})
        return answer.json()["responseData"]

    for path in ("tmx/status", "v2/import/status"):
        # MateCat: 0 and -1 are loading, 1 is loaded, 2 an error.
        data = _wait(partial(ask, path, uuid), lambda data: data["status"] != 0)
        assert (data["status"], data["completed"], data["skipped"]) == (1, 1, 0)
    failed = own_client.post(
        "/mymemory/tmx/import", files={"tmx": ("a.tmx", b"<tmx>")}
    ).json()["responseData"]["uuid"]
    data = _wait(partial(ask, "tmx/status", failed), lambda data: data["status"] != 0)
    assert data["status"] == 2 and data["log"]
    assert own_client.post("/mymemory/tmx/import").status_code == 400
    unknown = own_client.get("/mymemory/tmx/status", params={"uuid": "x"})
    assert unknown.status_code == unknown.json()["responseStatus"] == 404


def test_matecat_fetches_a_memory_as_an_archive(client: httpx.Client) -> None:
    offered = client.get("/mymemory/tmx/export/create", params={"key": "k"}).json()
    archive = client.get(offered["resourceLink"])
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        [name] = opened.namelist()
        text = opened.read(name).decode()
    assert name == "default.tmx"
    assert text.count("<tu ") + text.count("<tu>") == len(UNITS)
    assert client.get(offered["resourceLink"]).content == archive.content
    assert client.get("/mymemory/authkey", params={"key": "k"}).json()["responseData"]
