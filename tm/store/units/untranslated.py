"""Queries for untranslated segments of articles; private to the store."""

from typing import Any

from sqlalchemy import Select, select, text

from tm.store import schema
from tm.store.backend.queries.untranslated import UNCOVERED_CONDITION
from tm.store.units.filter import UnitFilter, make_article_conditions
from tm.unit import TranslationUnit


def select_untranslated(unit_filter: UnitFilter) -> Select[Any]:
    """Select the untranslated segments of articles that meet a filter, in order."""
    version_table, article_segment_table = (
        schema.article_version,
        schema.article_segment,
    )
    segment_table, article_table = schema.segment, schema.article
    return (
        select(
            version_table,
            article_segment_table.c.position,
            article_segment_table.c.kind,
            article_segment_table.c.segment_id,
            segment_table.c.text,
            segment_table.c.codes,
        )
        .join(article_table, article_table.c.version_id == version_table.c.id)
        .join(
            article_segment_table,
            article_segment_table.c.version_id == version_table.c.id,
        )
        .join(segment_table, segment_table.c.id == article_segment_table.c.segment_id)
        .where(*make_article_conditions(unit_filter), text(UNCOVERED_CONDITION))
        .order_by(version_table.c.article, article_segment_table.c.position)
    )


def find_article_position(unit: TranslationUnit) -> tuple[str, int]:
    """Find the article and position of a unit, by which units are ordered."""
    return unit.origin.article or "", unit.origin.position or 0
