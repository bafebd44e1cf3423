"""Whether a term stands in a text, beside the pattern that says it."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from checks.terms.concept_presence import SearchedText
from tm.result_cache import ResultCache
from tm.text.normal import match_form

_TEXTS = st.text(alphabet="abB _-1đ.", max_size=12)


@given(_TEXTS, _TEXTS.filter(str.strip))
@example("aba ab", "ab")
@example("x_ab", "ab")
def test_a_term_is_where_a_word_begins_with_it(text: str, term: str) -> None:
    pattern = rf"(?<!\w){re.escape(match_form(term))}"
    whole = bool(re.search(pattern, match_form(text)))
    assert (term in SearchedText(text, ResultCache())) >= whole
    if sum(map(str.isupper, term)) < 2:
        assert (term in SearchedText(text, ResultCache())) == whole


def test_an_abbreviation_stands_for_a_term_of_several_capitals() -> None:
    assert "Perserikatan Bangsa-Bangsa" in SearchedText(
        "Sidang P.B.B. dibuka", ResultCache()
    )
    assert "Perserikatan Bangsa-Bangsa" not in SearchedText(
        "Sidang PBBX dibuka", ResultCache()
    )
