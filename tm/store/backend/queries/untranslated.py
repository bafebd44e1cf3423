"""Queries for segments of articles that have no translation yet."""

from collections.abc import Sequence

from tm.store.backend.sql import DatabaseReader, Row, format_id_list

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
"""Condition on a segment of an article: no unit of the article contains the segment,
alone or joined to others, and the article is not the original of another one."""

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


def read_untranslated_rows(
    reader: DatabaseReader, segment_ids: Sequence[int]
) -> Sequence[Row]:
    """Read untranslated segments with their article, by article and position."""
    return reader.read_records(_UNTRANSLATED_SQL.format(format_id_list(segment_ids)))
