"""The server for assistants where people have accounts: tokens, roles, memories."""

from collections.abc import Iterator

import anyio
import httpx
import httpx2
import mcp
import mcp_types
import pytest
from mcp.client.streamable_http import streamable_http_client

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.people.role import Role

_Served = tuple[httpx.Client, Team]
_LANGUAGES = {"source": "vi", "target": "id"}
_CALLS: list[tuple[str, dict[str, object]]] = [
    ("lookup", {"text": "Cuộc họp báo ở Hà Nội", **_LANGUAGES}),
    ("concordance", {"phrase": "họp báo", **_LANGUAGES}),
    ("term", {"text": "Bộ Công an"}),
    ("terms_in_text", {"text": "Bộ Công an", **_LANGUAGES}),
    ("check", {"text": "Ia ada.", "source_text": "Ông ở đó.", **_LANGUAGES}),
    ("unit", {"key": "0498e630"}),
    ("prompt", {"text": "Cuộc họp báo ở Hà Nội", "date": "2025", **_LANGUAGES}),
    ("suggest", {"source_text": "họp", "target_text": "rapat", **_LANGUAGES}),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    with serve_team(tmp_path_factory.mktemp("team")) as opened:
        yield opened


def _call_all(
    served: _Served, role: Role, memory: str | None
) -> list[tuple[bool, str]]:
    """Call each tool as somebody in a role; return whether it failed, and the text."""
    client, team = served
    query = "" if memory is None else f"?memory={memory}"
    address = f"{client.base_url.join('/mcp/')}{query}"
    answers: list[tuple[bool, str]] = []

    async def run() -> None:
        async with (
            # A busy machine takes longer than the five seconds of a client.
            httpx2.AsyncClient(
                headers=team.make_headers(role), timeout=60
            ) as http_client,
            mcp.Client(streamable_http_client(address, http_client=http_client)) as own,
        ):
            for name, arguments in _CALLS:
                answer = await own.call_tool(name, arguments)
                [content] = answer.content
                assert isinstance(content, mcp_types.TextContent)
                answers.append((bool(answer.is_error), content.text))

    anyio.run(run)
    return answers


@pytest.mark.parametrize("token", [None, "pdn_wrong", "x"])
def test_nobody_unknown_is_answered(served: _Served, token: str | None) -> None:
    client, _ = served
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    refused = client.post("/mcp/", json=message, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "make a token and send it" in refused.json()["detail"]


@pytest.mark.parametrize("memory", [None, OPEN])
def test_a_reader_reads_the_memory_that_they_may_read(
    served: _Served, memory: str | None
) -> None:
    answers = _call_all(served, Role.READER, memory)
    failed = [is_error for is_error, _ in answers]
    assert failed == [name == "unit" for name, _ in _CALLS]
    assert "Jumpa pers di Hanoi (open)" in answers[0][1]


def test_a_memory_that_they_may_not_read_is_as_if_it_were_not_there(
    served: _Served,
) -> None:
    secret, missing = (
        _call_all(served, Role.REVIEWER, memory) for memory in (SECRET, "nosuch")
    )
    assert all(is_error for is_error, _ in secret)
    assert [text.replace(SECRET, "nosuch") for _, text in secret] == [
        text for _, text in missing
    ]


def test_a_suggestion_waits_until_a_reviewer_accepts_it(served: _Served) -> None:
    client, team = served
    before = client.get(
        "/api/v1/suggestions", headers=team.make_headers(Role.REVIEWER)
    ).json()["suggestions"]
    _call_all(served, Role.READER, OPEN)
    lookup = {"text": "họp", **_LANGUAGES}
    headers = team.make_headers(Role.READER)
    found = client.get("/api/v1/lookup", params=lookup, headers=headers).json()
    assert "rapat" not in [match["target"] for match in found["matches"]]
    headers = team.make_headers(Role.REVIEWER)
    listed = client.get("/api/v1/suggestions", headers=headers).json()["suggestions"]
    [suggestion] = listed[len(before) :]
    assert suggestion["unit"]["target_text"] == "rapat"
    assert suggestion["person"] == team.person_by_role[Role.READER].id
    assert suggestion["assistant"]
