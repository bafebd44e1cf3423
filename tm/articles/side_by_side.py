"""An article side by side with its translation, or with its original."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.review import ArticlePairing, ReviewPair
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_UnitWithExtent = tuple[TranslationUnit, int]
"""A unit, and the number of segments of the article it covers."""


@dataclass(frozen=True, slots=True)
class SideBySideLine:
    """A segment of an article with its counterpart in the other language."""

    position: int
    """Index of the segment in the article, from 0."""
    kind: BlockKind
    segment: Segment
    opposite_segment: Segment | None
    """The text in the other language, where a unit begins."""
    unit_start: int | None
    """Position of the unit's first segment, if the unit began in an earlier line."""
    unit: TranslationUnit | None


def read_side_by_side(
    archive: Archive,
    unit_store: UnitStore,
    stored_article: StoredArticle,
    editions: Sequence[Article],
) -> list[SideBySideLine]:
    """Read the segments of an article with their units in use.

    An original has no units of its own: it is shown with the units of the first of its
    `editions` that was translated from it.
    """
    unit_and_extent_by_position = _read_own_units(
        unit_store, stored_article
    ) or _read_edition_units(archive, unit_store, stored_article, editions)
    return [*_make_lines(stored_article, unit_and_extent_by_position)]


def _read_own_units(
    unit_store: UnitStore, stored_article: StoredArticle
) -> dict[int, _UnitWithExtent]:
    """Read the units of a translated article with their extents, by position."""
    unit_filter = UnitFilter(article=stored_article.article.key, translated=True)
    unit_by_text: dict[str, TranslationUnit] = {}
    unit_by_position: dict[int, TranslationUnit] = {}
    for unit in unit_store.read_units(unit_filter):
        page_side = unit.find_side(stored_article.article.locale)
        if unit.origin.extent > 1 and unit.origin.position is not None:
            unit_by_position[unit.origin.position] = unit
        elif page_side is not None:
            unit_by_text[page_side.text] = unit
    segment_texts = {
        stored_segment.segment.text for stored_segment in stored_article.segments
    }
    for page_text, unit in unit_by_text.items():
        # A text that a reviewer edited keeps its position.
        if page_text not in segment_texts and unit.origin.position is not None:
            unit_by_position.setdefault(unit.origin.position, unit)
    for stored_segment in stored_article.segments:
        segment_unit = unit_by_text.get(stored_segment.segment.text)
        if segment_unit is not None:
            unit_by_position.setdefault(stored_segment.position, segment_unit)
    return {
        segment_position: (unit, unit.origin.extent)
        for segment_position, unit in unit_by_position.items()
    }


def _read_edition_units(
    archive: Archive,
    unit_store: UnitStore,
    stored_article: StoredArticle,
    editions: Sequence[Article],
) -> dict[int, _UnitWithExtent]:
    """Read the units of the first translation of an article, by position."""
    for edition in editions:
        if archive.get(edition.key).original_key != stored_article.article.key:
            continue
        unit_and_extent_by_position = {
            pair.source_range.start: (pair.unit, len(pair.source_range))
            for pair in ArticlePairing.read(archive, unit_store, edition.key).pairs
            if pair.source_range and not pair.is_waiting
        }
        if unit_and_extent_by_position:
            return unit_and_extent_by_position
    return {}


def _make_lines(
    stored_article: StoredArticle,
    unit_and_extent_by_position: Mapping[int, _UnitWithExtent],
) -> Iterator[SideBySideLine]:
    """Make a line for each segment, with the unit that begins there."""
    locale = stored_article.article.locale
    unit_start_position: int | None = None
    unit_end_position = 0
    for stored_segment in stored_article.segments:
        position = stored_segment.position
        unit, extent = unit_and_extent_by_position.get(position, (None, 0))
        opposite_segment = None
        if unit is not None:
            unit_start_position, unit_end_position = position, position + extent
            sides = (unit.source, unit.target)
            opposite_segment = next(
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
            opposite_segment,
            unit_start_position
            if unit is None and position < unit_end_position
            else None,
            unit,
        )


@dataclass(frozen=True, slots=True)
class PairedRow:
    """Segments of an article and of its original that belong together.

    One side is empty where a segment has no counterpart.
    """

    source_segments: tuple[ArticleSegment, ...]
    target_segments: tuple[ArticleSegment, ...]
    unit: TranslationUnit | None
    is_waiting: bool
    """Whether the pair waits for review, since its alignment is uncertain."""


def find_translation(archive: Archive, stored_article: StoredArticle) -> StoredArticle:
    """Find the first translation of an original; any other article is its own."""
    if stored_article.original_key is not None:
        return stored_article
    article = stored_article.article
    for edition in archive.find_editions([article])[article.key]:
        translation = archive.get(edition.key)
        if translation.original_key == article.key:
            return translation
    return stored_article


def read_paired_rows(
    archive: Archive, unit_store: UnitStore, stored_article: StoredArticle
) -> list[PairedRow]:
    """Read an article with its original, row by row, pairs that wait included.

    Without the text of the original, each row is a unit or a segment of the article.
    """
    if stored_article.original_key is None:
        return [*_make_rows_without_original(unit_store, stored_article)]
    article_pairing = ArticlePairing.read(
        archive, unit_store, stored_article.article.key
    )
    ladder, pair_by_bead = article_pairing.make_ladder()
    placed_pairs = set(map(id, pair_by_bead.values()))
    # Of an edited original, or in another order than the original has.
    unplaced_pairs = [
        pair
        for pair in article_pairing.pairs
        if id(pair) not in placed_pairs and pair.target_range
    ]
    unplaced_positions = {
        position for pair in unplaced_pairs for position in pair.source_range
    }
    rows: list[PairedRow] = []
    for bead in ladder.beads:
        pair = pair_by_bead.get(bead)
        if pair is not None:
            rows.append(_make_paired_row(article_pairing, pair))
            continue
        rows += (
            PairedRow((article_pairing.original_segments[position],), (), None, False)
            for position in bead.source_range
            if position not in unplaced_positions
        )
        rows += _make_page_rows(article_pairing, bead.target_range, unplaced_pairs)
    return rows


def _make_rows_without_original(
    unit_store: UnitStore, stored_article: StoredArticle
) -> Iterator[PairedRow]:
    """Make a row for each unit or segment of an article without its original."""
    unit_and_extent_by_position = _read_own_units(unit_store, stored_article)
    end_position = 0
    for index, article_segment in enumerate(stored_article.segments):
        position = article_segment.position
        if position < end_position:
            continue
        unit, extent = unit_and_extent_by_position.get(position, (None, 1))
        end_position = position + extent
        segments = stored_article.segments[index : index + extent]
        yield PairedRow((), segments, unit, False)


def _make_page_rows(
    article_pairing: ArticlePairing,
    positions: range,
    unplaced_pairs: Iterable[ReviewPair],
) -> Iterator[PairedRow]:
    """Make a row for each pair or segment of the page that is in no bead."""
    end_position = positions.start
    for position in positions:
        if position < end_position:
            continue
        pair = next(
            (
                possible_pair
                for possible_pair in unplaced_pairs
                if possible_pair.target_range.start == position
            ),
            None,
        )
        if pair is None:
            segments = article_pairing.page_segments[position : position + 1]
            yield PairedRow((), segments, None, False)
        else:
            end_position = pair.target_range.stop
            yield _make_paired_row(article_pairing, pair)


def _make_paired_row(article_pairing: ArticlePairing, pair: ReviewPair) -> PairedRow:
    source_range, target_range = pair.source_range, pair.target_range
    return PairedRow(
        article_pairing.original_segments[source_range.start : source_range.stop],
        article_pairing.page_segments[target_range.start : target_range.stop],
        pair.unit,
        pair.is_waiting,
    )
