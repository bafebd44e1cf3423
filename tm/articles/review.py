"""Reviewing the pairs of an article: merge, split, move a boundary, edit, add.

Each decision is a `Revision`: pairs that are removed and units that are added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.align.ladder import Bead, Ladder
from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment
from tm.errors import InputError, NotFound
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.pending_units import AddCounts
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit, Withheld


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """A unit of an article with the positions of its sides.

    A side whose text was edited has no position.
    """

    unit: TranslationUnit
    source: range
    """Positions in the original."""
    target: range
    """Positions in the page."""
    is_waiting: bool = False
    """Whether the pair waits for review, since its alignment is uncertain."""

    @property
    def name(self) -> str:
        """The short name of the pair in messages."""
        return self.unit.key.hex()[:8]


@dataclass(frozen=True, slots=True)
class Revision:
    """The changes that a reviewer's decision makes."""

    removed_units: tuple[TranslationUnit, ...]
    added_units: tuple[TranslationUnit, ...]

    def apply(self, memory: UnitStore, changes: ChangeSet) -> AddCounts:
        """Store the changes; an added unit is used even if it was removed before."""
        added_keys = {unit.key for unit in self.added_units}
        units_to_remove = [
            unit for unit in self.removed_units if unit.key not in added_keys
        ]
        memory.withhold(units_to_remove, changes)
        return memory.add(self.added_units, changes, restores_removed=True)


@dataclass(frozen=True, slots=True)
class Pairing:
    """All pairs of an article, in the order of its page."""

    original: tuple[ArticleSegment, ...]
    page: tuple[ArticleSegment, ...]
    origin: Origin
    """The origin of units of the article."""
    pairs: tuple[ReviewPair, ...]

    @classmethod
    def of(cls, archive: Archive, memory: UnitStore, key_prefix: str) -> "Pairing":
        """Read the pairs of an article, found by its key or the beginning of it.

        Raises NotFound, and InputError where the original's text is not stored.
        """
        stored_article = archive.get(key_prefix)
        article_key = stored_article.article.key
        if stored_article.source_article is None:
            raise InputError(
                f"the original of article {article_key} is not stored; "
                "ingest the page again with its original"
            )
        original = archive.get(stored_article.source_article).segments
        pairs: list[ReviewPair] = []
        for withheld in (None, Withheld.REVIEW):
            unit_filter = UnitFilter(
                article=article_key, translated=True, withheld=withheld
            )
            is_waiting = withheld is not None
            units = memory.read_units(unit_filter)
            pairs += _locate_units(
                units, original, stored_article.segments, is_waiting=is_waiting
            )
        pairs.sort(key=lambda pair: (pair.target.start, pair.source.start))
        return cls(
            original, stored_article.segments, stored_article.origin, tuple(pairs)
        )

    def find_pair(self, key_prefix: str) -> ReviewPair:
        """Find a pair by its key or the beginning of its key."""
        matching_pairs = [
            pair for pair in self.pairs if pair.unit.key.hex().startswith(key_prefix)
        ]
        if not key_prefix or not matching_pairs:
            raise NotFound(
                f"no pair {key_prefix!r} in this article; `padanan review` lists"
            )
        if len(matching_pairs) > 1:
            names = ", ".join(
                pair.unit.key.hex()[: len(key_prefix) + 4]
                for pair in matching_pairs[:3]
            )
            raise InputError(
                f"{key_prefix!r} begins several keys: {names}; give more of it"
            )
        return matching_pairs[0]

    def make_ladder(self) -> tuple[Ladder, dict[Bead, ReviewPair]]:
        """Make the ladder of both texts, and map its beads to pairs.

        A pair without an alignment score gets the score 1. Pairs without positions, or
        that cross an earlier pair, are left out.
        """
        beads: list[Bead] = []
        pair_by_bead: dict[Bead, ReviewPair] = {}
        end_in_original = end_in_page = 0
        segment_counts = len(self.original), len(self.page)
        text_ends = tuple(range(count, count + 1) for count in segment_counts)
        placed_pairs = [pair for pair in self.pairs if pair.source and pair.target]
        for pair in (*placed_pairs, None):
            source, target = (pair.source, pair.target) if pair else text_ends
            if source.start < end_in_original or target.start < end_in_page:
                continue
            if source.start > end_in_original:
                gap_range = range(end_in_original, source.start)
                beads.append(Bead(gap_range, range(end_in_page, end_in_page), 0.0))
            if target.start > end_in_page:
                empty_range = range(source.start, source.start)
                beads.append(Bead(empty_range, range(end_in_page, target.start), 0.0))
            if pair is not None:
                score = pair.unit.origin.score
                beads.append(Bead(source, target, 1.0 if score is None else score))
                pair_by_bead[beads[-1]] = pair
                end_in_original, end_in_page = source.stop, target.stop
        return Ladder(tuple(beads)), pair_by_bead

    def merge(self, first: ReviewPair, second: ReviewPair) -> Revision:
        """Merge two pairs and the segments between them into one pair."""
        if first == second:
            raise InputError(f"{first.name} cannot be merged with itself")
        source = _cover_ranges(first.source, second.source)
        target = _cover_ranges(first.target, second.target)
        return self._revise([(source, target)], [first, second])

    def split(self, pair: ReviewPair, source_count: int, target_count: int) -> Revision:
        """Split a pair in two; the counts say how many segments the first part has.

        If a part has segments on one side only, they stay without a pair.
        """
        side_parts = zip(
            _split_range(pair.source, source_count),
            _split_range(pair.target, target_count),
            strict=True,
        )
        parts = [part_ranges for part_ranges in side_parts if all(part_ranges)]
        if not parts or parts == [(pair.source, pair.target)]:
            raise InputError(
                f"{source_count}:{target_count} does not split {pair.name}, which has "
                f"{len(pair.source)} and {len(pair.target)} segments"
            )
        return self._revise(parts, [pair])

    def move_boundary(self, pair: ReviewPair, side: str, shift: int) -> Revision:
        """Move the end of a pair's `source` or `target` by some segments.

        Segments that the pair gains are taken from the pairs after it; segments that it
        loses go to the pair that follows directly, if there is one.
        """
        segments = self.original if side == "source" else self.page
        old_range: range = getattr(pair, side)
        new_range = range(old_range.start, old_range.stop + shift)
        if not shift or not new_range or new_range.stop > len(segments):
            raise InputError(
                f"the {side} side of {pair.name} has {len(old_range)} segments, and "
                f"{len(segments) - old_range.stop} follow; {shift:+} cannot be"
            )
        changed_ranges = [(pair, new_range)]
        for other_pair in self.pairs:
            other_range: range = getattr(other_pair, side)
            if other_pair == pair or not other_range:
                continue
            if (
                shift > 0
                and other_range.start < new_range.stop
                and other_range.start >= old_range.start
            ):
                changed_ranges.append(
                    (
                        other_pair,
                        range(max(other_range.start, new_range.stop), other_range.stop),
                    )
                )
            elif shift < 0 and other_range.start == old_range.stop:
                changed_ranges.append(
                    (other_pair, range(new_range.stop, other_range.stop))
                )
        new_ranges = [
            (changed_range, changed_pair.target)
            if side == "source"
            else (changed_pair.source, changed_range)
            for changed_pair, changed_range in changed_ranges
        ]
        return self._revise(
            [pair_ranges for pair_ranges in new_ranges if all(pair_ranges)],
            [replaced_pair for replaced_pair, _ in changed_ranges],
        )

    def make_pair(self, source: range, target: range) -> Revision:
        """Make a new pair; existing pairs with any of its segments are removed."""
        for side, positions, segments in (
            ("original", source, self.original),
            ("page", target, self.page),
        ):
            if not positions or positions.stop > len(segments):
                raise InputError(
                    f"the {side} has segments 0 to {len(segments) - 1}; "
                    f"{positions.start}-{positions.stop - 1} are not among them"
                )
        dissolved_pairs = [
            pair
            for pair in self.pairs
            if _ranges_overlap(pair.source, source)
            or _ranges_overlap(pair.target, target)
        ]
        return self._revise([(source, target)], dissolved_pairs)

    def _revise(
        self,
        ranges: Sequence[tuple[range, range]],
        replaced_pairs: Sequence[ReviewPair],
    ) -> Revision:
        """Make the revision that replaces pairs with new ones of the given ranges."""
        for pair in replaced_pairs:
            if not pair.source or not pair.target:
                raise InputError(
                    f"{pair.name} was edited and has no place in its article"
                )
        kept_pairs = [pair for pair in self.pairs if pair not in replaced_pairs]
        for source, target in ranges:
            for pair in kept_pairs:
                if _ranges_overlap(pair.source, source) or _ranges_overlap(
                    pair.target, target
                ):
                    raise InputError(f"{pair.name} has some of the same segments")
        kept_ranges = [(pair.source, pair.target) for pair in kept_pairs if pair.source]
        all_ranges = sorted([*ranges, *kept_ranges], key=lambda both: both[0].start)
        joined_sources = [
            join_segments(_list_segments_at(self.original, source))
            for source, _ in all_ranges
        ]
        new_units = []
        for source, target in ranges:
            index = all_ranges.index((source, target))
            previous_key = joined_sources[index - 1].key if index else None
            next_key = (
                joined_sources[index + 1].key
                if index + 1 < len(joined_sources)
                else None
            )
            new_units.append(
                self._make_unit(joined_sources[index], target, (previous_key, next_key))
            )
        return Revision(tuple(pair.unit for pair in replaced_pairs), tuple(new_units))

    def _make_unit(
        self,
        source: Segment,
        page_positions: range,
        neighbours: tuple[bytes | None, bytes | None],
    ) -> TranslationUnit:
        origin = replace(
            self.origin,
            position=page_positions.start,
            extent=len(page_positions),
            kind=self.page[page_positions.start].kind.value,
        )
        target = join_segments(_list_segments_at(self.page, page_positions))
        return TranslationUnit(source, target, State.REVIEWED, origin, neighbours)


def join_segments(segments: Sequence[Segment]) -> Segment:
    """Join successive segments into one."""
    gap = " " if segments[0].locale.uses_spaces else ""
    text = gap.join(segment.text for segment in segments)
    codes = tuple(code for segment in segments for code in segment.codes)
    return Segment(segments[0].locale, text, codes)


def find_positions(
    segment: Segment, article_segments: Sequence[ArticleSegment], start: int = 0
) -> range:
    """Find the first run of segments from `start` on that make up a segment."""
    for start_index in range(start, len(article_segments)):
        if not segment.text.startswith(article_segments[start_index].segment.text):
            continue
        for end_index in range(start_index + 1, len(article_segments) + 1):
            joined_segment = join_segments(
                _list_segments_at(article_segments, range(start_index, end_index))
            )
            if joined_segment == segment:
                return range(start_index, end_index)
            if len(joined_segment.text) >= len(segment.text):
                break
    return range(0)


def _list_segments_at(
    article_segments: Sequence[ArticleSegment], positions: range
) -> list[Segment]:
    return [
        article_segment.segment
        for article_segment in article_segments[positions.start : positions.stop]
    ]


def _locate_units(
    units: Iterator[TranslationUnit],
    original: Sequence[ArticleSegment],
    page: Sequence[ArticleSegment],
    *,
    is_waiting: bool,
) -> Iterator[ReviewPair]:
    """Find the positions of units; source sides are found by their text.

    If the original repeats a text, its occurrences are paired with those of the
    translation in the page: the third with the third.
    """
    search_start = 0
    for unit in units:
        position, extent = unit.origin.position, unit.origin.extent
        target = range(0) if position is None else range(position, position + extent)
        occurrences = list(_find_occurrences(unit.source, original))
        source = next(
            (positions for positions in occurrences if positions.start >= search_start),
            range(0),
        )
        if len(occurrences) > 1 and target and unit.target is not None:
            earlier_occurrences = list(
                _find_occurrences(unit.target, page[: target.start])
            )
            source = occurrences[min(len(earlier_occurrences), len(occurrences) - 1)]
        source = source or next(iter(occurrences), range(0))
        search_start = source.stop or search_start
        yield ReviewPair(unit, source, target, is_waiting)


def _find_occurrences(
    segment: Segment, article_segments: Sequence[ArticleSegment]
) -> Iterator[range]:
    """Find every run of segments that makes up a segment."""
    positions = find_positions(segment, article_segments)
    while positions:
        yield positions
        positions = find_positions(segment, article_segments, positions.stop)


def edit_side(unit: TranslationUnit, side: str, text: str) -> Revision:
    """Replace the text of a unit's `source` or `target`."""
    reviewed_unit, is_source = _mark_reviewed(unit), side == "source"
    old_segment = reviewed_unit.source if is_source else reviewed_unit.target
    if old_segment is None:
        raise InputError("the unit has no translation yet; `padanan add` stores one")
    new_segment = Segment.of(old_segment.locale, text)
    if new_segment.is_empty:
        raise InputError("a pair needs text on both sides; reject the pair instead")
    new_unit = (
        replace(reviewed_unit, source=new_segment)
        if is_source
        else replace(reviewed_unit, target=new_segment)
    )
    return Revision((unit,), (new_unit,))


def _mark_reviewed(unit: TranslationUnit) -> TranslationUnit:
    """Mark a unit as reviewed, without an alignment score."""
    origin = replace(unit.origin, score=None, method=None)
    return replace(unit, state=State.REVIEWED, origin=origin)


def _cover_ranges(first: range, second: range) -> range:
    return range(min(first.start, second.start), max(first.stop, second.stop))


def _split_range(positions: range, count: int) -> tuple[range, range]:
    boundary = positions.start + min(max(count, 0), len(positions))
    return range(positions.start, boundary), range(boundary, positions.stop)


def _ranges_overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop
