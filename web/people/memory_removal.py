"""What the server's own database says of a memory that is removed."""

import json

from sqlalchemy import delete, select, update

from web.people import schema
from web.people.account_events import record_event
from web.people.database import ServerDatabase


def forget_memory(
    database: ServerDatabase, memory: str, *, actor: str | None = None
) -> None:
    """Delete roles, jobs and suggestions in a memory, and what tokens may do there.

    A later memory of the same name has nothing of it.
    """
    grants, tokens = schema.role_grant, schema.token
    jobs, parts = schema.job, schema.job_part
    with database.open_transaction(changes_people=True) as connection:
        people = select(grants.c.person).where(grants.c.memory == memory).distinct()
        for person_id in connection.execute(people).scalars().all():
            detail = {"memory": memory, "removed": True}
            record_event(
                connection, person_id, "revoke role", actor=actor, detail=detail
            )
        connection.execute(delete(grants).where(grants.c.memory == memory))
        for token in connection.execute(select(tokens)).mappings().all():
            memories = json.loads(token["memories"])
            if memory not in memories:
                continue
            memories.remove(memory)
            is_same = tokens.c.id == token["id"]
            if not memories:
                connection.execute(delete(tokens).where(is_same))
                continue
            content = json.dumps(memories, ensure_ascii=False)
            connection.execute(update(tokens).where(is_same).values(memories=content))
        job_ids = select(jobs.c.id).where(jobs.c.memory == memory)
        connection.execute(delete(parts).where(parts.c.job.in_(job_ids)))
        for table in (jobs, schema.suggestion):
            connection.execute(delete(table).where(table.c.memory == memory))
