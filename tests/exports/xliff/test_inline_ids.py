"""Ids of inline elements: unique on a side, the same on both, in linear time."""

from hypothesis import given
from hypothesis import strategies as st

from exports.xliff.inline.ids import InlineIds
from tm.text.segment import Code

CODES = st.builds(
    lambda code_id, kind: Code(kind, code_id, ""),
    st.sampled_from(["1", "p1", "p2", "", "a b"]),
    st.sampled_from(["ph", "pc"]),
)


@given(st.lists(CODES, max_size=12), st.lists(CODES, max_size=12))
def test_ids_are_unique_on_a_side(source: list[Code], target: list[Code]) -> None:
    ids = InlineIds([source, target])
    for codes in (source, target):
        ids.begin_side()
        assigned = [ids.assign_id(code, "ph") for code in codes]
        assert len(set(assigned)) == len(assigned)


def test_many_codes_without_ids_take_linear_time() -> None:
    codes = [Code("ph", "", "")] * 40_000
    ids = InlineIds([codes])
    assert [ids.assign_id(code, "ph") for code in codes] == [
        f"p{number}" for number in range(1, 40_001)
    ]
