"""The rows of drafts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    case,
    delete,
    func,
    insert,
    or_,
    select,
)

from tm.errors import Conflict, NotFound
from tm.unit import State
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.drafts.draft import EMPTY, Draft, DraftContent, NewDraft, NewSegment
from web.drafts.size import verify_draft_size
from web.people.random_secrets import make_id

_MAX_DRAFTS = 200
"""Drafts of one person in a memory."""
_MAX_LISTED_DRAFTS = 500
_drafts, _segments = schema.draft, schema.draft_segment


def create_draft(
    database: ServerDatabase,
    memory_name: str,
    draft: NewDraft,
    segments: Sequence[NewSegment],
    *,
    person_id: str | None,
    max_bytes: int,
) -> Draft:
    """Store a new draft. Raises Refusal where it is too large.

    Raises Conflict where the person has too many.
    """
    draft_id, now = make_id("d"), get_time()
    count_query = select(func.count()).where(
        _drafts.c.memory == memory_name, _belongs_to(person_id)
    )
    with database.open_transaction() as connection:
        if (connection.execute(count_query).scalar() or 0) >= _MAX_DRAFTS:
            raise Conflict(f"you have {_MAX_DRAFTS} drafts; remove one that is done")
        connection.execute(
            insert(_drafts).values(
                id=draft_id,
                memory=memory_name,
                person=person_id,
                is_shared=draft.is_shared,
                title=draft.title,
                source_locale=draft.source_locale,
                target_locale=draft.target_locale,
                origin=draft.origin,
                file_name=draft.content.file_name,
                format=draft.content.format,
                content=draft.content.content,
                created_at=now,
                changed_at=now,
            )
        )
        connection.execute(
            insert(_segments),
            [
                {
                    "draft": draft_id,
                    "number": number,
                    "source_text": segment.source.text,
                    "source_codes": json.dumps(
                        [astuple(code) for code in segment.source.codes]
                    ),
                    "target_text": segment.target_text,
                    "state": _choose_state(segment),
                    "begins_paragraph": segment.begins_paragraph,
                    "version": 0,
                }
                for number, segment in enumerate(segments, 1)
            ],
        )
        verify_draft_size(connection, draft_id, max_bytes)
    return read_draft(database, memory_name, draft_id, person_id=person_id)


def read_draft(
    database: ServerDatabase, memory_name: str, draft_id: str, *, person_id: str | None
) -> Draft:
    """Read a draft that a person may open. Raises NotFound."""
    has_id = _drafts.c.id == draft_id
    drafts = _read_drafts(
        database, has_id, _drafts.c.memory == memory_name, _is_open_to(person_id)
    )
    if not drafts:
        raise NotFound(f"no draft {draft_id!r}; GET /api/v1/drafts lists yours")
    return drafts[0]


def list_drafts(
    database: ServerDatabase, memory_name: str, *, person_id: str | None
) -> Sequence[Draft]:
    """List the drafts that a person may open, the latest changed first."""
    return _read_drafts(
        database, _drafts.c.memory == memory_name, _is_open_to(person_id)
    )


def read_content(database: ServerDatabase, draft: Draft) -> DraftContent:
    """Read the file that a draft translates."""
    columns = _drafts.c.file_name, _drafts.c.format, _drafts.c.content
    row = database.read_row(select(*columns).where(_drafts.c.id == draft.id))
    if row is None:
        raise NotFound(f"draft {draft.id} was removed meanwhile")
    return DraftContent(row["file_name"], row["format"], bytes(row["content"]))


def remove_draft(database: ServerDatabase, draft: Draft) -> None:
    """Remove a draft with its segments."""
    with database.open_transaction() as connection:
        is_of_draft = _segments.c.draft == draft.id
        connection.execute(delete(_segments).where(is_of_draft))
        connection.execute(delete(_drafts).where(_drafts.c.id == draft.id))


def _choose_state(segment: NewSegment) -> str:
    has_target = bool(segment.target_text.strip())
    return (State.TRANSLATED if has_target else State.INITIAL).value


def _belongs_to(person_id: str | None) -> ColumnElement[bool]:
    column = _drafts.c.person
    return column.is_(None) if person_id is None else column == person_id


def _is_open_to(person_id: str | None) -> ColumnElement[bool]:
    """Whether a person may open a draft: their own, or one that its owner shares."""
    return or_(_belongs_to(person_id), _drafts.c.is_shared.is_(True))


def _read_drafts(
    database: ServerDatabase, *conditions: ColumnElement[bool]
) -> Sequence[Draft]:
    """Read drafts with the counts of their segments, without their files."""
    query = (
        select(*(column for column in _drafts.c if column.name != "content"))
        .where(*conditions)
        .order_by(_drafts.c.changed_at.desc(), _drafts.c.title, _drafts.c.id)
        .limit(_MAX_LISTED_DRAFTS)
    )
    counted_state = case(
        (_segments.c.target_text == "", EMPTY), else_=_segments.c.state
    )
    with database.open_snapshot() as connection:
        rows = connection.execute(query).mappings().all()
        count_rows = connection.execute(
            select(_segments.c.draft, counted_state, func.count())
            .where(_segments.c.draft.in_([row["id"] for row in rows]))
            .group_by(_segments.c.draft, counted_state)
        ).all()
    count_by_state_by_draft_id: dict[str, dict[str, int]] = {}
    for draft_id, state_name, segment_count in count_rows:
        count_by_state_by_draft_id.setdefault(draft_id, {})[state_name] = segment_count
    return [
        _make_draft(row, count_by_state_by_draft_id.get(row["id"], {})) for row in rows
    ]


def _make_draft(row: RowMapping, count_by_state: Mapping[str, int]) -> Draft:
    return Draft(
        row["id"],
        row["title"],
        row["source_locale"],
        row["target_locale"],
        row["origin"],
        row["file_name"],
        bool(row["is_shared"]),
        row["person"],
        row["created_at"],
        row["changed_at"],
        sum(count_by_state.values()),
        count_by_state,
    )
