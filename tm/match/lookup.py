"""Looking up a text in the memory: propose segments, rate and filter their units.

The index proposes segments. `scan_all_segments` compares with every segment of a
fitting length instead: slow and simple, for tests of the index.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tm.finding import Span
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.match_filter import MatchFilter, filter_match
from tm.match.match_rate import (
    IN_CONTEXT_RATE,
    MAX_SHORT_QUERY_TOKEN_COUNT,
    Match,
    MatchType,
    Query,
    compute_similarity,
    make_match_sort_key,
    mark_ambiguous_matches,
)
from tm.match.penalties import has_several_variants, has_variant_penalty
from tm.match.ranked_matches import RankedMatches
from tm.match.repair.repair_resources import RepairResources
from tm.match.units.unit_query import RatingOptions, UnitQuery
from tm.match.units.units_cache import SegmentUnitsCache
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.lookup_reader import LookupReader, open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from tm.store.unit_store import UnitStore

_FIRST_BATCH_SIZE, _LATER_BATCH_SIZE = 20, 500
_MAX_TOKEN_COUNT = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """The options of a lookup."""

    min_rate: int = 70
    """0 to 100."""
    limit: int = 5
    penalties: PenaltySettings = field(default_factory=PenaltySettings)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the segments before and after the text, for matches in context."""
    context: str | None = None
    """What tells the text from equal ones, such as `msgctxt`, also for such matches."""
    excluded_unit_keys: frozenset[bytes] = frozenset()
    """Keys of units to leave out, for evaluating a memory with its own units."""
    max_candidate_count: int = 10_000
    """The most segments to read, for a language pair with few units."""
    match_filter: MatchFilter | None = None
    """Checks the translations; without a filter they are offered as stored."""
    repair_resources: RepairResources | None = None
    """Terms and word links for repairs; without them, names are only transcribed."""
    units_cache: SegmentUnitsCache | None = None
    """Keeps the units of segments that have many; made once for a job of lookups."""
    split_sentences: Callable[[str, Locale], Sequence[Span]] | None = None
    """Splits a text for `tm.match.composition`; without it, texts stay whole."""


def find_matches(
    database: Database,
    segment: Segment,
    target_locale: Locale,
    options: LookupOptions | None = None,
) -> list[Match]:
    """Find the best matches for a segment, the best first, and repair them.

    The query's values, names and terms are put into the targets of the matches that are
    returned.
    """
    options = options or LookupOptions()
    return rank_matches(database, segment, target_locale, options).repair()


def rank_matches(
    database: Database, segment: Segment, target_locale: Locale, options: LookupOptions
) -> RankedMatches:
    """Find the best matches for a segment, and rank them.

    Equal pairs are shown once, with the highest rate; several exact matches with
    different targets are all shown, as ambiguous. For segments without a direct
    translation, pivot matches are searched. Faults that the match filter finds cost
    points.
    """
    query = Query.of(segment)
    if not query.match_tokens:
        return _select_shown_matches(query, [], options)
    # A rate of 101 means a similarity of 100 in context.
    threshold = max(0, min(100, options.min_rate))
    with open_lookup_reader(database) as reader:
        similarity_by_segment_id = open_index(database).find_candidates(
            reader, query, threshold
        )
        best_match_by_texts, translated_segment_ids = _find_direct_matches(
            reader, query, target_locale, options, similarity_by_segment_id
        )
        matches, language = best_match_by_texts.values(), segment.locale.language
        if any(has_variant_penalty(match.penalties) for match in matches) and not (
            has_several_variants(reader.list_locale_tags(), language)
        ):
            options = replace(options, penalties=replace(options.penalties, variant=0))
            best_match_by_texts, translated_segment_ids = _find_direct_matches(
                reader, query, target_locale, options, similarity_by_segment_id
            )
    ranked_matches = sorted(best_match_by_texts.values(), key=make_match_sort_key)
    untranslated_similarity_by_segment_id = {
        segment_id: similarity_by_segment_id[segment_id]
        for segment_id in similarity_by_segment_id
        if segment_id not in translated_segment_ids
    }
    if untranslated_similarity_by_segment_id:
        ranked_matches = _add_pivot_matches(
            database,
            query,
            target_locale,
            options,
            untranslated_similarity_by_segment_id,
            ranked_matches,
        )
    return _select_shown_matches(query, ranked_matches, options)


def _select_shown_matches(
    query: Query, ranked_matches: list[Match], options: LookupOptions
) -> RankedMatches:
    return RankedMatches(
        query,
        mark_ambiguous_matches(ranked_matches)[: options.limit],
        options.min_rate,
        options.match_filter,
        options.repair_resources,
    )


def open_index(database: Database) -> FuzzyIndex:
    """Open the index of a database; while the database is open, it is reused."""
    return database.get_companion(FuzzyIndex)


def scan_all_segments(
    unit_store: "UnitStore", query: Query, min_rate: int
) -> Iterator[tuple[int, float]]:
    """Yield id and similarity of every segment that may reach a rate, slowly."""
    locale = query.segment.locale
    for segment_id, text in unit_store.read_segments(
        locale, token_range=_compute_length_range(query, min_rate)
    ):
        similarity, _ = compute_similarity(query, text, locale)
        if similarity >= min_rate:
            yield segment_id, similarity


def _find_direct_matches(
    reader: LookupReader,
    query: Query,
    target_locale: Locale,
    options: LookupOptions,
    similarity_by_segment_id: Mapping[int, float],
) -> tuple[dict[tuple[str, str | None], Match], set[int]]:
    """Match proposed segments; also return the ids of translated ones."""
    best_match_by_texts: dict[tuple[str, str | None], Match] = {}
    translated_segment_ids: set[int] = set()
    last_shown_match: Match | None = None
    rating_options = RatingOptions(
        query.segment.locale, target_locale, options.penalties, options.match_filter
    )
    unit_query = _make_unit_query(query, options)
    units_cache = _choose_units_cache(options)
    for batch_segment_ids in _batch_segment_ids(
        similarity_by_segment_id, reader, query, options.max_candidate_count
    ):
        unread_segment_ids = [
            segment_id
            for segment_id in batch_segment_ids
            if not _is_better_than_all(
                last_shown_match, similarity_by_segment_id[segment_id]
            )
        ]
        if not unread_segment_ids:
            break
        units_by_segment_id = units_cache.read_units(
            reader, unread_segment_ids, rating_options
        )
        translated_segment_ids.update(
            segment_id
            for segment_id, units in units_by_segment_id.items()
            if units.has_translation(options.excluded_unit_keys)
        )
        for segment_id in unread_segment_ids:
            similarity = similarity_by_segment_id[segment_id]
            if _is_better_than_all(last_shown_match, similarity):
                return best_match_by_texts, translated_segment_ids
            if segment_id not in units_by_segment_id:
                continue
            matches = units_by_segment_id[segment_id].find_matches(
                unit_query, similarity, last_shown_match
            )
            for match in matches:
                _keep_better_match(best_match_by_texts, match)
            if last_shown_match is None or any(
                make_match_sort_key(match) < make_match_sort_key(last_shown_match)
                for match in matches
            ):
                last_shown_match = _find_last_shown_match(
                    best_match_by_texts.values(), options.limit
                )
    return best_match_by_texts, translated_segment_ids


def _make_unit_query(query: Query, options: LookupOptions) -> UnitQuery:
    """Make the query for the units of proposed segments."""
    return UnitQuery(
        query,
        options.neighbours,
        options.context,
        options.min_rate,
        # One more shows whether the last one is ambiguous.
        options.limit + 1,
        options.excluded_unit_keys,
    )


def _choose_units_cache(options: LookupOptions) -> SegmentUnitsCache:
    """Choose the cache of a lookup: a ranked one lacks units that some options need."""
    units_cache = options.units_cache or SegmentUnitsCache()
    if units_cache.ranks_units and (
        options.excluded_unit_keys or options.min_rate <= 0
    ):
        return SegmentUnitsCache(min_unit_count=None)
    return units_cache


def _is_better_than_all(last_shown_match: Match | None, similarity: float) -> bool:
    """Whether a match has a higher rate than any of segments of a similarity."""
    max_rate = int(similarity) if similarity < 100 else IN_CONTEXT_RATE
    return last_shown_match is not None and last_shown_match.rate > max_rate


def _find_last_shown_match(matches: Collection[Match], limit: int) -> Match | None:
    """Find the last match within the limit; None for too few matches."""
    if len(matches) < limit:
        return None
    return sorted(matches, key=make_match_sort_key)[limit - 1]


def _batch_segment_ids(
    similarity_by_segment_id: Mapping[int, float],
    reader: LookupReader,
    query: Query,
    max_candidate_count: int,
) -> Iterator[list[int]]:
    """Yield segment ids in batches, the most similar first.

    The first batch is small. A segment equal to the query comes first, since more
    segments may be as similar as are read at all: those that differ only in numbers.
    """
    equal_segment_id = (
        reader.find_segment_id(query.segment.key)
        if len(similarity_by_segment_id) > _FIRST_BATCH_SIZE
        else None
    )
    ordered_segment_ids = sorted(
        similarity_by_segment_id,
        key=lambda segment_id: (
            -similarity_by_segment_id[segment_id],
            segment_id != equal_segment_id,
            segment_id,
        ),
    )
    batch_size, start = _FIRST_BATCH_SIZE, 0
    while batch_segment_ids := ordered_segment_ids[
        start : min(start + batch_size, max_candidate_count)
    ]:
        yield batch_segment_ids
        batch_size, start = _LATER_BATCH_SIZE, start + batch_size


def _keep_better_match(
    best_match_by_texts: dict[tuple[str, str | None], Match], match: Match
) -> None:
    """Add a match if it is the best of its texts so far."""
    text_pair = match.source.text, match.target.text if match.target else None
    if (
        text_pair not in best_match_by_texts
        or match.rate > best_match_by_texts[text_pair].rate
    ):
        best_match_by_texts[text_pair] = match


def _list_pivot_candidates(
    similarity_by_segment_id: Mapping[int, float], min_similarity: int
) -> list[int]:
    """List the ids of the segments that are similar enough, the best first."""
    ordered_segment_ids = sorted(
        similarity_by_segment_id,
        key=lambda segment_id: (
            -similarity_by_segment_id[segment_id],
            segment_id,
        ),
    )
    return [
        segment_id
        for segment_id in ordered_segment_ids
        if int(similarity_by_segment_id[segment_id]) >= min_similarity
    ]


def _add_pivot_matches(
    database: Database,
    query: Query,
    target_locale: Locale,
    options: LookupOptions,
    similarity_by_segment_id: Mapping[int, float],
    ranked_matches: list[Match],
) -> list[Match]:
    """Add pivot matches to the direct ones where they may be among the best."""
    min_needed_rate = (
        ranked_matches[options.limit - 1].rate + 1
        if len(ranked_matches) >= options.limit
        else options.min_rate
    )
    candidate_segment_ids = _list_pivot_candidates(
        similarity_by_segment_id, min_needed_rate + options.penalties.pivot
    )
    with open_lookup_reader(database) as reader:
        if not reader.has_units(candidate_segment_ids):
            return ranked_matches
    # Imported here, since they are seldom needed and slow to import.
    from tm.match.pivot import find_pivot_matches
    from tm.store.unit_store import UnitStore

    unit_store = UnitStore(database)
    best_match_by_texts = {
        (match.source.text, match.target.text): match
        for match in ranked_matches
        if match.target
    }
    for unfiltered_match in find_pivot_matches(
        unit_store,
        query,
        candidate_segment_ids,
        target_locale,
        penalties=options.penalties,
    ):
        pivot_match = filter_match(unfiltered_match, options.match_filter)
        assert pivot_match.target is not None
        text_pair = pivot_match.source.text, pivot_match.target.text
        stored_match = best_match_by_texts.get(text_pair)
        # A direct match of the same pair is better than a pivot match.
        if pivot_match.rate >= options.min_rate and (
            stored_match is None
            or (
                stored_match.type is MatchType.PIVOT
                and pivot_match.rate > stored_match.rate
            )
        ):
            best_match_by_texts[text_pair] = pivot_match
    untranslated_matches = [match for match in ranked_matches if match.target is None]
    return sorted(
        [*best_match_by_texts.values(), *untranslated_matches], key=make_match_sort_key
    )


def _compute_length_range(query: Query, min_rate: int) -> tuple[int, int] | None:
    """Compute the range of token counts that may reach a rate; None for any."""
    token_count = len(query.match_tokens)
    if token_count <= MAX_SHORT_QUERY_TOKEN_COUNT or min_rate <= 0:
        return None
    # Tags count as tokens in the memory, and not in a comparison.
    return -(-token_count * min_rate // 100), _MAX_TOKEN_COUNT
