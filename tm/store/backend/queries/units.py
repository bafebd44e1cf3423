"""Queries for units of segments, and for single units.

Each lookup reads the units of the segments that it found. Statements are written once
for each of a few numbers of parameters.
"""

from collections.abc import Iterator, Sequence

from tm.store.backend.sql import (
    DatabaseReader,
    RowValues,
    format_id_list,
    write_locale_condition,
)
from tm.text.locale import TagPatterns

# Numbers of segments that a statement takes; missing ones are filled up.
_PARAMETER_COUNTS = (1, 4, 20, 100, 500)

_DATED_UNITS_SQL = """
    SELECT unit.id, unit.{side}_id, origin.published, unit.created, opposite.locale
    FROM unit JOIN origin ON origin.id = unit.origin_id
    JOIN segment AS opposite ON opposite.id = unit.{opposite_side}_id
    WHERE unit.{side}_id IN ({id_list}) AND unit.withheld IS NULL
"""
_UNITS_WITH_ORIGIN_SQL = """
    SELECT {column_list}
    FROM unit JOIN origin ON origin.id = unit.origin_id
    JOIN segment AS source ON source.id = unit.source_id
    JOIN segment AS target ON target.id = unit.target_id
    WHERE unit.id = :unit
"""


def read_unit_rows_of_segments(
    reader: DatabaseReader,
    unit_columns: Sequence[str],
    segment_ids: Sequence[int],
    opposite_patterns: TagPatterns | None,
) -> Iterator[Sequence[RowValues]]:
    """Read the units in use of some segments with a locale opposite, in batches.

    Without patterns, with any locale opposite.
    After the unit's columns, each row has the id of the segment, whether that is the
    source, and the id of the unit. A unit may be read once for each side.
    """
    column_list = ", ".join(unit_columns)
    for start in range(0, len(segment_ids), _PARAMETER_COUNTS[-1]):
        id_batch = list(segment_ids[start : start + _PARAMETER_COUNTS[-1]])
        parameter_count = next(
            parameter_count
            for parameter_count in _PARAMETER_COUNTS
            if parameter_count >= len(id_batch)
        )
        id_batch += id_batch[-1:] * (parameter_count - len(id_batch))
        parameter_values: dict[str, object] = dict(
            zip(_make_parameter_names(parameter_count), id_batch, strict=True)
        )
        yield reader.read_rows(
            _write_units_query(column_list, parameter_count, opposite_patterns),
            **parameter_values,
        )


def read_dated_unit_rows(
    reader: DatabaseReader, segment_ids: Sequence[int], *, side: str, opposite_side: str
) -> Sequence[RowValues]:
    """Read the units in use that have one of some segments on a side.

    Yields unit id, segment id, date of publication, date of creation, and the language
    tag of the opposite side.
    """
    return reader.read_rows(
        _DATED_UNITS_SQL.format(
            side=side, opposite_side=opposite_side, id_list=format_id_list(segment_ids)
        )
    )


def read_unit_row(
    reader: DatabaseReader, unit_columns: Sequence[str], unit_id: int
) -> Sequence[RowValues]:
    """Read some columns of one unit with its origin and segments."""
    query = _UNITS_WITH_ORIGIN_SQL.format(column_list=", ".join(unit_columns))
    return reader.read_rows(query, unit=unit_id)


def _write_units_query(
    column_list: str, parameter_count: int, opposite_patterns: TagPatterns | None
) -> str:
    """Write the query for the units of segments, with a language on the other side.

    `parameter_count`: the number of segments.
    """
    return " UNION ALL ".join(
        _write_side_query(
            column_list, side, opposite_side, parameter_count, opposite_patterns
        )
        for side, opposite_side in (("source", "target"), ("target", "source"))
    )


def _make_parameter_names(parameter_count: int) -> list[str]:
    return [f"segment_{number}" for number in range(parameter_count)]


def _write_side_query(
    column_list: str,
    side: str,
    opposite_side: str,
    parameter_count: int,
    opposite_patterns: TagPatterns | None,
) -> str:
    """Write the query for units with the segments on one side."""
    placeholder_list = ", ".join(
        f":{name}" for name in _make_parameter_names(parameter_count)
    )
    locale_condition = (
        "TRUE"
        if opposite_patterns is None
        else write_locale_condition(f"{opposite_side}.locale", opposite_patterns)
    )
    return f"""
        SELECT {column_list}, unit.{side}_id, {int(side == "source")}, unit.id
        FROM unit
        JOIN segment AS source ON source.id = unit.source_id
        JOIN segment AS target ON target.id = unit.target_id
        JOIN origin ON origin.id = unit.origin_id
        WHERE unit.withheld IS NULL AND unit.{side}_id IN ({placeholder_list})
        AND {locale_condition}
    """
