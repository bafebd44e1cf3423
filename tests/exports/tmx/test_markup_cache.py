"""Markup that units share is made once for each choice of fields."""

from hypothesis import given
from hypothesis import strategies as st

from exports.tmx.markup_cache import MarkupCache


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

    cache = MarkupCache(make, max_count=most)
    for fields in blocks:
        assert list(cache.make_column(list(zip(*fields, strict=True)))) == fields
    different = {field for fields in blocks for field in fields}
    assert set(asked) == different
    if most == 1000:
        # Once for each choice of fields that a block may have alike.
        assert len(asked) <= 4 * len(different)
