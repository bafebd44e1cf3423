"""Adding units: new units are stored, known ones are merged with stored records.

The result is as if units were added one by one: each meets the earlier ones of its
batch. But rows are read and written by the thousand, and columns of units that share
nothing with others are stored as they are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import (
    find_newest_id,
    insert_rows_by_column,
    reserve_ids,
)
from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_range import find_consecutive_ranges
from tm.store.history.unit_records import read_records_by_id, write_records
from tm.store.phrases.phrase_index_update import (
    has_unsearchable_segments,
    update_phrase_index,
)
from tm.store.phrases.search_columns import (
    complete_search_columns,
    defer_search_columns,
)
from tm.store.rows.record import Record
from tm.store.rows.stored_values import (
    UNIT_COLUMNS,
    UnitValues,
    compute_origin_key,
    make_origin_row,
    make_unit_columns,
    store_rows_by_key,
)
from tm.store.units.bulk_load import BulkLoad, is_nearly_empty
from tm.store.units.key_lookup import KeyLookup
from tm.store.units.pending_units import (
    AddCounts,
    PendingUnits,
    StoredPair,
    find_used_pairs,
)
from tm.store.units.related_units import (
    find_known_segment_unit_indexes,
    find_pair_sharing_unit_indexes,
    find_repeated_unit_indexes,
    find_text_only_unit_indexes,
)
from tm.store.units.segment_writer import SegmentWriter
from tm.text.segment import Segment, compute_segment_keys
from tm.unit import Withheld, compute_unit_keys
from tm.unit_table import DocumentValues, UnitTable

BATCH_SIZE = 2500
"""Units that are added together; indexes are left out only for a full batch."""
_MAX_SEGMENTS_PER_UNIT = 50
"""With more stored segments per added unit, indexes of segments are kept up to date:
making them anew for a million segments takes as long as adding 20,000 units."""

_MAX_CACHED_ORIGINS = 20_000
_AUTHOR_INDEX = UNIT_COLUMNS.index("author")


class UnitAdder:
    """Adds batches of units for one call of `UnitStore.add`; ends with `finish`."""

    def __init__(
        self,
        change_set: ChangeSet,
        *,
        restores_removed: bool,
        awaits_review: bool,
        defers_search_columns: bool,
        default_author: str | None,
        batch_size: int,
    ) -> None:
        self._change_set = change_set
        self._connection = change_set.connection
        self._restores_removed = restores_removed
        self._batch_size = batch_size
        self._default_author = default_author
        self._withheld_reason = Withheld.REVIEW.value if awaits_review else None
        self._defers_search_columns = (
            defers_search_columns and get_backend(self._connection).defers_indexes
        )
        self._segment_writer = SegmentWriter(self._connection)
        self._unit_key_lookup = KeyLookup(self._connection, schema.unit)
        self._origin_id_by_document: dict[DocumentValues, int] = {}
        self._bulk_load: BulkLoad | None = None
        self._has_added_units = False
        self._unit_count = 0

    def add(self, unit_table: UnitTable) -> AddCounts:
        """Add some units; see `UnitStore.add`."""
        self._unit_count += len(unit_table)
        self._prepare_bulk_load(len(unit_table))
        contexts = unit_table.list_contexts() if len(unit_table) else ()
        unit_keys, segment_ids, first_new_id = self._store_segments(
            unit_table, contexts
        )
        origin_ids = self._store_origins(unit_table.document)
        stored_pairs = list(zip(*segment_ids, unit_table.memory, strict=True))
        known_unit_indexes = find_known_segment_unit_indexes(segment_ids, first_new_id)
        id_by_key = self._unit_key_lookup.find_ids(
            [unit_keys[unit_index] for unit_index in known_unit_indexes]
        )
        columns = make_unit_columns(
            unit_table,
            unit_keys,
            segment_ids,
            origin_ids,
            timestamp=self._change_set.timestamp,
            withheld_reason=self._withheld_reason,
        )
        text_only_indexes = find_text_only_unit_indexes(unit_table, contexts)
        used_pairs = self._find_used_pairs(
            stored_pairs[unit_index]
            for unit_index in known_unit_indexes
            if unit_index in text_only_indexes
            and unit_keys[unit_index] not in id_by_key
        )
        pending_units = PendingUnits(
            timestamp=self._change_set.timestamp,
            known_record_by_key=self._read_stored_records_by_key(id_by_key),
            used_pairs=used_pairs,
            restores_removed_units=self._restores_removed,
            default_author=self._default_author,
        )
        related_unit_indexes = find_repeated_unit_indexes(
            unit_keys, id_by_key
        ) | find_pair_sharing_unit_indexes(
            unit_table, contexts, stored_pairs, text_only_indexes, used_pairs
        )
        for unit_index in sorted(related_unit_indexes):
            unit_values = tuple(column[unit_index] for column in columns)
            pending_units.add(
                unit_index,
                unit_values,
                stored_pairs[unit_index],
                is_text_only=unit_index in text_only_indexes,
            )
        if related_unit_indexes:
            columns = _replace_rows(
                columns, related_unit_indexes, pending_units.new_row_by_index
            )
        self._write_units(columns, pending_units, id_by_key)
        return (
            AddCounts(new=len(unit_table) - len(related_unit_indexes))
            + pending_units.counts
        )

    def _prepare_bulk_load(self, unit_count: int) -> None:
        """Leave indexes and search columns to `finish` where that is faster."""
        if not self._has_added_units:
            self._defer_indexes(unit_count)
        if (
            self._defers_search_columns
            and not self._segment_writer.defers_search_columns
        ):
            self._defer_search_columns()

    def finish(self) -> None:
        """Make the indexes and search columns that were left out."""
        if self._bulk_load is not None:
            self._bulk_load.finish()
            self._bulk_load = None
        if not (
            self._defers_search_columns and self._segment_writer.defers_search_columns
        ):
            complete_search_columns(self._connection)
            update_phrase_index(self._connection)

    def _defer_indexes(self, unit_count: int) -> None:
        """Leave out indexes for a large import into a nearly empty database."""
        self._has_added_units = True
        if unit_count >= self._batch_size and is_nearly_empty(self._connection):
            self._segment_writer.defers_search_columns = True
            key_lookups = self._segment_writer.key_lookup, self._unit_key_lookup
            self._bulk_load = BulkLoad(self._connection, key_lookups)

    def _defer_search_columns(self) -> None:
        """Leave out search columns if that saves time, or if some are missing."""
        newest_segment_id = find_newest_id(self._connection, schema.segment)
        if (
            self._unit_count * _MAX_SEGMENTS_PER_UNIT > newest_segment_id
            or has_unsearchable_segments(self._connection)
        ):
            defer_search_columns(self._connection)
            self._segment_writer.defers_search_columns = True

    def _store_segments(
        self, unit_table: UnitTable, contexts: Sequence[str | None]
    ) -> tuple[list[bytes], tuple[Sequence[int], Sequence[int]], int]:
        """Store the segments of units.

        Returns the keys of the units, the segment ids of both sides, and the first id
        of a new segment, which no unit has yet.
        """
        source_keys = compute_segment_keys(
            unit_table.source_tag, unit_table.source_text, unit_table.source_codes
        )
        target_keys = compute_segment_keys(
            unit_table.target_tag, unit_table.target_text, unit_table.target_codes
        )
        # All sources first: reading units in order, SQLite then finds each segment
        # right after the previous one of its side, without a search.
        segment_ids, first_new_id = self._segment_writer.store(
            [*source_keys, *target_keys],
            [*unit_table.source_tag, *unit_table.target_tag],
            [*unit_table.source_text, *unit_table.target_text],
            [*unit_table.source_codes, *unit_table.target_codes],
        )
        unit_keys = compute_unit_keys(
            unit_table.memory,
            source_keys,
            target_keys,
            unit_table.previous_key,
            unit_table.next_key,
            contexts,
        )
        return (
            unit_keys,
            (segment_ids[: len(source_keys)], segment_ids[len(source_keys) :]),
            first_new_id,
        )

    def _store_origins(self, documents: Sequence[DocumentValues]) -> list[int]:
        """Store the documents of units if they are new; return all origin ids."""
        if len(self._origin_id_by_document) > _MAX_CACHED_ORIGINS:
            self._origin_id_by_document.clear()
        new_documents = [
            distinct_document
            for distinct_document in dict.fromkeys(documents)
            if distinct_document not in self._origin_id_by_document
        ]
        if new_documents:
            key_by_document = {
                document: compute_origin_key(document) for document in new_documents
            }
            document_by_key = {
                key: document for document, key in key_by_document.items()
            }
            id_by_key = store_rows_by_key(
                self._connection, schema.origin, document_by_key, make_origin_row
            )
            self._origin_id_by_document |= {
                document: id_by_key[key_by_document[document]]
                for document in new_documents
            }
        return [self._origin_id_by_document[document] for document in documents]

    def _read_stored_records_by_key(
        self, id_by_key: Mapping[bytes, int]
    ) -> dict[bytes, Record]:
        record_by_id = read_records_by_id(self._connection, list(id_by_key.values()))
        return {key: record_by_id[unit_id] for key, unit_id in id_by_key.items()}

    def _find_used_pairs(self, stored_pairs: Iterable[StoredPair]) -> set[StoredPair]:
        """Find the pairs of segments that units in use have."""
        distinct_pairs = set(stored_pairs)
        if distinct_pairs and self._bulk_load is not None:
            self._bulk_load.create_pair_index()
        return find_used_pairs(self._connection, distinct_pairs)

    def _write_units(
        self,
        columns: Sequence[Sequence[Any]],
        pending_units: PendingUnits,
        id_by_key: Mapping[bytes, int],
    ) -> None:
        """Insert the new units, and write the changes of stored ones."""
        unit_keys = columns[0]
        if unit_keys:
            columns = self._add_default_author(columns)
            unit_ids = reserve_ids(self._connection, schema.unit, len(unit_keys))
            column_names = ("id", *UNIT_COLUMNS)
            insert_rows_by_column(
                self._connection, schema.unit, column_names, [unit_ids, *columns]
            )
            self._unit_key_lookup.add(unit_keys, unit_ids)
            for first_id, last_id in find_consecutive_ranges(unit_ids):
                self._change_set.record_unit_range(first_id, last_id)
        for key, record_before, record_after in pending_units.record_changes:
            self._change_set.record_change(
                "unit",
                key.hex(),
                record_before=record_before,
                record_after=record_after,
            )
        changed_record_by_id = {
            id_by_key[key]: record
            for key, record in pending_units.changed_record_by_key.items()
        }
        write_records(self._connection, changed_record_by_id)

    def _add_default_author(
        self, columns: Sequence[Sequence[Any]]
    ) -> Sequence[Sequence[Any]]:
        """Add the default author to new units that name none."""
        authors = columns[_AUTHOR_INDEX]
        if self._default_author is None or None not in authors:
            return columns
        return [
            *columns[:_AUTHOR_INDEX],
            [self._default_author if author is None else author for author in authors],
            *columns[_AUTHOR_INDEX + 1 :],
        ]


def store_segments(
    connection: Connection, segment_by_key: Mapping[bytes, Segment]
) -> dict[bytes, int]:
    """Store new segments; return the ids of all by key."""
    segment_keys = list(segment_by_key)
    segment_ids, _ = SegmentWriter(connection).store(
        segment_keys,
        [segment.locale.tag for segment in segment_by_key.values()],
        [segment.text.encode() for segment in segment_by_key.values()],
        [segment.codes for segment in segment_by_key.values()],
    )
    update_phrase_index(connection)
    return dict(zip(segment_keys, segment_ids, strict=True))


def _replace_rows(
    columns: Sequence[Sequence[Any]],
    replaced_unit_indexes: Collection[int],
    new_row_by_index: Mapping[int, UnitValues],
) -> list[Sequence[Any]]:
    """Remove the rows at some indexes from columns, or replace them by new rows."""
    remaining_rows = [
        new_row_by_index[unit_index]
        if unit_index in replaced_unit_indexes
        else row_values
        for unit_index, row_values in enumerate(zip(*columns, strict=True))
        if unit_index not in replaced_unit_indexes or unit_index in new_row_by_index
    ]
    return (
        list(zip(*remaining_rows, strict=True))
        if remaining_rows
        else [()] * len(columns)
    )
