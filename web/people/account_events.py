"""What happens to an account: who did it, and which sessions it ends."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert

from web.database import schema
from web.database.server_database import get_time


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
