"""The termbase in the database: the only door to its entries."""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, delete, insert, or_, select, text

from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.record import (
    CONCEPT_FIELDS,
    TERM_FIELDS,
    entry_key,
    make_record,
    read_record,
)
from glossary.store import schema
from glossary.store.sql_reader import read_records
from glossary.store.version import NO_VERSION, version
from tm.errors import NotFound
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows import columns as rows
from tm.store.rows.record import Record
from tm.store.schema import meta
from tm.store.units.merge import AddCounts
from tm.text.locale import Locale
from tm.text.normal import folded

if TYPE_CHECKING:
    from glossary.lookup.search import SearchHit

_BATCH = 500
"""Also the most values in one statement."""
_VERSION = "termbase_version"
_FIRST_VERSION = text(
    "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING"
)
_VERSION_RANGE = 1 << 128
_MAX_PREFIXES = 50
_LAST_CHARACTER = "\U0010ffff"
_RANKS = {status: rank for rank, status in enumerate(TermStatus)}


class Glossary:
    """Entries of one database. Cheap to make; holds no state but the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        entries: Iterable[ConceptEntry],
        changes: ChangeSet,
        *,
        progress: Callable[[int], object] | None = None,
    ) -> AddCounts:
        """Store entries; one that is known takes over the new content entirely.

        Adding an equal entry again changes nothing.
        """
        counts = AddCounts()
        for batch in _batches(entries):
            counts += _add_batch(batch, changes)
            if progress is not None:
                progress(len(batch))
        return counts

    def remove(self, ids: Iterable[str], changes: ChangeSet) -> int:
        """Take entries out; returns how many.

        Raises NotFound, before anything is removed, when one of them does not exist.
        """
        unique_ids = list(dict.fromkeys(ids))
        _lock(changes.connection)
        stored = _current(changes.connection, unique_ids)
        for id in unique_ids:
            if stored[id] is None:
                raise NotFound(_unknown_message(changes.connection, id))
        _write(changes, stored, dict.fromkeys(unique_ids))
        for id in unique_ids:
            changes.record("concept", id, before=stored[id], after=None)
        return len(unique_ids)

    def entry(self, id: str) -> ConceptEntry:
        """The entry with an id. Raises NotFound, which names the nearest."""
        with self.database.open_snapshot() as connection:
            record = _current(connection, [id])[id]
            if record is None:
                raise NotFound(_unknown_message(connection, id))
        return read_record(record)

    def is_untouched(self) -> bool:
        """Whether no concept is stored."""
        with self.database.open_snapshot() as connection:
            query = select(schema.concept.c.id).limit(1)
            return connection.execute(query).first() is None

    def entries(self) -> Iterator[ConceptEntry]:
        """All entries, in the order of their ids. Streams."""
        table = schema.concept
        with self.database.open_snapshot() as connection:
            last = None
            while True:
                query = select(table.c.id).order_by(table.c.id).limit(_BATCH)
                if last is not None:
                    query = query.where(table.c.id > last)
                ids = list(connection.execute(query).scalars())
                if not ids:
                    return
                for record in _current(connection, ids).values():
                    if record is not None:
                        yield read_record(record)
                last = ids[-1]

    def lookup(
        self, text: str, locale: Locale | None, *, limit: int | None = None
    ) -> "list[SearchHit]":
        """Entries with a term like what a translator typed, the best first.

        In a locale, or in any. See `glossary.lookup.search.search`.
        """
        from glossary.lookup.lookup import look_up_terms  # which takes long to import

        return look_up_terms(self.database, text, locale, limit=limit)

    def texts_beginning_with(
        self, folded_words: Iterable[str], locale: Locale
    ) -> list[str]:
        """Find texts of terms that begin with one of some words, ignoring case and
        diacritics.

        Preferred terms first; forbidden ones are left out.
        """
        term = schema.term
        ranks: dict[str, int] = {}
        with self.database.open_snapshot() as connection:
            for prefixes in _chunk(folded_words):
                query = select(term.c.text, term.c.status).where(
                    rows.locale_condition(locale, term.c.locale),
                    term.c.forbidden.is_(False),
                    or_(
                        *(
                            and_(
                                term.c.folded >= prefix,
                                term.c.folded < prefix + _LAST_CHARACTER,
                            )
                            for prefix in prefixes
                        )
                    ),
                )
                for text, status in connection.execute(query):
                    rank = _RANKS[TermStatus(status)]
                    ranks[text] = min(rank, ranks.get(text, rank))
        return sorted(ranks, key=lambda text: (ranks[text], text))

    def version(self) -> str:
        """32 hexadecimal digits that change whenever the content does.

        From content alone: termbases with equal entries have equal versions.
        """
        with self.database.open_reader() as reader:
            return version(reader)

    def undoer(self) -> Undoer:
        """How changes to entries (`concept` in the log) are taken back."""
        return Undoer(current=_current, restore=_restore)


def _chunk(texts: Iterable[str]) -> Iterator[list[str]]:
    unique_texts = list(dict.fromkeys(texts))
    for start in range(0, len(unique_texts), _MAX_PREFIXES):
        yield unique_texts[start : start + _MAX_PREFIXES]


def entries_by_id(
    connection: Connection, ids: Sequence[str]
) -> dict[str, ConceptEntry | None]:
    """Entries as a connection sees them, as asked for; None: no such entry."""
    return {
        id: None if record is None else read_record(record)
        for id, record in _current(connection, ids).items()
    }


def not_found(connection: Connection, id: str) -> NotFound:
    """The error for an id that no entry has; it names the nearest."""
    return NotFound(_unknown_message(connection, id))


def _batches(entries: Iterable[ConceptEntry]) -> Iterator[dict[str, ConceptEntry]]:
    """Entries by id; one that comes twice is in a later batch the second time."""
    batch: dict[str, ConceptEntry] = {}
    for entry in entries:
        if len(batch) == _BATCH or entry.id in batch:
            yield batch
            batch = {}
        batch[entry.id] = entry
    if batch:
        yield batch


def _add_batch(batch: Mapping[str, ConceptEntry], changes: ChangeSet) -> AddCounts:
    _lock(changes.connection)
    old_records = _current(changes.connection, list(batch))
    records = {id: make_record(entry) for id, entry in batch.items()}
    new_records: dict[str, Record | None] = {
        id: record for id, record in records.items() if record != old_records[id]
    }
    _write(changes, old_records, new_records)
    for id in new_records:
        changes.record("concept", id, before=old_records[id], after=new_records[id])
    new = sum(old_records[id] is None for id in new_records)
    return AddCounts(
        new=new, known=len(batch) - len(new_records), changed=len(new_records) - new
    )


def _current(connection: Connection, ids: Sequence[str]) -> dict[str, Record | None]:
    """The records of entries by id, in the order asked for; None: no such entry."""
    return read_records(CoreReader(connection), ids)


def _restore(changes: ChangeSet, records: Mapping[str, Record | None]) -> None:
    _lock(changes.connection)
    _write(changes, _current(changes.connection, list(records)), records)


def _write(
    changes: ChangeSet,
    stored_records: Mapping[str, Record | None],
    records_to_store: Mapping[str, Record | None],
) -> None:
    """Write `records_to_store`; `stored_records` are the entries as they are now."""
    connection = changes.connection
    stored_ids = [id for id in records_to_store if stored_records[id] is not None]
    for start in range(0, len(stored_ids), _BATCH):
        batch = stored_ids[start : start + _BATCH]
        connection.execute(
            delete(schema.term).where(schema.term.c.concept_id.in_(batch))
        )
        connection.execute(delete(schema.concept).where(schema.concept.c.id.in_(batch)))
    new_records = [record for record in records_to_store.values() if record is not None]
    if new_records:
        connection.execute(
            insert(schema.concept), [_concept_row(record) for record in new_records]
        )
    terms = [row for record in new_records for row in _term_rows(record)]
    if terms:
        connection.execute(insert(schema.term), terms)
    old_records = [stored_records[id] for id in stored_ids]
    if old_records or new_records:
        _set_version(
            connection, added=new_records, removed=[r for r in old_records if r]
        )


def _concept_row(record: Record) -> Record:
    relations = record.get("relations")
    return {
        "id": record["id"],
        **{name: record.get(name) for name in CONCEPT_FIELDS},
        "relations": json.dumps(relations, ensure_ascii=False) if relations else None,
    }


def _term_rows(record: Record) -> Iterator[Record]:
    for ordinal, term in enumerate(record["terms"]):
        yield {
            "concept_id": record["id"],
            "ordinal": ordinal,
            "locale": term["locale"],
            "text": term["text"],
            "folded": folded(term["text"]),
            "status": TermStatus(term["status"]).value,
            "forbidden": bool(term.get("forbidden")),
            "shared": bool(term.get("shared")),
            **{name: term.get(name) for name in TERM_FIELDS},
        }


def _lock(connection: Connection) -> None:
    """Let writers of the termbase wait for each other; SQLite does so anyway."""
    connection.execute(_FIRST_VERSION, {"name": _VERSION, "value": NO_VERSION})
    connection.execute(
        select(meta.c.value).where(meta.c.name == _VERSION).with_for_update()
    )


def _version(connection: Connection) -> int:
    return int(version(CoreReader(connection)), 16)


def _set_version(
    connection: Connection, *, added: Iterable[Record], removed: Iterable[Record]
) -> None:
    # A sum does not depend on the order of writes, and undoing is subtracting.
    number = _version(connection)
    number += sum(int.from_bytes(entry_key(record)) for record in added)
    number -= sum(int.from_bytes(entry_key(record)) for record in removed)
    connection.execute(
        meta.update()
        .where(meta.c.name == _VERSION)
        .values(value=f"{number % _VERSION_RANGE:032x}")
    )


def _unknown_message(connection: Connection, id: str) -> str:
    known_ids = list(connection.execute(select(schema.concept.c.id)).scalars())
    near = difflib.get_close_matches(id, known_ids, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "see `padanan terms lookup`"
    )
    return f"there is no concept {id!r}; {hint}"
