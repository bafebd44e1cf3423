"""Names in a database that people choose from: publishers, pages, authors.

They are read from origins and change sets, of which there are far fewer than units.
"""

from collections.abc import Sequence

from tm.store.backend.sql import DatabaseReader

# Counts are of origins: those of units would need all of them.
_COUNT_BY_ORIGIN_VALUE_SQL = """
    SELECT origin.{column}, count(*)
    FROM origin
    WHERE origin.{column} IS NOT NULL
    GROUP BY origin.{column}
    ORDER BY count(*) DESC, origin.{column}
"""
_COUNT_BY_ADDRESS_SQL = """
    SELECT coalesce(origin.page_url, origin.source_url), count(*)
    FROM origin
    WHERE coalesce(origin.page_url, origin.source_url) IS NOT NULL
    GROUP BY coalesce(origin.page_url, origin.source_url)
"""
_COUNT_BY_CHANGE_AUTHOR_SQL = """
    SELECT change_set.who, count(*)
    FROM change_set
    GROUP BY change_set.who
    ORDER BY max(change_set.id) DESC
"""

CountedNames = Sequence[tuple[str, int]]
"""Names with how often they occur."""


def count_publishers(reader: DatabaseReader) -> CountedNames:
    """Count the publishers, the most frequent first."""
    return _count_origins(reader, "publisher")


def count_article_authors(reader: DatabaseReader) -> CountedNames:
    """Count the authors of articles, the most frequent first."""
    return _count_origins(reader, "article_author")


def count_origin_addresses(reader: DatabaseReader) -> CountedNames:
    """Count the addresses of pages, or of their originals, in no order."""
    return [
        (str(address), int(count))
        for address, count in reader.read_rows(_COUNT_BY_ADDRESS_SQL)
    ]


def count_change_authors(reader: DatabaseReader) -> CountedNames:
    """Count the change sets of people, of those first who made the latest."""
    rows = reader.read_rows(_COUNT_BY_CHANGE_AUTHOR_SQL)
    return [(str(author), int(count)) for author, count in rows]


def _count_origins(reader: DatabaseReader, column: str) -> CountedNames:
    rows = reader.read_rows(_COUNT_BY_ORIGIN_VALUE_SQL.format(column=column))
    return [(str(name), int(count)) for name, count in rows]
