"""The form in which terms are compared, and the way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.forms.folding import fold_for_recognition, fold_term
from glossary.forms.letters import is_spaceless
from glossary.forms.recognition_data import read_form_data
from glossary.forms.unicode_composition import compose_letters
from glossary.recognition.spaced_forms import space_words
from tests.glossary.slow_folding import slow_fold


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tòa án", "Toà án"),
        ("Ủy ban", "Uỷ ban"),
        ("Kỹ thuật", "Kĩ thuật"),
        ("lý luận", "lí luận"),
        ("quý vị", "quí vị"),
        ("Ðà Nẵng", "Đà Nẵng"),
        ("Hội nghị các Bộ trưởng", "Hội nghị Bộ trưởng"),
        ("châu Á - Thái Bình Dương", "châu Á–Thái Bình Dương"),
        ("Bộ\u00a0Công  an", "Bộ Công an"),
        ("Bộ Công\u200b an", "Bộ Công an"),
    ],
)
def test_spellings_of_one_word_are_folded_together(first: str, second: str) -> None:
    assert fold_term(first, "vi") == fold_term(second, "vi")


@pytest.mark.parametrize(
    ("first", "second"),
    [("tay", "tai"), ("thuý", "thúi"), ("khuy", "khui"), ("đa", "da"), ("mà", "má")],
)
def test_other_words_stay_apart(first: str, second: str) -> None:
    assert fold_term(first, "vi") != fold_term(second, "vi")


def test_a_term_of_nothing_but_plural_markers_keeps_the_last() -> None:
    assert fold_term("các những", "vi") == "những"


@given(text=st.text(max_size=60), language=st.sampled_from(["vi", "id", "th"]))
def test_every_letter_leads_back_to_its_place(text: str, language: str) -> None:
    folded = fold_for_recognition(compose_letters(text), language)
    last = 0
    for position in range(len(folded.text)):
        start, end = folded.find_composed_span(position, position + 1)
        assert last <= start < end <= len(folded.composed_text)
        last = start


@given(text=st.text("Bộ Công an, hòa bình các - Đà Nẵng", max_size=40))
def test_decomposed_text_folds_like_composed_text(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert (
        fold_for_recognition(compose_letters(decomposed), "vi").text
        == fold_for_recognition(text, "vi").text
    )


PIECES = st.sampled_from(
    "các|những|Các |hòa|khỏe|thúy|quý|ly|tay|Ð|-| |- | -|  |\n|\u00a0|\u00ad|\u200b|"
    "’|–|x|_|1|.|qúy|úy|“|é|中|Ǆ|ǰ".split("|")
)


@given(
    text=st.lists(PIECES, max_size=12).map("".join),
    language=st.sampled_from(["vi", "id"]),
)
def test_folds_as_letter_by_letter(text: str, language: str) -> None:
    dropped = read_form_data(language).dropped_words
    wanted = slow_fold(text, dropped, vietnamese=language == "vi")
    assert fold_for_recognition(compose_letters(text), language).text == wanted


def test_a_soft_hyphen_joins_two_lines() -> None:
    assert fold_for_recognition("Kemen\u00ad\nterian", "id").text == "kementerian"


def test_letters_that_are_usual_are_what_they_seem() -> None:
    folded = [
        fold_for_recognition(compose_letters(letter), "id")
        for letter in map(chr, range(0x10000))
    ]
    usual = {one.text for one in folded if one.has_only_spaced_scripts}
    assert {*'az1-."ệñß•'} < usual
    for letter in filter(None, usual):
        assert unicodedata.is_normalized("NFC", f"a{letter}a")
        assert not unicodedata.combining(letter)
        assert not is_spaceless(letter)


@given(text=st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_signs_of_usual_text_are_found_as_in_any_other(text: str) -> None:
    folded = fold_for_recognition(compose_letters(text), "vi")
    assert space_words(
        folded.text,
        has_only_spaced_scripts=folded.has_only_spaced_scripts,
    ) == space_words(folded.text)
