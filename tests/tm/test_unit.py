"""Translation units: their keys."""

from hypothesis import given

from tests.properties import strategies
from tm.text.segment import compute_content_key
from tm.unit import TranslationUnit


@given(strategies.units())
def test_a_unit_has_the_key_of_its_parts(unit: TranslationUnit) -> None:
    def key(segment: object) -> bytes:
        return getattr(segment, "key", b"")

    before, after = unit.neighbours
    assert unit.key == compute_content_key(
        unit.origin.memory,
        key(unit.source),
        key(unit.target),
        before or b"",
        after or b"",
    )
