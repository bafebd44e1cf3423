"""Segments of articles that have no translation yet, as units without a target.

Such a segment is in no unit, only in its article. Private to the store.
"""

from collections.abc import Iterator, Sequence

from tm.store.backend.queries.untranslated import read_untranslated_rows
from tm.store.backend.sql import DatabaseReader
from tm.store.rows.unit import read_untranslated_unit
from tm.unit import TranslationUnit


def read_untranslated_units(
    reader: DatabaseReader, segment_ids: Sequence[int]
) -> Iterator[tuple[int, TranslationUnit]]:
    """Read untranslated segments as units, by article and position.

    Yields the id of the segment with each unit.
    """
    for row in read_untranslated_rows(reader, segment_ids):
        yield row["segment_id"], read_untranslated_unit(row)
