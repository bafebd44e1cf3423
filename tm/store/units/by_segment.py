"""Reading the units of a few segments fast; private to the store.

Each lookup reads the units of the segments that it found. Statements are written once
for each of a few numbers of parameters.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tm.store.backend.sql import Reader, RowValues
from tm.store.rows.unit import UNIT_COLUMNS_BY_FIELD, read_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit

# Numbers of segments that a statement takes; missing ones are filled up.
_PARAMETER_COUNTS = (1, 4, 20, 100, 500)


def read_units_of_segments(
    reader: Reader, segment_ids: Sequence[int], other_locale: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Read the units in use with one of some segments and the other locale opposite.

    Yields the id of the segment with each unit, in the order of the units' ids.
    """
    for start in range(0, len(segment_ids), _PARAMETER_COUNTS[-1]):
        id_batch = list(segment_ids[start : start + _PARAMETER_COUNTS[-1]])
        parameter_count = next(
            parameter_count
            for parameter_count in _PARAMETER_COUNTS
            if parameter_count >= len(id_batch)
        )
        id_batch += id_batch[-1:] * (parameter_count - len(id_batch))
        parameters: dict[str, object] = {
            "tag": other_locale.tag,
            "variants": f"{other_locale.tag}-",
        }
        parameters.update(
            zip(_make_parameter_names(parameter_count), id_batch, strict=True)
        )
        unit_rows = reader.read_rows(
            _write_units_query(parameter_count, len(other_locale.tag)), **parameters
        )
        rows_by_unit: dict[int, RowValues] = {}
        for row in unit_rows:
            # A unit of which both sides are among the segments is yielded for its
            # source.
            if row[-2] or row[-1] not in rows_by_unit:
                rows_by_unit[row[-1]] = row
        ordered_rows = [rows_by_unit[unit_id] for unit_id in sorted(rows_by_unit)]
        for row, unit in zip(ordered_rows, read_units(ordered_rows), strict=True):
            yield row[-3], unit


@lru_cache(maxsize=64)
def _write_units_query(parameter_count: int, tag_length: int) -> str:
    """Write the query for a number of segments and a length of language tags."""
    return " UNION ALL ".join(
        _write_side_query(side, opposite_side, parameter_count, tag_length)
        for side, opposite_side in (("source", "target"), ("target", "source"))
    )


@lru_cache(maxsize=8)
def _make_parameter_names(parameter_count: int) -> list[str]:
    return [f"segment_{number}" for number in range(parameter_count)]


def _write_side_query(
    side: str, opposite_side: str, parameter_count: int, tag_length: int
) -> str:
    """Write the query for units with the segments on one side."""
    column_list = ", ".join(UNIT_COLUMNS_BY_FIELD.values())
    placeholders = ", ".join(
        f":{name}" for name in _make_parameter_names(parameter_count)
    )
    # SQLite plans a statement with LIKE anew for each value of its pattern.
    return f"""
        SELECT {column_list}, unit.{side}_id, {int(side == "source")}, unit.id
        FROM unit
        JOIN segment AS source ON source.id = unit.source_id
        JOIN segment AS target ON target.id = unit.target_id
        JOIN origin ON origin.id = unit.origin_id
        WHERE unit.withheld IS NULL AND unit.{side}_id IN ({placeholders})
        AND (
            {opposite_side}.locale = :tag
            OR substr({opposite_side}.locale, 1, {tag_length + 1}) = :variants
        )
    """
