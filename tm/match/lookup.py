"""Looking a text up in the memory: propose, score, judge.

The index proposes. `scan` compares with every segment of a fitting length instead: slow
and simple, for tests of the index.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.match_filter import MatchFilter, filter_match, fix_match
from tm.match.rank import (
    SHORT_QUERY_TOKENS,
    Match,
    MatchType,
    Query,
    rate_match,
    similarity,
)
from tm.match.repair.repair import repair
from tm.settings import Penalties
from tm.store.database import Database
from tm.store.lookup_reader import LookupReader, open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.unit_store import UnitStore

_FIRST_BATCH, _LATER_BATCH = 20, 500
_IN_CONTEXT = 101

# Like an lru_cache: an index is opened once for as long as its database is used.
_indexes: WeakKeyDictionary[Database, FuzzyIndex] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """The options of a lookup."""

    min_rate: int = 70
    """0 to 100."""
    limit: int = 5
    penalties: Penalties = field(default_factory=Penalties)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the segments before and after the text, for matches in context."""
    excluded_units: frozenset[bytes] = frozenset()
    """Keys of units that are not offered, for evaluating a memory by its own units."""
    max_candidates: int = 10_000
    """Segments that are read at most, for a pair of locales that has but a few."""
    match_filter: MatchFilter | None = None
    """Judges the translations; without one they are offered as stored."""


def lookup(
    memory: "UnitStore",
    segment: Segment,
    target: Locale,
    options: LookupOptions | None = None,
) -> list[Match]:
    """Find the best matches of a memory for a segment; see `matches`."""
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
    if not query.match_tokens:
        return []
    # 101 is a rate, and its similarity is 100.
    threshold = max(0, min(100, options.min_rate))
    with open_lookup_reader(database) as reader:
        similarities = open_index(database).candidates(reader, query, threshold)
        best, answered = _direct_matches(reader, query, target, options, similarities)
    ranked = sorted(best.values(), key=_sort_key)
    untranslated = {
        number: similarities[number]
        for number in similarities
        if number not in answered
    }
    if untranslated:
        ranked = _with_pivots(database, query, target, options, untranslated, ranked)
    return [
        fix_match(_repair_match(query, match), options.match_filter)
        for match in _mark_ambiguous(ranked)[: options.limit]
    ]


def open_index(database: Database) -> FuzzyIndex:
    """The index of a database, opened once while the database is open."""
    index = _indexes.get(database)
    if index is None:
        index = _indexes[database] = FuzzyIndex(database)
    return index


def scan(
    memory: "UnitStore", query: Query, min_rate: int
) -> Iterator[tuple[int, float]]:
    """Yield number and similarity of every segment that may reach a rate, slowly."""
    locale = query.segment.locale
    for number, text in memory.segments(locale, tokens=_length_range(query, min_rate)):
        score, _ = similarity(query, text, locale)
        if score >= min_rate:
            yield number, score


def _direct_matches(
    reader: LookupReader,
    query: Query,
    target: Locale,
    options: LookupOptions,
    similarities: Mapping[int, float],
) -> tuple[dict[tuple[str, str | None], Match], set[int]]:
    """Match the proposed segments; also return which of them have a translation."""
    best: dict[tuple[str, str | None], Match] = {}
    answered: set[int] = set()
    lowest_shown = -1
    for batch in _batches(similarities, reader, query, options.max_candidates):
        units: dict[int, list[TranslationUnit]] = defaultdict(list)
        for number, unit in reader.units_with(batch, target):
            if options.excluded_units and unit.key in options.excluded_units:
                continue
            units[number].append(unit)
            if unit.target is not None:
                answered.add(number)
        for number in batch:
            # No match of this segment or a later one has a higher rate.
            ceiling = (
                int(similarities[number]) if similarities[number] < 100 else _IN_CONTEXT
            )
            if lowest_shown > ceiling:
                return best, answered
            if number in units:
                for unit in units[number]:
                    _add_match(
                        best, query, unit, target, options, lowest_shown=lowest_shown
                    )
                lowest_shown = _lowest_shown_rate(best.values(), options.limit)
    return best, answered


def _lowest_shown_rate(matches: Collection[Match], limit: int) -> int:
    """The rate of the last match shown, or -1 while fewer than the limit are found."""
    if len(matches) < limit:
        return -1
    return sorted((match.rate for match in matches), reverse=True)[limit - 1]


def _batches(
    similarities: Mapping[int, float],
    reader: LookupReader,
    query: Query,
    max_candidates: int,
) -> Iterator[list[int]]:
    """Yield the segments in batches, the most similar first, a small batch at first.

    The query's own text comes first: of prices and scores, more segments differ in
    numbers only than are read.
    """
    own_number = (
        reader.number(query.segment.key) if len(similarities) > _FIRST_BATCH else None
    )
    ordered = sorted(
        similarities,
        key=lambda number: (-similarities[number], number != own_number, number),
    )
    size, start = _FIRST_BATCH, 0
    while batch := ordered[start : min(start + size, max_candidates)]:
        yield batch
        size, start = _LATER_BATCH, start + size


def _add_match(
    best: dict[tuple[str, str | None], Match],
    query: Query,
    unit: TranslationUnit,
    target: Locale,
    options: LookupOptions,
    *,
    lowest_shown: int,
) -> None:
    match = rate_match(
        query, unit, target, penalties=options.penalties, neighbours=options.neighbours
    )
    # A match filter only takes points away: what is not shown without it is not shown
    # with it.
    if match is None or match.rate < max(lowest_shown, options.min_rate):
        return
    match = filter_match(match, options.match_filter)
    if match.rate < options.min_rate:
        return
    texts = match.source.text, match.target.text if match.target else None
    if texts not in best or match.rate > best[texts].rate:
        best[texts] = match


def _with_pivots(
    database: Database,
    query: Query,
    target: Locale,
    options: LookupOptions,
    similarities: Mapping[int, float],
    ranked: list[Match],
) -> list[Match]:
    """Add the pivot matches that may be among the best."""
    penalties = options.penalties
    is_full = len(ranked) >= options.limit
    lowest_rate = ranked[options.limit - 1].rate + 1 if is_full else options.min_rate
    numbers = sorted(similarities, key=lambda number: (-similarities[number], number))
    candidates = [
        n for n in numbers if int(similarities[n]) - penalties.pivot >= lowest_rate
    ]
    with open_lookup_reader(database) as reader:
        if not reader.have_units(candidates):
            return ranked
    # Seldom needed, and what they read takes long to import.
    from tm.match.pivot import pivots
    from tm.store.unit_store import UnitStore

    memory = UnitStore(database)
    best = {
        (pivot_match.source.text, pivot_match.target.text): pivot_match
        for pivot_match in ranked
        if pivot_match.target
    }
    for unfiltered in pivots(memory, query, candidates, target, penalties=penalties):
        pivot_match = filter_match(unfiltered, options.match_filter)
        assert pivot_match.target is not None
        texts = pivot_match.source.text, pivot_match.target.text
        stored_match = best.get(texts)
        # A pair that is stored itself needs no detour.
        if pivot_match.rate >= options.min_rate and (
            stored_match is None
            or (
                stored_match.type is MatchType.PIVOT
                and pivot_match.rate > stored_match.rate
            )
        ):
            best[texts] = pivot_match
    untranslated = [pivot_match for pivot_match in ranked if pivot_match.target is None]
    return sorted([*best.values(), *untranslated], key=_sort_key)


def _repair_match(query: Query, match: Match) -> Match:
    """Repair the target of a match, if it can be repaired."""
    if match.target is None or match.type in (MatchType.EXACT, MatchType.IN_CONTEXT):
        return match
    repaired_target = repair(query.segment, match.source, match.target)
    if repaired_target is None:
        return match
    match_type = MatchType.REPAIRED if match.type is MatchType.FUZZY else match.type
    return replace(match, repaired=repaired_target, type=match_type)


def _length_range(query: Query, min_rate: int) -> tuple[int, int] | None:
    """The lengths in tokens that may reach a rate; None for any length."""
    length = len(query.match_tokens)
    if length <= SHORT_QUERY_TOKENS or min_rate <= 0:
        return None
    return -(-length * min_rate // 100), length * 100 // min_rate


def _sort_key(match: Match) -> tuple[object, ...]:
    """Sort key: the best first; translations before untranslated; then the newest."""
    origin = match.unit.origin
    date = origin.published or origin.created or ""
    return (
        -match.rate,
        match.type is MatchType.PIVOT,
        match.target is None,
        -(origin.score if origin.score is not None else 1.0),
        tuple(-ord(character) for character in date),
        match.source.text,
        match.target.text if match.target else "",
    )


def _mark_ambiguous(ranked: list[Match]) -> list[Match]:
    matches: list[Match] = []
    for rate, group in groupby(ranked, key=lambda found: found.rate):
        same_rate = list(group)
        translated = [
            match
            for match in same_rate
            if match.target is not None and match.type is not MatchType.PIVOT
        ]
        if rate >= 100 and len(translated) > 1:
            same_rate = [
                replace(match, ambiguous=match in translated) for match in same_rate
            ]
        matches += same_rate
    return matches
