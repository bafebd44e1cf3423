"""The check of spelling over a run."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cases.text_case_reader import CaseVocabulary
from checks.catalogue import CHECKS, select_checks
from checks.engine.option import Options
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from checks.words.misspelt_words import DICTIONARIES_OPTION
from checks.words.word_lists import InstalledWords, read_word_list_state
from tests.paths import DATA
from tests.properties.strategies import texts
from tm.finding import Finding
from tm.text.locale import Locale

ID, EN = Locale("id"), Locale("en")
WORDS = CaseVocabulary(dict.fromkeys("mereka siap menghadapi badai".split(), 1e-4))
FOLDER = DATA / "hunspell"
SLIP = "Mereka siap menhgadapi badai."
RIGHT = "Mereka siap menghadapi badai."


def found(
    targets: list[str], words: CaseVocabulary | None = WORDS, **options: tuple[str, ...]
) -> list[Finding]:
    subjects = [Unit(str(n), text) for n, text in enumerate(targets)]
    chosen: Options = {("spell.word", name): value for name, value in options.items()}
    context = Context(ID, EN, vocabulary=words, options=chosen)
    result = run(subjects, context, select_checks(["spell.word"]))
    findings = list(result)
    assert result.failures == []
    return findings


def test_without_lists_of_words_the_check_is_silent() -> None:
    assert found([SLIP], words=None) == []


def test_a_text_that_comes_again_counts_once_and_is_told_each_time() -> None:
    assert len(found([SLIP, SLIP, SLIP])) == 3


def test_a_word_that_stands_in_two_texts_is_meant() -> None:
    assert found([SLIP, "Kami menhgadapi badai."]) == []


def test_unless_what_is_meant_stands_in_a_thousand_times_as_many() -> None:
    many = [f"{RIGHT} {number}" for number in range(2100)]
    assert len(found([SLIP, "Kami menhgadapi badai.", *many])) == 2


def test_a_fix_keeps_the_capital() -> None:
    assert [finding.fix for finding in found(["Menhgadapi badai."])] == ["Menghadapi"]


def test_a_name_inside_a_sentence_is_passed() -> None:
    assert found(["Mereka siap Menhgadapi badai."]) == []


def test_a_text_in_another_language_is_passed() -> None:
    assert found(["Sie simd nicht menhgadapi bereit."]) == []


def test_words_that_are_allowed_are_passed() -> None:
    assert found([SLIP], allowed=("Menhgadapi",)) == []


@pytest.mark.parametrize(
    "word",
    [
        "menghаdapi",  # with a Cyrillic letter
        "menhgadapi\u200bnya",
        "menhgadapi\xadnya",
        "menghadapia\u0302\u0300",
        "menghadapiâ€",
    ],
)
def test_what_wrong_characters_broke_is_no_word(word: str) -> None:
    words = CaseVocabulary(dict.fromkeys("menghadapi mereka".split(), 1e-4))
    assert found([f"Mereka siap {word} badai."], words) == []


@given(st.lists(texts(), max_size=5))
def test_no_text_is_too_odd(targets: list[str]) -> None:
    for finding in found(targets):
        assert finding.target_span is not None


def test_a_dictionary_that_an_option_names_is_asked() -> None:
    told = CaseVocabulary(dict.fromkeys("suara sopan itu".split(), 1e-4))
    assert found(["Suara sopran itu."], words=told)
    folders = (str(FOLDER / "regions"),)
    words = InstalledWords(ID, EN, folders)
    assert words.dictionary is not None and words.dictionary("sopran")
    assert (
        DICTIONARIES_OPTION.read_value({("spell.word", "dictionaries"): folders})
        == folders
    )


def test_the_check_says_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DICPATH", str(FOLDER / "regions"))
    has = CHECKS["spell.word"].state()
    assert has.works and f"id {FOLDER / 'regions' / 'id_ID.aff'}" in has.write_message(
        "en"
    )


def test_the_check_says_how_to_get_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    assert not read_word_list_state().works
    assert "pip install 'padanan[spell]'" in read_word_list_state().write_message("en")
