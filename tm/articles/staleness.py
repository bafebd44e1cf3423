"""Stale pairs: units in use whose sentence has changed on a page since.

Units aligned by machine are replaced when an article is aligned again. Units made by a
person stay in use, and are listed here until somebody reviews them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.review import find_positions
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class ChangedSide(StrEnum):
    """The side of a unit whose page has changed."""

    SOURCE = "source"
    """The original's sentence."""
    TARGET = "target"
    """The page's."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class StaleUnit:
    """A unit in use of which a side is no longer in its page."""

    unit: TranslationUnit
    changed: ChangedSide


def stale_units(
    archive: Archive, memory: UnitStore, stored: StoredArticle
) -> list[StaleUnit]:
    """List the stale pairs of an article, in order.

    A side is stale if it was in an earlier version of its page and is not in the
    current one; so a text that a person edited is not stale.
    """
    key, original_key = stored.article.key, stored.source_article
    pages = archive.earlier_segments(key)
    originals = archive.earlier_segments(original_key) if original_key else []
    if not pages and not originals:
        return []
    original = archive.get(original_key).segments if original_key else ()
    stale = []
    for unit in memory.units(UnitFilter(article=key, translated=True)):
        assert unit.target is not None
        source_changed = bool(original) and _has_gone(unit.source, original, originals)
        target_changed = _has_gone(unit.target, stored.segments, pages)
        if source_changed or target_changed:
            changed_side = ChangedSide.SOURCE if source_changed else ChangedSide.TARGET
            stale.append(
                StaleUnit(
                    unit,
                    ChangedSide.BOTH
                    if source_changed and target_changed
                    else changed_side,
                )
            )
    return stale


def _has_gone(
    segment: Segment,
    current: Sequence[ArticleSegment],
    earlier_versions: Sequence[Sequence[ArticleSegment]],
) -> bool:
    return not find_positions(segment, current) and any(
        find_positions(segment, places) for places in earlier_versions
    )
