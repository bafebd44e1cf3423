"""Accounts at an OpenID provider by which people log in: issuer and subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, delete, insert, select

from tm.errors import Conflict, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase
from web.people.account_events import end_sessions, record_event
from web.people.accounts import (
    MAX_NAME_LENGTH,
    Person,
    make_name_key,
    read_person,
    write_person,
)


@dataclass(frozen=True, slots=True)
class OutsideIdentity:
    """Somebody whom a provider knows: the subject never changes, a name may."""

    issuer: str
    subject: str
    name: str = ""
    authenticated_at: int = 0
    """When they proved there who they are; 0 if the provider does not say."""


@dataclass(frozen=True, slots=True)
class LoginSecrets:
    """What ties the answers of a provider to one login in one browser."""

    nonce: str
    """A random text that the provider repeats in its answer."""
    verifier: str
    """The secret of PKCE, which proves that the login began here."""


def find_person_of_identity(
    database: ServerDatabase, identity: OutsideIdentity, *, adds_people: bool
) -> Person | None:
    """Find who logs in by an identity.

    `adds_people`: whether somebody unknown becomes a person, who may do nothing yet.
    """
    table = schema.outside_identity
    identity_values = {"issuer": identity.issuer, "subject": identity.subject}
    query = select(table.c.person).filter_by(**identity_values)
    with database.open_transaction(changes_people=adds_people) as connection:
        person_id = connection.execute(query).scalar()
        if person_id is None and adds_people:
            name = _choose_free_name(connection, identity.name)
            person_id = write_person(connection, name, actor=None)
            connection.execute(
                insert(table).values(person=person_id, **identity_values)
            )
        return None if person_id is None else read_person(connection, person_id)


def _choose_free_name(connection: Connection, provider_name: str) -> str:
    """Choose a name that nobody has: with a number, where there is one like it."""
    provider_name = (
        " ".join(filter(str.isprintable, provider_name.split())) or "New person"
    )
    people = schema.person
    for name_number in count(1):
        ending = f" {name_number}" if name_number > 1 else ""
        name = provider_name[: MAX_NAME_LENGTH - len(ending)] + ending
        query = select(people.c.id).where(people.c.name_key == make_name_key(name))
        if connection.execute(query).first() is None:
            break
    return name


def link_identity(
    database: ServerDatabase,
    person_id: str,
    identity: OutsideIdentity,
    *,
    actor: str | None = None,
) -> None:
    """Let a person log in by an identity. Raises Conflict if somebody else does."""
    table = schema.outside_identity
    identity_values = {"issuer": identity.issuer, "subject": identity.subject}
    query = select(table.c.person).filter_by(**identity_values)
    with database.open_transaction(changes_people=True) as connection:
        linked_person_id = connection.execute(query).scalar()
        if linked_person_id is not None and linked_person_id != person_id:
            raise Conflict("another account is linked to this one; unlink that first")
        if linked_person_id is None:
            connection.execute(
                insert(table).values(person=person_id, **identity_values)
            )
            # Without the subject, which would outlive a person who is forgotten.
            record_event(connection, person_id, "link identity", actor=actor)


def unlink_identity(
    database: ServerDatabase,
    person_id: str,
    subject: str,
    *,
    actor: str | None = None,
) -> None:
    """Stop logins of a person by an identity; sessions end. Raises NotFound."""
    table = schema.outside_identity
    with database.open_transaction(changes_people=True) as connection:
        delete_result = connection.execute(
            delete(table).where(table.c.person == person_id, table.c.subject == subject)
        )
        if not delete_result.rowcount:
            raise NotFound(f"no linked subject {subject!r}")
        end_sessions(connection, person_id)
        record_event(connection, person_id, "unlink identity", actor=actor)


def list_identities(
    database: ServerDatabase, person_id: str
) -> Sequence[OutsideIdentity]:
    """List the identities by which a person logs in."""
    table = schema.outside_identity
    query = select(table).where(table.c.person == person_id).order_by(table.c.subject)
    return [
        OutsideIdentity(row["issuer"], row["subject"])
        for row in database.read_rows(query)
    ]
