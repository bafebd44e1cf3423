"""All that the server knows of a person or in a memory: exported, or forgotten."""

import json
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, delete, select, update

from web.database import schema
from web.database.server_database import ServerDatabase
from web.people.account_events import record_event
from web.people.accounts import Person
from web.people.role_grants import require_administrator

_SECRET_TABLES = (
    *(schema.session, schema.token, schema.secret_link, schema.recovery_code),
    *(schema.passkey, schema.challenge, schema.outside_identity),
)
"""What a person logs in with; deleted when they are forgotten."""
_EXPORTED_COLUMNS = {
    "roles": (schema.role_grant, "memory termbase role"),
    "tokens": (schema.token, "id name role memories created_at expires_at"),
    "sessions": (schema.session, "created_at expires_at"),
    "passkeys": (schema.passkey, "id name created_at"),
    "outside_identities": (schema.outside_identity, "issuer subject"),
    "suggestions": (
        schema.suggestion,
        "id memory source_text target_text note state created_at",
    ),
    "jobs": (schema.job, "id memory kind state file_name created_at ended_at"),
    "critical_findings": (schema.critical_finding, "memory fingerprint marked_at"),
    "drafts": (
        schema.draft,
        "id memory title source_locale target_locale origin created_at changed_at",
    ),
    "events": (schema.account_event, "at action detail"),
}


def export_person(database: ServerDatabase, person: Person) -> Mapping[str, object]:
    """Export all that the server knows of a person, except secrets and their hashes.

    Their changes are in the history of each memory, under their id.
    """
    exported_values: dict[str, object] = {
        "id": person.id,
        "name": person.name,
        "is_disabled": person.is_disabled,
    }
    with database.open_snapshot() as connection:
        for export_name, (table, column_names) in _EXPORTED_COLUMNS.items():
            columns = (table.c[column_name] for column_name in column_names.split())
            query = select(*columns).where(table.c.person == person.id)
            exported_values[export_name] = [
                dict(row) for row in connection.execute(query).mappings()
            ]
        segments = schema.draft_segment
        segment_columns = segments.c.draft, segments.c.number, segments.c.target_text
        query = select(*segment_columns).where(segments.c.changed_by == person.id)
        exported_values["draft_segments"] = [
            dict(row) for row in connection.execute(query).mappings()
        ]
    return exported_values


def forget_person(
    database: ServerDatabase, person: Person, *, actor: str | None = None
) -> None:
    """Delete the name of a person, their drafts, and all that they log in with.

    Raises Conflict. Their id stays in the history of the memories, where it says no
    longer who it was.
    """
    with database.open_erasure() as connection:
        for table in (*_SECRET_TABLES, schema.role_grant):
            connection.execute(delete(table).where(table.c.person == person.id))
        _delete_drafts(connection, schema.draft.c.person == person.id)
        connection.execute(
            update(schema.person)
            .where(schema.person.c.id == person.id)
            .values(name=None, name_key=None, password_hash=None, is_disabled=True)
        )
        require_administrator(connection)
        record_event(connection, person.id, "forget", actor=actor)


def forget_memory(
    database: ServerDatabase, memory_name: str, *, actor: str | None = None
) -> None:
    """Delete roles, jobs, drafts, suggestions and marks in a memory; tokens lose it.

    A later memory of the same name has nothing of it.
    """
    grants, tokens = schema.role_grant, schema.token
    jobs, part_table = schema.job, schema.job_part
    with database.open_transaction(changes_people=True) as connection:
        people = (
            select(grants.c.person).where(grants.c.memory == memory_name).distinct()
        )
        for person_id in connection.execute(people).scalars().all():
            detail = {"memory": memory_name, "removed": True}
            record_event(
                connection, person_id, "revoke role", actor=actor, detail=detail
            )
        connection.execute(delete(grants).where(grants.c.memory == memory_name))
        for token in connection.execute(select(tokens)).mappings().all():
            memories = json.loads(token["memories"])
            if memory_name not in memories:
                continue
            memories.remove(memory_name)
            is_same = tokens.c.id == token["id"]
            if not memories:
                connection.execute(delete(tokens).where(is_same))
                continue
            content = json.dumps(memories, ensure_ascii=False)
            connection.execute(update(tokens).where(is_same).values(memories=content))
        job_ids = select(jobs.c.id).where(jobs.c.memory == memory_name)
        connection.execute(delete(part_table).where(part_table.c.job.in_(job_ids)))
        _delete_drafts(connection, schema.draft.c.memory == memory_name)
        for table in (jobs, schema.suggestion, schema.critical_finding):
            connection.execute(delete(table).where(table.c.memory == memory_name))


def _delete_drafts(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Delete drafts with their segments."""
    drafts, segments = schema.draft, schema.draft_segment
    draft_ids = select(drafts.c.id).where(condition)
    connection.execute(delete(segments).where(segments.c.draft.in_(draft_ids)))
    connection.execute(delete(drafts).where(condition))
