"""The sides that a text takes, told by its words before its phrases are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.meaning.antonyms import read_antonyms
from tm.text.locale import Locale

_KNOWN = {tag: read_antonyms(Locale(tag)) for tag in ("vi", "id", "en")}


def _texts(tag: str) -> st.SearchStrategy[str]:
    matters = _KNOWN[tag].opposite_words_by_pair_name.values()
    phrase = st.sampled_from(
        sorted({one for m in matters for one in m.side_index_by_phrase})
    )
    pieces = (
        *(phrase, phrase.map(str.upper), phrase.map(str.title)),
        phrase.map(lambda one: f"{one} 200"),
        *(phrase.map(lambda one: one.split()[0]), st.sampled_from(["200", ",", "-"])),
    )
    return st.lists(st.one_of(pieces), max_size=6).map(" ".join)


def _taken(tag: str, text: str) -> set[tuple[str, int]]:
    """By its words, the sides of matters that a text takes."""
    return _KNOWN[tag].find_possible_sides(text)


@pytest.mark.parametrize("tag", _KNOWN)
@given(st.data())
def test_what_stands_in_a_text_is_among_the_sides_of_its_words(
    tag: str, data: st.DataObject
) -> None:
    of, text = _KNOWN[tag], data.draw(_texts(tag))
    for name, matter in of.opposite_words_by_pair_name.items():
        told = {side for _, side in matter.find_mentions(text)} & {0, 1}
        assert told <= {side for taken, side in _taken(tag, text) if taken == name}


@pytest.mark.parametrize(
    ("tag", "text", "sides"),
    [
        ("id", "Lebih dari 200.", {("bound", 0)}),
        ("id", "Lebih mudah.", {("ease", 0)}),
        ("id", "Sebelum itu.", {("after", 0)}),
        ("vi", "Hơn 200 người.", {("bound", 0)}),
        ("vi", "Hơn nữa.", set()),
    ],
)
def test_a_phrase_of_which_words_are_lacking_takes_no_side(
    tag: str, text: str, sides: set[tuple[str, int]]
) -> None:
    assert _taken(tag, text) == sides


@pytest.mark.parametrize("space", ["  ", "\u00a0", "\u3000", "\n"])
def test_a_phrase_is_known_whatever_space_is_inside(space: str) -> None:
    (told,) = (
        _KNOWN["id"]
        .opposite_words_by_pair_name["bound"]
        .find_mentions(f"Lebih{space}dari 200.")
    )
    assert told[1] == 0
