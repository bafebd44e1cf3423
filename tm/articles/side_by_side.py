"""An article side by side with its translation, or with its original."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import StoredArticle
from tm.articles.review import Pairing
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_PlacedUnit = tuple[TranslationUnit, int]
"""A unit, and how many segments of the article it covers."""


@dataclass(frozen=True, slots=True)
class SideBySideLine:
    """One segment of an article, with what stands opposite."""

    position: int
    kind: BlockKind
    segment: Segment
    other: Segment | None
    """The text in the other language, where a unit begins."""
    joined_to: int | None
    """Position of the segment above that belongs to the same unit, if there is one."""
    unit: TranslationUnit | None


def read_side_by_side(
    archive: Archive,
    memory: UnitStore,
    stored: StoredArticle,
    editions: Sequence[Article],
) -> list[SideBySideLine]:
    """Read the segments of an article with their units in use.

    An article that has no units of its own, being an original, is shown with the units
    of the first of its `editions` that was translated from it.
    """
    units = _own_units(memory, stored) or _edition_units(
        archive, memory, stored, editions
    )
    return [*_lines(stored, units)]


def _own_units(memory: UnitStore, stored: StoredArticle) -> dict[int, _PlacedUnit]:
    wanted = UnitFilter(article=stored.article.key, translated=True)
    by_text: dict[str, TranslationUnit] = {}
    by_position: dict[int, TranslationUnit] = {}
    for unit in memory.units(wanted):
        side = unit.side(stored.article.locale)
        if unit.origin.extent > 1 and unit.origin.position is not None:
            by_position[unit.origin.position] = unit
        elif side is not None:
            by_text[side.text] = unit
    texts = {stored_segment.segment.text for stored_segment in stored.segments}
    for text, unit in by_text.items():
        # A text that a reviewer edited stands where it stood.
        if text not in texts and unit.origin.position is not None:
            by_position.setdefault(unit.origin.position, unit)
    for stored_segment in stored.segments:
        segment_unit = by_text.get(stored_segment.segment.text)
        if segment_unit is not None:
            by_position.setdefault(stored_segment.position, segment_unit)
    return {
        position: (unit, unit.origin.extent) for position, unit in by_position.items()
    }


def _edition_units(
    archive: Archive,
    memory: UnitStore,
    stored: StoredArticle,
    editions: Sequence[Article],
) -> dict[int, _PlacedUnit]:
    """The units of the first translation of an article, by positions in the article."""
    for edition in editions:
        if archive.get(edition.key).source_article != stored.article.key:
            continue
        units = {
            pair.source.start: (pair.unit, len(pair.source))
            for pair in Pairing.of(archive, memory, edition.key).pairs
            if pair.source and not pair.waiting
        }
        if units:
            return units
    return {}


def _lines(
    stored: StoredArticle, units: Mapping[int, _PlacedUnit]
) -> Iterator[SideBySideLine]:
    locale = stored.article.locale
    unit_start: int | None = None
    unit_end = 0
    for stored_segment in stored.segments:
        position = stored_segment.position
        unit, extent = units.get(position, (None, 0))
        other = None
        if unit is not None:
            unit_start, unit_end = position, position + extent
            sides = (unit.source, unit.target)
            other = next(
                (
                    side
                    for side in sides
                    if side is not None and not locale.covers(side.locale)
                ),
                None,
            )
        yield SideBySideLine(
            position,
            stored_segment.kind,
            stored_segment.segment,
            other,
            unit_start if unit is None and position < unit_end else None,
            unit,
        )
