"""Numbers of segments, units and articles in a database."""

from collections.abc import Sequence
from typing import NamedTuple

from tm.store.backend.sql import DatabaseReader, split_into_batches

_SEGMENT_COUNTS_SQL = (
    "SELECT locale, count(*) FROM segment GROUP BY locale ORDER BY locale"
)
# Sorting the ids once takes less than half the time of searching for each segment.
_USED_SEGMENT_COUNTS_SQL = """
    SELECT locale, count(*)
    FROM segment
    WHERE id IN (
        SELECT source_id FROM unit WHERE withheld IS NULL
        UNION
        SELECT target_id FROM unit WHERE withheld IS NULL
        UNION
        SELECT segment_id
        FROM article_segment
        JOIN article ON article.version_id = article_segment.version_id
    )
    GROUP BY locale
    ORDER BY locale
"""
_UNIT_COUNTS_SQL = """
    SELECT source.locale, target.locale, count(*)
    FROM unit
    JOIN segment AS source ON source.id = unit.source_id
    JOIN segment AS target ON target.id = unit.target_id
    WHERE unit.withheld IS NULL
    GROUP BY source.locale, target.locale
    ORDER BY source.locale, target.locale
"""
# One step through the index for each locale, however many segments it has.
_LOCALES_SQL = """
    WITH RECURSIVE tag(locale) AS (
        SELECT min(locale) FROM segment
        UNION ALL
        SELECT (SELECT min(locale) FROM segment WHERE locale > tag.locale)
        FROM tag
        WHERE tag.locale IS NOT NULL
    )
    SELECT locale FROM tag WHERE locale IS NOT NULL ORDER BY locale
"""
# Of one article, its few units are found by the index of origins.
_ARTICLE_UNIT_COUNTS_SQL = """
    SELECT origin.article, unit.withheld, count(*)
    FROM origin
    JOIN unit ON unit.origin_id = origin.id
    WHERE origin.article IN ({placeholders})
    AND (unit.withheld IS NULL OR unit.withheld = 'review')
    GROUP BY origin.article, unit.withheld
"""
_WAITING_COUNT_SQL = "SELECT count(*) FROM unit WHERE withheld = 'review'"
_ARTICLE_COUNT_SQL = "SELECT count(*) FROM article WHERE version_id IS NOT NULL"


def list_locale_tags(reader: DatabaseReader) -> list[str]:
    """List the locales of the segments, in use or not."""
    return [locale_tag for (locale_tag,) in reader.read_rows(_LOCALES_SQL)]


def count_segments(reader: DatabaseReader) -> dict[str, int]:
    """Count the segments by locale, in use or not."""
    return {
        locale_tag: count for locale_tag, count in reader.read_rows(_SEGMENT_COUNTS_SQL)
    }


def count_used_segments(reader: DatabaseReader) -> dict[str, int]:
    """Count the segments by locale that units in use or current articles have.

    The others were replaced, removed or undone.
    """
    return {
        locale_tag: count
        for locale_tag, count in reader.read_rows(_USED_SEGMENT_COUNTS_SQL)
    }


def count_units(reader: DatabaseReader) -> dict[tuple[str, str], int]:
    """Count the units in use by source and target locale."""
    return {
        (source_tag, target_tag): count
        for source_tag, target_tag, count in reader.read_rows(_UNIT_COUNTS_SQL)
    }


def count_articles(reader: DatabaseReader) -> int:
    """Count the articles, each once however many versions it has."""
    [(article_count,)] = reader.read_rows(_ARTICLE_COUNT_SQL)
    return int(article_count)


class ArticleUnitCounts(NamedTuple):
    """How many units an article has."""

    used_count: int = 0
    waiting_count: int = 0
    """Those that wait for review."""


def count_article_units(
    reader: DatabaseReader, article_keys: Sequence[str]
) -> dict[str, ArticleUnitCounts]:
    """Count the units of articles, in use and waiting; leave out those without any."""
    used_counts: dict[str, int] = {}
    waiting_counts: dict[str, int] = {}
    for key_batch in split_into_batches(article_keys):
        parameter_names = [f"key{index}" for index in range(len(key_batch))]
        query = _ARTICLE_UNIT_COUNTS_SQL.format(
            placeholders=", ".join(
                f":{parameter_name}" for parameter_name in parameter_names
            )
        )
        count_rows = reader.read_rows(
            query, **dict(zip(parameter_names, key_batch, strict=True))
        )
        for article_key, withheld, count in count_rows:
            counts = used_counts if withheld is None else waiting_counts
            counts[article_key] = count
    return {
        article_key: ArticleUnitCounts(
            used_counts.get(article_key, 0), waiting_counts.get(article_key, 0)
        )
        for article_key in {**used_counts, **waiting_counts}
    }


def count_waiting_units(reader: DatabaseReader) -> int:
    """Count the units that wait for review."""
    [(waiting_count,)] = reader.read_rows(_WAITING_COUNT_SQL)
    return int(waiting_count)
