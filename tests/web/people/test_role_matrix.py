"""Every route × every role: made of the table of routes itself."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.api.table import ROUTES
from web.people.role import Role
from web.people.tokens import create_token, revoke_token
from web.route import Route, Scope

_MEMORY_ROUTES = [route for route in ROUTES if route.scope is Scope.MEMORY]
_KNOWN_ROUTES = [route for route in ROUTES if route.scope is not Scope.ANYONE]


_Served = tuple[httpx.Client, Team]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    with serve_team(tmp_path_factory.mktemp("team")) as opened:
        yield opened


def _send(
    client: httpx.Client, route: Route, headers: dict[str, str], **values: object
) -> httpx.Response:
    """Send the example of a route, with further values."""
    values = {**route.example, **values}
    path = re.sub(r"\{(\w+)\}", lambda name: str(values.pop(name[1], "x")), route.path)
    if route.has_body:
        return client.request(route.verb, path, json=values, headers=headers)
    parameters: dict[str, Any] = values
    file = None if route.file_example is None else route.file_example.encode()
    return client.request(
        route.verb, path, params=parameters, headers=headers, content=file
    )


def _name(route: Route) -> str:
    return f"{route.verb} {route.path}"


@pytest.mark.parametrize("route", _KNOWN_ROUTES, ids=_name)
def test_nobody_unknown_is_answered(served: _Served, route: Route) -> None:
    client, team = served
    person = team.person_by_role[Role.ADMINISTRATOR]
    token, revoked = create_token(
        team.database, person, "x", role=Role.ADMINISTRATOR, memories=[OPEN], days=1
    )
    revoke_token(team.database, person, token.id)
    for authorization in (None, "Bearer x", "Bearer pdn_x", f"Bearer {revoked}", "x"):
        headers = {} if authorization is None else {"authorization": authorization}
        refused = _send(client, route, headers, memory=OPEN)
        assert refused.status_code == 401, authorization
        assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", _MEMORY_ROUTES, ids=_name)
def test_a_route_is_for_its_role_and_higher_ones(
    served: _Served, route: Route, role: Role
) -> None:
    client, team = served
    answer = _send(client, route, team.make_headers(role), memory=OPEN)
    if role.includes(route.role):
        assert answer.status_code not in (401, 403, 500), answer.text
        assert "no memory" not in answer.text
    else:
        assert answer.status_code == 403
        assert f"needs the role {route.role} in {OPEN}" in answer.json()["detail"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", _MEMORY_ROUTES, ids=_name)
def test_a_memory_that_may_not_be_read_is_as_one_that_is_not_there(
    served: _Served, route: Route, role: Role
) -> None:
    client, team = served
    headers = team.make_headers(role)  # of the administrator, too: a token for one
    unreadable = _send(client, route, headers, memory=SECRET)
    missing = _send(client, route, headers, memory="s3cret")
    assert unreadable.status_code == missing.status_code == 404
    assert unreadable.text.replace(SECRET, "s3cret") == missing.text


def test_a_token_uses_no_higher_role_than_its_own(
    served: _Served,
) -> None:
    client, team = served
    _, secret = create_token(
        team.database,
        team.person_by_role[Role.ADMINISTRATOR],
        "reads",
        role=Role.READER,
        memories=[OPEN],
        days=1,
    )
    headers = {"authorization": f"Bearer {secret}"}
    for route in _MEMORY_ROUTES:
        status = _send(client, route, headers, memory=OPEN).status_code
        assert (status == 403) == (route.role is not Role.READER), route.path
