"""Ranked units: the answers are those of rating every unit."""

import pickle
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.store.samples import changed_by, unit
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import Match, Query, make_match_sort_key
from tm.match.penalties import Penalty
from tm.match.units.ranked_units import RankedUnits
from tm.match.units.unit_list import UnitList
from tm.match.units.unit_query import RatingOptions, UnitQuery
from tm.match.units.units_cache import SegmentUnitsCache
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit
from tm.unit_property import Property

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
TEXT = "Chủ tịch nước gặp bộ trưởng Y tế"
KEYS = Segment.of(VIETNAMESE, "trước").key, Segment.of(VIETNAMESE, "sau").key


class LetterFilter:
    """Takes points off a translation for each x in it, and counts its calls."""

    def __init__(self) -> None:
        self.call_count = 0

    def find_penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """A penalty for each x."""
        self.call_count += 1
        return [Penalty("x", 3, "letter.x")] * target.text.count("x")

    def find_opposites(
        self, query: Segment, source: Segment, target: Segment
    ) -> Sequence[Penalty]:
        """None."""
        return ()

    def fix_target(self, source: Segment, target: Segment) -> Segment | None:
        """None is certain."""
        return None

    def can_fix(self, check: str) -> bool:
        """Nothing is."""
        return False


def in_context(plain: TranslationUnit, context: str | None) -> TranslationUnit:
    if context is None:
        return plain
    return replace(plain, properties=(Property("po:msgctxt", context),))


CONTEXTS = st.sampled_from([None, "menu", "title"])
NEIGHBOURS = st.sampled_from([(None, None), KEYS, (KEYS[0], None)])
UNITS = st.builds(
    lambda target, state, score, created, neighbours, context: in_context(
        replace(
            unit(TEXT, target, state=state, score=score, created=created),
            neighbours=neighbours,
        ),
        context,
    ),
    st.sampled_from(["a", "b", "c", "ax", "bx", "cxx", "d"]),
    st.sampled_from([State.TRANSLATED, State.INITIAL]),
    st.sampled_from([None, 0.5, 0.9]),
    st.sampled_from([None, "2024-01-01", "2025-01-01"]),
    NEIGHBOURS,
    CONTEXTS,
)


@given(
    st.lists(UNITS, min_size=1, max_size=12),
    st.lists(
        st.tuples(
            st.sampled_from([TEXT, TEXT.replace("Y tế", "Tài chính"), TEXT.lower()]),
            NEIGHBOURS,
            CONTEXTS,
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(1, 3),
    st.sampled_from([1, 70, 97, 100]),
)
def test_the_best_matches_are_those_of_rating_all(
    units: list[TranslationUnit],
    queries: list[tuple[str, tuple[bytes | None, bytes | None], str | None]],
    limit: int,
    min_rate: int,
) -> None:
    options = RatingOptions(VIETNAMESE, INDONESIAN, PenaltySettings(), LetterFilter())
    unit_list, ranked_units = UnitList(units, options), RankedUnits(units, options)
    for text, neighbours, context in queries:
        query = Query.of(Segment.of(VIETNAMESE, text))
        best_matches = [
            sorted(
                keep_best(
                    segment_units.find_matches(
                        UnitQuery(query, neighbours, context, min_rate, limit + 1, ()),
                        100.0,
                        None,
                    )
                ),
                key=make_match_sort_key,
            )[: limit + 1]
            for segment_units in (unit_list, ranked_units)
        ]
        assert best_matches[0] == best_matches[1]


def keep_best(matches: list[Match]) -> list[Match]:
    """The first of the best matches of each translation."""
    best: dict[str, Match] = {}
    for match in matches:
        assert match.target is not None
        if match.rate > best.setdefault(match.target.text, match).rate:
            best[match.target.text] = match
    return [*best.values()]


@pytest.mark.parametrize("target", ["same", "target {}", "x{}"])
def test_a_text_in_many_contexts_is_filtered_once_for_each_translation(
    database: Database, target: str
) -> None:
    units = [
        in_context(unit(TEXT, target.format(number)), f"context {number}")
        for number in range(60)
    ]
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    answers = []
    for cache in (SegmentUnitsCache(), SegmentUnitsCache(min_unit_count=None)):
        match_filter = LetterFilter()
        answers.append(
            [
                find_matches(
                    database,
                    Segment.of(VIETNAMESE, TEXT),
                    INDONESIAN,
                    LookupOptions(
                        limit=3,
                        context=f"context {number}",
                        match_filter=match_filter,
                        units_cache=cache,
                    ),
                )
                for number in range(0, 60, 7)
            ]
        )
        if cache.ranked_unit_count:
            assert match_filter.call_count <= 120
    assert answers[0] == answers[1]
    assert [matches[0].rate for matches in answers[0]] == [
        97 if "x" in target else 101
    ] * 9


def test_units_that_were_not_read_for_long_are_dropped(database: Database) -> None:
    texts = [TEXT, TEXT + " và Tài chính"]
    with changed_by(database) as changes:
        UnitStore(database).add(
            [
                in_context(unit(text, "a"), f"context {number}")
                for text in texts
                for number in range(30)
            ],
            changes,
        )
    cache = SegmentUnitsCache(max_unit_count=40)
    options = LookupOptions(min_rate=100, units_cache=cache)
    for text in texts * 2:
        matches = find_matches(
            database, Segment.of(VIETNAMESE, text), INDONESIAN, options
        )
        assert [match.source.text for match in matches] == [text]
        assert cache.ranked_unit_count == 30


def test_a_cache_is_sent_to_another_process_without_its_units() -> None:
    """Where processes are started anew, as on Windows, their arguments are pickled."""
    for min_unit_count in (5, None):
        cache = SegmentUnitsCache(min_unit_count=min_unit_count, max_unit_count=40)
        sent_cache = pickle.loads(pickle.dumps(cache))
        assert sent_cache.ranks_units == cache.ranks_units
        assert sent_cache.ranked_unit_count == 0
