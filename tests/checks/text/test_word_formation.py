"""How words are made: affixes and syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.text.word_formation import Syllables, read_word_forms
from tests.paths import ROOT
from tm.text.frequency import read_word_frequencies

LANGUAGES = sorted(
    path.parent.name for path in (ROOT / "checks" / "data").glob("*/word_forms.toml")
)


def syllables() -> Syllables:
    forms = read_word_forms("vi")
    assert forms is not None and forms.syllables is not None
    return forms.syllables


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_of_a_language_are_in_small_letters(language: str) -> None:
    forms = read_word_forms(language)
    assert forms is not None and forms.min_word_letters > 1
    affixes = [
        *forms.swallowed_letter_by_prefix,
        *forms.swallowed_letter_by_prefix.values(),
        *forms.suffixes,
    ]
    assert all(text == text.lower() for text in affixes)
    assert set(filter(None, forms.swallowed_letter_by_prefix.values())) <= {*"pkst"}


def test_a_language_without_data_has_no_forms() -> None:
    assert read_word_forms("fr") is None
    assert read_word_forms("../vi") is None


@pytest.mark.parametrize(
    "word",
    """nghiêng giếng gì gìn quyển quốc hòa hoà thuý thúy ước người khuya rượu yêu ghế
    kỷ ý oan ngoằn khuỷu đắt""".split(),
)
def test_syllables_in_use_are_possible(word: str) -> None:
    assert syllables().is_possible(word)


@pytest.mark.parametrize(
    "word",
    """nghành thừong thừơng đươc biêt khôgn nhữgn ngắ cế gế ngè kha1 thưòng ww
    ngườì""".split(),
)
def test_what_no_syllable_can_be_is_not(word: str) -> None:
    assert not syllables().is_possible(word)


def test_nearly_all_usual_words_with_marks_are_possible_syllables() -> None:
    usual = [
        word
        for word, share in read_word_frequencies("vi").items()
        if share > 1e-5 and word.isalpha() and not word.isascii()
    ]
    possible = [word for word in usual if syllables().is_possible(word)]
    assert len(possible) > 0.98 * len(usual) > 2000


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("penyelidikannya", "penyelidikan"),
        ("menulis", "tulis"),
        ("dipertanyakan", "tanya"),
        ("memublikasikan", "publikasi"),
        ("antikorupsi", "korupsi"),
        ("ditulislah", "tulis"),
    ],
)
def test_a_word_is_as_frequent_as_that_of_which_it_is_made(
    word: str, root: str
) -> None:
    forms = read_word_forms("id")
    assert forms is not None
    assert forms.find_root_frequency(word, {root: 0.25, "makan": 0.5}) == 0.25
    assert forms.find_root_frequency(root, {root: 0.25}) == 0


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("tesebar", "sebar"),  # ter- loses its r before r only
        ("medapat", "dapat"),
        ("memcapai", "capai"),
        ("menunjukan", "tunjuk"),  # -an does not go with me-
        ("penegakkan", "tegak"),
    ],
)
def test_an_impossible_form_has_no_root(word: str, root: str) -> None:
    forms = read_word_forms("id")
    assert forms is not None
    assert forms.find_root_frequency(word, {root: 0.25}) == 0


@given(st.text(max_size=20))
def test_any_text_may_be_judged(text: str) -> None:
    forms = read_word_forms("id")
    assert forms is not None
    assert forms.find_root_frequency(text, {}) == 0
    syllables().is_possible(text)
    assert text not in {*syllables().iterate_moved_tones(text)}
