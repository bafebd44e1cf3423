"""Tokens, by which programs of a person use the server."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from tm.errors import InputError, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.account_events import record_event
from web.people.accounts import Person
from web.people.caller_rights import EVERY_MEMORY, Rights
from web.people.random_secrets import hash_secret, make_id, make_token_secret
from web.people.role import Role

_SECONDS_PER_DAY = 24 * 3600
MAX_TOKEN_DAYS = 366


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What is known of a token; its secret was shown once."""

    id: str
    name: str
    role: Role
    """The highest role that it may use, whatever the person's is."""
    memories: Sequence[str]
    created_at: int
    expires_at: int


def create_token(
    database: ServerDatabase,
    person: Person,
    name: str,
    *,
    role: Role,
    memories: Collection[str],
    days: int,
    actor: str | None = None,
) -> tuple[AccessToken, str]:
    """Create a token for some memories, and return its secret, too.

    It never grows with its person: what they may read later is not read by it. Raises
    InputError.
    """
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise InputError(f"a token is valid for 1 to {MAX_TOKEN_DAYS} days")
    if not memories:
        raise InputError("name the memories that the token is for")
    rights = Rights.make(person.roles)
    for memory in memories:
        person_role = rights.find_role(memory)
        if memory == EVERY_MEMORY or person_role is None:
            raise NotFound(f"no memory {memory!r} that {person.name} may read")
        if not person_role.includes(role):
            raise InputError(
                f"{person.name} is {person_role} in {memory}, so that the token cannot "
                f"be {role} there"
            )
    now = get_time()
    secret = make_token_secret()
    token = AccessToken(
        make_id("t"),
        name,
        role,
        sorted(set(memories)),
        now,
        now + days * _SECONDS_PER_DAY,
    )
    with database.open_transaction(changes_people=True) as connection:
        connection.execute(
            insert(schema.token).values(
                id=token.id,
                hash=hash_secret(secret),
                person=person.id,
                name=name,
                role=role.value,
                memories=json.dumps(token.memories, ensure_ascii=False),
                created_at=now,
                expires_at=token.expires_at,
            )
        )
        detail = {"id": token.id, "role": role.value, "memories": token.memories}
        record_event(connection, person.id, "create token", actor=actor, detail=detail)
    return token, secret


def list_tokens(database: ServerDatabase, person: Person) -> list[AccessToken]:
    """List the tokens of a person, the latest first."""
    table = schema.token
    query = (
        select(table)
        .where(table.c.person == person.id)
        .order_by(table.c.created_at.desc(), table.c.id)
    )
    return [
        AccessToken(
            *(row["id"], row["name"], Role(row["role"]), json.loads(row["memories"])),
            *(row["created_at"], row["expires_at"]),
        )
        for row in database.read_rows(query)
    ]


def revoke_token(
    database: ServerDatabase,
    person: Person,
    token_id: str,
    *,
    actor: str | None = None,
) -> None:
    """Revoke a token of a person at once. Raises NotFound, also for another's."""
    with database.open_transaction(changes_people=True) as connection:
        table = schema.token
        delete_result = connection.execute(
            delete(table).where(table.c.id == token_id, table.c.person == person.id)
        )
        if not delete_result.rowcount:
            raise NotFound(f"no token {token_id!r}")
        detail = {"id": token_id}
        record_event(connection, person.id, "revoke token", actor=actor, detail=detail)


def revoke_all_tokens(connection: Connection, person_id: str) -> None:
    """Revoke all tokens of a person."""
    connection.execute(delete(schema.token).where(schema.token.c.person == person_id))
