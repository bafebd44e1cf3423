"""Rows tell of two texts what comparing their words tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.comparison import middles
from checks.rows import Rows

TEXTS = st.lists(
    st.lists(st.sampled_from("satu dua tiga empat".split()), max_size=9), max_size=8
)


def filled(texts: list[list[str]]) -> Rows:
    rows = Rows()
    for words in texts:
        rows.append(words)
    return rows


@given(TEXTS)
def test_the_middle_is_what_differs_between_equal_ends(texts: list[list[str]]) -> None:
    rows = filled(texts)
    assert len(rows) == len(texts)
    for at, one in enumerate(texts):
        for place, other in enumerate(texts):
            assert rows[at].middle(rows[place]) == max(middles(one, other))


@pytest.mark.parametrize("waiting", [1, 5, 1000])
def test_rows_are_the_same_in_a_file(
    waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [[f"kata{n * m}" for m in range(n)] for n in range(20)]
    known = filled(texts)
    monkeypatch.setattr("checks.rows._WAITING", waiting)
    rows = filled(texts)
    assert [rows[at] for at in range(20)] == [known[at] for at in range(20)]
    rows.close()
