"""What changed between the stored versions of a page, segment by segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """A segment that was changed, added or removed."""

    position: int | None
    """The position in the current version; None for one that was removed."""
    before: str | None
    after: str | None


def find_version_changes(archive: Archive, article_key: str) -> list[SegmentChange]:
    """Find what changed from the version before to the current version of an article.

    Nothing, if it has one version only.
    """
    earlier_versions = archive.read_earlier_segments(article_key)
    if not earlier_versions:
        return []
    return compare_segments(earlier_versions[0], archive.get(article_key).segments)


def compare_segments(
    earlier_segments: Sequence[ArticleSegment],
    current_segments: Sequence[ArticleSegment],
) -> list[SegmentChange]:
    """Compare two versions of a page; segments that changed are paired in order."""
    before_texts, after_texts = (
        [article_segment.segment.display_text for article_segment in segments]
        for segments in (earlier_segments, current_segments)
    )
    matcher = SequenceMatcher(None, before_texts, after_texts, autojunk=False)
    changes = []
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            continue
        text_and_index_pairs = zip_longest(
            before_texts[start:end], range(new_start, new_end), fillvalue=None
        )
        for before_text, current_index in text_and_index_pairs:
            changes.append(
                SegmentChange(
                    None
                    if current_index is None
                    else current_segments[current_index].position,
                    before_text,
                    None if current_index is None else after_texts[current_index],
                )
            )
    return changes
