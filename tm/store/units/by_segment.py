"""The units of a few segments, read as quickly as can be; private to the store.

A lookup asks once for the units of what it found, so a statement is made once for each
of a few numbers of segments, and its rows are read by position.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tm.store.backend.sql import Reader, RowValues
from tm.store.rows.unit import UNIT_COLUMNS_BY_FIELD, read_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit

# Numbers of segments for which statements are made; fewer are filled up.
_COUNTS = (1, 4, 20, 100, 500)


def units_of_segments(
    reader: Reader, segments: Sequence[int], other: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Units in use that have one of some segments, and the other locale opposite.

    Yields the segment's number with each unit, in the order in which units came.
    """
    for start in range(0, len(segments), _COUNTS[-1]):
        chunk = list(segments[start : start + _COUNTS[-1]])
        count = next(count for count in _COUNTS if count >= len(chunk))
        chunk += chunk[-1:] * (count - len(chunk))
        parameters: dict[str, object] = {"tag": other.tag, "variants": f"{other.tag}-"}
        parameters.update(zip(_names(count), chunk, strict=True))
        rows_found = reader.read_rows(_statement(count, len(other.tag)), **parameters)
        rows: dict[int, RowValues] = {}
        for row in rows_found:
            # A unit with both its sides among the segments comes as its source's.
            if row[-2] or row[-1] not in rows:
                rows[row[-1]] = row
        ordered = [rows[number] for number in sorted(rows)]
        for row, unit in zip(ordered, read_units(ordered), strict=True):
            yield row[-3], unit


@lru_cache(maxsize=64)
def _statement(count: int, length: int) -> str:
    """The query for so many segments and a locale's tag of so many letters."""
    return " UNION ALL ".join(
        _side(side, other, count, length)
        for side, other in (("source", "target"), ("target", "source"))
    )


@lru_cache(maxsize=8)
def _names(count: int) -> list[str]:
    return [f"segment_{number}" for number in range(count)]


def _side(side: str, other: str, count: int, length: int) -> str:
    """The units that have one of the segments on a side, and a locale on the other."""
    columns = ", ".join(UNIT_COLUMNS_BY_FIELD.values())
    parameters = ", ".join(f":{name}" for name in _names(count))
    # SQLite plans a statement with LIKE anew for each value of its pattern.
    return f"""
        SELECT {columns}, unit.{side}_id, {int(side == "source")}, unit.id
        FROM unit
        JOIN segment AS source ON source.id = unit.source_id
        JOIN segment AS target ON target.id = unit.target_id
        JOIN origin ON origin.id = unit.origin_id
        WHERE unit.withheld IS NULL AND unit.{side}_id IN ({parameters})
        AND (
            {other}.locale = :tag
            OR substr({other}.locale, 1, {length + 1}) = :variants
        )
    """
