"""A team for tests: a server with two memories and somebody in each role."""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp

import httpx

import padanan
from tests.web.serving import serve
from web.database.server_database import ServerDatabase
from web.people.accounts import Person, add_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role
from web.people.tokens import create_token
from web.settings import ServerSettings

OPEN, SECRET = "open", "secret"
"""The memory that all may read, and the one that only administrators may."""


@dataclass(frozen=True)
class Team:
    """People by role, who have that role in the open memory only."""

    database: ServerDatabase
    person_by_role: Mapping[Role, Person]
    token_by_role: Mapping[Role, str]
    settings: ServerSettings

    def make_headers(self, role: Role) -> dict[str, str]:
        """Make the headers of a request by somebody in a role."""
        return {"authorization": f"Bearer {self.token_by_role[role]}"}


def make_team(folder: Path, database_location: str | None = None) -> Team:
    """Make the databases of a server and its people.

    In files they are copies of those that were made first; ids and tokens are the same.
    """
    if database_location is not None:
        return _make_new_team(folder, database_location)
    template = _make_template()
    names = (*template.settings.memories, "server")
    for name in names:
        copyfile(_find_folder(template) / f"{name}.db", folder / f"{name}.db")
    location = str(folder / "server.db")
    memories = {name: str(folder / f"{name}.db") for name in template.settings.memories}
    settings = replace(template.settings, database=location, memories=memories)
    return replace(template, database=ServerDatabase(location), settings=settings)


def _find_folder(team: Team) -> Path:
    return Path(team.settings.database).parent


@cache
def _make_template() -> Team:
    """Make the team that others are copies of."""
    folder = Path(mkdtemp(prefix="padanan-team-"))
    atexit.register(rmtree, folder)
    team = _make_new_team(folder, str(folder / "server.db"))
    team.database.close()  # which leaves nothing in a log beside the file
    assert {path.suffix for path in folder.iterdir()} == {".db"}
    return team


def _make_new_team(folder: Path, location: str) -> Team:
    memories = {name: str(folder / f"{name}.db") for name in (OPEN, SECRET)}
    for name, path in memories.items():
        with padanan.open(path, source="vi", target="id", author="owner") as memory:
            memory.add("Cuộc họp báo ở Hà Nội", f"Jumpa pers di Hanoi ({name})")
    database = ServerDatabase(location)
    person_by_role, token_by_role = {}, {}
    for role in reversed(Role):
        is_first = role is Role.ADMINISTRATOR
        grant = RoleGrant(EVERY_MEMORY if is_first else OPEN, role)
        person, _ = add_person(database, role.title(), [grant])
        person_by_role[role] = person
        _, token_by_role[role] = create_token(
            database, person, "test", role=role, memories=[OPEN], days=1
        )
    settings = ServerSettings(database=location, memories=memories)
    return Team(database, person_by_role, token_by_role, settings)


@contextmanager
def serve_team(folder: Path) -> Iterator[tuple[httpx.Client, Team]]:
    """Serve the memories of a team, and give a client without a token."""
    team = make_team(folder)
    try:
        with serve(folder / "not-used.db", team.settings) as client:
            yield client, team
    finally:
        team.database.close()
