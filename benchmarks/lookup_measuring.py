"""Measuring the queries of a lookup: seconds, recall, and the table of systems."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_WARM_QUERY_COUNT = 20
"""Queries that are run before the measured ones."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A line of the table."""

    system: str
    times: Sequence[float]
    recall: tuple[float, float] | None = None
    build: float | None = None
    disk: int | None = None
    memory: int | None = None

    def cells(self) -> list[str]:
        """What is printed."""
        ordered = sorted(self.times)
        last = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        figures = (statistics.median(ordered), statistics.mean(ordered), last)
        recall = "/".join(f"{part:.1f}" for part in self.recall or ())
        return [
            self.system,
            *(f"{1000 * figure:.2f}" for figure in figures),
            recall,
            "" if self.build is None else f"{self.build:.1f} s",
            "" if self.disk is None else f"{self.disk / 1e6:.0f} MB",
            "" if self.memory is None else f"{self.memory} MB",
        ]


def measure_queries(
    function: Callable[[str], Answer],
    queries: Sequence[str],
    clock: Callable[[], float] = time.process_time,
) -> tuple[list[float], list[Answer]]:
    seconds: list[float] = []
    answers: list[Answer] = []
    for query in queries[
        -_WARM_QUERY_COUNT:
    ]:  # caches have forgotten these when they come again
        function(query)
    for query in queries:
        start_time = clock()
        answer = function(query)
        seconds.append(clock() - start_time)
        answers.append(answer)
    return seconds, answers


def compute_recall(
    hits_by_query: dict[str, list[tuple[int, float]]],
    found_by_query: dict[str, list[tuple[int, float]]],
) -> tuple[float, float]:
    """Share of the exact best one and best five that were found, in percent.

    Any segment that is as similar counts for one that should be there.
    """
    shares = []
    for hit_limit in (1, 5):
        wanted_count = right_count = 0
        for query, hits in hits_by_query.items():
            wanted_scores = Counter(score for _, score in hits[:hit_limit])
            found_scores = Counter(
                score for _, score in found_by_query[query][:hit_limit]
            )
            wanted_count += wanted_scores.total()
            right_count += (wanted_scores & found_scores).total()
        shares.append(100 * right_count / max(1, wanted_count))
    return shares[0], shares[1]


def print_rows(rows: Sequence[SystemRow]) -> None:
    columns = [
        "system",
        "p50",
        "mean",
        "p99",
        "recall top 1/5",
        "build",
        "disk",
        "memory",
    ]
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(row.cells()) + " |")
