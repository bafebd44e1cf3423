"""Review of the pairs of an article: merge, split, move a boundary, edit, add.

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
from tm.store.units.merge import AddCounts
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
    waiting: bool = False
    """Whether it waits for review, since its alignment is uncertain."""

    @property
    def name(self) -> str:
        """Its short name in messages."""
        return self.unit.key.hex()[:8]


@dataclass(frozen=True, slots=True)
class Revision:
    """The changes that a reviewer's decision makes."""

    removed: tuple[TranslationUnit, ...]
    added: tuple[TranslationUnit, ...]

    def apply(self, memory: UnitStore, changes: ChangeSet) -> AddCounts:
        """Write it; what a person makes comes into use, even if it was removed once."""
        made_keys = {unit.key for unit in self.added}
        removed = [unit for unit in self.removed if unit.key not in made_keys]
        memory.withhold(removed, changes)
        return memory.add(self.added, changes, restore=True)


@dataclass(frozen=True, slots=True)
class Pairing:
    """All pairs of an article, in the order of its page."""

    original: tuple[ArticleSegment, ...]
    page: tuple[ArticleSegment, ...]
    origin: Origin
    """The origin of units of the article."""
    pairs: tuple[ReviewPair, ...]

    @classmethod
    def of(cls, archive: Archive, memory: UnitStore, article: str) -> "Pairing":
        """The pairs of an article, by its key or the beginning of it.

        Raises NotFound, and InputError where the original's text is not stored.
        """
        stored = archive.get(article)
        key = stored.article.key
        if stored.source_article is None:
            raise InputError(
                f"the original of article {key} is not stored; ingest the page again "
                "with its --source"
            )
        original = archive.get(stored.source_article).segments
        pairs: list[ReviewPair] = []
        for withheld in (None, Withheld.REVIEW):
            unit_filter = UnitFilter(article=key, translated=True, withheld=withheld)
            waiting = withheld is not None
            units = memory.units(unit_filter)
            pairs += _place_units(units, original, stored.segments, waiting=waiting)
        pairs.sort(key=lambda pair: (pair.target.start, pair.source.start))
        return cls(original, stored.segments, stored.origin, tuple(pairs))

    def pair(self, key: str) -> ReviewPair:
        """The pair of a key, or of the beginning of it."""
        matching = [pair for pair in self.pairs if pair.unit.key.hex().startswith(key)]
        if not key or not matching:
            raise NotFound(f"no pair {key!r} in this article; `padanan review` lists")
        if len(matching) > 1:
            names = ", ".join(
                pair.unit.key.hex()[: len(key) + 4] for pair in matching[:3]
            )
            raise InputError(f"{key!r} begins several keys: {names}; give more of it")
        return matching[0]

    def ladder(self) -> tuple[Ladder, dict[Bead, ReviewPair]]:
        """Both texts with their pairs, for reading; and which bead is which pair.

        A pair that a person made has the score 1. One that stands nowhere, or crosses
        the one before, is left out.
        """
        beads: list[Bead] = []
        pair_of_bead: dict[Bead, ReviewPair] = {}
        target_end = source_end = 0
        counts = len(self.original), len(self.page)
        ends = tuple(range(count, count + 1) for count in counts)
        placed = [pair for pair in self.pairs if pair.source and pair.target]
        for pair in (*placed, None):
            source, target = (pair.source, pair.target) if pair else ends
            if source.start < target_end or target.start < source_end:
                continue
            if source.start > target_end:
                beads.append(
                    Bead(
                        range(target_end, source.start),
                        range(source_end, source_end),
                        0.0,
                    )
                )
            if target.start > source_end:
                stands = range(source.start, source.start)
                beads.append(Bead(stands, range(source_end, target.start), 0.0))
            if pair is not None:
                score = pair.unit.origin.score
                beads.append(Bead(source, target, 1.0 if score is None else score))
                pair_of_bead[beads[-1]] = pair
                target_end, source_end = source.stop, target.stop
        return Ladder(tuple(beads)), pair_of_bead

    def merged(self, first: ReviewPair, second: ReviewPair) -> Revision:
        """Two pairs as one, with what stands between them."""
        if first == second:
            raise InputError(f"{first.name} cannot be merged with itself")
        source = _hull(first.source, second.source)
        target = _hull(first.target, second.target)
        return self._revise([(source, target)], [first, second])

    def split(self, pair: ReviewPair, sources: int, targets: int) -> Revision:
        """A pair as two: so many segments of each side make the first.

        A part that has one side only is no pair; its segments are left without.
        """
        cut = zip(
            _split_range(pair.source, sources),
            _split_range(pair.target, targets),
            strict=True,
        )
        parts = [both for both in cut if all(both)]
        if not parts or parts == [(pair.source, pair.target)]:
            raise InputError(
                f"{sources}:{targets} does not split {pair.name}, which has "
                f"{len(pair.source)} and {len(pair.target)} segments"
            )
        return self._revise(parts, [pair])

    def move_boundary(self, pair: ReviewPair, side: str, by: int) -> Revision:
        """Move the end of a pair's `source` or `target` by some segments.

        Segments that it takes are lost by the pairs behind it; segments that it gives
        up go to the pair that follows directly, if there is one.
        """
        segments = self.original if side == "source" else self.page
        old_range: range = getattr(pair, side)
        new = range(old_range.start, old_range.stop + by)
        if not by or not new or new.stop > len(segments):
            raise InputError(
                f"the {side} side of {pair.name} has {len(old_range)} segments, and "
                f"{len(segments) - old_range.stop} follow; {by:+} cannot be"
            )
        changed = [(pair, new)]
        for other in self.pairs:
            other_range: range = getattr(other, side)
            if other == pair or not other_range:
                continue
            if (
                by > 0
                and other_range.start < new.stop
                and other_range.start >= old_range.start
            ):
                changed.append(
                    (other, range(max(other_range.start, new.stop), other_range.stop))
                )
            elif by < 0 and other_range.start == old_range.stop:
                changed.append((other, range(new.stop, other_range.stop)))
        ranges = [
            (new_range, changed_pair.target)
            if side == "source"
            else (changed_pair.source, new_range)
            for changed_pair, new_range in changed
        ]
        return self._revise(
            [ranges_of_pair for ranges_of_pair in ranges if all(ranges_of_pair)],
            [p for p, _ in changed],
        )

    def make_pair(self, source: range, target: range) -> Revision:
        """Make a new pair; pairs whose segments it takes are dissolved."""
        for side, positions, segments in (
            ("original", source, self.original),
            ("page", target, self.page),
        ):
            if not positions or positions.stop > len(segments):
                raise InputError(
                    f"the {side} has segments 0 to {len(segments) - 1}; "
                    f"{positions.start}-{positions.stop - 1} are not among them"
                )
        dissolved = [
            pair
            for pair in self.pairs
            if _overlap(pair.source, source) or _overlap(pair.target, target)
        ]
        return self._revise([(source, target)], dissolved)

    def _revise(
        self, ranges: Sequence[tuple[range, range]], replacing: Sequence[ReviewPair]
    ) -> Revision:
        """Make the revision that replaces pairs by pairs of ranges."""
        for pair in replacing:
            if not pair.source or not pair.target:
                raise InputError(
                    f"{pair.name} was edited and has no place in its article"
                )
        kept_pairs = [pair for pair in self.pairs if pair not in replacing]
        for source, target in ranges:
            for pair in kept_pairs:
                if _overlap(pair.source, source) or _overlap(pair.target, target):
                    raise InputError(f"{pair.name} has some of the same segments")
        kept_ranges = [(pair.source, pair.target) for pair in kept_pairs if pair.source]
        all_ranges = sorted([*ranges, *kept_ranges], key=lambda both: both[0].start)
        sources = [
            join_segments(_segments_at(self.original, source))
            for source, _ in all_ranges
        ]
        new_units = []
        for source, target in ranges:
            index = all_ranges.index((source, target))
            previous_key = sources[index - 1].key if index else None
            next_key = sources[index + 1].key if index + 1 < len(sources) else None
            new_units.append(
                self._unit(sources[index], target, (previous_key, next_key))
            )
        return Revision(tuple(pair.unit for pair in replacing), tuple(new_units))

    def _unit(
        self,
        source: Segment,
        places: range,
        neighbours: tuple[bytes | None, bytes | None],
    ) -> TranslationUnit:
        origin = replace(
            self.origin,
            position=places.start,
            extent=len(places),
            kind=self.page[places.start].kind.value,
        )
        target = join_segments(_segments_at(self.page, places))
        return TranslationUnit(source, target, State.REVIEWED, origin, neighbours)


def join_segments(segments: Sequence[Segment]) -> Segment:
    """Join successive segments into one."""
    gap = " " if segments[0].locale.uses_spaces else ""
    text = gap.join(segment.text for segment in segments)
    codes = tuple(code for segment in segments for code in segment.codes)
    return Segment(segments[0].locale, text, codes)


def find_positions(
    segment: Segment, original: Sequence[ArticleSegment], start: int = 0
) -> range:
    """Find the first run of segments from `start` on that make up a segment."""
    for begin in range(start, len(original)):
        if not segment.text.startswith(original[begin].segment.text):
            continue
        for end in range(begin + 1, len(original) + 1):
            joined_segment = join_segments(_segments_at(original, range(begin, end)))
            if joined_segment == segment:
                return range(begin, end)
            if len(joined_segment.text) >= len(segment.text):
                break
    return range(0)


def _segments_at(places: Sequence[ArticleSegment], positions: range) -> list[Segment]:
    return [place.segment for place in places[positions.start : positions.stop]]


def _place_units(
    units: Iterator[TranslationUnit],
    original: Sequence[ArticleSegment],
    page: Sequence[ArticleSegment],
    *,
    waiting: bool,
) -> Iterator[ReviewPair]:
    """Find the positions of units; the source side is found by its text.

    If the original repeats a text, its occurrences are paired with those of the
    translation in the page: the third with the third.
    """
    cursor = 0
    for unit in units:
        position, extent = unit.origin.position, unit.origin.extent
        target = range(0) if position is None else range(position, position + extent)
        places = list(_find_all(unit.source, original))
        source = next(
            (positions for positions in places if positions.start >= cursor), range(0)
        )
        if len(places) > 1 and target and unit.target is not None:
            earlier = list(_find_all(unit.target, page[: target.start]))
            source = places[min(len(earlier), len(places) - 1)]
        source = source or next(iter(places), range(0))
        cursor = source.stop or cursor
        yield ReviewPair(unit, source, target, waiting)


def _find_all(segment: Segment, segments: Sequence[ArticleSegment]) -> Iterator[range]:
    """Find every run of segments that makes up a segment."""
    places = find_positions(segment, segments)
    while places:
        yield places
        places = find_positions(segment, segments, places.stop)


def edit_side(unit: TranslationUnit, side: str, text: str) -> Revision:
    """Replace the text of a unit's `source` or `target`."""
    settled, is_source = _as_reviewed(unit), side == "source"
    old = settled.source if is_source else settled.target
    if old is None:
        raise InputError("the unit has no translation yet; `padanan add` stores one")
    new = Segment.of(old.locale, text)
    if new.is_empty:
        raise InputError("a pair needs text on both sides; --reject removes it")
    new_unit = (
        replace(settled, source=new) if is_source else replace(settled, target=new)
    )
    return Revision((unit,), (new_unit,))


def _as_reviewed(unit: TranslationUnit) -> TranslationUnit:
    """Mark a unit as reviewed, without an alignment score."""
    origin = replace(unit.origin, score=None, method=None)
    return replace(unit, state=State.REVIEWED, origin=origin)


def _hull(first: range, second: range) -> range:
    return range(min(first.start, second.start), max(first.stop, second.stop))


def _split_range(places: range, count: int) -> tuple[range, range]:
    boundary = places.start + min(max(count, 0), len(places))
    return range(places.start, boundary), range(boundary, places.stop)


def _overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop
