"""Roles of people in memories and termbases: given, taken away, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from tm.errors import Conflict, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase
from web.people.account_events import end_sessions, record_event
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody has in a memory, or in one termbase of it."""

    person: str
    """Their random id."""
    name: str
    """The name of the person."""
    role: Role
    termbase: str | None = None
    """None for the whole memory."""


def list_held_roles(database: ServerDatabase, memory_name: str) -> Sequence[HeldRole]:
    """List who has a role in a memory or its termbases, by name."""
    grants, people = schema.role_grant, schema.person
    query = (
        select(grants, people.c.name)
        .join(people, people.c.id == grants.c.person)
        .where(grants.c.memory == memory_name)
        .order_by(people.c.name_key, grants.c.termbase)
    )
    return [
        HeldRole(
            *(row["person"], row["name"], Role(row["role"])), row["termbase"] or None
        )
        for row in database.read_rows(query)
    ]


def read_grants(connection: Connection, person_id: str) -> Sequence[RoleGrant]:
    """Read the roles of a person."""
    table = schema.role_grant
    query = (
        select(table)
        .where(table.c.person == person_id)
        .order_by(table.c.memory, table.c.termbase)
    )
    return [
        RoleGrant(row["memory"], Role(row["role"]), row["termbase"] or None)
        for row in connection.execute(query).mappings()
    ]


def grant_role(
    database: ServerDatabase,
    person_id: str,
    grant: RoleGrant,
    *,
    actor: str | None = None,
) -> None:
    """Give a role in place of the one that the person has there; sessions end.

    Raises Conflict.
    """
    with database.open_transaction(changes_people=True) as connection:
        write_grant(connection, person_id, grant, actor=actor)
        end_sessions(connection, person_id)


def write_grant(
    connection: Connection, person_id: str, grant: RoleGrant, *, actor: str | None
) -> None:
    """Store a role in place of the one that the person has there. Raises Conflict."""
    place = _delete_grant(connection, person_id, grant.memory, grant.termbase)
    row_values = {**place, "role": grant.role.value}
    connection.execute(insert(schema.role_grant).values(person=person_id, **row_values))
    require_administrator(connection)
    record_event(connection, person_id, "grant role", actor=actor, detail=row_values)


def revoke_role(
    database: ServerDatabase,
    person_id: str,
    memory_name: str,
    termbase_name: str | None = None,
    *,
    actor: str | None = None,
) -> None:
    """Take a role away, and what tokens may do with it; sessions end.

    Raises NotFound and Conflict.
    """
    with database.open_transaction(changes_people=True) as connection:
        place = _delete_grant(
            connection, person_id, memory_name, termbase_name, must_exist=True
        )
        require_administrator(connection)
        end_sessions(connection, person_id)
        record_event(connection, person_id, "revoke role", actor=actor, detail=place)


def _delete_grant(
    connection: Connection,
    person_id: str,
    memory_name: str,
    termbase_name: str | None,
    *,
    must_exist: bool = False,
) -> dict[str, str]:
    """Delete a role, and return the place where it was."""
    place = {"memory": memory_name, "termbase": termbase_name or ""}
    query = delete(schema.role_grant).filter_by(person=person_id, **place)
    if not connection.execute(query).rowcount and must_exist:
        raise NotFound(
            "the person has no role there; list the people to see their roles",
            next_step="list people",
        )
    return place


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
            "this would leave the server without an administrator; give somebody else "
            "that role first"
        )
