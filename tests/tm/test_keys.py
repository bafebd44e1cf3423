"""Keys of many values at once are the keys of each."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import units
from tm.text.segment import segment_keys
from tm.unit import TranslationUnit, unit_keys


@given(st.lists(units(), max_size=6))
def test_keys_of_many_are_those_of_each(given: list[TranslationUnit]) -> None:
    whole = [unit for unit in given if unit.target is not None]
    sources = segment_keys(unit.source for unit in whole)
    targets = segment_keys(unit.target for unit in whole if unit.target is not None)
    assert sources == [unit.source.key for unit in whole]
    assert unit_keys(whole, sources, targets) == [unit.key for unit in whole]
