"""Leverage: every segment counts once, in the right band."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.store.samples import changed_by, unit
from tm.match.leverage import (
    INTERNAL_BAND,
    REPETITIONS_BAND,
    EarlierTexts,
    TextAmount,
    analyse_leverage,
)
from tm.match.match_rate import NEW_BAND, find_rate_band
from tm.match.similarity import compute_token_similarity
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
WORDS = "một hai ba bốn năm sáu bảy tám chín mười"


def segment(text: str) -> Segment:
    return Segment.of(VIETNAMESE, text)


@pytest.mark.parametrize(
    ("rate", "band"),
    [
        (101, "101"),
        (100, "100"),
        (99, "95-99"),
        (95, "95-99"),
        (94, "85-94"),
        (84, "75-84"),
        (74, "50-74"),
        (50, "50-74"),
        (49, NEW_BAND),
        (None, NEW_BAND),
    ],
)
def test_a_rate_has_its_band(rate: int | None, band: str) -> None:
    assert find_rate_band(rate) == band


def test_each_segment_counts_in_one_band(sqlite_database: Database) -> None:
    memory = UnitStore(sqlite_database)
    with changed_by(sqlite_database) as changes:
        memory.add([unit(WORDS, "x"), unit("họp báo", "y")], changes)
    texts = [
        WORDS,  # 100
        WORDS.replace("mười", "không"),  # 90 of the memory, and of the first: memory
        "họp báo",  # 100
        "họp báo",  # again, but it is translated already
        "a b c d e f g h",  # new
        "a b c d e f g h",  # repeated
        "a b c d e f g x",  # 87 of an earlier one
        "không liên quan gì đến những câu kia",
    ]
    report = analyse_leverage([[segment(text) for text in texts]], memory, INDONESIAN)
    counted = {
        name: one.segment_count
        for name, one in report.amount_by_band.items()
        if one.segment_count
    }
    assert counted == {
        "100": 3,
        "85-94": 1,
        NEW_BAND: 2,
        REPETITIONS_BAND: 1,
        INTERNAL_BAND: 1,
    }
    assert report.total.segment_count == len(texts)


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("Tăng 16,7% so với 2024.", 5, 19),
        ("", 0, 0),
        ("…", 0, 1),
        ("河内公约", 4, 4),
    ],
)
def test_words_and_characters_are_counted(
    text: str, words: int, characters: int
) -> None:
    assert TextAmount.of(segment(text)) == TextAmount(1, words, characters)


TEXTS = st.lists(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8).map(" ".join),
    max_size=8,
)


@given(TEXTS, st.integers(0, 100))
def test_internal_matches_are_those_of_comparing_all_with_all(
    texts: list[str], rate: int
) -> None:
    segments = [segment(text) for text in texts]
    earlier_texts = EarlierTexts(segments)
    for number, one in enumerate(segments):
        best = max(
            (
                compute_token_similarity(
                    list_match_tokens(one.text, VIETNAMESE),
                    list_match_tokens(other.text, VIETNAMESE),
                )
                for other in segments[:number]
            ),
            default=0.0,
        )
        assert earlier_texts.has_more_similar(one, rate) == (best >= 75 and best > rate)
        earlier_texts.add(one)
