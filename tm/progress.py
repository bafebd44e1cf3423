"""Reporting the progress of long work to a progress bar."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

ItemT = TypeVar("ItemT")
ReportProgress: TypeAlias = Callable[[int], object]
"""Takes how many more items are done, since it was called last."""

_REPORT_INTERVAL = 100


def report_counts(
    items: Iterable[ItemT], report_progress: ReportProgress | None
) -> Iterator[ItemT]:
    """Yield items unchanged, reporting their count every 100 items, for speed."""
    if report_progress is None:
        yield from items
        return
    unreported_count = 0
    for item in items:
        unreported_count += 1
        if unreported_count == _REPORT_INTERVAL:
            report_progress(unreported_count)
            unreported_count = 0
        yield item
    report_progress(unreported_count)


def report_each_item(
    items: Iterable[ItemT], report_progress: ReportProgress
) -> Iterator[ItemT]:
    """Yield items, each after it was reported, so that a report can end it soon."""
    for item in items:
        report_progress(1)
        yield item
