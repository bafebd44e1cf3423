"""The positions of segments in an article, and ranges of positions."""

from collections.abc import Iterable, Iterator, Sequence

from tm.articles.archive.stored_article import ArticleSegment
from tm.text.segment import Segment, join_segments


def find_positions(
    segment: Segment, article_segments: Sequence[ArticleSegment], start: int = 0
) -> range:
    """Find the first run of segments from `start` on that make up a segment."""
    for start_index in range(start, len(article_segments)):
        if not segment.text.startswith(article_segments[start_index].segment.text):
            continue
        for end_index in range(start_index + 1, len(article_segments) + 1):
            joined_segment = join_segments(
                list_segments_at(article_segments, range(start_index, end_index))
            )
            if joined_segment == segment:
                return range(start_index, end_index)
            if len(joined_segment.text) >= len(segment.text):
                break
    return range(0)


def list_segments_at(
    article_segments: Sequence[ArticleSegment], positions: range
) -> list[Segment]:
    """List the segments at successive positions of an article."""
    return [
        article_segment.segment
        for article_segment in article_segments[positions.start : positions.stop]
    ]


def find_occurrences(
    segment: Segment, article_segments: Sequence[ArticleSegment]
) -> Iterator[range]:
    """Find every run of segments that makes up a segment."""
    positions = find_positions(segment, article_segments)
    while positions:
        yield positions
        positions = find_positions(segment, article_segments, positions.stop)


def adjust_neighbour_range(
    neighbour_range: range, old_range: range, new_range: range
) -> range:
    """Adjust a range to another one whose end or start was moved.

    >>> adjust_neighbour_range(range(4, 6), range(2, 4), range(2, 5))
    range(5, 6)
    >>> adjust_neighbour_range(range(0, 2), range(2, 4), range(3, 4))
    range(0, 3)
    """
    start, stop = neighbour_range.start, neighbour_range.stop
    if new_range.stop != old_range.stop:
        is_taken = old_range.start <= start < new_range.stop
        if is_taken or start == old_range.stop:
            return range(new_range.stop, stop)
    elif new_range.start < stop <= old_range.stop or stop == old_range.start:
        return range(start, new_range.start)
    return neighbour_range


def find_adjacent_gaps(
    positions: range, ranges: Iterable[range], position_count: int
) -> tuple[range, range]:
    """Find what is free before and after some of so many positions: no range has it.

    >>> find_adjacent_gaps(range(4, 5), [range(1, 2), range(4, 5), range(6, 8)], 9)
    (range(2, 4), range(5, 6))
    """
    taken_ranges = [taken_range for taken_range in ranges if taken_range]
    stops = [
        taken_range.stop
        for taken_range in taken_ranges
        if taken_range.stop <= positions.start
    ]
    starts = [
        taken_range.start
        for taken_range in taken_ranges
        if taken_range.start >= positions.stop
    ]
    return (
        range(max(stops, default=0), positions.start),
        range(positions.stop, min(starts, default=position_count)),
    )


def cover_ranges(first_range: range, second_range: range) -> range:
    """Return the range from the first position of two ranges to the last."""
    return range(
        min(first_range.start, second_range.start),
        max(first_range.stop, second_range.stop),
    )


def split_range(positions: range, first_part_count: int) -> tuple[range, range]:
    """Split a range after so many positions, or after all that it has."""
    boundary = positions.start + min(max(first_part_count, 0), len(positions))
    return range(positions.start, boundary), range(boundary, positions.stop)


def ranges_overlap(first_range: range, second_range: range) -> bool:
    """Whether two ranges have a position in common."""
    return (
        first_range.start < second_range.stop and second_range.start < first_range.stop
    )
