"""The index against the slow, obvious comparison, on texts that nobody thought of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.match.index.memtable import MemTable
from tm.match.index.shard import build_shard_in_memory
from tm.match.match_rate import Query, compute_similarity
from tm.text.locale import Locale
from tm.text.segment import Segment

VIETNAMESE = Locale("vi")
_LETTERS = "aabbcàạÀđĐ  ,.'’12\t\n\x1céữự\u0301漢字ไทยกข้½Ⅳ²_-“ßİªº٣\u0378\ue000\ufffc"
_WORDS = "a b c d đ à ạ ba bà hòa hoà hoa 1 22 , . it's ta thu thủ tuong tướng".split()

texts = st.one_of(
    st.lists(st.sampled_from(_WORDS), max_size=24).map(" ".join),
    st.text(st.sampled_from(_LETTERS), max_size=24),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
    ),
)
memories = st.lists(texts, max_size=30)
thresholds = st.integers(0, 100)


@given(memories, texts, thresholds)
def test_a_part_proposes_all_that_a_scan_finds(
    stored: list[str], text: str, threshold: int
) -> None:
    query = Query.of(Segment.of(VIETNAMESE, text))
    if not query.match_tokens:
        return
    part = build_shard_in_memory([(range(1, len(stored) + 1), stored)], VIETNAMESE)
    found: dict[int, float] = {}
    for number, score in part.search(query, threshold, lambda some: {}):
        found[number] = max(score, found.get(number, 0))
    for number, other in enumerate(stored, start=1):
        score, _ = compute_similarity(query, other, VIETNAMESE)
        if score >= threshold:
            assert found.get(number, -1) >= score


@given(memories, texts, thresholds)
def test_recent_segments_are_found_as_a_scan_finds_them(
    stored: list[str], text: str, threshold: int
) -> None:
    query = Query.of(Segment.of(VIETNAMESE, text))
    if not query.match_tokens:
        return
    recent = MemTable(VIETNAMESE)
    for number, other in enumerate(stored, start=1):
        recent.add(number, other)
    found = dict(recent.search(query, threshold))
    for number, other in enumerate(stored, start=1):
        score, _ = compute_similarity(query, other, VIETNAMESE)
        if score >= threshold:
            assert found.get(number, -1) >= score


@pytest.mark.parametrize("text", ["x " * 60_000, "x" * 100_000])
def test_an_endless_query_is_answered(text: str) -> None:
    part = build_shard_in_memory([((1, 2), ("x x x", text))], VIETNAMESE)
    query = Query.of(Segment.of(VIETNAMESE, text))
    found = part.search(query, 70, lambda some: {2: text})
    assert dict(found)[2] in (99, 100)
