"""Texts folded as lines of one are folded as each by itself."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exports.terms import csv as terms_csv
from glossary.forms.folding import fold_for_recognition
from glossary.forms.unicode_composition import compose_letters
from glossary.recognition.batch_folding import FoldedLines
from glossary.recognition.form_lexicon import FormLexicon
from glossary.recognition.form_spans import FormSpan, find_form_spans, group_spans
from tests.glossary.forms.test_folding import PIECES
from tests.glossary.recognition.test_recognition_laws import SENTENCES
from tests.paths import DATA
from tm.text.locale import Locale

TERMS = DATA / "terms"
LOCALES = tuple(map(Locale.parse, ("vi", "id", "en")))

_SYLLABLES = st.sampled_from(
    "các|những|hòa|quùy|qùy|lý|ly|uy|úy|thuỷ|thúy|oà|óe|Qúy|y|bỵ|_y|y_|2y".split("|")
)
_SIGNS = st.sampled_from(["", " ", "  ", "-", "- ", " -", " -  - ", "’", "\u00a0", "("])
_TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.lists(PIECES, max_size=9).map("".join),
        st.lists(st.one_of(_SYLLABLES, _SIGNS), max_size=9).map("".join),
    ),
    max_size=4,
)


@given(texts=_TEXTS, language=st.sampled_from(["vi", "id", "th"]))
@example(texts=["", "các"], language="vi")
@example(texts=["các", "bộ -"], language="vi")
@example(texts=["e\u0301", "\ud800", "\U0001f600", "a\nb", "İ"], language="id")
def test_each_line_is_what_its_text_is_folded_to(
    texts: list[str], language: str
) -> None:
    lines = FoldedLines(texts, language)
    folded = lines.text.split("\n")[1:-1]
    assert len(folded) == len(lines.line_starts) == len(lines.texts)
    assert lines.texts[: len(texts)] == texts
    numbers = [*range(len(texts)), *lines.rare_text_indexes]
    for line, (at, form, text) in enumerate(
        zip(numbers, folded, lines.texts, strict=True)
    ):
        whole = compose_letters(texts[at])
        alone = fold_for_recognition(whole, language)
        if at in lines.unsearched_text_indexes or (
            line == at and at in lines.rare_text_indexes
        ):
            assert not form.strip("\0")
            assert text != whole or not alone.has_only_spaced_scripts or "\n" in text
            continue
        assert (form, text) == (alone.text, whole)
        place, begin = sum(map(len, folded[:line])) + line + 1, lines.line_starts[line]
        for start, end in pairwise(range(len(form) + 1)):
            first, last = lines.find_composed_span(place + start, place + end)
            assert (first - begin, last - begin) == alone.find_composed_span(start, end)


@cache
def _lexicon(locale: Locale) -> FormLexicon:
    return FormLexicon.build(
        terms_csv.read_content(TERMS / "termbase.csv").entries, locale
    )


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@given(texts=st.lists(SENTENCES, max_size=4))
def test_the_same_forms_stand_in_lines_as_in_each_text(
    locale: Locale, texts: list[str]
) -> None:
    lexicon = _lexicon(locale)
    lines = FoldedLines(texts, locale.language)
    alone: list[tuple[str, int]] = []
    searched = [
        text for at, text in enumerate(texts) if at not in lines.rare_text_indexes
    ]
    searched += [
        compose_letters(texts[at])
        for at in lines.rare_text_indexes
        if at not in lines.unsearched_text_indexes
    ]
    for text in searched:
        folded = fold_for_recognition(text, locale.language)
        alone += _shown(lexicon, folded.text, find_form_spans(lexicon, folded))
    assert _shown(lexicon, lines.text, lines.find_spans(lexicon)) == alone


def _shown(
    lexicon: FormLexicon, text: str, spans: Iterable[FormSpan]
) -> list[tuple[str, int]]:
    found = group_spans(lexicon, text, spans)
    return [(text[start:end], number) for start, end, number, _ in found]
