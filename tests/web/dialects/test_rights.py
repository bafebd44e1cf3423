"""Every route of the dialects × every role, and what a memory tells of another."""

import io
import re
import zipfile
from collections.abc import Iterator

import httpx
import pytest

import padanan
from tests.web.dialects.examples import send_example
from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.dialects.dialect import Dialect
from web.dialects.registry import DIALECTS
from web.people.role import Role
from web.people.tokens import create_token
from web.route import Route

_ROUTES = [(dialect, route) for dialect in DIALECTS for route in dialect.routes]
_SERVER_HANDLERS = ("delete_memory",)
"""What only an administrator of the server may do, whose role no token has."""
_RANDOM = re.compile(r"127\.0\.0\.1:\d+|\bj[a-z2-9]{16}\b|\b\d{8}T\d{6}Z")
"""The port of a server, the ids of jobs, and the times of files."""
_Served = tuple[httpx.Client, Team]


def _name(value: object) -> str:
    if isinstance(value, Route):
        return f"{value.verb} {value.path}"
    return value.name if isinstance(value, Dialect) else str(value)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    """A server with people, where nobody but the administrator reads all memories."""
    with serve_team(tmp_path_factory.mktemp("dialect-team")) as opened:
        yield opened


@pytest.mark.parametrize(("dialect", "route"), _ROUTES, ids=_name)
def test_a_route_is_for_its_role_and_higher_ones(
    served: _Served, dialect: Dialect, route: Route
) -> None:
    client, team = served
    for headers in ({}, {"authorization": "Bearer pdn_x"}):
        refused = send_example(client, dialect, route, headers)
        assert refused.status_code == dialect.unauthorized_status
    for role in Role:
        answer = send_example(client, dialect, route, team.make_headers(role), OPEN)
        is_refused = answer.status_code == 403
        may_do = route.name not in _SERVER_HANDLERS and role.includes(route.role)
        assert is_refused is not may_do, (role, answer.text)
        assert "not-used" not in answer.text


@pytest.mark.parametrize(("dialect", "route"), _ROUTES, ids=_name)
def test_a_memory_that_one_may_not_read_is_not_there(
    served: _Served, dialect: Dialect, route: Route
) -> None:
    client, team = served
    headers = team.make_headers(Role.TRANSLATOR)
    bodies = set()
    for memory in (SECRET, "no-such-memory"):
        answer = send_example(client, dialect, route, headers, memory)
        assert answer.status_code in (400, 404) or "_service" in route.path
        bodies.add((answer.status_code, answer.text.replace(memory, "NAME")))
    assert len(bodies) == 1


def test_what_others_may_not_read_changes_no_answer(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def ask_all(secret_text: str) -> list[tuple[int, str]]:
        folder = tmp_path_factory.mktemp("two-worlds")
        with serve_team(folder) as (client, team):
            path = folder / f"{SECRET}.db"
            with padanan.open(path, source="vi", target="id") as memory:
                memory.add(secret_text, secret_text.upper())
                memory.add(secret_text, "press", target="en")
            headers = team.make_headers(Role.READER)
            answers = [
                send_example(client, dialect, route, headers)
                for dialect, route in _ROUTES
                if route.role is Role.READER
            ]
            return [(answer.status_code, _read_text(answer)) for answer in answers]

    first, second = ask_all("Thủ tướng thăm Hà Nội"), ask_all("tàu hoả")
    assert first == second


def _read_text(answer: httpx.Response) -> str:
    """Read the text of an answer, or of the file in it, without what is random."""
    text = answer.text
    if answer.headers.get("content-type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            text = "".join(archive.read(name).decode() for name in archive.namelist())
    return _RANDOM.sub("…", text)


@pytest.mark.parametrize(
    ("dialect_name", "key_name"),
    [("apertium", "key"), ("libretranslate", "api_key"), ("mymemory", "key")],
)
def test_a_key_in_a_parameter_is_a_token(
    served: _Served, dialect_name: str, key_name: str
) -> None:
    client, team = served
    person = team.person_by_role[Role.ADMINISTRATOR]
    _, token = create_token(
        team.database, person, "x", role=Role.READER, memories=[SECRET], days=1
    )
    dialect = next(one for one in DIALECTS if one.name == dialect_name)
    route = next(one for one in dialect.routes if one.verb == "POST")
    values = {
        "q": "Cuộc họp báo ở Hà Nội",
        "langpair": "vi|id",
        "source": "vi",
        "target": "id",
        key_name: token,
    }
    # The token's only memory is the one that is asked.
    answer = client.post(dialect.prefix + route.path, data=values)
    assert answer.status_code == 200
    assert f"Jumpa pers di Hanoi ({SECRET})" in answer.text


def test_the_author_of_a_change_is_the_person(served: _Served) -> None:
    client, team = served
    form = {"seg": "tác giả", "tra": "penulis", "langpair": "vi|id"}
    headers = team.make_headers(Role.TRANSLATOR)
    client.post("/mymemory/set", data=form, headers=headers).raise_for_status()
    query = {"q": "tác giả", "langpair": "vi|id"}
    answer = client.get("/mymemory/get", params=query, headers=headers).json()
    person = team.person_by_role[Role.TRANSLATOR]
    assert answer["matches"][0]["created-by"] == person.id
