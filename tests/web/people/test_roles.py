"""Who gives which role where: nobody gives more than they have, or learns of others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.people.accounts import Person, add_person, find_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.login.sessions import begin_session, make_csrf_token
from web.people.role import Role

API = "/api/v1"
_TERMBASE = "ministry"


@dataclass(frozen=True)
class _Served:
    client: httpx.Client
    team: Team
    dewi: Person
    """Administers the open memory."""
    putu: Person
    """Administers a termbase of it, and reads the memory."""
    agus: Person
    """Has no role at all."""

    def send(
        self, asker: Person, verb: str, path: str, **values: object
    ) -> httpx.Response:
        """Send a request in a new session of somebody."""
        secret = begin_session(self.team.database, asker.id, hours=1)
        headers = {
            "cookie": f"padanan_session={secret}",
            "x-csrf-token": make_csrf_token(secret),
        }
        if verb == "GET":
            return self.client.get(f"{API}{path}", params=values, headers=headers)  # type: ignore[arg-type]
        return self.client.request(verb, f"{API}{path}", json=values, headers=headers)

    def give(self, asker: Person, person: str, **values: object) -> httpx.Response:
        """Give a role, or take it away."""
        return self.send(asker, "PUT", f"/people/{person}/role", **values)

    def list_roles(self, person: Person) -> list[RoleGrant]:
        """List the roles that somebody has now."""
        return list(find_person(self.team.database, person.id).roles)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[_Served]:
    with serve_team(tmp_path) as (client, team):
        add = team.database
        dewi, _ = add_person(add, "Dewi", [RoleGrant(OPEN, Role.ADMINISTRATOR)])
        putu, _ = add_person(
            add,
            "Putu",
            [
                RoleGrant(OPEN, Role.READER),
                RoleGrant(OPEN, Role.ADMINISTRATOR, _TERMBASE),
            ],
        )
        agus, _ = add_person(add, "Agus", [])
        yield _Served(client, team, dewi, putu, agus)


@pytest.mark.parametrize("role", Role)
def test_an_administrator_of_a_memory_gives_every_role_there(
    served: _Served, role: Role
) -> None:
    answer = served.give(served.dewi, served.agus.id, memory=OPEN, role=role)
    assert answer.status_code == 200, answer.text
    assert answer.json()["roles"] == [{"memory": OPEN, "role": role, "termbase": None}]
    assert served.list_roles(served.agus) == [RoleGrant(OPEN, role)]
    taken = served.give(served.dewi, "agus", memory=OPEN)  # known by name now
    assert taken.status_code == 200 and served.list_roles(served.agus) == []


def test_an_administrator_of_a_memory_gives_none_elsewhere(served: _Served) -> None:
    own = served.dewi.id
    refused = served.give(served.dewi, own, memory=EVERY_MEMORY, role="reader")
    assert refused.status_code == 403
    unreadable = served.give(served.dewi, own, memory=SECRET, role="reader")
    missing = served.give(served.dewi, own, memory="s3cret", role="reader")
    assert unreadable.status_code == missing.status_code == 404
    assert unreadable.text.replace(SECRET, "s3cret") == missing.text
    for path in ("/people", f"/people/{served.agus.id}"):
        assert served.send(served.dewi, "GET", path).status_code == 403
    assert served.list_roles(served.dewi) == list(served.dewi.roles)


def test_an_administrator_of_a_termbase_gives_roles_in_it_only(
    served: _Served,
) -> None:
    reader = served.team.person_by_role[Role.READER]
    given = served.give(
        *(served.putu, reader.id), memory=OPEN, termbase=_TERMBASE, role="reviewer"
    )
    assert given.status_code == 200, given.text
    assert given.json()["roles"] == [
        {"memory": OPEN, "role": "reviewer", "termbase": _TERMBASE}
    ]  # what else they may do elsewhere is not shown
    for values in (
        {"memory": OPEN},
        {"memory": OPEN, "termbase": "own"},
        {"memory": EVERY_MEMORY},
    ):
        refused = served.give(served.putu, served.putu.id, **values, role="reader")
        assert refused.status_code == 403, values
    assert served.list_roles(served.putu) == list(served.putu.roles)


@pytest.mark.parametrize("role", [Role.READER, Role.TRANSLATOR, Role.REVIEWER])
def test_nobody_else_gives_a_role_not_even_to_themselves(
    served: _Served, role: Role
) -> None:
    person = served.team.person_by_role[role]
    for memory in (OPEN, EVERY_MEMORY):
        for given in (*Role, None):
            refused = served.give(person, person.id, memory=memory, role=given)
            assert refused.status_code == 403
    assert served.send(person, "GET", "/roles", memory=OPEN).status_code == 403
    assert served.list_roles(person) == list(person.roles)


def test_a_name_that_has_no_role_there_is_as_one_that_nobody_has(
    served: _Served,
) -> None:
    add_person(served.team.database, "Sri", [RoleGrant(SECRET, Role.READER)])
    for asker in (served.dewi, served.putu):
        place = {"memory": OPEN, "termbase": _TERMBASE}
        answers = [
            served.give(asker, name, **place, role="reader")
            for name in ("Sri", "Agus", "Nobody", "%25", "%20", "_")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({one.text.replace("Sri", "Nobody") for one in answers[:3:2]}) == 1
    server_administrator = served.team.person_by_role[Role.ADMINISTRATOR]
    assert (
        served.give(server_administrator, "Sri", memory=OPEN, role="reader").status_code
        == 200
    )


def test_administrators_see_who_has_a_role_in_their_place(served: _Served) -> None:
    add_person(served.team.database, "Sri", [RoleGrant(SECRET, Role.READER)])

    def list_names(asker: Person, **place: str) -> list[Any]:
        answer = served.send(asker, "GET", "/roles", **place)
        return [(one["name"], one["role"]) for one in answer.json()["roles"]]

    assert list_names(served.dewi, memory=OPEN) == [
        *(("Dewi", "administrator"), ("Putu", "reader"), ("Putu", "administrator")),
        *(("Reader", "reader"), ("Reviewer", "reviewer")),
        ("Translator", "translator"),
    ]
    assert list_names(served.putu, memory=OPEN, termbase=_TERMBASE) == [
        ("Putu", "administrator")
    ]
    refused = served.send(served.putu, "GET", "/roles", memory=OPEN)
    assert refused.status_code == 403


def test_the_last_administrator_of_the_server_stays(served: _Served) -> None:
    last = served.team.person_by_role[Role.ADMINISTRATOR]
    for values in ({}, {"role": "reviewer"}):
        refused = served.give(last, last.id, memory=EVERY_MEMORY, **values)
        assert refused.status_code == 409
    # A memory may be without one, as that of the server administers it, too.
    assert served.give(served.dewi, served.dewi.id, memory=OPEN).status_code == 200
    back = served.give(last, "Dewi", memory=OPEN, role="administrator")
    assert back.status_code == 200
    second = served.give(last, "Dewi", memory=EVERY_MEMORY, role="administrator")
    assert second.status_code == 200
    assert served.give(served.dewi, last.id, memory=EVERY_MEMORY).status_code == 200


def test_an_administrator_of_the_server_keeps_their_role_in_each_memory(
    served: _Served,
) -> None:
    last = served.team.person_by_role[Role.ADMINISTRATOR]
    given = served.give(served.dewi, last.id, memory=OPEN, role="reader")
    assert given.status_code == 200
    listed = served.send(last, "GET", "/roles", memory=OPEN)
    assert listed.status_code == 200  # still administers it


def test_a_termbase_of_every_memory_is_refused(served: _Served) -> None:
    last = served.team.person_by_role[Role.ADMINISTRATOR]
    refused = served.give(
        last, "Dewi", memory=EVERY_MEMORY, termbase=_TERMBASE, role="reader"
    )
    assert refused.status_code == 422


def test_somebody_who_calls_themselves_as_an_id_is_not_taken_for_its_owner(
    served: _Served,
) -> None:
    add_person(served.team.database, served.agus.id, [])  # a name of a bad neighbour
    given = served.give(served.dewi, served.agus.id, memory=OPEN, role="reviewer")
    assert given.json()["id"] == served.agus.id
    assert served.list_roles(served.agus) == [RoleGrant(OPEN, Role.REVIEWER)]
