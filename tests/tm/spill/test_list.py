"""A spool reads as the list it stands for."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.spill.list import SpillList


@given(st.lists(st.text(max_size=3), max_size=40), st.integers(1, 5))
def test_a_spool_is_a_sequence_like_any_other(items: list[str], block: int) -> None:
    spool: SpillList[str] = SpillList(block, max_block_count=2)
    for item in items:
        spool.append(item)
    count = len(items)
    assert len(spool) == count
    assert [*spool] == items
    assert [spool[at] for at in range(count)] == items
    assert [spool[at - count] for at in range(count)] == items
    assert spool[2:30:5] == items[2:30:5]
    for beyond in (count, count + 3 * block, -count - 1):
        with pytest.raises(IndexError):
            spool[beyond]
    assert [*pickle.loads(pickle.dumps(spool))] == items
    spool.close()


def test_values_may_be_asked_for_while_all_are_read() -> None:
    spool: SpillList[int] = SpillList(3, max_block_count=2)
    for number in range(30):
        spool.append(number)
    assert [(one, spool[29 - at]) for at, one in enumerate(spool)] == [
        (number, 29 - number) for number in range(30)
    ]
