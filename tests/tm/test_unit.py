"""Translation units: their keys."""

from dataclasses import replace

from hypothesis import given

from tests.properties import strategies
from tests.tm.store import samples
from tm.text.segment import compute_content_key
from tm.unit import TranslationUnit
from tm.unit_property import CONTEXT_PROPERTIES, Property, Side


@given(strategies.units())
def test_a_unit_has_the_key_of_its_parts(unit: TranslationUnit) -> None:
    def key(segment: object) -> bytes:
        return getattr(segment, "key", b"")

    before, after = unit.neighbours
    contexts = [
        one.value
        for one in unit.properties
        if one.name in CONTEXT_PROPERTIES and one.side is Side.UNIT and one.value
    ]
    assert unit.key == compute_content_key(
        unit.origin.memory,
        key(unit.source),
        key(unit.target),
        before or b"",
        after or b"",
        *contexts[:1],
    )


def test_a_context_is_part_of_the_key() -> None:
    unit = samples.unit("Mở", "Buka")
    keys = {
        replace(unit, properties=(Property("po:msgctxt", context),)).key
        for context in ("menu", "state")
    }
    assert len(keys | {unit.key}) == 3
