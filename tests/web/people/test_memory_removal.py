"""A memory that is removed takes along what is in it: a later one has none of that."""

from dataclasses import replace
from pathlib import Path

from tests.web.people.team import OPEN, Team, make_team
from tests.web.serving import serve
from tm.settings import Settings
from web.jobs.critical_findings import mark_as_critical, read_critical_fingerprints
from web.people.accounts import find_person
from web.people.caller_rights import RoleGrant
from web.people.role import Role
from web.people.role_grants import grant_role
from web.people.tokens import create_token
from web.server import Server
from web.settings import ServerSettings

NAME = "news"
_PLACE = {"memory": NAME}
_UNIT = {"source_text": "tàu", "target_text": "kapal", "source": "vi", "target": "id"}


def _make_token(team: Team, memories: list[str]) -> dict[str, str]:
    """Make a token of the translator for memories."""
    person = find_person(team.database, team.person_by_role[Role.TRANSLATOR].id)
    _, secret = create_token(
        team.database, person, "x", role=Role.TRANSLATOR, memories=memories, days=1
    )
    return {"authorization": f"Bearer {secret}"}


def _remake(settings: ServerSettings) -> None:
    """Remove the memory, and make one of its name, as another process would."""
    server = Server.open(settings, Settings())
    server.remove_memory(NAME, actor=None)
    assert server.memories.folder is not None
    server.memories.folder.create(NAME)
    server.close()


def test_rights_in_a_removed_memory_are_none_in_a_later_one_of_its_name(
    tmp_path: Path,
) -> None:
    team = make_team(tmp_path)
    settings = replace(team.settings, memories_folder=str(tmp_path / "made"))
    person = team.person_by_role[Role.TRANSLATOR]
    (tmp_path / "made" / NAME).mkdir(parents=True)
    for termbase in (None, "house"):
        grant_role(team.database, person.id, RoleGrant(NAME, Role.TRANSLATOR, termbase))
    only_there, elsewhere = (
        _make_token(team, memories) for memories in ([NAME], [NAME, OPEN])
    )
    values = {**_UNIT, **_PLACE}
    with serve(tmp_path / "not-used.db", settings) as client:
        keyed = {**elsewhere, "idempotency-key": "k1"}
        for path in ("units", "suggestions", "jobs/check"):
            sent = _PLACE if path == "jobs/check" else values
            answer = client.post(f"/api/v1/{path}", json=sent, headers=keyed)
            assert answer.status_code == 201, answer.text
        mark_as_critical(team.database, NAME, {"0123456789abcdef"}, person.id)
        _remake(settings)
        assert read_critical_fingerprints(team.database, NAME) == set()
        for headers, status in ((only_there, 401), (elsewhere, 404)):
            refused = client.get("/api/v1/units", params=_PLACE, headers=headers)
            assert refused.status_code == status
        still = client.get("/api/v1/units", params={"memory": OPEN}, headers=elsewhere)
        assert still.is_success
        left = find_person(team.database, person.id)
        assert [grant.memory for grant in left.roles] == [OPEN]
        # Even who is let in again finds nothing, and repeats no request of the old one.
        grant_role(team.database, person.id, RoleGrant(NAME, Role.TRANSLATOR))
        again = {**_make_token(team, [NAME]), "idempotency-key": "k1"}
        for path in ("units", "jobs", "suggestions"):
            listed = client.get(f"/api/v1/{path}", params=_PLACE, headers=again)
            assert listed.json()[path] == []
        refused = client.post("/api/v1/units", json=values, headers=again)
        assert (refused.status_code, "take a new key" in refused.text) == (422, True)
    team.database.close()
