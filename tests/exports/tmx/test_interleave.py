"""Columns of pieces, as pieces of one entry after the other."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from exports.tmx import interleave as interleaving
from exports.tmx.interleave import Column, MarkupCache, interleave

PIECES = st.binary(max_size=3)


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[Column], int]:
    count = draw(st.integers(1, 5))
    many = st.lists(PIECES, min_size=count, max_size=count)
    return draw(st.lists(PIECES | many, min_size=1, max_size=6)), count


@given(columns())
def test_entries_come_one_after_the_other(given: tuple[list[Column], int]) -> None:
    parts, count = given
    pieces = interleave(parts, count)
    step = len(pieces) // count
    for at in range(count):
        own = b"".join(
            column if isinstance(column, bytes) else column[at] for column in parts
        )
        assert b"".join(pieces[at * step : (at + 1) * step]) == own
    assert step * count == len(pieces)


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=4
        )
    ),
    st.sampled_from([1, 3, 1000]),
)
def test_a_table_has_what_is_made_of_each(
    blocks: list[list[tuple[str, int]]], most: int
) -> None:
    asked = []

    def make(letter: str, number: int) -> tuple[str, int]:
        asked.append((letter, number))
        return letter, number

    table = MarkupCache(make)
    with patch.object(interleaving, "_MANY", most):
        for fields in blocks:
            assert list(table.of(list(zip(*fields, strict=True)))) == fields
    different = {field for fields in blocks for field in fields}
    assert set(asked) == different
    if most == 1000:
        # Once for each choice of fields that a block may have alike.
        assert len(asked) <= 4 * len(different)
