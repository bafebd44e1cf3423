"""The contents that rows of the change log refer to, as text to be hashed.

A row names an author, a document or a version of an article only by a name or a number.
What stands behind it is hashed with the row, so that it cannot be changed unseen.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select

from tm.store import schema
from tm.store.backend.bulk_rows import read_keys_by_id, read_rows_by_id
from tm.store.backend.sql import RowValues, split_into_batches
from tm.store.history.author_pseudonyms import AuthorPseudonyms
from tm.store.history.unit_range import parse_unit_range
from tm.store.rows.record import Record

_MAX_CACHED_DIGEST_COUNT = 50_000
"""Digests of documents that are kept, so that memory stays bounded."""
_DOCUMENT_COLUMNS = tuple(
    column.name for column in schema.origin.c if column.name != "id"
)
_VERSION_COLUMNS = tuple(
    column.name for column in schema.article_version.c if column.name != "id"
)

dump_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""Dumps a value so that equal values give equal texts."""


class LoggedContents:
    """Makes text of rows of the change log and of all that they refer to."""

    def __init__(self, connection: Connection, pseudonyms: AuthorPseudonyms) -> None:
        self._connection = connection
        self._pseudonyms = pseudonyms
        self._document_digest_by_id: dict[int, str] = {}
        self._version_digest_by_id: dict[int, str] = {}

    def dump_change(self, row: RowMapping) -> str:
        """Dump a change of one record, with its change set, as JSON."""
        record_before, record_after = (
            None if row[column_name] is None else json.loads(row[column_name])
            for column_name in ("before", "after")
        )
        records = [record for record in (record_before, record_after) if record]
        if row["kind"] == "unit":
            self._load_document_digests(record.get("origin_id") for record in records)
        elif row["kind"] == "article":
            self._load_version_digests(record["version"] for record in records)
        return dump_json(
            [
                *self._list_change_set_values(row),
                *(row["kind"], row["key"]),
                *map(self._resolve_references, (record_before, record_after)),
            ]
        )

    def dump_range(self, row: RowMapping) -> str:
        """Dump a range of units, with a hash over all their records, as JSON."""
        records_hash = hashlib.sha256()
        for range_page in parse_unit_range(row).split_pages():
            changes = list(range_page.read_changes(self._connection))
            # The records that the units had: those after being made, or before being
            # undone, which are the same.
            records = [
                (change.key, change.record_after or change.record_before)
                for change in changes
            ]
            self._load_document_digests(
                record.get("origin_id") for _, record in records if record
            )
            for key, record in records:
                records_hash.update(
                    dump_json([key, self._resolve_references(record)]).encode()
                )
        return dump_json(
            [
                *self._list_change_set_values(row),
                *(row["kind"], row["first_id"], row["last_id"]),
                *(row["before"] is None, records_hash.hexdigest()),
            ]
        )

    def _list_change_set_values(self, row: RowMapping) -> list[Any]:
        """List what identifies a change and its change set."""
        pseudonym = self._pseudonyms[row["who"]]
        return [
            *(row["id"], row["set_id"], row["at"], pseudonym),
            *(row["command"], row["detail"], row["undoes"]),
        ]

    def _resolve_references(self, record: Record | None) -> Record | None:
        """Put ids of people and hashes in the place of names and of row numbers."""
        if record is None:
            return None
        resolved_record = dict(record)
        if "origin_id" in record:
            resolved_record["origin_id"] = self._document_digest_by_id.get(
                record["origin_id"]
            )
        if record.get("author") is not None:
            resolved_record["author"] = self._pseudonyms[record["author"]]
        if "version" in record:
            resolved_record["version"] = self._version_digest_by_id.get(
                record["version"]
            )
        return resolved_record

    def _load_document_digests(self, origin_ids: Iterable[int | None]) -> None:
        """Hash those documents that are not known yet."""
        if len(self._document_digest_by_id) > _MAX_CACHED_DIGEST_COUNT:
            self._document_digest_by_id.clear()
        missing_ids = {*origin_ids} - self._document_digest_by_id.keys() - {None}
        if missing_ids:
            self._document_digest_by_id |= self._digest_rows(
                schema.origin, _DOCUMENT_COLUMNS, missing_ids
            )

    def _load_version_digests(self, version_ids: Iterable[int]) -> None:
        """Hash those versions of articles that are not known yet, with their text."""
        if len(self._version_digest_by_id) > _MAX_CACHED_DIGEST_COUNT:
            self._version_digest_by_id.clear()
        missing_ids = {*version_ids} - self._version_digest_by_id.keys()
        if not missing_ids:
            return
        digest_by_id = self._digest_rows(
            schema.article_version, _VERSION_COLUMNS, missing_ids
        )
        segments_by_id = self._read_segments([*digest_by_id])
        for version_id, digest in digest_by_id.items():
            digest_and_segments = [digest, segments_by_id.get(version_id, [])]
            self._version_digest_by_id[version_id] = _digest_value(digest_and_segments)

    def _digest_rows(
        self, table: Table, column_names: Sequence[str], row_ids: Iterable[Any]
    ) -> dict[int, str]:
        """Hash the named columns of rows, by their ids."""
        rows = read_rows_by_id(
            self._connection, table, ("id", *column_names), sorted(row_ids)
        )
        return {
            row[0]: _digest_value(_map_values_by_column(column_names, row[1:]))
            for row in rows
        }

    def _read_segments(self, version_ids: Sequence[int]) -> Mapping[int, list[Any]]:
        """Read the segments of versions: position, block, kind and key."""
        table = schema.article_segment
        segments_by_id: dict[int, list[Any]] = {}
        for id_batch in split_into_batches(version_ids):
            query = (
                select(table)
                .where(table.c.version_id.in_(id_batch))
                .order_by(table.c.version_id, table.c.position)
            )
            rows = self._connection.execute(query).all()
            key_by_id = read_keys_by_id(
                self._connection, schema.segment, [row.segment_id for row in rows]
            )
            for row in rows:
                segment_key = key_by_id.get(row.segment_id)
                segments_by_id.setdefault(row.version_id, []).append(
                    [
                        row.position,
                        row.block,
                        row.kind,
                        segment_key and segment_key.hex(),
                    ]
                )
        return segments_by_id


def _map_values_by_column(
    column_names: Sequence[str], column_values: RowValues
) -> dict[str, Any]:
    """Name the values of a row; those without a value do not count.

    So a hash stays the same when a table gets another column.
    """
    return {
        name: _make_portable(value)
        for name, value in zip(column_names, column_values, strict=True)
        if value is not None
    }


def _make_portable(value: Any) -> Any:  # of a column
    """Make a value that is equal on every database, and fit for JSON."""
    if isinstance(value, bool):
        return int(value)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _digest_value(value: Any) -> str:  # JSON
    return hashlib.sha256(dump_json(value).encode()).hexdigest()
