"""What denies in a text, found as quickly as it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.denial import Denial, denial
from tm.text.locale import Locale

_DENIALS = {tag: denial(Locale(tag)) for tag in ("vi", "id", "en")}


def _texts(of: Denial) -> st.SearchStrategy[str]:
    phrases = (*of.compounds.forms, *of.nothing.forms, *of.not_only.forms)
    written = st.sampled_from(phrases)
    pieces = (
        *(written, written.map(str.upper), written.map(str.title)),
        written.map(lambda phrase: phrase.replace("'", "’")),
        st.text("aıİſKß '’.?", max_size=3),
    )
    return st.lists(st.one_of(pieces), max_size=5).map(" ".join)


@pytest.mark.parametrize("tag", _DENIALS)
@given(st.data())
def test_phrases_are_those_of_the_pattern(tag: str, data: st.DataObject) -> None:
    of = _DENIALS[tag]
    text = data.draw(_texts(of))
    for phrases in (of.compounds, of.nothing, of.not_only):
        found = [one.span() for one in phrases.pattern.finditer(text)]
        assert [*phrases.spans(text)] == found


@pytest.mark.parametrize(
    ("tag", "text", "denies"),
    [
        ("vi", "Ông không ký.", ["không"]),
        ("vi", "Hãng hàng không mới.", []),
        ("vi", "KHÔNG ÍT người đến.", []),
        ("en", "He DOESN’T sign.", ["N’T"]),
        ("en", "No doubt he signs.", []),
        ("id", "Tidak hanya itu.", []),
    ],
)
def test_phrases_that_deny_nothing_are_passed(
    tag: str, text: str, denies: list[str]
) -> None:
    found = _DENIALS[tag].denials(text, strictly=True)
    assert [word[0] for word in found] == denies
