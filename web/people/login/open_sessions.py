"""The open sessions of a person: listed, and ended one by one or all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from tm.errors import NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.account_events import end_sessions, record_event
from web.people.accounts import Person
from web.people.random_secrets import hash_secret

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in which somebody is logged in."""

    id: str
    created_at: int
    """Seconds since 1970; as below."""
    confirmed_at: int
    """When the person last proved who they are."""
    expires_at: int
    is_current: bool
    """Whether it is the one that asks."""


def list_sessions(
    database: ServerDatabase, person: Person, current_hash: str | None
) -> Sequence[OpenSession]:
    """List the open sessions of a person, the latest first."""
    table = schema.session
    query = (
        select(table)
        .where(table.c.person == person.id, table.c.expires_at > get_time())
        .order_by(table.c.created_at.desc(), table.c.hash)
    )
    return [
        OpenSession(
            _make_id(row["hash"]),
            row["created_at"],
            row["confirmed_at"],
            row["expires_at"],
            row["hash"] == current_hash,
        )
        for row in database.read_rows(query)
    ]


def end_one_session(database: ServerDatabase, person: Person, session_id: str) -> None:
    """End a session of a person by its id. Raises NotFound."""
    table = schema.session
    with database.open_transaction(changes_people=True) as connection:
        hashes = connection.execute(
            select(table.c.hash).where(table.c.person == person.id)
        ).scalars()
        matching_hashes = [
            session_hash
            for session_hash in hashes
            if _make_id(session_hash) == session_id
        ]
        if not matching_hashes:
            raise NotFound(f"no session {session_id!r}")
        connection.execute(delete(table).where(table.c.hash == matching_hashes[0]))
        record_event(connection, person.id, "end session", actor=person.id)


def end_all_sessions(
    database: ServerDatabase, person: Person, *, actor: str | None
) -> None:
    """End all sessions of a person, and logins that have begun."""
    with database.open_transaction(changes_people=True) as connection:
        end_sessions(connection, person.id)
        record_event(connection, person.id, "end sessions", actor=actor)


def _make_id(session_hash: str) -> str:
    """Make the id of a session, by which nobody can use it."""
    return hash_secret(session_hash)[:_ID_LENGTH]
