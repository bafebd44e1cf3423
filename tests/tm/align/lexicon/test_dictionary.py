"""Dictionaries of phrases, and the one that comes with the package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import Phrasebook, TranslationDictionary, stem_phrase
from tm.align.lexicon.starter_dictionary import (
    list_known_stems,
    load_starter_dictionary,
)
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale.parse("vi"), Locale.parse("id")
_STEMS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(tuple)


def test_a_text_is_cut_into_the_longest_phrases() -> None:
    book = Phrasebook({("a",): (), ("a", "b"): (), ("b", "c", "d"): ()})
    assert list(book.split_phrases(["a", "b", "c", "d", "a"])) == [
        ("a", "b"),
        ("a", "b"),
        ("c",),
        ("d",),
        ("a",),
    ]


@given(st.sets(_STEMS), st.lists(st.sampled_from("abcd"), max_size=9))
def test_every_word_stands_in_its_phrase(
    known: set[tuple[str, ...]], text: list[str]
) -> None:
    found = list(Phrasebook(dict.fromkeys(known, ())).split_phrases(text))
    assert len(found) == len(text)
    place = 0
    while place < len(text):
        cut = found[place]
        assert cut == tuple(text[place : place + len(cut)])
        assert len(cut) == 1 or cut in known
        assert found[place : place + len(cut)] == [cut] * len(cut)
        place += len(cut)


@pytest.mark.parametrize(
    ("source", "target", "one", "other"),
    [
        ("vi", "id", "chính phủ", "pemerintah"),
        ("vi", "id", "Thứ Hai", "Senin"),
        ("id", "vi", "Jepang", "Nhật Bản"),
        ("en", "id", "government", "pemerintah"),
        ("vi-VN", "en-GB", "chính phủ", "government"),
        ("de", "fr", "Frankreich", "France"),
        ("de", "fr", "Montag", "lundi"),
    ],
)
def test_the_starter_dictionary_knows(
    source: str, target: str, one: str, other: str
) -> None:
    there, here = Locale.parse(source), Locale.parse(target)
    book = load_starter_dictionary(there, here)
    left, right = stem_phrase(one, there), stem_phrase(other, here)
    assert right in book.source_phrasebook.translations_by_phrase[left]
    assert left in book.target_phrasebook.translations_by_phrase[right]


@pytest.mark.parametrize(
    ("source", "target"), [("vi", "id"), ("id", "vi"), ("en", "id"), ("de", "fr")]
)
def test_the_words_of_the_starter_dictionary_are_known_without_it(
    source: str, target: str
) -> None:
    locales = Locale.parse(source), Locale.parse(target)
    phrases = load_starter_dictionary(*locales).source_phrasebook.translations_by_phrase
    assert list_known_stems(*locales) == {word for one in phrases for word in one}


def test_of_unknown_languages_the_starter_dictionary_knows_nothing() -> None:
    book = load_starter_dictionary(Locale.parse("ty"), INDONESIAN)
    assert not book.source_phrasebook.translations_by_phrase
    assert not book.target_phrasebook.translations_by_phrase


def test_terms_are_added_to_the_starter_dictionary() -> None:
    known = AlignmentResources.of(
        VIETNAMESE, INDONESIAN, term_pairs=[("rừng đước", "hutan bakau")]
    )
    translations = known.dictionary.source_phrasebook.translations_by_phrase
    assert translations[("rừng", "đước")] == (stem_phrase("hutan bakau", INDONESIAN),)
    assert stem_phrase("chính phủ", VIETNAMESE) in translations
    assert ("rừng", "đước") not in load_starter_dictionary(
        VIETNAMESE, INDONESIAN
    ).source_phrasebook.translations_by_phrase


def test_texts_without_words_are_no_phrases() -> None:
    pairs = [("", "apa"), ("12", "12"), ("gì", "apa")]
    book = TranslationDictionary.of(
        pairs, source_locale=VIETNAMESE, target_locale=INDONESIAN
    )
    assert list(book.source_phrasebook.translations_by_phrase) == [("gì",)]
