"""Units without properties are written as those are whose properties say nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.provenance import format_provenance_fields
from exports.xliff.inline.content_markup import write_sides
from exports.xliff.prepared_segment import PreparedSegment
from exports.xliff.v1.writer import VERSION_MARKUP as ONE
from exports.xliff.v2.writer import VERSION_MARKUP as TWO
from exports.xliff.writer import VersionMarkup
from tests.properties.strategies import units
from tm.unit import TranslationUnit
from tm.unit_property import Property

FOREIGN = (Property("other:fact", "that XLIFF has no place for"),)


@pytest.mark.parametrize("spelling", [ONE, TWO], ids=["1.2", "2.1"])
@given(unit=units(xml=True), id=st.sampled_from(["a", 'a "b" <c>', "padanan-1"]))
def test_a_bare_unit_has_the_markup_of_any_other(
    spelling: VersionMarkup, unit: TranslationUnit, id: str
) -> None:
    [sides] = write_sides(spelling.major_version, [(unit.source, unit.target)])
    fields = format_provenance_fields(unit)
    bare, other = (
        spelling.format_unit([PreparedSegment(unit, sides, id, fields, properties)])
        for properties in ((), FOREIGN)
    )
    assert bare == other
