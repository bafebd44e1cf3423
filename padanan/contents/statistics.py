"""Counting what a memory holds, what changed in it, and names to choose from."""

from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import date, timedelta
from threading import Lock
from typing import Any, TypeVar, cast

from glossary.store.sql_reader import count_concepts
from padanan.values.statistics import (
    MemoryOverview,
    MemoryStatistics,
    PersonCounts,
    SiteCounts,
    WeekCounts,
)
from padanan.values.units import FilterNames
from tm.articles.web.page_host import find_host
from tm.store.backend.queries import filter_names, overview
from tm.store.backend.queries.counts import (
    count_articles,
    count_segments,
    count_units,
    count_used_segments,
)
from tm.store.backend.queries.metadata import LAST_BACKUP_NAME, read_meta_value
from tm.store.backend.sql import DatabaseReader
from tm.store.database import Database
from tm.unit import Withheld

_MAX_WEEK_COUNT = 52
_MAX_NAMES = 200
"""Names of each kind; a list that is longer helps nobody to choose."""
CountsT = TypeVar("CountsT")


class CountCache:
    """What was counted in a database, until that changes; threads may share it.

    Counting a million units takes seconds. PostgreSQL cannot tell whether it changed:
    there, all is counted each time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._commit_count: int | None = None
        self._counts_by_function: dict[Callable[[Database], Any], object] = {}

    def get(self, count_contents: Callable[[Database], CountsT]) -> CountsT:
        """Get what a function counts, counting only what may have changed."""
        with self._lock:
            commit_count = self._database.backend.read_commit_count()
            if commit_count is None or commit_count != self._commit_count:
                self._counts_by_function.clear()
                self._commit_count = commit_count
            if count_contents not in self._counts_by_function:
                self._counts_by_function[count_contents] = count_contents(
                    self._database
                )
            return cast("CountsT", deepcopy(self._counts_by_function[count_contents]))


def read_statistics(database: Database | None) -> MemoryStatistics:
    """Count segments, units, articles and concepts; None is an empty database."""
    if database is None:
        return MemoryStatistics({}, {}, {}, 0, 0)
    return database.get_companion(CountCache).get(_count_contents)


def _count_contents(database: Database) -> MemoryStatistics:
    with database.open_reader() as reader:
        used_segment_counts = count_used_segments(reader)
        return MemoryStatistics(
            segments=used_segment_counts,
            unused_segments={
                locale_tag: count - used_segment_counts.get(locale_tag, 0)
                for locale_tag, count in count_segments(reader).items()
                if count > used_segment_counts.get(locale_tag, 0)
            },
            units=_count_units_by_language_pair(database),
            articles=count_articles(reader),
            concepts=count_concepts(reader),
        )


def count_units_by_languages(database: Database | None) -> dict[str, int]:
    """Count the units in use by source and target language: `vi-id`."""
    if database is None:
        return {}
    return database.get_companion(CountCache).get(_count_units_by_language_pair)


def _count_units_by_language_pair(database: Database) -> dict[str, int]:
    with database.open_reader() as reader:
        return {
            f"{source_tag}-{target_tag}": count
            for (source_tag, target_tag), count in count_units(reader).items()
        }


def read_overview(database: Database | None) -> MemoryOverview:
    """Count what changed by week and by person, and what there is by site."""
    if database is None:
        return MemoryOverview((), (), {}, 0, ())
    return database.get_companion(CountCache).get(_make_overview)


def _make_overview(database: Database) -> MemoryOverview:
    with database.open_reader() as reader:
        day_rows = [
            (str(day), str(person or ""), str(kind), int(count))
            for day, person, kind, count in overview.count_changes_by_day(reader)
        ]
        withheld_count_by_reason = {
            str(row[0]): int(row[1])
            for row in overview.count_units_by_withheld_reason(reader)
        }
        return MemoryOverview(
            _count_weeks(day_rows),
            _count_sites(reader),
            {
                str(state): int(count)
                for state, count in overview.count_units_by_state(reader)
            },
            withheld_count_by_reason.get(Withheld.REVIEW.value, 0),
            _count_people(day_rows),
            read_meta_value(reader, LAST_BACKUP_NAME),
        )


_DayRow = tuple[str, str, str, int]
"""Day, person, kind and count."""


def _count_weeks(rows: list[_DayRow]) -> tuple[WeekCounts, ...]:
    count_by_monday_and_kind: Counter[tuple[date, str]] = Counter()
    for day, _, kind, count in rows:
        monday = date.fromisoformat(day)
        monday -= timedelta(days=monday.weekday())
        count_by_monday_and_kind[monday, kind] += count
    if not count_by_monday_and_kind:
        return ()
    last_monday = max(monday for monday, _ in count_by_monday_and_kind)
    first_monday = max(
        min(monday for monday, _ in count_by_monday_and_kind),
        last_monday - timedelta(weeks=_MAX_WEEK_COUNT - 1),
    )
    mondays = [
        first_monday + timedelta(weeks=week_index)
        for week_index in range((last_monday - first_monday).days // 7 + 1)
    ]
    return tuple(
        WeekCounts(
            monday.isoformat(),
            *(
                count_by_monday_and_kind[monday, kind]
                for kind in ("unit", "concept", "review")
            ),
        )
        for monday in mondays
    )


def _count_sites(reader: DatabaseReader) -> tuple[SiteCounts, ...]:
    page_counts: Counter[str] = Counter()
    unit_counts: Counter[str] = Counter()
    for address, count in overview.count_units_by_page(reader):
        site = find_host(str(address)) if address else None
        page_counts[site or ""] += address is not None
        unit_counts[site or ""] += int(count)
    return tuple(
        SiteCounts(site, page_counts[site], count)
        for site, count in unit_counts.most_common()
    )


def _count_people(rows: list[_DayRow]) -> tuple[PersonCounts, ...]:
    count_by_person_and_kind: Counter[tuple[str, str]] = Counter()
    for _, person, kind, count in rows:
        count_by_person_and_kind[person, kind] += count
    person_counts_list = [
        PersonCounts(
            person,
            *(
                count_by_person_and_kind[person, kind]
                for kind in ("unit", "concept", "review")
            ),
        )
        for person in sorted({person for person, _ in count_by_person_and_kind})
    ]
    return tuple(
        sorted(person_counts_list, key=lambda person_counts: -person_counts.units)
    )


def list_filter_names(database: Database | None) -> FilterNames:
    """List the names in a memory, reading them again once it has changed."""
    if database is None:
        return FilterNames((), (), ())
    return database.get_companion(CountCache).get(_read_filter_names)


def _read_filter_names(database: Database) -> FilterNames:
    with database.open_reader() as reader:
        site_counts: Counter[str] = Counter()
        for address, count in filter_names.count_origin_addresses(reader):
            site_counts[find_host(str(address))] += int(count)
        return FilterNames(
            _choose_names(site_counts.most_common()),
            _choose_names(filter_names.count_publishers(reader)),
            _choose_names(
                [
                    *filter_names.count_change_authors(reader),
                    *filter_names.count_article_authors(reader),
                ]
            ),
        )


def _choose_names(
    names_with_counts: Iterable[tuple[str | None, int]],
) -> tuple[str, ...]:
    """Choose the first names, each once; rows without a name are left out."""
    names = dict.fromkeys(name for name, _ in names_with_counts if name)
    return tuple(names)[:_MAX_NAMES]
