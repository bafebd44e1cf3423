"""Reporting the progress of long work to a progress bar."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_REPORT_INTERVAL = 100


def report_counts(
    items: Iterable[Item], report_progress: Callable[[int], object] | None
) -> Iterator[Item]:
    """Yield items unchanged, reporting their count every 100 items, for speed."""
    if report_progress is None:
        yield from items
        return
    count = 0
    for item in items:
        count += 1
        if count == _REPORT_INTERVAL:
            report_progress(count)
            count = 0
        yield item
    report_progress(count)
