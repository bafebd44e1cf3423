"""Counting what a memory holds."""

from glossary.store.sql_reader import count_concepts
from padanan.values.statistics import MemoryStatistics
from tm.store.backend.queries.counts import (
    count_articles,
    count_segments,
    count_units,
    count_used_segments,
)
from tm.store.database import Database


def read_statistics(database: Database | None) -> MemoryStatistics:
    """Count segments, units, articles and concepts; None is an empty database."""
    if database is None:
        return MemoryStatistics({}, {}, {}, 0, 0)
    with database.open_reader() as reader:
        used_counts = count_used_segments(reader)
        return MemoryStatistics(
            segments=used_counts,
            unused_segments={
                locale_tag: count - used_counts.get(locale_tag, 0)
                for locale_tag, count in count_segments(reader).items()
                if count > used_counts.get(locale_tag, 0)
            },
            units=count_units_by_languages(database),
            articles=count_articles(reader),
            concepts=count_concepts(reader),
        )


def count_units_by_languages(database: Database | None) -> dict[str, int]:
    """Count the units in use by source and target language: `vi-id`."""
    if database is None:
        return {}
    with database.open_reader() as reader:
        return {
            f"{source_tag}-{target_tag}": count
            for (source_tag, target_tag), count in count_units(reader).items()
        }
