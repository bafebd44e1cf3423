"""Keys of many values at once are the keys of each."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import units
from tm.text.segment import compute_segment_keys
from tm.unit import TranslationUnit, compute_unit_keys
from tm.unit_table import UnitTable


@given(st.lists(units(translated=True), max_size=6))
def test_keys_of_many_are_those_of_each(given: list[TranslationUnit]) -> None:
    block = UnitTable.from_units(given)
    sources = compute_segment_keys(
        block.source_tag, block.source_text, block.source_codes
    )
    targets = compute_segment_keys(
        block.target_tag, block.target_text, block.target_codes
    )
    assert sources == [unit.source.key for unit in given]
    keys = compute_unit_keys(
        block.memory,
        sources,
        targets,
        block.previous_key,
        block.next_key,
        block.list_contexts() if given else (),
    )
    assert keys == [unit.key for unit in given]
