"""Reading the units of a few segments; private to the store."""

from collections.abc import Iterator, Sequence

from tm.store.backend.queries.units import read_unit_rows_of_segments
from tm.store.backend.sql import Reader, RowValues
from tm.store.rows.unit import UNIT_COLUMNS_BY_FIELD, read_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_UNIT_COLUMNS = tuple(UNIT_COLUMNS_BY_FIELD.values())


def read_units_of_segments(
    reader: Reader, segment_ids: Sequence[int], other_locale: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Read the units in use with one of some segments and the other locale opposite.

    Yields the id of the segment with each unit, in the order of the units' ids.
    """
    for unit_rows in read_unit_rows_of_segments(
        reader, _UNIT_COLUMNS, segment_ids, other_locale.tag
    ):
        rows_by_unit: dict[int, RowValues] = {}
        for row in unit_rows:
            # A unit of which both sides are among the segments is yielded for its
            # source.
            if row[-2] or row[-1] not in rows_by_unit:
                rows_by_unit[row[-1]] = row
        ordered_rows = [rows_by_unit[unit_id] for unit_id in sorted(rows_by_unit)]
        for row, unit in zip(ordered_rows, read_units(ordered_rows), strict=True):
            yield row[-3], unit
