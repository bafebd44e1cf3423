"""Counts of units, articles and decisions by month, person, publisher and state."""

from collections.abc import Sequence
from typing import Any

from tm.store.backend.sql import DatabaseReader

# Ranges count as many units as they have; what was undone is subtracted.
_ADDED_UNITS_SQL = """
    SELECT substr(change_set.at, 1, 7), change_set.who, SUM(
        CASE WHEN change."before" IS NULL THEN 1 ELSE -1 END
        * CASE WHEN change.kind = 'unit_run'
            THEN change.last_id - change.first_id + 1 ELSE 1 END
    )
    FROM change
    JOIN change_set ON change_set.id = change.set_id
    WHERE change.kind IN ('unit', 'unit_run')
    AND (change."before" IS NULL) <> (change."after" IS NULL)
    GROUP BY substr(change_set.at, 1, 7), change_set.who
"""
_UNITS_BY_STATE_SQL = (
    "SELECT state, count(*) FROM unit WHERE withheld IS NULL GROUP BY state"
)
_UNITS_BY_WITHHELD_REASON_SQL = (
    "SELECT withheld, count(*) FROM unit WHERE withheld IS NOT NULL GROUP BY withheld"
)
_UNITS_BY_PUBLISHER_SQL = """
    SELECT origin.publisher, count(*)
    FROM unit JOIN origin ON origin.id = unit.origin_id
    WHERE unit.withheld IS NULL
    GROUP BY origin.publisher
"""
_UNITS_BY_PAGE_SQL = """
    SELECT coalesce(origin.page_url, origin.source_url), count(*)
    FROM unit JOIN origin ON origin.id = unit.origin_id
    WHERE unit.withheld IS NULL
    GROUP BY coalesce(origin.page_url, origin.source_url)
"""
_ARTICLES_BY_MONTH_SQL = """
    SELECT substr(article_version.published, 1, 7), count(*)
    FROM article JOIN article_version ON article_version.id = article.version_id
    GROUP BY substr(article_version.published, 1, 7)
"""
_DECISIONS_SQL = """
    SELECT substr(change_set.at, 1, 7), change_set.who, count(*)
    FROM change JOIN change_set ON change_set.id = change.set_id
    WHERE change_set.command LIKE 'review%'
    GROUP BY substr(change_set.at, 1, 7), change_set.who
"""

_CHANGES_BY_DAY_SQL = """
    SELECT substr(change_set.at, 1, 10), change_set.who,
    CASE
        WHEN change_set.command LIKE 'review%' THEN 'review'
        WHEN change.kind = 'concept' THEN 'concept'
        ELSE 'unit'
    END,
    SUM(
        CASE
            WHEN change_set.command LIKE 'review%' THEN 1
            WHEN change."before" IS NULL AND change."after" IS NOT NULL THEN 1
            WHEN change."before" IS NOT NULL AND change."after" IS NULL THEN -1
            ELSE 0
        END
        * CASE WHEN change.kind = 'unit_run'
            THEN change.last_id - change.first_id + 1 ELSE 1 END
    )
    FROM change
    JOIN change_set ON change_set.id = change.set_id
    WHERE change.kind IN ('unit', 'unit_run', 'concept')
    GROUP BY 1, 2, 3
"""

CountRows = Sequence[Sequence[Any]]
"""Rows whose last value is a count."""


def count_added_units(reader: DatabaseReader) -> CountRows:
    """Read how many units were added, by month and person of the change log."""
    return reader.read_rows(_ADDED_UNITS_SQL)


def count_changes_by_day(reader: DatabaseReader) -> CountRows:
    """Count by day and person the units and concepts that are new, and the reviews.

    What was removed is subtracted; the third value is `unit`, `concept` or `review`.
    """
    return reader.read_rows(_CHANGES_BY_DAY_SQL)


def count_units_by_state(reader: DatabaseReader) -> CountRows:
    """Count the units in use by state."""
    return reader.read_rows(_UNITS_BY_STATE_SQL)


def count_units_by_withheld_reason(reader: DatabaseReader) -> CountRows:
    """Count the units that are not in use by the reason."""
    return reader.read_rows(_UNITS_BY_WITHHELD_REASON_SQL)


def count_units_by_publisher(reader: DatabaseReader) -> CountRows:
    """Count the units in use by publisher."""
    return reader.read_rows(_UNITS_BY_PUBLISHER_SQL)


def count_units_by_page(reader: DatabaseReader) -> CountRows:
    """Count the units in use by the address of their page, or of its original."""
    return reader.read_rows(_UNITS_BY_PAGE_SQL)


def count_articles_by_month(reader: DatabaseReader) -> CountRows:
    """Count the articles by month of publication."""
    return reader.read_rows(_ARTICLES_BY_MONTH_SQL)


def count_decisions(reader: DatabaseReader) -> CountRows:
    """Count the decisions on pairs that waited for review, by month and person."""
    return reader.read_rows(_DECISIONS_SQL)
