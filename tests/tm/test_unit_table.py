"""Units by columns are the units that they were made of."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import units
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable, gather_tables

_LISTS = st.lists(units(translated=True), max_size=5)


@given(_LISTS)
def test_units_are_given_back(given: list[TranslationUnit]) -> None:
    block = UnitTable.from_units(given)
    assert len(block) == len(given)
    assert list(block.make_units()) == given


@given(_LISTS, st.integers(0, 6), st.integers(0, 6))
def test_a_part_is_a_slice(given: list[TranslationUnit], start: int, stop: int) -> None:
    block = UnitTable.from_units(given)
    assert list(block[start:stop].make_units()) == given[start:stop]
    assert list(block[start:].make_units()) == given[start:]


@given(
    _LISTS,
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5),
    st.integers(1, 9),
)
def test_gathered_blocks_hold_the_same_units(
    given: list[TranslationUnit], parts: list[tuple[int, int]], size: int
) -> None:
    lists = [given[start:stop] for start, stop in parts]
    found = list(gather_tables(map(UnitTable.from_units, lists), size))
    whole = [unit for some in lists for unit in some]
    assert [unit for block in found for unit in block.make_units()] == whole
    assert all(len(block) >= size for block in found[:-1])
    assert all(found)


@given(units(translated=True))
def test_what_is_not_given_is_what_a_unit_has_by_itself(unit: TranslationUnit) -> None:
    whole = UnitTable.from_units([unit])
    texts = (
        *("source_tag", "source_text", "source_codes"),
        *("target_tag", "target_text", "target_codes"),
    )
    given = {name: getattr(whole, name) for name in texts}
    assert unit.target is not None
    assert list(UnitTable.with_defaults(1, **given).make_units()) == [
        TranslationUnit(unit.source, unit.target)
    ]
