"""Reviewing the pairs of an article: merge, split, move a boundary, edit, add.

Each decision is a `Revision`: pairs that are removed and units that are added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.align.beads import Bead, Ladder
from tm.articles.archive.archive import Archive
from tm.articles.archive.stored_article import ArticleSegment
from tm.articles.segment_positions import (
    adjust_neighbour_range,
    cover_ranges,
    find_adjacent_gaps,
    find_occurrences,
    list_segments_at,
    ranges_overlap,
    split_range,
)
from tm.errors import InputError, NotFound
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.pending_units import AddCounts
from tm.text.segment import Segment, join_segments
from tm.unit import Origin, State, TranslationUnit, Withheld


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """A unit of an article with the positions of its sides.

    A side whose text was edited has no position.
    """

    unit: TranslationUnit
    source_range: range
    """Positions in the original."""
    target_range: range
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

    def apply(self, unit_store: UnitStore, change_set: ChangeSet) -> AddCounts:
        """Store the changes; an added unit is used even if it was removed before."""
        added_unit_keys = {unit.key for unit in self.added_units}
        units_to_remove = [
            unit for unit in self.removed_units if unit.key not in added_unit_keys
        ]
        unit_store.withhold(units_to_remove, change_set)
        return unit_store.add(self.added_units, change_set, restores_removed=True)


@dataclass(frozen=True, slots=True)
class ArticlePairing:
    """All pairs of an article, in the order of its page."""

    original_segments: tuple[ArticleSegment, ...]
    page_segments: tuple[ArticleSegment, ...]
    origin: Origin
    """The origin of units of the article."""
    pairs: tuple[ReviewPair, ...]

    @classmethod
    def read(
        cls, archive: Archive, unit_store: UnitStore, key_prefix: str
    ) -> "ArticlePairing":
        """Read the pairs of an article, found by its key or the beginning of it.

        Raises NotFound, and InputError where the original's text is not stored.
        """
        stored_article = archive.get(key_prefix)
        article_key = stored_article.article.key
        if stored_article.original_key is None:
            raise InputError(
                f"the original of article {article_key} is not stored; "
                "ingest the page again with its original"
            )
        original_segments = archive.get(stored_article.original_key).segments
        pairs: list[ReviewPair] = []
        for withheld in (None, Withheld.REVIEW):
            unit_filter = UnitFilter(
                article=article_key, translated=True, withheld=withheld
            )
            is_waiting = withheld is not None
            units = unit_store.read_units(unit_filter)
            pairs += _locate_units(
                units, original_segments, stored_article.segments, is_waiting=is_waiting
            )
        pairs.sort(key=lambda pair: (pair.target_range.start, pair.source_range.start))
        return cls(
            original_segments,
            stored_article.segments,
            stored_article.origin,
            tuple(pairs),
        )

    def find_pair(self, key_prefix: str) -> ReviewPair:
        """Find a pair by its key or the beginning of its key."""
        matching_pairs = [
            pair for pair in self.pairs if pair.unit.key.hex().startswith(key_prefix)
        ]
        if not key_prefix or not matching_pairs:
            raise NotFound(
                f"no pair {key_prefix!r} in this article; list its pairs for keys",
                next_step="list pairs",
            )
        if len(matching_pairs) > 1:
            keys_text = ", ".join(
                pair.unit.key.hex()[: len(key_prefix) + 4]
                for pair in matching_pairs[:3]
            )
            raise InputError(
                f"{key_prefix!r} begins several keys: {keys_text}; give more of it"
            )
        return matching_pairs[0]

    def make_ladder(self) -> tuple[Ladder, dict[Bead, ReviewPair]]:
        """Make the ladder of both texts, and map its beads to pairs.

        A pair without an alignment score gets the score 1. Pairs without positions, or
        that cross an earlier pair, are left out.
        """
        beads: list[Bead] = []
        pair_by_bead: dict[Bead, ReviewPair] = {}
        original_end = page_end = 0
        segment_counts = len(self.original_segments), len(self.page_segments)
        text_end_ranges = tuple(range(count, count + 1) for count in segment_counts)
        placed_pairs = [
            pair for pair in self.pairs if pair.source_range and pair.target_range
        ]
        for pair in (*placed_pairs, None):
            source_range, target_range = (
                (pair.source_range, pair.target_range) if pair else text_end_ranges
            )
            if source_range.start < original_end or target_range.start < page_end:
                continue
            if source_range.start > original_end:
                gap_range = range(original_end, source_range.start)
                beads.append(Bead(gap_range, range(page_end, page_end), 0.0))
            if target_range.start > page_end:
                empty_range = range(source_range.start, source_range.start)
                beads.append(
                    Bead(empty_range, range(page_end, target_range.start), 0.0)
                )
            if pair is not None:
                score = pair.unit.origin.score
                beads.append(
                    Bead(source_range, target_range, 1.0 if score is None else score)
                )
                pair_by_bead[beads[-1]] = pair
                original_end, page_end = source_range.stop, target_range.stop
        return Ladder(tuple(beads)), pair_by_bead

    def merge(self, first_pair: ReviewPair, second_pair: ReviewPair) -> Revision:
        """Merge two pairs and the segments between them into one pair."""
        if first_pair == second_pair:
            raise InputError(f"{first_pair.name} cannot be merged with itself")
        source_range = cover_ranges(first_pair.source_range, second_pair.source_range)
        target_range = cover_ranges(first_pair.target_range, second_pair.target_range)
        return self._revise([(source_range, target_range)], [first_pair, second_pair])

    def split(self, pair: ReviewPair, source_count: int, target_count: int) -> Revision:
        """Split a pair in two; the counts say how many segments the first part has.

        If a part has segments on one side only, they stay without a pair.
        """
        source_and_target_ranges = zip(
            split_range(pair.source_range, source_count),
            split_range(pair.target_range, target_count),
            strict=True,
        )
        paired_ranges = [
            range_pair for range_pair in source_and_target_ranges if all(range_pair)
        ]
        if not paired_ranges or paired_ranges == [
            (pair.source_range, pair.target_range)
        ]:
            raise InputError(
                f"{source_count}:{target_count} does not split {pair.name}, which has "
                f"{len(pair.source_range)} and {len(pair.target_range)} segments"
            )
        return self._revise(paired_ranges, [pair])

    def move_boundary(
        self, pair: ReviewPair, side: str, shift_count: int, *, edge: str = "end"
    ) -> Revision:
        """Move the end or the start of a pair's `source` or `target` by some segments.

        Segments that the pair gains are taken from the pairs beyond that edge. Those
        that it loses make a pair with segments of the other side that stand directly
        beyond it without one, else they go to the pair there, if there is one.
        """
        segments = self.original_segments if side == "source" else self.page_segments
        other_side = "target" if side == "source" else "source"
        old_range: range = getattr(pair, f"{side}_range")
        start, stop = old_range.start, old_range.stop
        if edge == "end":
            new_range = range(start, stop + shift_count)
            lost_range = range(new_range.stop, stop)
            beyond_count = len(segments) - stop
        else:
            new_range = range(start + shift_count, stop)
            lost_range = range(start, new_range.start)
            beyond_count = start
        is_inside = new_range.start >= 0 and new_range.stop <= len(segments)
        if not shift_count or not new_range or not is_inside:
            raise InputError(
                f"the {side} side of {pair.name} has {len(old_range)} segments, and "
                f"{beyond_count} stand beyond its {edge}, which cannot move by "
                f"{shift_count:+}"
            )
        pairs_with_new_ranges = [(pair, new_range)]
        lone_range = self._find_lone_range(pair, other_side, edge)
        for other_pair in self.pairs:
            other_range: range = getattr(other_pair, f"{side}_range")
            if other_pair == pair or not other_range or (lost_range and lone_range):
                continue
            adjusted_range = adjust_neighbour_range(other_range, old_range, new_range)
            if adjusted_range != other_range:
                pairs_with_new_ranges.append((other_pair, adjusted_range))
        range_pairs = [
            (side_range, getattr(changed_pair, f"{other_side}_range"))
            for changed_pair, side_range in pairs_with_new_ranges
        ]
        range_pairs.append((lost_range, lone_range))
        return self._revise(
            [
                range_pair if side == "source" else range_pair[::-1]
                for range_pair in range_pairs
                if all(range_pair)
            ],
            [replaced_pair for replaced_pair, _ in pairs_with_new_ranges],
        )

    def _find_lone_range(self, pair: ReviewPair, side: str, edge: str) -> range:
        """Find the segments of a side directly beyond a pair that have no pair."""
        segments = self.original_segments if side == "source" else self.page_segments
        side_ranges = [getattr(each_pair, f"{side}_range") for each_pair in self.pairs]
        own_range: range = getattr(pair, f"{side}_range")
        before, after = find_adjacent_gaps(own_range, side_ranges, len(segments))
        return after if edge == "end" else before

    def make_pair(self, source_range: range, target_range: range) -> Revision:
        """Make a new pair; existing pairs with any of its segments are removed."""
        for side, positions, segments in (
            ("original", source_range, self.original_segments),
            ("page", target_range, self.page_segments),
        ):
            if not 0 <= positions.start < positions.stop <= len(segments):
                raise InputError(
                    f"the {side} has segments 0 to {len(segments) - 1}; "
                    f"{positions.start}-{positions.stop - 1} are not among them"
                )
        dissolved_pairs = [
            pair
            for pair in self.pairs
            if ranges_overlap(pair.source_range, source_range)
            or ranges_overlap(pair.target_range, target_range)
        ]
        return self._revise([(source_range, target_range)], dissolved_pairs)

    def _revise(
        self,
        range_pairs: Sequence[tuple[range, range]],
        replaced_pairs: Sequence[ReviewPair],
    ) -> Revision:
        """Make the revision that replaces pairs with new ones of the given ranges."""
        for pair in replaced_pairs:
            if not pair.source_range or not pair.target_range:
                raise InputError(
                    f"{pair.name} was edited and has no place in its article"
                )
        kept_pairs = [pair for pair in self.pairs if pair not in replaced_pairs]
        for source_range, target_range in range_pairs:
            for pair in kept_pairs:
                if ranges_overlap(pair.source_range, source_range) or ranges_overlap(
                    pair.target_range, target_range
                ):
                    raise InputError(f"{pair.name} has some of the same segments")
        kept_range_pairs = [
            (pair.source_range, pair.target_range)
            for pair in kept_pairs
            if pair.source_range
        ]
        all_range_pairs = sorted(
            [*range_pairs, *kept_range_pairs],
            key=lambda range_pair: range_pair[0].start,
        )
        joined_sources = [
            join_segments(list_segments_at(self.original_segments, source_range))
            for source_range, _ in all_range_pairs
        ]
        new_units = []
        for source_range, target_range in range_pairs:
            pair_index = all_range_pairs.index((source_range, target_range))
            previous_key = joined_sources[pair_index - 1].key if pair_index else None
            next_key = (
                joined_sources[pair_index + 1].key
                if pair_index + 1 < len(joined_sources)
                else None
            )
            new_units.append(
                self._make_unit(
                    joined_sources[pair_index], target_range, (previous_key, next_key)
                )
            )
        return Revision(tuple(pair.unit for pair in replaced_pairs), tuple(new_units))

    def _make_unit(
        self,
        source_segment: Segment,
        page_positions: range,
        neighbours: tuple[bytes | None, bytes | None],
    ) -> TranslationUnit:
        origin = replace(
            self.origin,
            position=page_positions.start,
            extent=len(page_positions),
            kind=self.page_segments[page_positions.start].kind.value,
        )
        target_segment = join_segments(
            list_segments_at(self.page_segments, page_positions)
        )
        return TranslationUnit(
            source_segment, target_segment, State.REVIEWED, origin, neighbours
        )


def _locate_units(
    units: Iterator[TranslationUnit],
    original_segments: Sequence[ArticleSegment],
    page_segments: Sequence[ArticleSegment],
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
        target_range = (
            range(0) if position is None else range(position, position + extent)
        )
        occurrences = list(find_occurrences(unit.source, original_segments))
        later_occurrences = [
            positions for positions in occurrences if positions.start >= search_start
        ]
        source_range = next(iter(later_occurrences or occurrences), range(0))
        if len(occurrences) > 1 and target_range and unit.target is not None:
            segments_before = page_segments[: target_range.start]
            earlier_count = len(list(find_occurrences(unit.target, segments_before)))
            source_range = occurrences[min(earlier_count, len(occurrences) - 1)]
        search_start = source_range.stop or search_start
        yield ReviewPair(unit, source_range, target_range, is_waiting)


def edit_side(
    unit: TranslationUnit, side: str, new_text: str, *, state: State = State.REVIEWED
) -> Revision:
    """Replace the text of a unit's `source` or `target`; it gets a state."""
    edited_unit, is_source = _mark_edited(unit, state), side == "source"
    old_segment = edited_unit.source if is_source else edited_unit.target
    if old_segment is None:
        raise InputError(
            "the unit has no translation yet; add one", next_step="add a translation"
        )
    new_segment = old_segment.replace_display_text(new_text)
    if new_segment.is_empty:
        raise InputError("a pair needs text on both sides; reject the pair instead")
    new_unit = (
        replace(edited_unit, source=new_segment)
        if is_source
        else replace(edited_unit, target=new_segment)
    )
    return Revision((unit,), (new_unit,))


def _mark_edited(unit: TranslationUnit, state: State) -> TranslationUnit:
    """Give a unit the state that its edit has, without an alignment score."""
    origin = replace(unit.origin, score=None, method=None)
    return replace(unit, state=state, origin=origin)
