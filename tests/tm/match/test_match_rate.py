"""Match rates: every point explained."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.match.slow_match_rate import slow_match
from tests.tm.store.samples import unit
from tm.match.match_rate import Match, MatchType, Query, rate_match
from tm.match.similarity import (
    compute_max_edits,
    compute_similarity_from_distance,
    compute_text_similarity,
    compute_token_similarity,
    compute_token_similarity_within,
)
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import Origin, State, TranslationUnit

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
LONG = "Bộ Ngoại giao phối hợp với Bộ Công an tổ chức họp báo về lễ mở ký"


def found(query: str, stored: str | TranslationUnit) -> Match:
    made = stored if isinstance(stored, TranslationUnit) else unit(stored, "x")
    segment = Segment.of(VIETNAMESE, query)
    result = rate_match(
        Query.of(segment), made, INDONESIAN, penalties=PenaltySettings()
    )
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("query", "stored", "rate", "reasons"),
    [
        (LONG, LONG, 100, []),
        ("hòa bình", "hoà bình", 100, []),
        ("ho\u0300a bi\u0300nh", "hòa bình", 100, []),
        (LONG.upper(), LONG, 99, ["case"]),
        ("“Hà Nội”", '"Hà Nội"', 99, ["typography"]),
        ("tăng 16,7% năm 2024", "tăng 16,9% năm 2025", 98, ["numbers"]),
        ("le mo ky cong uoc ha noi", "Lễ mở ký Công ước Hà Nội", 95, ["marks"]),
        ("lễ mở ký công ước hà nội", "le mo ky cong uoc ha noi", 0, []),
        ("một hai ba bốn năm sáu bảy tám", "một hai ba bốn năm sáu bảy chín", 87, []),
    ],
)
def test_a_rate_and_its_penalties(
    query: str, stored: str, rate: int, reasons: list[str]
) -> None:
    result = found(query, stored)
    if rate:
        assert result.rate == rate
        assert [penalty.reason for penalty in result.penalties] == reasons
    else:
        assert result.rate < 70


def test_a_rate_is_its_similarity_less_its_penalties() -> None:
    result = found("Lễ Mở Ký năm 2025", "lễ mở ký năm 2024")
    assert result.rate == int(result.similarity) - sum(
        p.points for p in result.penalties
    )


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (unit(LONG, "x", score=0.4), "uncertain alignment"),
        (unit(LONG, "x", "vi-US"), "locale variant"),
        (unit(LONG, "x", state=State.INITIAL), "unfinished translation"),
        (
            replace(
                unit(LONG, "x"),
                source=Segment(VIETNAMESE, LONG + CODE, (Code("ph", "1", "%s"),)),
            ),
            "codes",
        ),
    ],
)
def test_where_a_unit_comes_from_costs_points(
    stored: TranslationUnit, reason: str
) -> None:
    result = found(LONG, stored)
    assert reason in [penalty.reason for penalty in result.penalties]
    assert result.type is MatchType.FUZZY


def test_an_exact_match_among_the_same_neighbours_is_101() -> None:
    neighbours = (b"before", b"after")
    stored = replace(unit(LONG, "x"), neighbours=neighbours)
    query = Query.of(Segment.of(VIETNAMESE, LONG))
    near = rate_match(
        query, stored, INDONESIAN, penalties=PenaltySettings(), neighbours=neighbours
    )
    far = rate_match(query, stored, INDONESIAN, penalties=PenaltySettings())
    assert near is not None and far is not None
    assert (near.rate, near.type) == (101, MatchType.IN_CONTEXT)
    assert (far.rate, far.type) == (100, MatchType.EXACT)


def test_a_unit_serves_in_both_directions() -> None:
    stored = unit("họp báo", "konferensi pers")
    query = Query.of(Segment.of(INDONESIAN, "konferensi pers"))
    result = rate_match(query, stored, VIETNAMESE, penalties=PenaltySettings())
    assert result is not None and result.target is not None
    assert (result.rate, result.target.text) == (100, "họp báo")


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("thứ trưởng bộ ngoai giao", "Thứ trưởng Bộ Ngoại giao"),
        ("Thứ trửơng Bộ Ngoại giao", "Thứ trưởng Bộ Ngoại giao"),
        ("hop bao", "họp báo"),
    ],
)
def test_short_texts_are_compared_by_characters_too(query: str, stored: str) -> None:
    assert found(query, stored).rate >= 70


def test_penalties_can_be_switched_off() -> None:
    query = Query.of(Segment.of(VIETNAMESE, LONG.upper()))
    result = rate_match(
        query, unit(LONG, "x"), INDONESIAN, penalties=PenaltySettings(case=0)
    )
    assert result is not None and result.rate == 100


TOKENS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(TOKENS, TOKENS)
def test_similarity_is_symmetric_and_100_only_for_equals(
    first: list[str], second: list[str]
) -> None:
    forward = compute_token_similarity(first, second)
    assert forward == compute_token_similarity(second, first)
    assert 0 <= forward <= 100
    assert (forward == 100) == (first == second)


@given(TOKENS, TOKENS, st.integers(0, 100))
def test_a_threshold_loses_nothing_and_lets_nothing_through(
    first: list[str], second: list[str], threshold: int
) -> None:
    full = compute_token_similarity(first, second)
    within = compute_token_similarity_within(first, second, threshold)
    assert within == (full if full >= threshold else None)


@given(st.integers(1, 500), st.integers(0, 100))
def test_the_largest_distance_is_the_last_that_reaches(
    longest: int, threshold: int
) -> None:
    most = compute_max_edits(longest, threshold)
    assert compute_similarity_from_distance(most, longest) >= threshold
    assert (
        most == longest
        or compute_similarity_from_distance(most + 1, longest) < threshold
    )


@given(st.text(max_size=20), st.text(max_size=20))
def test_strings_are_compared_symmetrically(first: str, second: str) -> None:
    assert compute_text_similarity(first, second) == compute_text_similarity(
        second, first
    )


WORDS = st.lists(
    st.sampled_from(["Bộ", "bo", "16,7", "2025", "“", '"', "Hòa", "hoà", "%s", "."]),
    min_size=1,
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS)
def test_a_rate_is_never_out_of_range_and_always_explained(
    query: str, stored: str
) -> None:
    result = found(query, stored)
    assert 0 <= result.rate <= 101
    assert all(penalty.points > 0 for penalty in result.penalties)
    if result.type is MatchType.EXACT:
        assert not result.penalties


def test_a_unit_without_the_language_offers_nothing() -> None:
    query = Query.of(Segment.of(Locale("en"), "press conference"))
    made = unit("họp báo", "konferensi pers")
    assert rate_match(query, made, INDONESIAN, penalties=PenaltySettings()) is None


def test_an_origin_is_kept_with_its_match() -> None:
    origin = Origin(source_url="https://a.example/x", position=3)
    made = replace(unit(LONG, "x"), origin=origin)
    assert found(LONG, made).unit.origin == origin


PIECES = st.sampled_from(
    f"{CODE} Bộ bộ BỘ bo Hòa hoà HOA the The THE G20 5 5, 16,7% 16.7 tháng Mười May "
    "may I XIV “ ” ‘it’s it's \" - – . , ½ ² 漢字 ไทย İ ß e\u0301 Monday Tuesday 5-6 "
    "10/8".split()
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(LETTERS, max_size=12)
CODES = st.sampled_from(
    [Code("ph", "1", "%s"), Code("ph", "2", "%s"), Code("bpt", "1", "<b>")]
)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    locale = Locale(draw(st.sampled_from(["vi", "vi-VN", "en", "id"])))
    plain = Segment.of(locale, draw(TEXTS))
    codes = [draw(CODES) for _ in plain.codes]
    return Segment(locale, plain.text, tuple(codes))


@given(
    segments(),
    segments(),
    st.builds(Origin, score=st.sampled_from([None, 0.5, 0.9])),
    st.sampled_from(State),
)
def test_a_match_is_what_the_slow_way_gives(
    query: Segment, stored: Segment, origin: Origin, state: State
) -> None:
    made = TranslationUnit(stored, Segment.of(Locale("fr"), "x"), state, origin)
    for text in (query, replace(query, locale=stored.locale), stored):
        wanted = slow_match(text, made, Locale("fr"), penalties=PenaltySettings())
        given = rate_match(
            Query.of(text), made, Locale("fr"), penalties=PenaltySettings()
        )
        assert given == wanted
