"""Units of JSON objects, as a server or a script has them."""

import pytest

from checks.inputs.records import RecordReader
from tm.text.locale import Locale

VI, ID, EN = Locale("vi"), Locale("id"), Locale("en")
READER = RecordReader(VI, ID, lambda record, side: (), file_name="units.jsonl")


def test_an_object_makes_a_unit_named_by_its_line() -> None:
    unit = READER.read({"source": "Xin chào.", "target": "Halo."}, 3).unit
    assert unit is not None
    assert (unit.id, unit.source, unit.target) == (
        "units.jsonl#2",
        "Xin chào.",
        "Halo.",
    )


def test_an_object_the_other_way_round_is_turned() -> None:
    record = {
        "source": "Halo.",
        "source_locale": "id",
        "target": "Xin chào.",
        "target_locale": "vi",
    }
    unit = READER.read(record, 1).unit
    assert unit is not None and (unit.source, unit.target) == ("Xin chào.", "Halo.")


def test_an_object_in_another_language_makes_no_unit() -> None:
    record = {"source": "Xin chào.", "target": "Hello.", "target_locale": "en"}
    read = READER.read(record, 1)
    assert read.unit is None and read.other_locales == (EN,)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "not a JSON object"),
        ({"note": "x"}, "neither source nor target"),
        ({"target": 1}, "target is not a text"),
        ({"target": "a", "target_locale": "q"}, "target_locale: "),
    ],
)
def test_what_is_no_unit_is_refused_with_the_reason(value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        READER.read(value, 1)
