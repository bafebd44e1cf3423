"""Units in use by their segments, on either side and in the order of the segments.

Private to the store.
"""

from collections.abc import Iterator, Sequence

from tm.store.backend.queries.units import read_unit_rows_of_segments
from tm.store.backend.sql import DatabaseReader
from tm.store.rows.unit import UNIT_QUERY_COLUMNS, read_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit


def read_units_in_segment_order(
    reader: DatabaseReader,
    segment_ids: Sequence[int],
    other_locale: Locale | None = None,
) -> Iterator[tuple[int, bool, TranslationUnit]]:
    """Read the units in use with given segments, in the order of the segments.

    Yields the id of the segment, whether it is the source, and the unit. The other side
    is in `other_locale`, or in any locale.
    """
    index_by_segment_id = {
        segment_id: segment_index
        for segment_index, segment_id in enumerate(segment_ids)
    }
    for unit_rows in read_unit_rows_of_segments(
        reader,
        UNIT_QUERY_COLUMNS,
        segment_ids,
        None if other_locale is None else other_locale.list_tag_patterns(),
    ):
        ordered_rows = sorted(
            unit_rows, key=lambda row: (index_by_segment_id[row[-3]], row[-1])
        )
        for row, unit in zip(ordered_rows, read_units(ordered_rows), strict=True):
            yield row[-3], bool(row[-2]), unit
