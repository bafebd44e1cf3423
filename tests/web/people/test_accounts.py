"""Accounts: names, roles, tokens, and people who are exported or forgotten."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text

from tests import postgres
from tests.web.people.team import OPEN, SECRET, Team, make_team
from tests.web.serving import serve
from tm.errors import Conflict, InputError, NotFound, VersionConflict
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State
from web.database import schema
from web.database.migrations.upgrade import upgrade
from web.database.server_database import ServerDatabase
from web.drafts.draft import DraftContent, NewDraft, NewSegment
from web.drafts.segments import SegmentEdit, read_segment, save_segment
from web.drafts.store import create_draft, list_drafts, read_draft
from web.people.accounts import add_person, disable_person, find_person, list_people
from web.people.authentication import Authenticator
from web.people.caller_rights import EVERY_MEMORY, Credential, Rights, RoleGrant
from web.people.personal_data import export_person, forget_person
from web.people.role import Role
from web.people.role_grants import grant_role, revoke_role
from web.people.tokens import create_token, list_tokens, revoke_token


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Team]:
    """A team whose server has its database in a file, or in PostgreSQL."""
    with ExitStack() as stack:
        location = None
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres_url")
            location = stack.enter_context(postgres.database(url))
        made = make_team(tmp_path, location)
        stack.callback(made.database.close)
        yield made


def _make_new_database(path: Path) -> None:
    database = ServerDatabase(str(path))
    with database.open_transaction():
        pass  # the first write makes the file
    database.close()


@pytest.mark.parametrize("revision", ["head", "0004"])
def test_a_new_database_is_what_the_revisions_make(
    tmp_path: Path, revision: str
) -> None:
    """Those of an older database are run when it is opened."""
    places = [tmp_path / "new.db", tmp_path / "revised.db"]
    _make_new_database(places[0])
    engines = [create_engine(f"sqlite:///{place}") for place in places]
    with engines[1].begin() as connection:
        upgrade(connection, revision)
    ServerDatabase(str(places[1])).close()
    made, revised = map(inspect, engines)
    names = set(made.get_table_names())
    assert names == {*schema.metadata.tables, "server_revision"}
    assert set(revised.get_table_names()) == names
    for name in names:
        assert repr(made.get_columns(name)) == repr(revised.get_columns(name))
        assert made.get_pk_constraint(name) == revised.get_pk_constraint(name)
        for read in ("get_indexes", "get_foreign_keys", "get_unique_constraints"):
            lists = [getattr(one, read)(name) for one in (made, revised)]
            assert sorted(map(repr, lists[0])) == sorted(map(repr, lists[1]))
    rows = []
    for engine in engines:
        with engine.connect() as connection:
            rows.append(connection.execute(text("SELECT * FROM server_revision")).all())
        engine.dispose()
    assert rows[0] == rows[1] != []


def test_a_missing_database_is_empty_and_not_made(tmp_path: Path) -> None:
    database = ServerDatabase(str(tmp_path / "server.db"))
    assert list_people(database) == []
    assert Authenticator(database).look_up("x").credential is Credential.LOCAL
    assert not list(tmp_path.iterdir())
    add_person(database, "Siti", [RoleGrant(EVERY_MEMORY, Role.ADMINISTRATOR)])
    assert (tmp_path / "server.db").stat().st_mode & 0o077 == 0
    database.close()


def test_names_are_unique_however_they_are_written(team: Team) -> None:
    for name in ("reader", " READER ", "Ｒeader"):
        with pytest.raises(Conflict):
            add_person(team.database, name)
    for name in ("", "  ", "a" * 101, "a\x1bb"):
        with pytest.raises(InputError):
            add_person(team.database, name)
    assert find_person(team.database, "READER").name == "Reader"
    with pytest.raises(NotFound):
        find_person(team.database, " ")


def test_what_is_revoked_is_refused_at_once_by_another_process(team: Team) -> None:
    other = ServerDatabase(team.settings.database)
    authenticator = Authenticator(other)
    person, secret = (
        team.person_by_role[Role.READER],
        team.token_by_role[Role.READER],
    )

    assert authenticator.recall(secret) is None
    caller = authenticator.look_up(secret)
    assert caller.credential is Credential.TOKEN
    assert authenticator.recall(secret) is authenticator.renew(caller) is caller
    (token,) = list_tokens(team.database, person)
    revoke_token(team.database, person, token.id)
    assert authenticator.renew(caller).credential is Credential.NONE
    assert authenticator.recall(secret) is None
    assert authenticator.look_up(secret).credential is Credential.NONE
    other.close()


def test_a_role_that_is_taken_away_is_gone_at_once(team: Team) -> None:
    authenticator = Authenticator(team.database)
    secret = team.token_by_role[Role.REVIEWER]
    person = team.person_by_role[Role.REVIEWER]
    assert authenticator.look_up(secret).rights.find_role(OPEN) is Role.REVIEWER
    grant_role(team.database, person.id, RoleGrant(OPEN, Role.READER))
    assert authenticator.look_up(secret).rights.find_role(OPEN) is Role.READER
    revoke_role(team.database, person.id, OPEN)
    assert authenticator.look_up(secret).rights.find_role(OPEN) is None
    disable_person(team.database, person)
    assert authenticator.look_up(secret).credential is Credential.NONE


def test_a_token_does_not_grow_with_its_person(team: Team) -> None:
    person = team.person_by_role[Role.READER]
    grant_role(team.database, person.id, RoleGrant(OPEN, Role.REVIEWER))
    grant_role(team.database, person.id, RoleGrant(SECRET, Role.REVIEWER))
    rights = (
        Authenticator(team.database).look_up(team.token_by_role[Role.READER]).rights
    )
    assert rights.find_role(OPEN) is Role.READER
    assert rights.find_role(SECRET) is None
    assert rights.find_server_role() is None


def test_a_token_is_never_made_for_more_than_the_person_may(team: Team) -> None:
    person = team.person_by_role[Role.TRANSLATOR]
    for role, memories, days, error in (
        (Role.REVIEWER, [OPEN], 1, InputError),
        (Role.READER, [SECRET], 1, NotFound),
        (Role.READER, [EVERY_MEMORY], 1, NotFound),
        (Role.READER, [], 1, InputError),
        (Role.READER, [OPEN], 367, InputError),
    ):
        with pytest.raises(error):
            create_token(
                team.database, person, "x", role=role, memories=memories, days=days
            )


def test_a_token_of_somebody_else_is_not_revoked(team: Team) -> None:
    (token,) = list_tokens(team.database, team.person_by_role[Role.READER])
    with pytest.raises(NotFound, match="no token"):
        revoke_token(team.database, team.person_by_role[Role.TRANSLATOR], token.id)
    assert list_tokens(team.database, team.person_by_role[Role.READER]) == [token]


def test_an_expired_token_is_refused_although_it_is_remembered(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator = Authenticator(team.database)
    secret = team.token_by_role[Role.READER]
    assert authenticator.look_up(secret).credential is Credential.TOKEN
    later = list_tokens(team.database, team.person_by_role[Role.READER])[0].expires_at
    monkeypatch.setattr("web.people.authentication.get_time", lambda: later)
    assert authenticator.look_up(secret).credential is Credential.NONE


def test_the_last_administrator_stays(team: Team) -> None:
    person = team.person_by_role[Role.ADMINISTRATOR]
    removals: Sequence[Callable[[], None]] = (
        lambda: forget_person(team.database, person),
        lambda: disable_person(team.database, person),
        lambda: revoke_role(team.database, person.id, EVERY_MEMORY),
        lambda: grant_role(
            team.database, person.id, RoleGrant(EVERY_MEMORY, Role.REVIEWER)
        ),
    )
    for remove in removals:
        with pytest.raises(Conflict, match="without an administrator"):
            remove()
    assert find_person(team.database, "Administrator").roles == person.roles


def test_a_role_in_a_termbase_adds_to_that_in_its_memory() -> None:
    rights = Rights.make(
        [RoleGrant("m", Role.READER), RoleGrant("m", Role.REVIEWER, "ministry")]
    )
    assert rights.find_role("m") is rights.find_role("m", "other") is Role.READER
    assert rights.find_role("m", "ministry") is Role.REVIEWER
    alone = Rights.make([RoleGrant("m", Role.REVIEWER, "ministry")])
    assert alone.find_role("m", "ministry") is None  # nothing is read by it


def test_somebody_is_exported_without_secrets_and_forgotten(team: Team) -> None:
    person = team.person_by_role[Role.TRANSLATOR]
    secret = team.token_by_role[Role.TRANSLATOR]
    exported = json.dumps(export_person(team.database, person))
    for known in ("Translator", "test", "create token"):
        assert f'"{known}"' in exported
    assert person.id in exported
    assert secret not in exported and "hash" not in exported
    forget_person(team.database, person)
    assert "Translator" not in _dump(team.database)
    assert person.id in _dump(team.database)
    with pytest.raises(NotFound):
        find_person(team.database, "Translator")
    assert person.id not in [one.id for one in list_people(team.database)]
    add_person(team.database, "Translator")  # the name is free again


def test_a_draft_is_of_its_person_and_goes_with_them(team: Team) -> None:
    owner = team.person_by_role[Role.TRANSLATOR].id
    other = team.person_by_role[Role.REVIEWER].id
    drafts = [
        create_draft(
            *(team.database, OPEN),
            NewDraft(
                *("Trời mưa", "vi", "id"),
                DraftContent("a.txt", "txt", "Trời mưa".encode()),
                is_shared=is_shared,
            ),
            [NewSegment(Segment.of(Locale("vi"), "Trời mưa"), "", True)],
            person_id=owner,
            max_bytes=1000,
        )
        for is_shared in (False, True)
    ]
    shared = list_drafts(team.database, OPEN, person_id=other)
    assert [draft.id for draft in shared] == [drafts[1].id]
    with pytest.raises(NotFound):
        read_draft(team.database, OPEN, drafts[0].id, person_id=other)
    with pytest.raises(NotFound):
        read_draft(team.database, SECRET, drafts[1].id, person_id=owner)
    read = read_segment(team.database, drafts[1], 1)
    edit = SegmentEdit(1, "Hujan turun", State.TRANSLATED, read.version)
    draft = team.database, drafts[1]
    saved = save_segment(*draft, edit, person_id=owner, max_bytes=1000)
    again = save_segment(*draft, edit, person_id=owner, max_bytes=1000)
    assert again == saved  # the answer was lost, and the same came again
    late = replace(edit, target_text="Hujan")
    with pytest.raises(VersionConflict) as conflict:
        save_segment(*draft, late, person_id=other, max_bytes=1000)
    assert conflict.value.current == saved
    person = find_person(team.database, owner)
    exported = json.dumps(export_person(team.database, person))
    assert "Hujan turun" in exported and drafts[0].id in exported
    forget_person(team.database, person)
    assert "Hujan turun" not in _dump(team.database)
    assert list_drafts(team.database, OPEN, person_id=other) == []


def test_no_secret_is_stored(team: Team) -> None:
    _, link = add_person(team.database, "New")
    dump = _dump(team.database)
    for secret in (link, *team.token_by_role.values()):
        assert secret not in dump


def _dump(database: ServerDatabase) -> str:
    """All rows of a database as one text."""
    with database.open_snapshot() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in schema.metadata.sorted_tables
            for row in connection.execute(select(table))
        )


def test_changes_are_by_the_random_id_of_their_author(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    with serve(tmp_path / "x.db", team.settings) as client:
        added = client.post(
            "/api/v1/units",
            json={
                "source_text": "a",
                "target_text": "b",
                "source": "vi",
                "target": "id",
            },
            headers=team.make_headers(Role.TRANSLATOR),
        )
        assert added.status_code == 201
    team.database.close()
    contents = Path(team.settings.memories[OPEN]).read_bytes()
    wal = Path(team.settings.memories[OPEN] + "-wal")
    contents += wal.read_bytes() if wal.exists() else b""
    assert team.person_by_role[Role.TRANSLATOR].id.encode() in contents
    assert b"Translator" not in contents
