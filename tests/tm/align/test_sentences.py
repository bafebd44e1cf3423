"""Sentence boundaries: cases, and laws that hold for any text."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import quick_first
from tests.paths import DATA, ROOT
from tm.align.sentences import load_sentence_rules, split_into_sentences
from tm.text.locale import Locale

_HERE = DATA / "sentences"
_SHARED = Path(os.environ.get("PADANAN_SHARED", ROOT.parent / "shared"))
_TAGS = ("id", "vi", "en", "zh", "ja", "de", "sw", "es")
_LOCALES = [Locale.parse(tag) for tag in _TAGS]


def _cases(file: Path) -> Iterator[tuple[str, list[str]]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            parts = line.split(" ¦ ")
            joint = "" if file.stem == "zh" else " "
            yield joint.join(parts), parts


def _all_cases() -> list[object]:
    return [
        pytest.param(file.stem, text, parts, id=f"{file.stem}-{number}")
        for file in sorted(_HERE.glob("*.txt"))
        for number, (text, parts) in enumerate(_cases(file), 1)
    ]


@pytest.mark.parametrize(("language", "text", "parts"), _all_cases())
def test_sentences_end_where_a_reader_ends_them(
    language: str, text: str, parts: list[str]
) -> None:
    found = split_into_sentences(text, Locale.parse(language))
    assert [span.of(text) for span in found] == parts


@pytest.mark.parametrize("language", ["id", "vi"])
def test_shared_hard_cases_are_all_right(language: str) -> None:
    file = _SHARED / "data" / "align" / f"seg_stress_{language}.txt"
    if not file.is_file():
        pytest.skip("the shared development data is not beside the checkout")
    for text, parts in _cases(file):
        assert [
            span.of(text) for span in split_into_sentences(text, Locale.parse(language))
        ] == (parts)


@given(
    st.text(
        alphabet=st.sampled_from("aA1 .!?…\n\r\u2028“”\"'()-。」\u00a0đĐ"), max_size=60
    )
)
def test_spans_are_ordered_apart_and_leave_out_only_white_space(text: str) -> None:
    for locale in _LOCALES:
        place = 0
        for span in split_into_sentences(text, locale):
            assert not text[place : span.start].strip()
            assert span.of(text) == span.of(text).strip() != ""
            place = span.end
        assert not text[place:].strip()


@given(st.text(max_size=200))
def test_no_text_is_refused(text: str) -> None:
    for locale in _LOCALES:
        split_into_sentences(text, locale)


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u2028", "\n\n", "\v"])
def test_a_line_is_a_segment_even_without_an_end_mark(mark: str) -> None:
    text = f"Berita Terkait{mark}sebuah baris"
    found = split_into_sentences(text, Locale.parse("id"))
    assert [span.of(text) for span in found] == ["Berita Terkait", "sebuah baris"]


@pytest.mark.parametrize(
    "piece",
    quick_first(
        8, ["a.", ".", "x", " ", "“", ".“", "v.v. ", "A. ", ". ", "1. ", "? “ "]
    ),
)
def test_a_line_of_half_a_million_characters_is_no_trouble(piece: str) -> None:
    line = piece * (500_000 // len(piece))
    for locale in _LOCALES[:2]:
        assert len(split_into_sentences(line, locale)) <= len(line)


def test_places_are_those_of_the_raw_text() -> None:
    text = "  Ha\u0300 No\u0323\u0302i.  Hue\u0302\u0301.  "
    spans = split_into_sentences(text, Locale.parse("vi"))
    assert [span.of(text) for span in spans] == [
        "Ha\u0300 No\u0323\u0302i.",
        "Hue\u0302\u0301.",
    ]


def test_a_language_has_its_own_rules_before_those_of_all() -> None:
    own = [rule.name for rule in load_sentence_rules(Locale.parse("de")).rules]
    every = [rule.name for rule in load_sentence_rules(Locale.parse("sw")).rules]
    assert own[-len(every) :] == every
    assert len(own) > len(every)


@pytest.mark.parametrize(
    ("tag", "text", "count"),
    [
        ("es", "El Sr. López llegó a las 5 p.m. ayer. Luego, el Dr. Pérez habló.", 2),
        ("es", "Llegó. ¿Quién fue?", 2),
        ("ru", "Это г. Москва и ул. Ленина. Он пришёл.", 2),
        ("hi", "यह है। वह है।", 2),
        ("es", "Hola 😀. É así.\nUno. Dos.", 4),
        ("zh", "今天。「好。」他说。完", 4),
        ("zh", "会议在河内举行。2025年，越南出口7亿美元。", 2),
        ("ja", "会議が開かれた。2025年に終わる。3人が参加した。", 3),
    ],
)
def test_other_languages_know_their_abbreviations(
    tag: str, text: str, count: int
) -> None:
    assert len(split_into_sentences(text, Locale.parse(tag))) == count


def test_no_break_spaces_beside_an_initial_are_no_trouble_in_any_language() -> None:
    text = "…-。 A\xa0.\xa0”"
    found = split_into_sentences(text, Locale("sw"))
    assert [span.of(text) for span in found][-1].endswith("”")
