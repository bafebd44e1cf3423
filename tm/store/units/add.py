"""Adding units: which are new, which are known, and what a known one takes over.

Adding many is adding them one by one: what comes later in a batch finds what came
before it. But rows are read and written by the thousand; most units have nothing to
do with any other, and their columns are stored as they come.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.many_rows import find_newest_id, insert_columns, reserve_ids
from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_range import find_consecutive_ranges
from tm.store.history.unit_records import read_records_by_id, write_records
from tm.store.phrases.index import has_unsearchable_segments, update_phrase_index
from tm.store.phrases.pending import complete_search_columns, defer_search_columns
from tm.store.rows import columns as rows
from tm.store.rows.record import Record
from tm.store.rows.unit import ORIGIN_COLUMNS
from tm.store.units.bulk_load import BulkLoad, is_nearly_empty
from tm.store.units.key_lookup import KeyLookup
from tm.store.units.merge import AddCounts, PendingUnits, StoredPair, pairs_in_use
from tm.store.units.segments import SegmentWriter
from tm.text.segment import Segment, segment_keys
from tm.unit import Withheld, compute_unit_keys
from tm.unit_table import DocumentValues, UnitTable

BATCH_SIZE = 2500
"""So many units are added at once; fewer are no reason to leave indexes out."""
_MAX_SEGMENTS_PER_UNIT = 50
"""Units must be more than one to so many segments for the indexes of segments to be
made anew: of a million, that takes as long as to bring in some 20,000 units."""

_MOST_ORIGINS = 20_000
_ARTICLE = ORIGIN_COLUMNS.index("article")
_UNTOLD = (None,) * (len(ORIGIN_COLUMNS) - 1)
_NOWHERE = [None, 1, None, None, None, None, None, None]
"""Position, extent, kind, score, method, `tuid` and neighbours of who knows none."""


class UnitAdder:
    """One call of `UnitStore.add`: units come batch by batch, then `finish`."""

    def __init__(
        self,
        changes: ChangeSet,
        *,
        restore: bool,
        waiting: bool,
        later: bool,
        batch_size: int,
    ) -> None:
        self._changes = changes
        self._connection = changes.connection
        self._restore = restore
        self._batch_size = batch_size
        self._withheld = Withheld.REVIEW.value if waiting else None
        self._later = later and get_backend(self._connection).defers_indexes
        self._segments = SegmentWriter(self._connection)
        self._units = KeyLookup(self._connection, schema.unit)
        self._origins: dict[DocumentValues, int] = {}
        self._filling: BulkLoad | None = None
        self._has_begun = False
        self._count = 0

    def add(self, units: UnitTable) -> AddCounts:
        """Add some units; see `UnitStore.add`."""
        self._count += len(units)
        if not self._has_begun:
            self._begin(len(units))
        if self._later and not self._segments.later:
            self._put_off()
        keys, sides, first = self._stored_segments(units)
        origins = self._stored_origins(units.document)
        pairs = list(zip(*sides, units.memory, strict=True))
        # Where a side is new, neither the unit nor its pair can be there.
        known_indexes = []
        if any(min(side, default=first) < first for side in sides):
            known_indexes = [
                index
                for index, (source, target, _) in enumerate(pairs)
                if source < first and target < first
            ]
        stored = self._units.numbers([keys[index] for index in known_indexes])
        columns = rows.make_unit_columns(
            units,
            keys,
            sides,
            origins,
            timestamp=self._changes.timestamp,
            withheld_reason=self._withheld,
        )
        bare = _bare_units(units)
        in_use = self._pairs_in_use(
            pairs[index]
            for index in known_indexes
            if index in bare and keys[index] not in stored
        )
        batch = PendingUnits(
            at=self._changes.timestamp,
            known=self._records(stored),
            in_use=in_use,
            restore=self._restore,
        )
        related = _repeated_units(keys, stored) | _units_sharing_pairs(
            units, pairs, bare, in_use
        )
        for index in sorted(related):
            values = tuple(column[index] for column in columns)
            batch.add(index, values, pairs[index], bare=index in bare)
        if related:
            columns = _replace_rows(columns, related, batch.made)
        self._write(columns, batch, stored)
        return AddCounts(new=len(units) - len(related)) + batch.counts

    def finish(self) -> None:
        """Make the indexes that were left out."""
        if self._filling is not None:
            self._filling.finish()
            self._filling = None
        if not (self._later and self._segments.later):
            complete_search_columns(self._connection)
            update_phrase_index(self._connection)

    def _begin(self, count: int) -> None:
        self._has_begun = True
        if count >= self._batch_size and is_nearly_empty(self._connection):
            self._segments.later = True
            keys = self._segments.keys, self._units
            self._filling = BulkLoad(self._connection, keys)

    def _put_off(self) -> None:
        """Leave what searching needs for later if that pays, or if some is left."""
        newest = find_newest_id(self._connection, schema.segment)
        if self._count * _MAX_SEGMENTS_PER_UNIT > newest or has_unsearchable_segments(
            self._connection
        ):
            defer_search_columns(self._connection)
            self._segments.later = True

    def _stored_segments(
        self, units: UnitTable
    ) -> tuple[list[bytes], tuple[Sequence[int], Sequence[int]], int]:
        """Store the segments of units: the units' keys, and the sides' numbers.

        And the least number of a segment that is in no unit yet.
        """
        source_keys = segment_keys(
            units.source_tag, units.source_text, units.source_codes
        )
        target_keys = segment_keys(
            units.target_tag, units.target_text, units.target_codes
        )
        # All sources first: who reads units in order then finds each segment behind
        # the last one of its side, which SQLite does without a search.
        numbers, first = self._segments.store(
            [*source_keys, *target_keys],
            [*units.source_tag, *units.target_tag],
            [*units.source_text, *units.target_text],
            [*units.source_codes, *units.target_codes],
        )
        keys = compute_unit_keys(
            units.memory, source_keys, target_keys, units.before, units.after
        )
        return keys, (numbers[: len(source_keys)], numbers[len(source_keys) :]), first

    def _stored_origins(self, documents: Sequence[DocumentValues]) -> list[int]:
        """Store what units come from, if it is not there; the number of each."""
        if len(self._origins) > _MOST_ORIGINS:
            self._origins.clear()
        new_documents = [
            known_document
            for known_document in dict.fromkeys(documents)
            if known_document not in self._origins
        ]
        if new_documents:
            keys = {
                document: rows.compute_origin_key(document)
                for document in new_documents
            }
            values = {key: document for document, key in keys.items()}
            numbers = rows.store_by_key(
                self._connection, schema.origin, values, rows.make_origin_row
            )
            self._origins |= {
                document: numbers[keys[document]] for document in new_documents
            }
        return [self._origins[document] for document in documents]

    def _records(self, stored: Mapping[bytes, int]) -> dict[bytes, Record]:
        records = read_records_by_id(self._connection, list(stored.values()))
        return {key: records[number] for key, number in stored.items()}

    def _pairs_in_use(self, pairs: Iterable[StoredPair]) -> set[StoredPair]:
        """Those pairs that are in use in some context."""
        distinct_pairs = set(pairs)
        if distinct_pairs and self._filling is not None:
            self._filling.make_index_of_pairs()
        return pairs_in_use(self._connection, distinct_pairs)

    def _write(
        self,
        columns: Sequence[Sequence[Any]],
        batch: PendingUnits,
        stored: Mapping[bytes, int],
    ) -> None:
        keys = columns[0]
        if keys:
            ids = reserve_ids(self._connection, schema.unit, len(keys))
            names = ("id", *rows.UNIT_COLUMNS)
            insert_columns(self._connection, schema.unit, names, [ids, *columns])
            self._units.added(keys, ids)
            for first, last in find_consecutive_ranges(ids):
                self._changes.record_unit_range(first, last)
        for key, before, after in batch.steps:
            self._changes.record_change(
                "unit", key.hex(), record_before=before, record_after=after
            )
        changed = {stored[key]: record for key, record in batch.changed.items()}
        write_records(self._connection, changed)


def store_segments(
    connection: Connection, segments: Mapping[bytes, Segment]
) -> dict[bytes, int]:
    """Store the segments that are not there yet; the number of each by its key."""
    keys = list(segments)
    numbers, _ = SegmentWriter(connection).store(
        keys,
        [segment.locale.tag for segment in segments.values()],
        [segment.text.encode() for segment in segments.values()],
        [segment.codes for segment in segments.values()],
    )
    update_phrase_index(connection)
    return dict(zip(keys, numbers, strict=True))


def _bare_units(units: UnitTable) -> Collection[int]:
    """Of which units little is known but their texts, as a TSV file has them.

    That is nothing but an article, and who made it when.
    """
    if None not in units.tuid:
        return ()
    documents = {
        shared_document
        for shared_document in set(units.document)
        if (*shared_document[:_ARTICLE], *shared_document[_ARTICLE + 1 :]) == _UNTOLD
    }
    rows = zip(
        *(units.position, units.extent, units.kind, units.score),
        *(units.method, units.tuid, units.before, units.after, units.document),
        strict=True,
    )
    return {
        place
        for place, (*facts, document) in enumerate(rows)
        if facts == _NOWHERE and document in documents
    }


def _repeated_units(keys: Sequence[bytes], stored: Mapping[bytes, int]) -> set[int]:
    """The places of units that are stored already, or more than once here."""
    if not stored and len(set(keys)) == len(keys):
        return set()
    times = Counter(keys)
    return {index for index, key in enumerate(keys) if key in stored or times[key] > 1}


def _units_sharing_pairs(
    units: UnitTable,
    pairs: Sequence[StoredPair],
    bare: Collection[int],
    in_use: set[StoredPair],
) -> set[int]:
    """The places of units whose pair a bare one has, and it is in use in a context.

    Or may be, since a unit with a context is among them.
    """
    if not bare:
        return set()
    placed = {
        pair
        for pair, before, after in zip(pairs, units.before, units.after, strict=True)
        if before is not None or after is not None
    }
    shared = (placed | in_use) & {pairs[index] for index in bare}
    return {index for index, pair in enumerate(pairs) if pair in shared}


def _replace_rows(
    columns: Sequence[Sequence[Any]],
    left_out: Collection[int],
    new_rows: Mapping[int, rows.UnitValues],
) -> list[Sequence[Any]]:
    """Columns without the rows of some places, or with others in them."""
    rows = [
        new_rows[index] if index in left_out else values
        for index, values in enumerate(zip(*columns, strict=True))
        if index not in left_out or index in new_rows
    ]
    return list(zip(*rows, strict=True)) if rows else [()] * len(columns)
