"""Which words are slips of others."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cases.text_case_reader import CaseVocabulary
from checks.words.speller import (
    MIN_FREQUENCY_RATIO,
    Speller,
    describe_missing_data,
    make_speller,
)
from checks.words.word_lists import InstalledWords
from tm.match.similarity import count_typos
from tm.text.frequency import read_word_frequencies
from tm.text.locale import Locale

ENGLISH = CaseVocabulary(read_word_frequencies("en", omits_rare_words=True))
LONG = [
    word
    for word, share in ENGLISH.frequency_by_word.items()
    if share > 1e-4 and word.isalpha() and len(word) > 3
]


def made(words: CaseVocabulary, tag: str = "en") -> Speller:
    found = make_speller(words, Locale(tag))
    assert found is not None
    return found


OURS = made(ENGLISH)


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    slip = OURS.correct(text)
    assert slip is None or slip.word != text


@given(st.sampled_from(LONG))
def test_a_usual_word_is_no_slip(word: str) -> None:
    assert OURS.correct(word) is None


def keys(word: str) -> Iterator[str]:
    """The word with one slip of the keys, the first letter kept."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + "e" + word[at:]
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


@given(st.sampled_from(LONG).flatmap(lambda word: st.sampled_from([*keys(word)])))
def test_the_word_meant_is_the_likeliest_of_all_that_a_slip_makes(word: str) -> None:
    slip = OURS.correct(word)
    if slip is None:
        return
    assert count_typos(word, slip.word, 1) == 1
    near = {
        other: share
        for other, share in ENGLISH.frequency_by_word.items()
        if abs(len(other) - len(word)) <= 1
        # Fingers may swap the first letter too, but hardly miss it.
        and (other[:1] == word[:1] or sorted(other) == sorted(word))
        and other.isalpha()
        and other.isascii()
        and count_typos(word, other, 1) == 1
    }
    weights = {
        other: share
        * (
            (10 if len(word) > 4 else 5)  # short words resemble more words
            if sorted(other) == sorted(word)
            else 0.3  # a word with another letter is rather another word
            if len(other) == len(word) and word not in ENGLISH.frequency_by_word
            else 1
        )
        for other, share in near.items()
    }
    assert weights[slip.word] == max(weights.values())


@pytest.mark.parametrize(
    ("times", "told"),
    [(MIN_FREQUENCY_RATIO * 1.01, True), (MIN_FREQUENCY_RATIO / 2, False)],
)
def test_the_word_meant_is_so_many_times_as_frequent(times: float, told: bool) -> None:
    words = CaseVocabulary({"government": 1e-3, "goverment": 1e-3 / times})
    assert (made(words).correct("goverment") is not None) is told


def test_a_word_of_another_language_is_passed() -> None:
    listed = {"kampus": 1e-5, "dan": 1e-2}
    assert made(CaseVocabulary(listed), "id").correct("kampsu") is not None
    foreign = CaseVocabulary(listed, foreign_frequency_tables=[{"kampsu": 1e-4}])
    assert made(foreign, "id").correct("kampsu") is None


def test_a_language_without_data_needs_a_dictionary() -> None:
    listed = {"parle": 1e-4}
    assert make_speller(CaseVocabulary(listed), Locale("fr")) is None
    assert "Hunspell dictionary for fr" in describe_missing_data(
        CaseVocabulary(listed), Locale("fr")
    )
    with_one = make_speller(CaseVocabulary(listed, frozenset({"parle"})), Locale("fr"))
    assert with_one is not None
    slip = with_one.correct("prale")
    assert slip is not None and slip.word == "parle"


@pytest.mark.parametrize("tag", ["th", "zh", "ja"])
def test_languages_without_spaces_are_left_alone(tag: str) -> None:
    words = CaseVocabulary({"word": 1e-3}, frozenset())
    assert make_speller(words, Locale(tag)) is None


def test_without_a_list_there_is_no_speller() -> None:
    assert make_speller(CaseVocabulary({}), Locale("id")) is None
    assert make_speller(InstalledWords(Locale("jv")), Locale("jv")) is None
