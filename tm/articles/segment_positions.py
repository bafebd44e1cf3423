"""The positions of segments in an article."""

from collections.abc import Iterator, Sequence

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
