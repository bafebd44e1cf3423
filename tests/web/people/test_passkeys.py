"""Passkeys as a second factor, with an authenticator in software."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.people.authenticator import SoftwareAuthenticator
from tests.web.people.team import Team, make_team
from tests.web.people.test_login import (
    API,
    log_in,
    make_session,
    quick_passwords,  # noqa: F401  a fixture
    set_password,
)
from tests.web.serving import serve
from web.people.accounts import disable_person
from web.people.role import Role

_Served = tuple[httpx.Client, Team, SoftwareAuthenticator, dict[str, str]]


@pytest.fixture
def served(tmp_path: Path, quick_passwords: None) -> Iterator[_Served]:  # noqa: F811
    """A client of somebody who is logged in, and has registered a passkey."""
    team = make_team(tmp_path)
    with serve(tmp_path / "x.db", team.settings) as client:
        csrf = make_session((client, team), Role.READER)
        origin = str(client.base_url).rstrip("/")
        authenticator = SoftwareAuthenticator(origin, "127.0.0.1")
        registered = register(client, authenticator, csrf)
        assert registered.status_code == 201, registered.text
        yield client, team, authenticator, csrf
    team.database.close()


def register(
    client: httpx.Client, authenticator: SoftwareAuthenticator, csrf: dict[str, str]
) -> httpx.Response:
    """Register a passkey as a browser does."""
    begun = client.post(f"{API}/account/passkeys/begin", headers=csrf).json()
    return client.post(
        f"{API}/account/passkeys",
        json={
            "ticket": begun["ticket"],
            "credential": authenticator.create(begun["options"]),
            "name": "phone",
        },
        headers=csrf,
    )


def _finish(client: httpx.Client, ticket: str, credential: Any) -> httpx.Response:
    body = {"ticket": ticket, "credential": credential}
    return client.post(f"{API}/session/second-factor", json=body)


def test_the_password_alone_is_not_enough(served: _Served) -> None:
    client, _, authenticator, _ = served
    client.cookies.clear()
    begun = log_in(client, Role.READER)
    assert begun.status_code == 200 and "set-cookie" not in begun.headers
    assert client.get(f"{API}/session").status_code == 401
    step = begun.json()
    finished = _finish(client, step["ticket"], authenticator.get(step["options"]))
    assert finished.status_code == 200, finished.text
    assert client.get(f"{API}/session").json()["name"] == "Reader"


def test_an_answer_is_valid_once(served: _Served) -> None:
    client, _, authenticator, _ = served
    step = log_in(client, Role.READER).json()
    credential = authenticator.get(step["options"])
    assert _finish(client, step["ticket"], credential).status_code == 200
    assert _finish(client, step["ticket"], credential).status_code == 401
    other = log_in(client, Role.READER).json()
    assert _finish(client, other["ticket"], credential).status_code == 401


def test_answers_of_others_are_refused(served: _Served) -> None:
    client, _, authenticator, _ = served
    origin, host = authenticator.origin, authenticator.host

    def try_with(**changes: object) -> int:
        step = log_in(client, Role.READER).json()
        for name, value in changes.items():
            setattr(authenticator, name, value)
        credential = authenticator.get(step["options"])
        authenticator.origin, authenticator.host = origin, host
        return _finish(client, step["ticket"], credential).status_code

    assert try_with(origin="http://evil.example") == 401  # phished
    assert try_with(host="evil.example") == 401
    assert try_with() == 200
    assert try_with(sign_count=-1) == 401  # a copy of the passkey counts behind
    foreign = SoftwareAuthenticator(origin, host)
    step = log_in(client, Role.READER).json()
    assert (
        _finish(client, step["ticket"], foreign.get(step["options"])).status_code == 401
    )
    for rubbish in ({}, {"id": 1}, {"id": "x", "response": []}):
        step = log_in(client, Role.READER).json()
        assert _finish(client, step["ticket"], rubbish).status_code == 401


def test_a_login_that_has_begun_ends_with_the_account(served: _Served) -> None:
    client, team, authenticator, _ = served
    step = log_in(client, Role.READER).json()
    credential = authenticator.get(step["options"])
    disable_person(team.database, team.person_by_role[Role.READER])
    assert _finish(client, step["ticket"], credential).status_code == 401


def test_a_passkey_is_registered_by_its_person_only(served: _Served) -> None:
    client, team, authenticator, csrf = served
    assert register(client, authenticator, csrf).status_code == 409  # it is there
    begun = client.post(f"{API}/account/passkeys/begin", headers=csrf).json()
    new = SoftwareAuthenticator(authenticator.origin, authenticator.host)
    set_password((client, team), Role.REVIEWER)
    with httpx.Client(base_url=client.base_url, timeout=60) as other:
        token = log_in(other, Role.REVIEWER).json()["csrf_token"]
        stolen = other.post(
            f"{API}/account/passkeys",
            json={
                "ticket": begun["ticket"],
                "credential": new.create(begun["options"]),
            },
            headers={"x-csrf-token": token},
        )
    assert stolen.status_code == 401
    (listed,) = client.get(f"{API}/account/passkeys").json()["passkeys"]
    assert listed["name"] == "phone"
    path = f"{API}/account/passkeys/{listed['id']}"
    assert client.delete(path, headers=csrf).status_code == 200
    assert log_in(client, Role.READER).json()["csrf_token"]  # the password again
