"""Looking a text up in the memory: propose, score, judge.

The index proposes. `scan` compares with every segment of a fitting length instead:
slow, obvious, and the oracle for the index.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.match_filter import MatchFilter, filter_match, fix_match
from tm.match.rank import SHORT, Match, MatchType, Query, match, similarity
from tm.match.repair.repair import repaired
from tm.settings import Penalties
from tm.store.database import Database
from tm.store.lookup_reader import LookupReader, open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.unit_store import UnitStore

_FIRST, _NEXT = 20, 500
_IN_CONTEXT = 101

# Like an lru_cache: an index is opened once for as long as its database is used.
_indexes: WeakKeyDictionary[Database, FuzzyIndex] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """What a lookup gives."""

    min_rate: int = 70
    """0 to 100."""
    limit: int = 5
    penalties: Penalties = field(default_factory=Penalties)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the segments before and after the text, for matches in context."""
    without: frozenset[bytes] = frozenset()
    """Keys of units that are not to be offered, to judge a memory by its own units."""
    max_candidates: int = 10_000
    """Segments that are read at most, for a pair of locales that has but a few."""
    match_filter: MatchFilter | None = None
    """Judges the translations; without one they are offered as they are."""


def lookup(
    memory: "UnitStore",
    segment: Segment,
    target: Locale,
    options: LookupOptions | None = None,
) -> list[Match]:
    """The best matches that a memory has for a segment; see `matches`."""
    return matches(memory.database, segment, target, options)


def matches(
    database: Database,
    segment: Segment,
    target: Locale,
    options: LookupOptions | None = None,
) -> list[Match]:
    """The best matches for a segment, the best first.

    Equal pairs are shown once, as the one with the highest rate; of several exact
    matches with different targets all are shown, as ambiguous. Segments that have no
    direct translation are followed over a third language. Where only values or codes
    differ, the target is repaired too; what the match filter objects to loses points.
    """
    options = options or LookupOptions()
    query = Query.of(segment)
    if not query.form:
        return []
    # 101 is a rate, and its similarity is 100.
    threshold = max(0, min(100, options.min_rate))
    with open_lookup_reader(database) as reading:
        found = index_of(database).candidates(reading, query, threshold)
        best, answered = _direct(reading, query, target, options, found)
    ranked = sorted(best.values(), key=_order)
    left = {number: found[number] for number in found if number not in answered}
    if left:
        ranked = _with_pivots(database, query, target, options, left, ranked)
    return [
        fix_match(_repaired(query, one), options.match_filter)
        for one in _ambiguity_marked(ranked)[: options.limit]
    ]


def index_of(database: Database) -> FuzzyIndex:
    """The index of a database, the same for as long as the database is open."""
    index = _indexes.get(database)
    if index is None:
        index = _indexes[database] = FuzzyIndex(database)
    return index


def scan(
    memory: "UnitStore", query: Query, min_rate: int
) -> Iterator[tuple[int, float]]:
    """Number and similarity of every segment that may reach a rate."""
    locale = query.segment.locale
    for number, text in memory.segments(locale, tokens=_lengths(query, min_rate)):
        score, _ = similarity(query, text, locale)
        if score >= min_rate:
            yield number, score


def _direct(
    reading: LookupReader,
    query: Query,
    target: Locale,
    options: LookupOptions,
    found: Mapping[int, float],
) -> tuple[dict[tuple[str, str | None], Match], set[int]]:
    """The matches of segments themselves, and which segments have a translation."""
    best: dict[tuple[str, str | None], Match] = {}
    answered: set[int] = set()
    lowest = -1
    for some in _batches(found, reading, query, options.max_candidates):
        units: dict[int, list[TranslationUnit]] = defaultdict(list)
        for number, unit in reading.units_with(some, target):
            if options.without and unit.key in options.without:
                continue
            units[number].append(unit)
            if unit.target is not None:
                answered.add(number)
        for number in some:
            # No match of this segment or a later one has a rate above that.
            ceiling = int(found[number]) if found[number] < 100 else _IN_CONTEXT
            if lowest > ceiling:
                return best, answered
            if number in units:
                for unit in units[number]:
                    _keep(best, query, unit, target, options, lowest=lowest)
                lowest = _lowest(best.values(), options.limit)
    return best, answered


def _lowest(kept: Collection[Match], limit: int) -> int:
    """The rate of the last that is shown, or -1 as long as there is room for more."""
    if len(kept) < limit:
        return -1
    return sorted((one.rate for one in kept), reverse=True)[limit - 1]


def _batches(
    found: Mapping[int, float],
    reading: LookupReader,
    query: Query,
    max_candidates: int,
) -> Iterator[list[int]]:
    """The segments, the most similar first: a few, which will do mostly, then more.

    The query's own text is the first of them: of prices and scores there are more that
    differ in numbers only than are looked at.
    """
    same = reading.number(query.segment.key) if len(found) > _FIRST else None
    ordered = sorted(found, key=lambda number: (-found[number], number != same, number))
    size, start = _FIRST, 0
    while some := ordered[start : min(start + size, max_candidates)]:
        yield some
        size, start = _NEXT, start + size


def _keep(
    best: dict[tuple[str, str | None], Match],
    query: Query,
    unit: TranslationUnit,
    target: Locale,
    options: LookupOptions,
    *,
    lowest: int,
) -> None:
    found = match(
        query, unit, target, penalties=options.penalties, neighbours=options.neighbours
    )
    # A match filter only takes points away: what is not shown without it is not shown
    # with it.
    if found is None or found.rate < max(lowest, options.min_rate):
        return
    found = filter_match(found, options.match_filter)
    if found.rate < options.min_rate:
        return
    pair = found.source.text, found.target.text if found.target else None
    if pair not in best or found.rate > best[pair].rate:
        best[pair] = found


def _with_pivots(
    database: Database,
    query: Query,
    target: Locale,
    options: LookupOptions,
    left: Mapping[int, float],
    ranked: list[Match],
) -> list[Match]:
    """Matches together with those over a third language that may be among the best."""
    penalties = options.penalties
    full = len(ranked) >= options.limit
    lowest = ranked[options.limit - 1].rate + 1 if full else options.min_rate
    numbers = sorted(left, key=lambda number: (-left[number], number))
    able = [n for n in numbers if int(left[n]) - penalties.pivot >= lowest]
    with open_lookup_reader(database) as reading:
        if not reading.have_units(able):
            return ranked
    # Seldom needed, and what they read takes long to import.
    from tm.match.pivot import pivots
    from tm.store.unit_store import UnitStore

    memory = UnitStore(database)
    best = {(one.source.text, one.target.text): one for one in ranked if one.target}
    for unfiltered in pivots(memory, query, able, target, penalties=penalties):
        one = filter_match(unfiltered, options.match_filter)
        assert one.target is not None
        pair = one.source.text, one.target.text
        known = best.get(pair)
        # A pair that is stored itself needs no detour.
        if one.rate >= options.min_rate and (
            known is None or (known.type is MatchType.PIVOT and one.rate > known.rate)
        ):
            best[pair] = one
    untranslated = [one for one in ranked if one.target is None]
    return sorted([*best.values(), *untranslated], key=_order)


def _repaired(query: Query, found: Match) -> Match:
    """A match with the repaired target, if it can have one."""
    if found.target is None or found.type in (MatchType.EXACT, MatchType.IN_CONTEXT):
        return found
    made = repaired(query.segment, found.source, found.target)
    if made is None:
        return found
    kind = MatchType.REPAIRED if found.type is MatchType.FUZZY else found.type
    return replace(found, repaired=made, type=kind)


def _lengths(query: Query, min_rate: int) -> tuple[int, int] | None:
    """The lengths in tokens that may reach a rate: each edit costs at least a token."""
    length = len(query.form)
    if length <= SHORT or min_rate <= 0:
        return None
    return -(-length * min_rate // 100), length * 100 // min_rate


def _order(found: Match) -> tuple[object, ...]:
    """The best first; translations before segments without one; then the latest."""
    origin = found.unit.origin
    date = origin.published or origin.created or ""
    return (
        -found.rate,
        found.type is MatchType.PIVOT,
        found.target is None,
        -(origin.score if origin.score is not None else 1.0),
        tuple(-ord(mark) for mark in date),
        found.source.text,
        found.target.text if found.target else "",
    )


def _ambiguity_marked(ranked: list[Match]) -> list[Match]:
    marked: list[Match] = []
    for rate, group in groupby(ranked, key=lambda found: found.rate):
        same = list(group)
        translated = [
            found
            for found in same
            if found.target is not None and found.type is not MatchType.PIVOT
        ]
        if rate >= 100 and len(translated) > 1:
            same = [replace(found, ambiguous=found in translated) for found in same]
        marked += same
    return marked
