"""Scanning finds what the pattern finds, in whatever text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    compile_first_letter_pattern,
)
from tm.text.phrases.prefilter import Prefilter
from tm.text.tokens import has_common_letters

_PREFILTER = Prefilter()
_PHRASE_LIST = PhraseList(_PREFILTER, "test", ["sis", "kß e", "kß", "e", "đa e", "ka*"])
_ENDING = PhraseList(_PREFILTER, "test ending", ["n't", "sis"])
_LONGER = PhraseList(
    _PREFILTER, "test longer", ["e sis", "e, đa", "đa e", "đa-ka a", "kaa #"]
)
_BOTH = PhraseLists(_PREFILTER, [_PHRASE_LIST, _ENDING])
_TEXTS = st.text() | st.text("aknsStſkKKßẞiIıİđĐa12 e\u0301-.'’éŝ", max_size=30)
_WORDS = "Sis e, 12 đa-ka a KSS kß E ĐA 's kaa KA don't aN’T".split()


@given(_TEXTS | st.lists(st.sampled_from(_WORDS)).map(" ".join))
def test_a_phrase_list_finds_what_its_pattern_finds(text: str) -> None:
    for phrase_list in (_PHRASE_LIST, _ENDING, _LONGER):
        spans = [found.span() for found in phrase_list.find_matches(text)]
        assert spans == [found.span() for found in phrase_list.pattern.finditer(text)]
        assert phrase_list.is_in(text) == bool(spans)
        assert phrase_list.may_be_in(text) or not spans
    assert _BOTH.is_in(text) == (_PHRASE_LIST.is_in(text) or _ENDING.is_in(text))


def test_a_listing_is_written_in_few_signs() -> None:
    bounds = PhraseList(
        Prefilter(), "bounds", ["hơn #", "hơn nữa", "chưa*", "can't wait", "n't"]
    )
    text = "Hơn 5, hơn  nữa, hơn a; chưabao; can’t wait, don't"
    found = [one[0] for one in bounds.find_matches(text)]
    assert found == ["Hơn ", "hơn  nữa", "chưabao", "can’t wait", "n't"]


@given(_TEXTS.filter(has_common_letters))
def test_a_set_of_letters_in_front_changes_nothing_that_is_found(text: str) -> None:
    pattern = r"(?<!\w)(?:sis|kß|e|đa)|\d(?!e)"
    slow = re.compile(pattern, re.IGNORECASE).finditer(text)
    places = [
        found.start()
        for found in compile_first_letter_pattern(pattern, "skeđ").finditer(text)
    ]
    assert {*places} >= {found.start() for found in slow}
    assert all(re.compile(pattern, re.IGNORECASE).match(text, at) for at in places)
