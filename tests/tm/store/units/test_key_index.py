"""Numbers by halves of keys, against a dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.store.units.key_index import KeyIndex

_KEYS = st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=12)
_STEPS = st.lists(st.tuples(st.sampled_from(["add", "find"]), _KEYS), max_size=12)


@pytest.mark.parametrize(("longest", "words"), [(1, 1), (5, 4), (1 << 18, 10)])
@given(steps=_STEPS)
def test_what_was_added_is_found(
    longest: int, words: int, steps: list[tuple[str, list[bytes]]]
) -> None:
    known = dict[bytes, int]()
    quick = KeyIndex(max_run_length=longest, word_index_bit_count=words)
    for what, keys in steps:
        if what == "add":
            halves = {key[:8]: key for key in keys if key[:8] not in known}
            numbers = range(len(known) + 1, len(known) + 1 + len(halves))
            known |= zip(halves, numbers, strict=True)
            if halves:
                quick.add(list(halves.values()), numbers)
        asked = [*keys, *(half + bytes(8) for half in known)]
        assert quick.find(asked) == {
            key: known[key[:8]] for key in asked if key[:8] in known
        }
