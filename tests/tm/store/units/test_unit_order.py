"""Whether equal values follow each other."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from tm.store.units.unit_order import are_grouped


@given(st.lists(st.sampled_from([None, "1", "2", "3"]), max_size=8))
def test_equal_values_follow_each_other(values: list[str | None]) -> None:
    runs = [value for value, _ in groupby(values) if value is not None]
    assert are_grouped(values) == (len(set(runs)) == len(runs))
