"""Segments of articles that have no translation yet, as units without a target.

Such a segment is in no unit; its place is in its article. Private to the store.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    exists,
    or_,
    select,
)

from tm.store import rows, schema
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit

version = schema.article_version
_place = schema.article_segment


def untranslated(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The query for segments that no unit covers, by article and position."""
    return _query().where(*conditions).order_by(version.c.article, _place.c.position)


def of_segments(
    connection: Connection, segments: Sequence[int]
) -> Iterator[tuple[int, TranslationUnit]]:
    """The same, for some segments only; the segment's number with each."""
    query = _query().where(_place.c.segment_id.in_(segments))
    query = query.order_by(version.c.article, _place.c.position)
    for row in connection.execute(query).mappings():
        yield row["segment_id"], untranslated_unit(row)


def untranslated_unit(row: RowMapping) -> TranslationUnit:
    """The unit without a target that a row is; its state is initial."""
    status = row["source_headline_status"]
    origin = Origin(
        article=row["article"],
        position=row["position"],
        kind=row["kind"],
        page_url=row["url"],
        source_url=row["source_url"],
        headline=row["headline"],
        source_headline=row["source_headline"],
        source_headline_status=HeadlineStatus(status) if status else None,
        publisher=row["publisher"],
        published=row["published"],
    )
    return TranslationUnit(rows.segment_of(row), None, State.INITIAL, origin)


def _query() -> Select[Any]:
    segment, article = schema.segment, schema.article
    return (
        select(
            version,
            _place.c.position,
            _place.c.kind,
            _place.c.segment_id,
            segment.c.text,
            segment.c.codes,
        )
        .join(article, article.c.version_id == version.c.id)
        .join(_place, _place.c.version_id == version.c.id)
        .join(segment, segment.c.id == _place.c.segment_id)
        .where(~_has_unit(), ~_is_original())
    )


def _has_unit() -> ColumnElement[bool]:
    """Whether a unit of its article holds the segment, alone or joined to others."""
    unit, origin = schema.unit, schema.origin
    joined = and_(
        unit.c.extent > 1,
        unit.c.position <= _place.c.position,
        _place.c.position < unit.c.position + unit.c.extent,
    )
    holds_it = or_(
        unit.c.source_id == _place.c.segment_id,
        unit.c.target_id == _place.c.segment_id,
    )
    return exists().where(
        origin.c.article == version.c.article,
        unit.c.origin_id == origin.c.id,
        unit.c.withheld.is_(None),
        or_(joined, holds_it),
    )


def _is_original() -> ColumnElement[bool]:
    """Whether the article is only kept as the original of another one."""
    translation = version.alias("translation")
    current = schema.article.alias("current")
    return exists().where(
        translation.c.source_article == version.c.article,
        current.c.version_id == translation.c.id,
    )
