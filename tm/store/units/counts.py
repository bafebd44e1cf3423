"""How much a database holds, counted by plain SQL."""

from tm.store.backend.sql import Reader

_SEGMENTS = "SELECT locale, count(*) FROM segment GROUP BY locale ORDER BY locale"
# A set that is sorted once takes less than half of what a look for each segment takes.
_SEGMENTS_IN_USE = """
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
_UNITS = """
    SELECT source.locale, target.locale, count(*)
    FROM unit
    JOIN segment AS source ON source.id = unit.source_id
    JOIN segment AS target ON target.id = unit.target_id
    WHERE unit.withheld IS NULL
    GROUP BY source.locale, target.locale
    ORDER BY source.locale, target.locale
"""
_ARTICLES = "SELECT count(*) FROM article WHERE version_id IS NOT NULL"


def segment_counts(reader: Reader) -> dict[str, int]:
    """How many segments there are of each locale, in use or not."""
    return {tag: count for tag, count in reader.read_rows(_SEGMENTS)}


def segments_in_use(reader: Reader) -> dict[str, int]:
    """How many segments of each locale units in use and articles of today have.

    The others are what was replaced, removed or undone.
    """
    return {tag: count for tag, count in reader.read_rows(_SEGMENTS_IN_USE)}


def unit_counts(reader: Reader) -> dict[tuple[str, str], int]:
    """How many units in use there are of each pair of locales."""
    return {
        (source, target): count for source, target, count in reader.read_rows(_UNITS)
    }


def article_count(reader: Reader) -> int:
    """How many articles there are, each counted once however many versions it has."""
    [(count,)] = reader.read_rows(_ARTICLES)
    return int(count)
