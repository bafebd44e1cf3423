"""Reading the units of a few segments; private to the store."""

from collections.abc import Iterator, Sequence

from tm.store.backend.queries.units import read_unit_rows_of_segments
from tm.store.backend.sql import DatabaseReader, RowValues
from tm.store.rows.unit import UNIT_QUERY_COLUMNS, read_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit


def read_units_of_segments(
    reader: DatabaseReader, segment_ids: Sequence[int], other_locale: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Read the units in use with one of some segments and the other locale opposite.

    Yields the id of the segment with each unit, in the order of the units' ids.
    """
    for unit_rows in read_unit_rows_of_segments(
        reader, UNIT_QUERY_COLUMNS, segment_ids, other_locale.list_tag_patterns()
    ):
        row_by_unit_id: dict[int, RowValues] = {}
        for row in unit_rows:
            # A unit of which both sides are among the segments is yielded for its
            # source.
            if row[-2] or row[-1] not in row_by_unit_id:
                row_by_unit_id[row[-1]] = row
        ordered_rows = [row_by_unit_id[unit_id] for unit_id in sorted(row_by_unit_id)]
        for row, unit in zip(ordered_rows, read_units(ordered_rows), strict=True):
            yield row[-3], unit
