"""The rows of the segments of drafts: read, and saved by whoever types in them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, or_, select, update

from tm.errors import NotFound, VersionConflict
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import State
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.drafts.draft import Draft, DraftSegment
from web.drafts.size import verify_draft_size

_drafts, _segments = schema.draft, schema.draft_segment
_VERSION_PATTERN = re.compile("[0-9a-f]{32}")
_ANY_LOCALE = Locale("und")


@dataclass(frozen=True, slots=True)
class SegmentEdit:
    """What somebody typed for a segment of a draft."""

    number: int
    target_text: str
    state: State
    version: str | None = None
    """The version that was read; None if it does not matter."""


def read_segments(
    database: ServerDatabase,
    draft: Draft,
    *,
    first_segment_number: int = 1,
    limit: int | None = None,
) -> Sequence[DraftSegment]:
    """Read segments of a draft in their order, from a number on."""
    query = (
        select(_segments)
        .where(
            _segments.c.draft == draft.id, _segments.c.number >= first_segment_number
        )
        .order_by(_segments.c.number)
        .limit(limit)
    )
    return list(map(_make_segment, database.read_rows(query)))


def read_segment(database: ServerDatabase, draft: Draft, number: int) -> DraftSegment:
    """Read a segment of a draft. Raises NotFound."""
    query = select(_segments).where(
        _segments.c.draft == draft.id, _segments.c.number == number
    )
    row = database.read_row(query)
    if row is None:
        raise NotFound(f"draft {draft.id} has no segment {number}")
    return _make_segment(row)


def find_unfinished(
    database: ServerDatabase, draft: Draft, *, previous_segment_number: int = 0
) -> int | None:
    """Find the next segment that is not translated yet, from the end on again."""
    query = (
        select(_segments.c.number)
        .where(
            _segments.c.draft == draft.id,
            or_(
                _segments.c.target_text == "",
                _segments.c.state == State.INITIAL.value,
            ),
        )
        .order_by((_segments.c.number <= previous_segment_number), _segments.c.number)
        .limit(1)
    )
    row = database.read_row(query)
    return None if row is None else int(row["number"])


def save_segment(
    database: ServerDatabase,
    draft: Draft,
    edit: SegmentEdit,
    *,
    person_id: str | None,
    max_bytes: int,
) -> DraftSegment:
    """Save what was typed, if the segment has the version that was read.

    Who sends the same again, since an answer was lost, is told that it is saved.
    Raises NotFound, VersionConflict, and Refusal where the draft gets more bytes than
    `max_bytes`.
    """
    now = get_time()
    condition = (_segments.c.draft == draft.id) & (_segments.c.number == edit.number)
    if edit.version is not None:
        condition &= _segments.c.version == _parse_version(edit.version)
    with database.open_transaction() as connection:
        update_result = connection.execute(
            update(_segments)
            .where(condition)
            .values(
                target_text=edit.target_text,
                state=edit.state.value,
                version=_segments.c.version + 1,
                changed_by=person_id,
                changed_at=now,
            )
        )
        if update_result.rowcount:
            connection.execute(
                update(_drafts).where(_drafts.c.id == draft.id).values(changed_at=now)
            )
        if edit.target_text:  # a text can always be removed
            verify_draft_size(connection, draft.id, max_bytes)
    segment = read_segment(database, draft, edit.number)
    is_saved_already = (segment.target_text, segment.state) == (
        edit.target_text,
        edit.state,
    )
    if update_result.rowcount or is_saved_already:
        return segment
    raise VersionConflict(
        f"segment {segment.number} was saved by someone else in the meantime; "
        "nothing stored",
        segment,
    )


def read_sources(database: ServerDatabase, draft: Draft) -> Sequence[Segment]:
    """Read the source segments of a draft in their order, with their codes."""
    query = (
        select(_segments.c.source_text, _segments.c.source_codes)
        .where(_segments.c.draft == draft.id)
        .order_by(_segments.c.number)
    )
    locale = Locale.parse(draft.source_locale)
    return [_make_source(row, locale) for row in database.read_rows(query)]


def _make_source(row: RowMapping, locale: Locale) -> Segment:
    codes = tuple(Code(*code_values) for code_values in json.loads(row["source_codes"]))
    return Segment(locale, row["source_text"], codes)


def _parse_version(version: str) -> int:
    """Parse a version as segments have it; -1 for any other text."""
    version_number = int(version, 16) if _VERSION_PATTERN.fullmatch(version) else -1
    return version_number if version_number < 2**31 else -1


def _make_segment(row: RowMapping) -> DraftSegment:
    source = _make_source(row, _ANY_LOCALE)
    return DraftSegment(
        row["number"],
        source.display_text,
        [code.data for code in source.codes],
        row["target_text"],
        State(row["state"]),
        bool(row["begins_paragraph"]),
        f"{row['version']:032x}",
        row["changed_by"],
        row["changed_at"],
    )
