"""Accounts: people, their roles, and what of them is exported or forgotten."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from tm.errors import Conflict, InputError, NotFound
from web.people import schema
from web.people.database import ServerDatabase, get_time
from web.people.random_secrets import hash_secret, make_id, make_secret
from web.people.rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role

_LINK_SECONDS = 3 * 24 * 3600
LONGEST_NAME = 100
_SECRET_TABLES = (
    *(schema.session, schema.token, schema.secret_link, schema.recovery_code),
    *(schema.passkey, schema.challenge, schema.outside_identity),
)
"""What a person logs in with; deleted when they are forgotten."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: str
    """Random; the author of their changes in every memory."""
    name: str | None
    """None when the person was forgotten."""
    is_disabled: bool
    roles: Sequence[RoleGrant] = field(default_factory=list)


def has_people(database: ServerDatabase) -> bool:
    """Whether a server has accounts, so that it answers nobody unknown."""
    with database.open_snapshot() as connection:
        return bool(connection.execute(select(schema.person.c.id).limit(1)).first())


def list_people(database: ServerDatabase) -> list[Person]:
    """List everybody who was not forgotten, by name."""
    query = (
        select(schema.person)
        .where(schema.person.c.name.is_not(None))
        .order_by(schema.person.c.name_key)
    )
    with database.open_snapshot() as connection:
        rows = connection.execute(query).mappings().all()
        return [_make_person(connection, row) for row in rows]


def find_person(database: ServerDatabase, name: str) -> Person:
    """Find a person by name or by id. Raises NotFound."""
    with database.open_snapshot() as connection:
        return read_person(connection, name)


def read_person(connection: Connection, name: str) -> Person:
    """Read a person by name or by id. Raises NotFound."""
    table = schema.person
    query = select(table).where(
        (table.c.name_key == make_name_key(name)) | (table.c.id == name)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"no person {name!r}; `padanan people list` lists them")
    return _make_person(connection, row)


def add_person(
    database: ServerDatabase,
    name: str,
    grants: Sequence[RoleGrant] = (),
    *,
    actor: str | None = None,
) -> tuple[Person, str]:
    """Add a person, who sets a password by a link; returns its secret, too.

    `actor`: the id of who adds them; None for the command line. Raises InputError and
    Conflict.
    """
    name = require_name(name)
    with database.open_transaction(changes_people=True) as connection:
        key = make_name_key(name)
        query = select(schema.person.c.id).where(schema.person.c.name_key == key)
        if connection.execute(query).first():
            raise Conflict(f"there is a person {name!r} already; give another name")
        person_id = write_person(connection, name, actor=actor)
        for grant in grants:
            _write_grant(connection, person_id, grant, actor)
        secret = write_link(connection, person_id, actor=actor)
        return read_person(connection, person_id), secret


def write_person(connection: Connection, name: str, *, actor: str | None) -> str:
    """Store a new person, of a name that nobody else has, and return their id."""
    person_id = make_id("p")
    connection.execute(
        insert(schema.person).values(
            id=person_id,
            name=name,
            name_key=make_name_key(name),
            is_disabled=False,
            created_at=get_time(),
        )
    )
    record_event(connection, person_id, "add", actor=actor)
    return person_id


def make_link(
    database: ServerDatabase, person: Person, *, actor: str | None = None
) -> str:
    """Make a link to set a password; earlier ones are no longer valid."""
    with database.open_transaction() as connection:
        return write_link(connection, person.id, actor=actor)


def write_link(connection: Connection, person_id: str, *, actor: str | None) -> str:
    """Replace the links of a person by a new one, and return its secret."""
    secret = make_secret()
    table = schema.secret_link
    connection.execute(delete(table).where(table.c.person == person_id))
    connection.execute(
        insert(table).values(
            hash=hash_secret(secret),
            person=person_id,
            expires_at=get_time() + _LINK_SECONDS,
        )
    )
    record_event(connection, person_id, "make link", actor=actor)
    return secret


def grant_role(
    database: ServerDatabase,
    person: Person,
    grant: RoleGrant,
    *,
    actor: str | None = None,
) -> None:
    """Give a role in place of the one that the person has there."""
    with database.open_transaction(changes_people=True) as connection:
        _write_grant(connection, person.id, grant, actor)
        end_sessions(connection, person.id)


def revoke_role(
    database: ServerDatabase,
    person: Person,
    memory: str,
    termbase: str | None = None,
    *,
    actor: str | None = None,
) -> None:
    """Take a role away, and what the person's tokens may do with it.

    Raises NotFound and Conflict.
    """
    table = schema.role_grant
    with database.open_transaction(changes_people=True) as connection:
        deleted = connection.execute(
            delete(table).where(
                table.c.person == person.id,
                table.c.memory == memory,
                table.c.termbase == (termbase or ""),
            )
        )
        if not deleted.rowcount:
            raise NotFound(
                f"{person.name} has no role there; see `padanan people list`"
            )
        require_administrator(connection)
        end_sessions(connection, person.id)
        detail = {"memory": memory, "termbase": termbase}
        record_event(connection, person.id, "revoke role", actor=actor, detail=detail)


def disable_person(
    database: ServerDatabase,
    person: Person,
    *,
    is_disabled: bool = True,
    actor: str | None = None,
) -> None:
    """Let a person no longer in, or in again. Raises Conflict."""
    with database.open_transaction(changes_people=True) as connection:
        connection.execute(
            update(schema.person)
            .where(schema.person.c.id == person.id)
            .values(is_disabled=is_disabled)
        )
        require_administrator(connection)
        end_sessions(connection, person.id)
        table = schema.secret_link
        connection.execute(delete(table).where(table.c.person == person.id))
        action = "disable" if is_disabled else "enable"
        record_event(connection, person.id, action, actor=actor)


def export_person(database: ServerDatabase, person: Person) -> Mapping[str, object]:
    """Export all that the server knows of a person, except secrets and their hashes.

    Their changes are in the history of each memory, under their id.
    """
    with database.open_snapshot() as connection:

        def read_rows(table_name: str, *names: str) -> list[dict[str, object]]:
            table = schema.metadata.tables[table_name]
            query = select(*(table.c[name] for name in names)).where(
                table.c.person == person.id
            )
            return [dict(row) for row in connection.execute(query).mappings()]

        return {
            "id": person.id,
            "name": person.name,
            "is_disabled": person.is_disabled,
            "roles": read_rows("role_grant", "memory", "termbase", "role"),
            "tokens": read_rows(
                *("token", "id", "name", "role", "memories"),
                *("created_at", "expires_at"),
            ),
            "sessions": read_rows("session", "created_at", "expires_at"),
            "passkeys": read_rows("passkey", "id", "name", "created_at"),
            "outside_identities": read_rows("outside_identity", "issuer", "subject"),
            "suggestions": read_rows(
                *("suggestion", "id", "memory", "source_text", "target_text"),
                *("note", "state", "created_at"),
            ),
            "events": read_rows("account_event", "at", "action", "detail"),
        }


def forget_person(
    database: ServerDatabase, person: Person, *, actor: str | None = None
) -> None:
    """Delete the name of a person, and all that they log in with. Raises Conflict.

    Their id stays in the history of the memories, where it says no longer who it was.
    """
    with database.open_transaction(changes_people=True) as connection:
        for table in (*_SECRET_TABLES, schema.role_grant):
            connection.execute(delete(table).where(table.c.person == person.id))
        connection.execute(
            update(schema.person)
            .where(schema.person.c.id == person.id)
            .values(name=None, name_key=None, password_hash=None, is_disabled=True)
        )
        require_administrator(connection)
        record_event(connection, person.id, "forget", actor=actor)


def record_event(
    connection: Connection,
    person_id: str,
    action: str,
    *,
    actor: str | None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record who did what to an account."""
    connection.execute(
        insert(schema.account_event).values(
            at=get_time(),
            actor=actor,
            person=person_id,
            action=action,
            detail=json.dumps(detail or {}, ensure_ascii=False),
        )
    )


def end_sessions(connection: Connection, person_id: str) -> None:
    """End all sessions of a person, and logins that have begun."""
    for table in (schema.session, schema.challenge):
        connection.execute(delete(table).where(table.c.person == person_id))


def require_administrator(connection: Connection) -> None:
    """Raise Conflict if nobody could administer the server any more."""
    grants, people = schema.role_grant, schema.person
    query = (
        select(func.count())
        .select_from(grants.join(people, people.c.id == grants.c.person))
        .where(
            grants.c.memory == EVERY_MEMORY,
            grants.c.role == Role.ADMINISTRATOR.value,
            people.c.is_disabled.is_(False),
        )
    )
    if not connection.execute(query).scalar():
        raise Conflict(
            "nobody would administer the server then; give somebody else the role of "
            "an administrator first"
        )


def require_name(name: str) -> str:
    """Return a name as it is stored. Raises InputError."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"a name has 1 to {LONGEST_NAME} characters")
    if not name.isprintable():
        raise InputError("a name has no control characters")
    return name


def make_name_key(name: str) -> str:
    """Make the form of a name in which no two people are alike.

    >>> make_name_key(" SITI ")
    'siti'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _make_person(connection: Connection, row: RowMapping) -> Person:
    table = schema.role_grant
    query = (
        select(table)
        .where(table.c.person == row["id"])
        .order_by(table.c.memory, table.c.termbase)
    )
    grants = [
        RoleGrant(grant["memory"], Role(grant["role"]), grant["termbase"] or None)
        for grant in connection.execute(query).mappings()
    ]
    return Person(row["id"], row["name"], bool(row["is_disabled"]), grants)


def _write_grant(
    connection: Connection, person_id: str, grant: RoleGrant, actor: str | None
) -> None:
    table = schema.role_grant
    place = {"memory": grant.memory, "termbase": grant.termbase or ""}
    connection.execute(
        delete(table).where(
            table.c.person == person_id,
            table.c.memory == place["memory"],
            table.c.termbase == place["termbase"],
        )
    )
    connection.execute(
        insert(table).values(person=person_id, role=grant.role.value, **place)
    )
    require_administrator(connection)
    detail = place | {"role": grant.role.value}
    record_event(connection, person_id, "grant role", actor=actor, detail=detail)
