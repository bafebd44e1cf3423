"""What is read of a request before its sender is known."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from tests.web.people.team import Team, make_team, serve_team
from tests.web.serving import serve
from web.dialects.endpoint.dialect_route import DialectRoute
from web.dialects.endpoint.sender_admission import MAX_UNAUTHENTICATED_BODY_BYTES
from web.dialects.registry import DIALECTS, make_dialect_addresses
from web.memories import ServedMemories
from web.people.role import Role
from web.server import Server

_Served = tuple[httpx.Client, Team]
_JSON = (b"content-type", b"application/json")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    """A server with people."""
    with serve_team(tmp_path_factory.mktemp("admission")) as opened:
        yield opened


def _count_read_parts(
    address: DialectRoute, path: str, headers: list[tuple[bytes, bytes]]
) -> tuple[int, int]:
    """Send a body without an end; return the status and how much of it was read."""
    statuses: list[int] = []
    part_count = 0

    async def receive() -> Message:
        nonlocal part_count
        part_count += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [_JSON, *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
        "scheme": "http",
    }
    asyncio.run(address.handle(scope, receive, send))
    return statuses[0], part_count * 65_536


@pytest.mark.parametrize("has_token", [False, True], ids=["no token", "a wrong token"])
def test_a_body_is_read_after_its_sender_is_known(
    served: _Served, *, has_token: bool
) -> None:
    _, team = served
    headers = [(b"authorization", b"Bearer pdn_x")] if has_token else []
    server = Server(team.settings, ServedMemories({}), team.database)
    byte_count_by_dialect = {}
    for address in make_dialect_addresses(server):
        route = next((one for one in address.dialect.routes if one.has_body), None)
        if route is None:
            continue
        path = address.dialect.prefix + route.path.partition("{")[0]
        path += "default/x" * ("{" in route.path)
        path = {"tmserver": "/tmserver/vi/id/unit/a"}.get(address.dialect.name, path)
        status, byte_count = _count_read_parts(address, path, headers)
        assert status in (401, 403, 404, 413), path
        byte_count_by_dialect[address.dialect.name] = byte_count
    server.memory_threads.close()
    # Where a client may send its key in the body, some of it is read.
    expected = {
        dialect.name
        for dialect in DIALECTS
        if dialect.key_parameter is not None and not has_token
    }
    assert {name for name, count in byte_count_by_dialect.items() if count} == expected
    assert (
        max(byte_count_by_dialect.values()) <= MAX_UNAUTHENTICATED_BODY_BYTES + 65_536
    )


def test_a_key_in_a_large_body_is_to_be_sent_in_a_header(served: _Served) -> None:
    client, team = served
    token = team.token_by_role[Role.READER]
    texts = ["họp báo " * 100] * 400
    request = {"q": texts, "source": "vi", "target": "id", "api_key": token}
    path = "/libretranslate/translate"
    refused = client.post(path, json=request)
    assert refused.status_code == 413 and "Authorization" in refused.json()["error"]
    headers = {"authorization": f"Bearer {token}"}
    assert client.post(path, json=request, headers=headers).status_code == 200
    request["q"] = texts[:100]
    assert client.post(path, json=request).status_code == 200


def test_the_key_of_a_file_may_follow_it(served: _Served) -> None:
    client, team = served
    content = b"<tmx>" + b" " * (2 * MAX_UNAUTHENTICATED_BODY_BYTES)
    answers = [
        client.post(
            "/mymemory/tmx/import",
            files={"tmx": ("a.tmx", content), "key": (None, token)},
        )
        for token in (team.token_by_role[Role.TRANSLATOR], "pdn_wrong")
    ]
    assert [answer.status_code for answer in answers] == [202, 401]


def test_who_sends_a_key_in_the_body_is_counted_once(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    settings = replace(team.settings, requests_per_minute=3)
    values = {"q": "a", "langpair": "vi|id", "key": team.token_by_role[Role.READER]}
    with serve(tmp_path / "not-used.db", settings) as client:
        statuses = [
            client.post("/mymemory/get", data=values).status_code for _ in range(4)
        ]
    team.database.close()
    assert statuses == [200, 200, 200, 429]
