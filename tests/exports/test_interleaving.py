"""Columns of pieces, as pieces of one entry after the other."""

from hypothesis import given
from hypothesis import strategies as st

from exports.interleaving import Column, Table, interleaved

PIECES = st.binary(max_size=3)


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[Column], int]:
    count = draw(st.integers(1, 5))
    many = st.lists(PIECES, min_size=count, max_size=count)
    return draw(st.lists(PIECES | many, min_size=1, max_size=6)), count


@given(columns())
def test_entries_come_one_after_the_other(given: tuple[list[Column], int]) -> None:
    parts, count = given
    pieces = interleaved(parts, count)
    step = len(pieces) // count
    for at in range(count):
        own = b"".join(
            column if isinstance(column, bytes) else column[at] for column in parts
        )
        assert b"".join(pieces[at * step : (at + 1) * step]) == own
    assert step * count == len(pieces)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1))
def test_a_table_gives_the_pieces_of_each(fields: list[tuple[str, int]]) -> None:
    asked = []

    def make(letter: str, number: int) -> tuple[bytes, bytes]:
        asked.append((letter, number))
        return letter.encode(), bytes(number)

    table = Table(make)
    for _ in range(2):
        found = table.columns(list(zip(*fields, strict=True)))
        for at, field in enumerate(fields):
            own = (one if isinstance(one, bytes) else one[at] for one in found)
            assert tuple(own) == make(*field)
            asked.pop()
    assert sorted(asked) == sorted(set(fields))
