"""What the first step of a login leaves for the second: kept shortly, read once."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.access_errors import Unauthorized
from web.people.random_secrets import hash_secret, make_secret

_CHALLENGE_VALIDITY_SECONDS = 10 * 60


def write_challenge(
    database: ServerDatabase,
    purpose: str,
    content: Mapping[str, object],
    *,
    person_id: str | None = None,
) -> str:
    """Store what a second step will need, and return the secret that it is read by."""
    table, now = schema.challenge, get_time()
    secret = make_secret()
    with database.open_transaction() as connection:
        connection.execute(delete(table).where(table.c.expires_at <= now))
        connection.execute(
            insert(table).values(
                hash=hash_secret(secret),
                purpose=purpose,
                person=person_id,
                content=json.dumps(content),
                expires_at=now + _CHALLENGE_VALIDITY_SECONDS,
            )
        )
    return secret


def take_challenge(
    database: ServerDatabase, purpose: str, secret: str
) -> tuple[str | None, dict[str, Any]]:
    """Read what a first step stored, once: the person's id, and the content.

    Raises Unauthorized.
    """
    table = schema.challenge
    condition = (
        (table.c.hash == hash_secret(secret))
        & (table.c.purpose == purpose)
        & (table.c.expires_at > get_time())
    )
    with database.open_transaction() as connection:
        row = connection.execute(select(table).where(condition)).mappings().first()
        if row is not None:
            connection.execute(delete(table).where(table.c.hash == row["hash"]))
    if row is None:
        raise Unauthorized("this took too long, or was done already; log in again")
    return row["person"], json.loads(row["content"])
