"""A rate can be computed again from what explains it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.store.samples import unit
from tm.match.explanation import MatchEdit, explain_match
from tm.match.match_rate import Match, Query, rate_match
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.segment import Segment

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
WORDS = st.lists(
    st.sampled_from(
        ["Bộ", "bo", "16,7", "2025", "“", '"', "Hòa", "hoà", "%s", ".", "ß", "ﬁ", "İ"]
    ),
    min_size=1,
    max_size=10,
).map(" ".join)


def matched(query: str, stored: str) -> tuple[Query, Match]:
    asked = Query.of(Segment.of(VIETNAMESE, query))
    found = rate_match(
        asked, unit(stored, "x"), INDONESIAN, penalties=PenaltySettings()
    )
    assert found is not None
    return asked, found


@given(WORDS, WORDS)
def test_the_similarity_follows_from_the_edits(query: str, stored: str) -> None:
    asked, found = matched(query, stored)
    assert explain_match(asked, found).similarity == found.similarity


@given(WORDS, WORDS)
def test_the_edits_lie_one_behind_the_other(query: str, stored: str) -> None:
    edits = explain_match(*matched(query, stored)).edits
    for before, after in pairwise(edits):
        assert before.query_range[0] <= before.query_range[1] <= len(query)
        assert before.counts[0] >= 0 and before.operation != ""
        if "ﬁ" not in query + stored and "İ" not in query + stored:
            assert before.query_range[1] <= after.query_range[1]
            assert before.source_range[1] <= after.source_range[1]


@pytest.mark.parametrize(
    ("query", "stored", "expected"),
    [
        (
            "một hai ba bốn năm sáu bảy x",
            "một hai ba bốn năm sáu bảy",
            [
                ("equal", (0, 26), (0, 26), (7, 7)),
                ("insert", (27, 28), (26, 26), (1, 0)),
            ],
        ),
        (
            "một hai ba bốn năm sáu tăng 5",
            "một hai ba bốn năm sáu tăng 7",
            [
                ("equal", (0, 27), (0, 27), (7, 7)),
                ("alike", (28, 29), (28, 29), (1, 1)),
            ],
        ),
        (
            "họp báo",
            "họp bàn",
            [
                ("equal", (0, 5), (0, 5), (5, 5)),
                ("replace", (5, 7), (5, 7), (2, 2)),
            ],
        ),
    ],
)
def test_edits_have_their_places(
    query: str,
    stored: str,
    expected: list[tuple[str, tuple[int, int], tuple[int, int], tuple[int, int]]],
) -> None:
    edits = explain_match(*matched(query, stored)).edits
    assert list(edits) == [MatchEdit(*one) for one in expected]
