"""Finding stale units: units in use whose sentence has since changed on its page.

Units aligned by machine are replaced when an article is aligned again. Units made by a
person stay in use, and are listed here until somebody reviews them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.segment_positions import find_positions
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class ChangedSide(StrEnum):
    """The side of a unit whose page has changed."""

    SOURCE = "source"
    """The sentence of the original has changed."""
    TARGET = "target"
    """The sentence of the translated page has changed."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class StaleUnit:
    """A unit in use with a side that is no longer on its page."""

    unit: TranslationUnit
    changed_side: ChangedSide


def find_stale_units(
    archive: Archive, unit_store: UnitStore, stored_article: StoredArticle
) -> list[StaleUnit]:
    """Find the stale units of an article, in their order.

    A side is stale if it was in an earlier version of its page and is not in the
    current one. A text that a person edited was in no version, so it is not stale.
    """
    article_key, original_key = (
        stored_article.article.key,
        stored_article.original_key,
    )
    earlier_page_versions = archive.read_earlier_segments(article_key)
    earlier_original_versions = (
        archive.read_earlier_segments(original_key) if original_key else []
    )
    if not earlier_page_versions and not earlier_original_versions:
        return []
    original_segments = archive.get(original_key).segments if original_key else ()
    stale_units = []
    for unit in unit_store.read_units(UnitFilter(article=article_key, translated=True)):
        assert unit.target is not None
        has_changed_source = bool(original_segments) and _was_removed(
            unit.source, original_segments, earlier_original_versions
        )
        has_changed_target = _was_removed(
            unit.target, stored_article.segments, earlier_page_versions
        )
        if has_changed_source or has_changed_target:
            single_changed_side = (
                ChangedSide.SOURCE if has_changed_source else ChangedSide.TARGET
            )
            stale_units.append(
                StaleUnit(
                    unit,
                    ChangedSide.BOTH
                    if has_changed_source and has_changed_target
                    else single_changed_side,
                )
            )
    return stale_units


def _was_removed(
    segment: Segment,
    current_segments: Sequence[ArticleSegment],
    earlier_versions: Sequence[Sequence[ArticleSegment]],
) -> bool:
    """Whether a segment was in an earlier version and is not in this one."""
    return not find_positions(segment, current_segments) and any(
        find_positions(segment, earlier_segments)
        for earlier_segments in earlier_versions
    )
