"""Capitalised words, and names of several, which few texts have."""

import re
import sys
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checks.engine.unit import Context, Unit
from checks.names.name_order import find_reordered_names
from checks.names.name_typos import is_inner_typo
from checks.text.capitalised_words import (
    CAPITAL_PATTERN,
    LONG_NAME_PATTERN,
    cached_capitalised_words,
    find_long_names,
    fold_name_words,
    may_reorder_name,
)
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            "Nguyễn Văn Đức Ữ ông Ông Иван ИВАН Ǆ ǅ Ⅷ 王 𝐀b 1 a-B X ˒A 😀Ông".split()
        ),
        st.text(max_size=3),
    ),
    max_size=6,
).map(" ".join)


@given(text=_WORDS)
def test_no_name_of_three_words_is_passed_over(text: str) -> None:
    words = cached_capitalised_words(text, ResultCache()).words
    starts = [at for at, word in enumerate(words) if not word.follows_capital]
    runs = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    names = [fold_name_words([name]) for name in LONG_NAME_PATTERN.findall(text)]
    for run in runs:
        if len(run) > 2:
            assert any({word.form for word in run} <= name for name in names)


@given(text=_WORDS | st.text("AbÔ王 .(-"))
def test_long_names_are_what_their_pattern_finds(text: str) -> None:
    assert find_long_names(text) == (*LONG_NAME_PATTERN.findall(text),)


@given(*[st.permutations("Lê Văn An Hà Mai".split()).map(" ".join)] * 2, _WORDS)
def test_names_of_which_the_words_are_turned_are_looked_at(
    source: str, target: str, beside: str
) -> None:
    unit = Unit("1", f"{target}. {beside}", f"{beside}. {source}")
    if [*find_reordered_names(unit, Context(Locale("id"), Locale("vi")))]:
        assert may_reorder_name(unit.source or "", unit.target)


def test_most_texts_have_no_name_of_three_words() -> None:
    for text in (
        "Ông Đức đến Hà Nội.",
        "pada “Hari Senin” PBB",
        "các bộ, ngành và ủy ban",
    ):
        assert not LONG_NAME_PATTERN.search(text)


def test_every_capital_is_looked_at() -> None:
    capital = re.compile(CAPITAL_PATTERN)
    every = filter(str.isupper, map(chr, range(sys.maxunicode + 1)))
    assert all(map(capital.match, every))


@given(text=_WORDS)
def test_capitalised_words_are_those_that_begin_with_a_capital(text: str) -> None:
    words = [found for found in re.findall(r"[^\W\d_]+", text) if found[0].isupper()]
    assert [
        word.text for word in cached_capitalised_words(text, ResultCache()).words
    ] == words


@given(*[st.text("aebt", min_size=1, max_size=6)] * 2)
def test_a_slip_inside_is_one_either_way(name: str, word: str) -> None:
    assert is_inner_typo(name, word) == is_inner_typo(word, name)
