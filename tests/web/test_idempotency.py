"""`Idempotency-Key`: a request that is sent again is not done again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from tests.web.people.team import OPEN, SECRET, serve_team
from tests.web.serving import serve
from web.database import schema
from web.database.server_database import ServerDatabase
from web.people.role import Role
from web.people.tokens import create_token
from web.settings import ServerSettings

API = "/api/v1"
_UNIT = {
    "source_text": "họp báo",
    "target_text": "jumpa pers",
    "source": "vi",
    "target": "id",
}


@pytest.fixture
def server_database(tmp_path: Path) -> Iterator[ServerDatabase]:
    database = ServerDatabase(str(tmp_path / "server.db"))
    yield database
    database.close()


@pytest.fixture
def client(tmp_path: Path, server_database: ServerDatabase) -> Iterator[httpx.Client]:
    settings = ServerSettings(database=server_database.location)
    with serve(tmp_path / "memory.db", settings) as opened:
        yield opened


def send(
    client: httpx.Client, key: str, path: str = "units", **values: object
) -> httpx.Response:
    headers = {"idempotency-key": key}
    return client.post(f"{API}/{path}", json=values, headers=headers)


def count_change_sets(client: httpx.Client) -> int:
    return len(client.get(f"{API}/history").json()["change_sets"])


def test_a_repeated_request_gets_the_first_answer(client: httpx.Client) -> None:
    first, second = (send(client, "k1", **_UNIT) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["change_set"] == "i1"
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert send(client, "k2", **_UNIT).json()["change_set"] is None


def test_a_step_back_is_not_made_twice(client: httpx.Client) -> None:
    for number in range(2):
        values = {**_UNIT, "source_text": f"họp báo {number}"}
        assert client.post(f"{API}/units", json=values).status_code == 201
    answers = [send(client, "u", "undo", name="last").content for _ in range(3)]
    assert len(set(answers)) == 1
    assert count_change_sets(client) == 3


def test_a_key_is_for_one_request(client: httpx.Client) -> None:
    send(client, "k", **_UNIT)
    for answer in (
        send(client, "k", **{**_UNIT, "note": "n"}),
        send(client, "k", "undo", name="last"),
    ):
        assert answer.status_code == 422
        assert "another request" in answer.json()["detail"]
    assert count_change_sets(client) == 1


@pytest.mark.parametrize("key", ["", "a b", "ü", "k" * 201])
def test_a_key_that_cannot_be_used_is_explained(client: httpx.Client, key: str) -> None:
    headers = httpx.Headers({b"idempotency-key": key.encode()})
    answer = client.post(f"{API}/units", json=_UNIT, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Idempotency-Key must be")


def test_an_error_is_not_kept(client: httpx.Client) -> None:
    assert send(client, "k", "undo", name="i1").status_code == 404
    client.post(f"{API}/units", json=_UNIT)
    assert send(client, "k", "undo", name="i1").status_code == 200


def test_reading_needs_no_key(client: httpx.Client, tmp_path: Path) -> None:
    assert send(client, "k", "check", text="Ia di  Hanoi.", target="id").is_success
    assert not (tmp_path / "server.db").exists()


def test_a_request_that_is_not_yet_done_is_waited_for(
    client: httpx.Client, server_database: ServerDatabase
) -> None:
    send(client, "k", **_UNIT)
    table = schema.answered_request
    with server_database.open_transaction() as connection:
        connection.execute(update(table).values(body=None))
    assert send(client, "k", **_UNIT).status_code == 409
    with server_database.open_transaction() as connection:  # its server is long gone
        connection.execute(update(table).values(created_at=table.c.created_at - 601))
    assert send(client, "k", **_UNIT).status_code == 201
    with server_database.open_transaction() as connection:  # a day later
        connection.execute(update(table).values(created_at=table.c.created_at - 86401))
    assert send(client, "k2", **_UNIT).status_code == 201
    with server_database.open_snapshot() as connection:
        assert len(connection.execute(select(table)).all()) == 1


def test_many_at_once_make_one_change(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(client, "k", **_UNIT), range(8)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) >= 1
    assert set(statuses) <= {201, 409}
    bodies = {answer.content for answer in answers if answer.status_code == 201}
    assert len(bodies) == 1
    assert count_change_sets(client) == 1


def test_keys_of_others_are_of_no_account(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        for role in (Role.TRANSLATOR, Role.REVIEWER):
            values = {**_UNIT, "source_text": f"họp báo {role}", "memory": OPEN}
            headers = {"idempotency-key": "k", **team.make_headers(role)}
            answer = client.post(f"{API}/units", json=values, headers=headers)
            assert answer.status_code == 201


def test_a_key_is_for_one_memory_whichever_token_sends_it(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        person = team.person_by_role[Role.ADMINISTRATOR]
        answers = []
        for memory in (SECRET, OPEN):
            _, token = create_token(
                *(team.database, person, memory),
                role=Role.TRANSLATOR,
                memories=[memory],
                days=1,
            )
            headers = {"idempotency-key": "k", "authorization": f"Bearer {token}"}
            answers.append(client.post(f"{API}/units", json=_UNIT, headers=headers))
        assert [answer.status_code for answer in answers] == [201, 422]
        assert answers[0].json()["unit"]["key"] not in answers[1].text
