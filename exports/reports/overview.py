"""An overview of a database: counts that a manager asks for, in no file format."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from tm.articles.web.page_host import find_host
from tm.store.backend.queries import counts, overview
from tm.store.backend.sql import DatabaseReader

_MAX_SHOWN_LABEL_COUNT = 15
_MAX_GAP_MONTH_COUNT = 240
"""The longest gap that is filled; a longer one is of a wrong date."""
UNKNOWN_LABEL = ""
"""Stands for a month, person, publisher or site that is not known."""
OTHER_LABELS = "\0"
"""Stands for all that are not listed."""


@dataclass(frozen=True, slots=True)
class CountBreakdown:
    """Numbers of something by month, person, publisher …"""

    name: str
    """The name of the group's labels in reports."""
    count_by_label: Mapping[str, int]
    is_by_month: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All numbers of an overview."""

    database_name: str
    made_at: str
    """ISO 8601, in the time of this machine."""
    totals: Mapping[str, int]
    """Units, segments, articles, concepts and pairs waiting for review, by name."""
    breakdowns: Sequence[CountBreakdown]
    share_by_band: Mapping[str, float] = field(default_factory=dict)
    """Leverage: the share of sampled texts by match rate band, 0 to 1."""
    sample_size: int = 0
    language_pair: str = ""
    """Of leverage and findings."""
    findings: Mapping[str, tuple[str, int]] | None = None
    """By check: the severity and the number of open findings; None if not counted."""


def count_breakdowns(reader: DatabaseReader) -> list[CountBreakdown]:
    """Count units, articles and decisions for all breakdowns of an overview."""
    growth_rows = overview.count_added_units(reader)
    decision_rows = overview.count_decisions(reader)
    unit_counts = counts.count_units(reader)
    unit_count_by_pair = {
        f"{source_tag} → {target_tag}": count
        for (source_tag, target_tag), count in unit_counts.items()
    }
    return [
        _make_monthly_breakdown("growth", growth_rows),
        _make_ranked_breakdown("person", growth_rows, lambda row: row[1]),
        CountBreakdown("pair", _rank_labels(unit_count_by_pair)),
        _make_ranked_breakdown("publisher", overview.count_units_by_publisher(reader)),
        _make_ranked_breakdown(
            "site",
            overview.count_units_by_page(reader),
            lambda row: find_host(str(row[0])),
        ),
        _make_ranked_breakdown("state", overview.count_units_by_state(reader)),
        _make_ranked_breakdown(
            "withheld", overview.count_units_by_withheld_reason(reader)
        ),
        _make_monthly_breakdown("published", overview.count_articles_by_month(reader)),
        _make_monthly_breakdown("reviews", decision_rows),
        _make_ranked_breakdown("reviewer", decision_rows, lambda row: row[1]),
    ]


def _make_monthly_breakdown(
    name: str, rows: Iterable[Sequence[object]]
) -> CountBreakdown:
    """Count rows by month, which is their first value."""
    return CountBreakdown(
        name, _fill_months(_sum_counts_by_label(rows, itemgetter(0))), is_by_month=True
    )


def _make_ranked_breakdown(
    name: str,
    rows: Iterable[Sequence[object]],
    find_label: Callable[[Sequence[object]], object] = itemgetter(0),
) -> CountBreakdown:
    """Count rows by a label, which is their first value unless told otherwise."""
    return CountBreakdown(name, _rank_labels(_sum_counts_by_label(rows, find_label)))


def _sum_counts_by_label(
    rows: Iterable[Sequence[object]], find_label: Callable[[Sequence[object]], object]
) -> dict[str, int]:
    """Sum the last values of rows by a label."""
    count_by_label: Counter[str] = Counter()
    for row in rows:
        count_by_label[str(find_label(row) or UNKNOWN_LABEL)] += int(str(row[-1]))
    return {label: count for label, count in count_by_label.items() if count}


def _rank_labels(count_by_label: Mapping[str, int]) -> dict[str, int]:
    """Sort labels by their counts, and sum up those beyond the first ones.

    >>> _rank_labels({"a": 1, "b": 3})
    {'b': 3, 'a': 1}
    """
    ranked_counts = sorted(count_by_label.items(), key=lambda item: (-item[1], item[0]))
    shown_count_by_label = dict(ranked_counts[:_MAX_SHOWN_LABEL_COUNT])
    other_count = sum(count for _, count in ranked_counts[_MAX_SHOWN_LABEL_COUNT:])
    return shown_count_by_label | ({OTHER_LABELS: other_count} if other_count else {})


def _fill_months(count_by_month: Mapping[str, int]) -> dict[str, int]:
    """Sort months, with those between them that have nothing, if they are near.

    >>> _fill_months({"2025-12": 2, "2025-10": 1})
    {'2025-10': 1, '2025-11': 0, '2025-12': 2}
    >>> _fill_months({"2025-12": 2, "0001-01": 1})
    {'0001-01': 1, '2025-12': 2}
    """
    months = sorted(month for month in count_by_month if _is_month(month))
    sorted_count_by_month: dict[str, int] = {}
    unknown_count = sum(
        count for month, count in count_by_month.items() if not _is_month(month)
    )
    if unknown_count:
        sorted_count_by_month[UNKNOWN_LABEL] = unknown_count
    for month, next_month in pairwise((*months, "")):
        sorted_count_by_month[month] = count_by_month[month]
        if (
            next_month
            and _number_month(next_month) - _number_month(month) <= _MAX_GAP_MONTH_COUNT
        ):
            first_month_number = _number_month(month) + 1
            for month_number in range(first_month_number, _number_month(next_month)):
                sorted_count_by_month[
                    f"{month_number // 12:04}-{month_number % 12 + 1:02}"
                ] = 0
    return sorted_count_by_month


def _is_month(text: str) -> bool:
    year, separator, month = text.partition("-")
    return bool(
        separator
        and len(year) == 4
        and (year + month).isascii()
        and (year + month).isdigit()
        and 1 <= int(month) <= 12
    )


def _number_month(month: str) -> int:
    year, _, month_number = month.partition("-")
    return int(year) * 12 + int(month_number) - 1
