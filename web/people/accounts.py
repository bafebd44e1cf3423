"""Accounts of people: names, links to set a password, and who is let in."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from tm.errors import Conflict, InputError, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.account_events import end_sessions, record_event
from web.people.caller_rights import RoleGrant
from web.people.random_secrets import hash_secret, make_id, make_secret
from web.people.role_grants import read_grants, require_administrator, write_grant

_LINK_VALIDITY_SECONDS = 3 * 24 * 3600
MAX_NAME_LENGTH = 100


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
    return database.read_row(select(schema.person.c.id).limit(1)) is not None


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
    # The id first: a person may choose a name that is the id of another.
    for condition in (table.c.id == name, table.c.name_key == make_name_key(name)):
        row = connection.execute(select(table).where(condition)).mappings().first()
        if row is not None:
            return _make_person(connection, row)
    raise NotFound(
        f"no person {name!r}; list the people to see their names",
        next_step="list people",
    )


def find_name(database: ServerDatabase, person_id: str) -> str | None:
    """Find the name of the person with an id; None if there is none, or no longer."""
    row = database.read_row(
        select(schema.person.c.name).where(schema.person.c.id == person_id)
    )
    return None if row is None else row["name"]


def find_author(database: ServerDatabase, name: str) -> str:
    """Find by what the changes of a person are signed: their id, or the name itself."""
    try:
        return find_person(database, name).id
    except NotFound:
        return name


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
    name = normalise_person_name(name)
    with database.open_transaction(changes_people=True) as connection:
        name_key = make_name_key(name)
        query = select(schema.person.c.id).where(schema.person.c.name_key == name_key)
        if connection.execute(query).first():
            raise Conflict(f"there is a person {name!r} already; give another name")
        person_id = write_person(connection, name, actor=actor)
        for grant in grants:
            write_grant(connection, person_id, grant, actor=actor)
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
            expires_at=get_time() + _LINK_VALIDITY_SECONDS,
        )
    )
    record_event(connection, person_id, "make link", actor=actor)
    return secret


def disable_person(
    database: ServerDatabase,
    person: Person,
    *,
    is_disabled: bool = True,
    actor: str | None = None,
) -> None:
    """Bar a person, or let them in again. Raises Conflict."""
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


def normalise_person_name(name: str) -> str:
    """Return a name as it is stored. Raises InputError."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or len(name) > MAX_NAME_LENGTH:
        raise InputError(f"a name has 1 to {MAX_NAME_LENGTH} characters")
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
    grants = read_grants(connection, row["id"])
    return Person(row["id"], row["name"], bool(row["is_disabled"]), grants)
