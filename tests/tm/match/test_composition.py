"""Texts of several sentences, composed of the matches of their sentences."""

import re
from collections.abc import Sequence

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.align.sentences import split_into_sentences
from tm.finding import Span
from tm.match.composition import find_matches_by_sentence
from tm.match.lookup import LookupOptions
from tm.match.match_rate import Match, MatchType
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import TranslationUnit

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
_PAIRS = [
    ("Trời mưa to ở miền bắc.", "Hujan lebat di utara."),
    ("Có 5 người bị thương.", "Ada 5 orang terluka."),
    ("Anh đi. Tôi ở.", "Dia pergi. Saya tinggal."),
]


def split_sentences(text: str, locale: Locale) -> Sequence[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S[^.]*\.\S*", text)]


@pytest.fixture
def memory(sqlite_database: Database) -> Database:
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add(
            [unit(source, target) for source, target in _PAIRS], changes
        )
    return sqlite_database


def found(
    memory: Database, query: str | Segment, *, is_last_resort: bool = False
) -> list[Match]:
    segment = Segment.of(VIETNAMESE, query) if isinstance(query, str) else query
    options = LookupOptions(split_sentences=split_sentences)
    return find_matches_by_sentence(
        memory, segment, INDONESIAN, options, is_last_resort=is_last_resort
    )


def test_the_matches_of_all_sentences_are_joined_and_repaired(memory: Database) -> None:
    [match] = found(memory, "Có 7 người bị thương. Trời mưa to ở miền bắc.")
    assert match.type is MatchType.COMPOSED and match.target is not None
    assert match.target.text == "Ada 5 orang terluka. Hujan lebat di utara."
    assert match.repaired_target is not None
    assert match.repaired_target.text == "Ada 7 orang terluka. Hujan lebat di utara."
    assert [one.match.rate for one in match.sentence_matches if one.match] == [99, 100]
    assert match.rate == 99
    (replacement,) = match.replacements
    assert replacement.span.of(match.repaired_target.text) == "7"


def test_a_sentence_without_a_match_stays_and_is_left_to_be_done(
    memory: Database,
) -> None:
    query = "Trời mưa to ở miền bắc. Gió thổi rất mạnh."
    assert found(memory, query) == []  # a rate below the least
    [match] = found(memory, query, is_last_resort=True)
    assert match.target is not None
    assert match.target.text == "Hujan lebat di utara. Gió thổi rất mạnh."
    (difference,) = match.open_differences
    assert difference.target_span is not None
    assert difference.target_span.of(match.target.text) == "Gió thổi rất mạnh."
    assert [one.match is None for one in match.sentence_matches] == [False, True]


@pytest.mark.parametrize(
    "query", ["Anh đi. Tôi ở.", "Trời mưa to ở miền bắc.", "Gió mạnh. Nắng to."]
)
def test_nothing_is_composed_without_need(memory: Database, query: str) -> None:
    types = [one.type for one in found(memory, query, is_last_resort=True)]
    assert MatchType.COMPOSED not in types


def test_codes_stay_with_their_sentences(memory: Database) -> None:
    bold = Code("bpt", "1", "<b>"), Code("ept", "1", "</b>")
    query = Segment(
        VIETNAMESE, f"Có 5 người bị thương. {CODE}Trời mưa to ở miền bắc.{CODE}", bold
    )
    [match] = found(memory, query)
    assert match.repaired_target is not None
    assert match.repaired_target.display_text == (
        "Ada 5 orang terluka. <b>Hujan lebat di utara.</b>"
    )


def test_sentences_are_separated_as_the_target_language_separates_them(
    sqlite_database: Database,
) -> None:
    chinese = Locale("zh")
    pairs = [("今天下雨。", "Hari ini hujan."), ("明天晴天。", "Besok cerah.")]
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add(
            [
                TranslationUnit(
                    Segment.of(chinese, source), Segment.of(INDONESIAN, target)
                )
                for source, target in pairs
            ],
            changes,
        )
    options = LookupOptions(split_sentences=split_into_sentences)
    texts = []
    for query, target_locale in (
        (Segment.of(chinese, "今天下雨。明天晴天。"), INDONESIAN),
        (Segment.of(INDONESIAN, "Hari ini hujan. Besok cerah."), chinese),
    ):
        [match] = find_matches_by_sentence(
            sqlite_database, query, target_locale, options
        )
        assert match.target is not None
        texts.append(match.target.text)
    assert texts == ["Hari ini hujan. Besok cerah.", "今天下雨。明天晴天。"]
