"""Stale pairs: units in use whose sentence has changed on one side since.

What a machine had aligned gives way when an article is aligned anew. What a person
made stays in use, and is listed here until somebody looks at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.review import found_in
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class Changed(StrEnum):
    """The side of a unit that has changed since."""

    SOURCE = "source"
    """The original's sentence."""
    TARGET = "target"
    """The page's."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Stale:
    """A unit in use, one side of which is no longer what its page says."""

    unit: TranslationUnit
    changed: Changed


def stale_units(
    archive: Archive, memory: UnitStore, stored: StoredArticle
) -> list[Stale]:
    """The stale pairs of an article, in their order.

    A side is stale when it stood in an earlier version of its page and does not stand
    in the one that counts; so a text that a person edited is not.
    """
    key, original_key = stored.article.key, stored.source_article
    pages = archive.earlier(key)
    originals = archive.earlier(original_key) if original_key else []
    if not pages and not originals:
        return []
    original = archive.get(original_key).segments if original_key else ()
    found = []
    for unit in memory.units(UnitFilter(article=key, translated=True)):
        assert unit.target is not None
        source = bool(original) and _has_gone(unit.source, original, originals)
        target = _has_gone(unit.target, stored.segments, pages)
        if source or target:
            one = Changed.SOURCE if source else Changed.TARGET
            found.append(Stale(unit, Changed.BOTH if source and target else one))
    return found


def _has_gone(
    segment: Segment,
    now: Sequence[ArticleSegment],
    before: Sequence[Sequence[ArticleSegment]],
) -> bool:
    return not found_in(segment, now) and any(
        found_in(segment, places) for places in before
    )
