"""Segments of articles that have no translation yet, as units without a target.

Such a segment is in no unit, only in its article. Private to the store.
"""

from collections.abc import Iterator, Sequence

from tm.store.backend.sql import Reader, format_id_list
from tm.store.rows.unit import read_untranslated_unit
from tm.unit import TranslationUnit

UNCOVERED_CONDITION = """
    NOT EXISTS (
        SELECT 1 FROM unit JOIN origin ON unit.origin_id = origin.id
        WHERE origin.article = article_version.article
        AND unit.withheld IS NULL
        AND (
            unit.source_id = article_segment.segment_id
            OR unit.target_id = article_segment.segment_id
            OR (
                unit.extent > 1
                AND unit.position <= article_segment.position
                AND article_segment.position < unit.position + unit.extent
            )
        )
    )
    AND NOT EXISTS (
        SELECT 1 FROM article_version AS translation
        JOIN article AS current ON current.version_id = translation.id
        WHERE translation.source_article = article_version.article
    )
"""
"""The condition on a place in an article that no unit of the article holds its segment,
alone or joined to others, and that the article is not only kept as the original of
another one."""

_UNTRANSLATED_SQL = f"""
    SELECT article_version.*, article_segment.position, article_segment.kind,
        article_segment.segment_id, segment.text, segment.codes
    FROM article_version
    JOIN article ON article.version_id = article_version.id
    JOIN article_segment ON article_segment.version_id = article_version.id
    JOIN segment ON segment.id = article_segment.segment_id
    WHERE article_segment.segment_id IN ({{}}) AND {UNCOVERED_CONDITION}
    ORDER BY article_version.article, article_segment.position
"""


def untranslated_units(
    reader: Reader, segment_ids: Sequence[int]
) -> Iterator[tuple[int, TranslationUnit]]:
    """Read untranslated segments as units, by article and position.

    Yields the id of the segment with each unit.
    """
    for row in reader.read_records(
        _UNTRANSLATED_SQL.format(format_id_list(segment_ids))
    ):
        yield row["segment_id"], read_untranslated_unit(row)
