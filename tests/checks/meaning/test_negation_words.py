"""What denies in a text, found as quickly as it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.language_data import read_table
from checks.meaning.negation.negation_words import read_negation_vocabulary
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_DENIALS = {tag: read_negation_vocabulary(Locale(tag)) for tag in ("vi", "id", "en")}


def _texts(tag: str) -> st.SearchStrategy[str]:
    data = read_table(Locale(tag).language, "negation.toml")
    phrases = (*data["compounds"], *data["denying"], *data["nothing_denied"])
    phrases += (*data["not_only"],)
    written = st.sampled_from((*phrases, *data["words"].replace("*", "an").split()))
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
    text = data.draw(_texts(tag))
    for phrases in (of.compound_phrases, of.affirmative_phrases, of.not_only_phrases):
        found = [one.span() for one in phrases.pattern.finditer(text)]
        assert [one.span() for one in phrases.find_matches(text)] == found
        first = phrases.find_first(text)
        assert (first and first.span()) == next(iter(found), None)


@pytest.mark.parametrize("tag", _DENIALS)
@given(st.data())
def test_words_are_those_of_the_pattern(tag: str, data: st.DataObject) -> None:
    words = _DENIALS[tag].negating_words
    text = data.draw(_texts(tag))
    assert [one.span() for one in words.find_matches(text)] == [
        one.span() for one in words.pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    ("tag", "text", "denies"),
    [
        ("vi", "Ông không ký.", ["không"]),
        ("vi", "Hãng hàng không mới.", []),
        ("vi", "KHÔNG ÍT người đến.", []),
        ("vi", "Khách hàng không đến.", ["không"]),
        ("vi", "Trận không chiến ác liệt.", []),
        ("vi", "Họ không chiến đấu.", ["không"]),
        ("en", "He DOESN’T sign.", ["N’T"]),
        ("en", "No doubt he signs.", []),
        ("id", "Tidak hanya itu.", []),
    ],
)
def test_phrases_that_deny_nothing_are_passed(
    tag: str, text: str, denies: list[str]
) -> None:
    found = _DENIALS[tag].find_negations(text, ResultCache(), is_strict=True)
    assert [word[0] for word in found] == denies


@pytest.mark.parametrize(
    ("tag", "sense", "text", "found"),
    [
        ("vi", "other", "Bão bất ngờ đổi hướng.", []),
        ("vi", "other", "Việc đó bất hợp pháp.", ["bất"]),
        ("id", "except", "Selain itu, ia pergi.", []),
        ("id", "except", "Semua selain dia pergi.", ["selain"]),
    ],
)
def test_compounds_hold_no_word_of_a_sense(
    tag: str, sense: str, text: str, found: list[str]
) -> None:
    of = _DENIALS[tag]
    words = of.substitutes_by_sense[sense]
    assert [one[0] for one in of.find_substitutes(words, text)] == found
