"""Every route × everybody who may ask, in one table made of the table of routes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.api.route_table import ROUTES
from web.people.accounts import Person, add_person
from web.people.caller_rights import RoleGrant
from web.people.login.sessions import begin_session, make_csrf_token
from web.people.role import Role
from web.people.tokens import create_token, revoke_token
from web.route import Route, Scope

_KNOWN_ROUTES = [route for route in ROUTES if route.scope is not Scope.ANYONE]
_MEMORY_ROUTES = [route for route in ROUTES if route.scope is Scope.MEMORY]
_ROLE_BY_ASKER: Mapping[str, Role] = {
    **{role.value: role for role in Role if role is not Role.ADMINISTRATOR},
    "administrator of the memory": Role.ADMINISTRATOR,
    "administrator of the server": Role.ADMINISTRATOR,
}
"""Everybody who may ask, with the role that they have in the open memory."""
_SERVER_ADMINISTRATOR = "administrator of the server"
_CREDENTIALS = ("token", "session", "old session")
"""How they show who they are; `make test-all` tries sessions, too."""
_Served = tuple[httpx.Client, Team, Mapping[str, Person]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    with serve_team(tmp_path_factory.mktemp("team")) as (client, team):
        grant = RoleGrant(OPEN, Role.ADMINISTRATOR)
        people = {role.value: person for role, person in team.person_by_role.items()}
        people[_SERVER_ADMINISTRATOR] = people.pop(Role.ADMINISTRATOR.value)
        people["administrator of the memory"], _ = add_person(
            team.database, "Dewi", [grant]
        )
        yield client, team, people


def _make_headers(served: _Served, asker: str, credential: str) -> dict[str, str]:
    """Make the headers of somebody; each session is new, as some routes end it."""
    _, team, people = served
    person = people[asker]
    if credential == "token":
        role = _ROLE_BY_ASKER[asker]
        _, secret = create_token(
            team.database, person, "x", role=role, memories=[OPEN], days=1
        )
        return {"authorization": f"Bearer {secret}"}
    confirmed_at = 1 if credential == "old session" else None
    secret = begin_session(
        team.database, person.id, hours=1, identity_confirmed_at=confirmed_at
    )
    return {
        "cookie": f"padanan_session={secret}",
        "x-csrf-token": make_csrf_token(secret),
    }


def _send(
    client: httpx.Client, route: Route, headers: dict[str, str], **values: object
) -> httpx.Response:
    """Send the example of a route, with further values, and by these headers only."""
    client.cookies.clear()
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


def _find_refusal(route: Route, asker: str, credential: str) -> str | None:
    """Find what somebody is refused by, by the columns of the table only."""
    is_account = route.scope is Scope.ACCOUNT
    if credential == "token" and (route.needs_confirmation or is_account):
        return "a token may not do this"
    if route.needs_confirmation and credential == "old session":
        return "log in again first"
    place = {Scope.MEMORY: OPEN, Scope.PLACE: OPEN, Scope.SERVER: "the server"}
    role: Role | None = _ROLE_BY_ASKER[asker]
    if route.scope is Scope.SERVER and asker != _SERVER_ADMINISTRATOR:
        role = None
    if route.scope in place and (role is None or not role.includes(route.role)):
        return f"this needs the role {route.role} in {place[route.scope]}"
    return None


def _find_edge(route: Route) -> list[str]:
    """Find the lowest who may use a route, and the highest who may not."""
    askers = list(_ROLE_BY_ASKER)
    lowest = next(
        number
        for number, asker in enumerate(askers)
        if _find_refusal(route, asker, "session") is None
    )
    return askers[max(0, lowest - 1) : lowest + 1]


def _list_cases() -> Iterator[object]:
    """Each route by everybody; in `make test` by those next to the edge of its role."""
    for route in _KNOWN_ROUTES:
        edge = _find_edge(route)
        for asker in _ROLE_BY_ASKER:
            for credential in _CREDENTIALS:
                is_quick = asker in edge and credential == "token"
                marks = () if is_quick else (pytest.mark.thorough,)
                name = f"{_name(route)}-{asker}-{credential}"
                yield pytest.param(route, asker, credential, marks=marks, id=name)


@pytest.mark.parametrize(("route", "asker", "credential"), list(_list_cases()))
def test_a_route_is_for_its_role_and_higher_ones(
    served: _Served, route: Route, asker: str, credential: str
) -> None:
    client, *_ = served
    values = {"memory": OPEN} if route.scope in (Scope.MEMORY, Scope.PLACE) else {}
    headers = _make_headers(served, asker, credential)
    answer = _send(client, route, headers, **values)
    refusal = _find_refusal(route, asker, credential)
    if refusal is None:
        assert answer.status_code not in (403, 500), answer.text
        assert "log in, or make a token" not in answer.text
        assert route.scope is Scope.ACCOUNT or "no memory" not in answer.text
    else:
        assert answer.status_code == 403, answer.text
        assert refusal in answer.json()["detail"]


@pytest.mark.parametrize("route", ROUTES, ids=_name)
def test_a_change_by_a_session_needs_the_token_against_forged_requests(
    served: _Served, route: Route
) -> None:
    client, *_ = served
    if route.verb == "GET" or route.scope is Scope.ANYONE:
        return  # reads, or needs no session
    headers = _make_headers(served, _SERVER_ADMINISTRATOR, "session")
    for token in (None, "x", "0" * 32):
        headers.pop("x-csrf-token", None)
        forged = headers if token is None else {**headers, "x-csrf-token": token}
        refused = _send(client, route, forged)
        assert refused.status_code == 403
        assert "X-CSRF-Token" in refused.json()["detail"]


@pytest.mark.parametrize("route", _KNOWN_ROUTES, ids=_name)
def test_nobody_unknown_is_answered(served: _Served, route: Route) -> None:
    client, team, people = served
    person = people[_SERVER_ADMINISTRATOR]
    token, revoked = create_token(
        team.database, person, "x", role=Role.ADMINISTRATOR, memories=[OPEN], days=1
    )
    revoke_token(team.database, person, token.id)
    for authorization in (None, "Bearer x", "Bearer pdn_x", f"Bearer {revoked}", "x"):
        headers = {} if authorization is None else {"authorization": authorization}
        refused = _send(client, route, headers, memory=OPEN)
        assert refused.status_code == 401, authorization
        assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("route", ROUTES, ids=_name)
def test_those_who_log_in_need_no_role(served: _Served, route: Route) -> None:
    if route.scope is Scope.ANYONE:
        assert _send(served[0], route, {}).status_code in (401, 404, 422)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", _MEMORY_ROUTES, ids=_name)
def test_a_memory_that_may_not_be_read_is_as_one_that_is_not_there(
    served: _Served, route: Route, role: Role
) -> None:
    client, team, _ = served
    headers = team.make_headers(role)  # of the administrator, too: a token for one
    unreadable = _send(client, route, headers, memory=SECRET)
    missing = _send(client, route, headers, memory="s3cret")
    assert unreadable.status_code == missing.status_code == 404
    assert unreadable.text.replace(SECRET, "s3cret") == missing.text


def test_a_token_uses_no_higher_role_than_its_own(
    served: _Served,
) -> None:
    client, team, people = served
    _, secret = create_token(
        team.database,
        people[_SERVER_ADMINISTRATOR],
        "reads",
        role=Role.READER,
        memories=[OPEN],
        days=1,
    )
    headers = {"authorization": f"Bearer {secret}"}
    for route in _MEMORY_ROUTES:
        status = _send(client, route, headers, memory=OPEN).status_code
        assert (status == 403) == (route.role is not Role.READER), route.path
