"""The fast recogniser finds what the slow and obvious one finds."""

import unicodedata
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.recognition.form_lexicon import FormLexicon
from glossary.recognition.recogniser import Recogniser
from tests.examples import examples
from tests.glossary.slow_recogniser import SlowRecogniser
from tests.paths import DATA
from tm.text.locale import Locale

TERMS = DATA / "terms"
LOCALES = tuple(map(Locale.parse, ("vi", "id", "en", "ja")))

_WORDS = st.sampled_from(
    "Bộ bộ trưởng Công an Tư pháp Đức Anh Nga Hà Nội các những Phạm ông Thứ Ngoại giao "
    "Menteri menteri-menteri Wakil Luar Negeri Kementeriannya PBB PBB-lah "
    "kepala-kepala negara Perserikatan Bangsa-Bangsa Ministry Ministries of "
    "Foreign Affairs UN us Prime Ministers 中国の 外務省 Hoà Bình Hòa Nga Sô Cina xã "
    "- – , . ( “ \u00ad X".split()
)
_SPACES = st.sampled_from([" ", " ", " ", " ", "  ", "\n", "\u00a0", "", "\u200b "])
SENTENCES = st.lists(st.tuples(_WORDS, _SPACES), max_size=9).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)
_PHRASES = st.lists(
    st.sampled_from(["a", "b", "A", "a-b", "A B"]), min_size=1, max_size=3
)


@cache
def _both(locale: Locale) -> tuple[Recogniser, SlowRecogniser]:
    entries = terms_csv.read_content(TERMS / "termbase.csv").entries
    fast = Recogniser(FormLexicon.build(entries, locale), [])
    return fast, SlowRecogniser.build(entries, locale)


def _shown(hits: list[TermHit]) -> list[tuple[int, int, str, str, list[str]]]:
    return [
        (
            hit.start,
            hit.end,
            hit.term.text,
            hit.match_kind,
            [o.entry.id for o in hit.other_readings],
        )
        for hit in hits
    ]


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@settings(max_examples=examples(150), deadline=None)
@given(
    text=st.one_of(SENTENCES, st.text(max_size=30)),
    forbidden=st.booleans(),
    any_case=st.booleans(),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_finds_what_a_slow_scan_finds(
    locale: Locale, text: str, forbidden: bool, any_case: bool, form: str
) -> None:
    fast, slow = _both(locale)
    text = unicodedata.normalize("NFC" if form == "NFC" else "NFD", text)
    found = fast.find(text, includes_forbidden=forbidden, ignores_case=any_case)
    if any(hit.match_kind == "coordination" for hit in found):
        return
    wanted = slow.find(text, include_forbidden=forbidden, any_case=any_case)
    assert _shown(found) == _shown(wanted)


@settings(max_examples=examples(300), deadline=None)
@given(
    phrases=st.lists(_PHRASES.map(" ".join), min_size=1, max_size=6, unique=True),
    bad=st.sets(st.integers(0, 5)),
    words=st.lists(
        st.sampled_from(["a", "b", "A", "a-b", "A B", "-", "(b"]), max_size=9
    ),
    forbidden=st.booleans(),
)
def test_chooses_as_the_slow_scan_does(
    phrases: list[str], bad: set[int], words: list[str], forbidden: bool
) -> None:
    plain = Locale.parse("pl")
    entries = [
        ConceptEntry(
            str(n),
            (
                Term(plain, phrase, TermStatus.DEPRECATED, forbidden=True)
                if n in bad
                else Term(plain, phrase),
            ),
        )
        for n, phrase in enumerate(phrases)
    ]
    text = " ".join(words)
    fast = Recogniser(FormLexicon.build(entries, plain), [])
    found = fast.find(text, includes_forbidden=forbidden)
    wanted = SlowRecogniser.build(entries, plain).find(
        text, include_forbidden=forbidden
    )
    assert _shown(found) == _shown(wanted)


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@settings(max_examples=examples(60), deadline=None)
@given(
    texts=st.lists(st.one_of(SENTENCES, st.text(max_size=30)), max_size=5),
    wrong=st.booleans(),
)
@example(texts=["", "Bộ Công\u200b an", "", "ở Đức", "ông", "Đức"], wrong=False)
@example(texts=[], wrong=False)
def test_finds_in_each_of_many_texts_what_it_finds_in_each_alone(
    locale: Locale, texts: list[str], wrong: bool
) -> None:
    fast, _ = _both(locale)
    alone = [
        fast.find(one, includes_forbidden=wrong, ignores_case=wrong) for one in texts
    ]
    for times in (1, 20):
        found = fast.find_in_each(
            texts * times, includes_forbidden=wrong, ignores_case=wrong
        )
        assert found == alone * times


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@settings(max_examples=examples(60), deadline=None)
@given(text=SENTENCES)
def test_nested_hits_are_inside_longer_ones(locale: Locale, text: str) -> None:
    fast, _ = _both(locale)
    hits = fast.find(text, includes_nested=True)
    outer = [hit for hit in hits if not hit.is_nested]
    assert outer == fast.find(text)
    for hit in hits:
        if hit.is_nested:
            assert any(one.start <= hit.start and hit.end <= one.end for one in outer)
    assert all(one.start <= other.start for one, other in pairwise(hits))
