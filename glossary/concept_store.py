"""The termbase of a database: reading and writing its entries."""

import difflib
import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, insert, or_, select

from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.entry_record import (
    CONCEPT_FIELDS,
    TERM_FIELDS,
    make_entry_key,
    make_record,
    read_record,
)
from glossary.store import termbase_tables as schema
from glossary.store.sql_reader import read_records
from glossary.store.termbase_version import (
    EMPTY_TERMBASE_VERSION,
    TERMBASE_VERSION_NAME,
    read_entries_version,
    read_termbase_version,
)
from tm.errors import NotFound
from tm.progress import ReportProgress
from tm.store.backend.backend import get_backend
from tm.store.backend.portable_sql_functions import compare_code_points
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record
from tm.store.rows.unit_queries import make_locale_condition
from tm.store.schema import meta
from tm.store.units.pending_units import AddCounts
from tm.text.locale import Locale
from tm.text.normal import fold_text

_BATCH_ENTRY_COUNT = 500
"""The entries written at once, and the most values in one statement."""
_VERSION_MODULUS = 1 << 128
"""A version is a sum of the keys of all entries modulo this number."""
_MAX_PREFIXES_PER_QUERY = 50
"""The most prefixes that one statement searches."""
_LAST_CODE_POINT = "\U0010ffff"
"""After a prefix, it sorts behind all texts with the prefix."""
_RANK_BY_STATUS = {status: rank for rank, status in enumerate(TermStatus)}


class ConceptStore:
    """The entries of one database. Cheap to make; its only state is the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        entries: Iterable[ConceptEntry],
        change_set: ChangeSet,
        *,
        report_progress: ReportProgress | None = None,
    ) -> AddCounts:
        """Store entries; an entry with a known id replaces the stored one.

        Adding an equal entry again changes nothing.
        """
        counts = AddCounts()
        for batch in _make_batches(entries):
            counts += _add_batch(batch, change_set)
            if report_progress is not None:
                report_progress(len(batch))
        return counts

    def remove(self, ids: Iterable[str], change_set: ChangeSet) -> int:
        """Remove entries; return their number.

        Raises NotFound, before anything is removed, when one of them does not exist.
        """
        distinct_ids = list(dict.fromkeys(ids))
        _lock_termbase(change_set.connection)
        stored_record_by_id = _read_current_records(change_set.connection, distinct_ids)
        for concept_id in distinct_ids:
            if stored_record_by_id[concept_id] is None:
                raise NotFound(
                    _make_unknown_id_message(change_set.connection, concept_id)
                )
        _write_records(change_set, stored_record_by_id, dict.fromkeys(distinct_ids))
        for concept_id in distinct_ids:
            change_set.record_change(
                "concept",
                concept_id,
                record_before=stored_record_by_id[concept_id],
                record_after=None,
            )
        return len(distinct_ids)

    def entry(self, id: str) -> ConceptEntry:
        """Read the entry with an id. Raises NotFound, which names similar ids."""
        with self.database.open_snapshot() as connection:
            record = _read_current_records(connection, [id])[id]
            if record is None:
                raise NotFound(_make_unknown_id_message(connection, id))
        return read_record(record)

    def is_empty(self) -> bool:
        """Whether the termbase has no concepts."""
        with self.database.open_snapshot() as connection:
            query = select(schema.concept_table.c.id).limit(1)
            return connection.execute(query).first() is None

    def entries(
        self, after_id: str | None = None
    ) -> Generator[ConceptEntry, None, None]:
        """Stream the entries in the order of their ids: all, or those after an id."""
        with self.database.open_snapshot() as connection:
            id_column = compare_code_points(connection, schema.concept_table.c.id)
            last_id = after_id
            while True:
                query = select(id_column).order_by(id_column).limit(_BATCH_ENTRY_COUNT)
                if last_id is not None:
                    query = query.where(id_column > last_id)
                concept_ids = list(connection.execute(query).scalars())
                if not concept_ids:
                    return
                for record in _read_current_records(connection, concept_ids).values():
                    if record is not None:
                        yield read_record(record)
                last_id = concept_ids[-1]

    def find_texts_beginning_with(
        self, folded_beginnings: Iterable[str], locale: Locale
    ) -> list[str]:
        """Find texts of terms that begin with folded words, preferred terms first.

        Case and diacritics are ignored; forbidden terms are left out.
        """
        term_table = schema.term_table
        rank_by_text: dict[str, int] = {}
        with self.database.open_snapshot() as connection:
            folded_column = compare_code_points(connection, term_table.c.folded)
            for prefixes in _split_prefixes(folded_beginnings):
                query = select(term_table.c.text, term_table.c.status).where(
                    make_locale_condition(locale, term_table.c.locale),
                    term_table.c.forbidden.is_(False),
                    or_(
                        *(
                            and_(
                                folded_column >= prefix,
                                folded_column < prefix + _LAST_CODE_POINT,
                            )
                            for prefix in prefixes
                        )
                    ),
                )
                for text, status in connection.execute(query):
                    rank = _RANK_BY_STATUS[TermStatus(status)]
                    rank_by_text[text] = min(rank, rank_by_text.get(text, rank))
        return sorted(rank_by_text, key=lambda text: (rank_by_text[text], text))

    def version(self) -> str:
        """Read the version of the termbase: 32 hexadecimal digits.

        It depends only on content: termbases with equal entries have equal versions.
        """
        with self.database.open_reader() as reader:
            return read_termbase_version(reader)

    def make_undoer(self) -> Undoer:
        """Make the undoer of changes to entries (`concept` in the log)."""
        return Undoer(
            read_records=_read_current_records, restore_records=_restore_records
        )


def _split_prefixes(prefixes: Iterable[str]) -> Iterator[list[str]]:
    """Split distinct prefixes into as many as one statement may have."""
    distinct_prefixes = list(dict.fromkeys(prefixes))
    for chunk_start in range(0, len(distinct_prefixes), _MAX_PREFIXES_PER_QUERY):
        yield distinct_prefixes[chunk_start : chunk_start + _MAX_PREFIXES_PER_QUERY]


def read_entries_by_id(
    connection: Connection, concept_ids: Sequence[str]
) -> dict[str, ConceptEntry | None]:
    """Read entries through a connection; None for a missing entry."""
    return {
        concept_id: None if record is None else read_record(record)
        for concept_id, record in _read_current_records(connection, concept_ids).items()
    }


def make_not_found_error(connection: Connection, concept_id: str) -> NotFound:
    """Make the error for an unknown id, with similar ids."""
    return NotFound(_make_unknown_id_message(connection, concept_id))


def _make_batches(entries: Iterable[ConceptEntry]) -> Iterator[dict[str, ConceptEntry]]:
    """Make batches of entries by id; a repeated id starts a new batch."""
    entry_by_id: dict[str, ConceptEntry] = {}
    for entry in entries:
        if len(entry_by_id) == _BATCH_ENTRY_COUNT or entry.id in entry_by_id:
            yield entry_by_id
            entry_by_id = {}
        entry_by_id[entry.id] = entry
    if entry_by_id:
        yield entry_by_id


def _add_batch(
    entry_by_id: Mapping[str, ConceptEntry], change_set: ChangeSet
) -> AddCounts:
    """Write those entries of a batch that are new or differ from the stored ones."""
    _lock_termbase(change_set.connection)
    old_record_by_id = _read_current_records(change_set.connection, list(entry_by_id))
    imported_record_by_id = {
        concept_id: make_record(entry) for concept_id, entry in entry_by_id.items()
    }
    new_record_by_id: dict[str, Record | None] = {
        concept_id: record
        for concept_id, record in imported_record_by_id.items()
        if record != old_record_by_id[concept_id]
    }
    _write_records(change_set, old_record_by_id, new_record_by_id)
    for concept_id in new_record_by_id:
        change_set.record_change(
            "concept",
            concept_id,
            record_before=old_record_by_id[concept_id],
            record_after=new_record_by_id[concept_id],
        )
    new_count = sum(
        old_record_by_id[concept_id] is None for concept_id in new_record_by_id
    )
    return AddCounts(
        new=new_count,
        known=len(entry_by_id) - len(new_record_by_id),
        changed=len(new_record_by_id) - new_count,
    )


def _read_current_records(
    connection: Connection, concept_ids: Sequence[str]
) -> dict[str, Record | None]:
    """Read the records of entries in the order of the ids; None for a missing entry."""
    return read_records(CoreReader(connection), concept_ids)


def _restore_records(
    change_set: ChangeSet, record_by_id: Mapping[str, Record | None]
) -> None:
    """Write records as they were before a change, for undoing it."""
    _lock_termbase(change_set.connection)
    _write_records(
        change_set,
        _read_current_records(change_set.connection, list(record_by_id)),
        record_by_id,
    )


def _write_records(
    change_set: ChangeSet,
    stored_record_by_id: Mapping[str, Record | None],
    new_record_by_id: Mapping[str, Record | None],
) -> None:
    """Write `new_record_by_id` in place of `stored_record_by_id`; None removes an
    entry.
    """
    connection = change_set.connection
    stored_ids = [
        concept_id
        for concept_id in new_record_by_id
        if stored_record_by_id[concept_id] is not None
    ]
    for batch_start in range(0, len(stored_ids), _BATCH_ENTRY_COUNT):
        batch_ids = stored_ids[batch_start : batch_start + _BATCH_ENTRY_COUNT]
        connection.execute(
            delete(schema.term_table).where(
                schema.term_table.c.concept_id.in_(batch_ids)
            )
        )
        connection.execute(
            delete(schema.concept_table).where(schema.concept_table.c.id.in_(batch_ids))
        )
    new_records = [record for record in new_record_by_id.values() if record is not None]
    if new_records:
        connection.execute(
            insert(schema.concept_table),
            [_make_concept_row(record) for record in new_records],
        )
    term_rows = [row for record in new_records for row in _make_term_rows(record)]
    if term_rows:
        connection.execute(insert(schema.term_table), term_rows)
    old_records = [stored_record_by_id[concept_id] for concept_id in stored_ids]
    if old_records or new_records:
        _update_version(
            connection,
            added_records=new_records,
            removed_records=[
                stored_record for stored_record in old_records if stored_record
            ],
        )


def _make_concept_row(entry_record: Record) -> Record:
    relations = entry_record.get("relations")
    return {
        "id": entry_record["id"],
        **{field_name: entry_record.get(field_name) for field_name in CONCEPT_FIELDS},
        "relations": json.dumps(relations, ensure_ascii=False) if relations else None,
    }


def _make_term_rows(entry_record: Record) -> Iterator[Record]:
    for term_position, term_record in enumerate(entry_record["terms"]):
        yield {
            "concept_id": entry_record["id"],
            "ordinal": term_position,
            "locale": term_record["locale"],
            "text": term_record["text"],
            "folded": fold_text(term_record["text"]),
            "status": TermStatus(term_record["status"]).value,
            "forbidden": bool(term_record.get("forbidden")),
            "shared": bool(term_record.get("shared")),
            **{field_name: term_record.get(field_name) for field_name in TERM_FIELDS},
        }


def _lock_termbase(connection: Connection) -> None:
    """Make writers of the termbase wait for each other, as SQLite does anyway."""
    first_version_row = {"name": TERMBASE_VERSION_NAME, "value": EMPTY_TERMBASE_VERSION}
    get_backend(connection).insert_missing_rows(connection, meta, [first_version_row])
    connection.execute(
        select(meta.c.value)
        .where(meta.c.name == TERMBASE_VERSION_NAME)
        .with_for_update()
    )


def _read_version_number(connection: Connection) -> int:
    return int(read_entries_version(CoreReader(connection)), 16)


def _update_version(
    connection: Connection,
    *,
    added_records: Iterable[Record],
    removed_records: Iterable[Record],
) -> None:
    """Update the version of the termbase for added and removed entries."""
    # A sum is independent of the order of writes, and undoing subtracts.
    version_number = _read_version_number(connection)
    version_number += sum(
        int.from_bytes(make_entry_key(record)) for record in added_records
    )
    version_number -= sum(
        int.from_bytes(make_entry_key(record)) for record in removed_records
    )
    connection.execute(
        meta.update()
        .where(meta.c.name == TERMBASE_VERSION_NAME)
        .values(value=f"{version_number % _VERSION_MODULUS:032x}")
    )


def _make_unknown_id_message(connection: Connection, concept_id: str) -> str:
    """Make the message for an unknown id, with similar ids."""
    known_ids = list(connection.execute(select(schema.concept_table.c.id)).scalars())
    similar_ids = difflib.get_close_matches(concept_id, known_ids, n=3, cutoff=0.5)
    if similar_ids:
        hint = f"did you mean {' or '.join(similar_ids)}?"
    else:
        hint = "look up one of its terms to find its id"
    return f"no concept {concept_id!r}; {hint}"
