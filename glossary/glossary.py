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
    entry_of,
    record_of,
)
from glossary.store import schema
from glossary.store.sql_reader import records
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
_WHOLE = 1 << 128
_PREFIXES = 50
_LAST = "\U0010ffff"
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
        wanted = list(dict.fromkeys(ids))
        _lock(changes.connection)
        found = _current(changes.connection, wanted)
        for id in wanted:
            if found[id] is None:
                raise NotFound(_unknown(changes.connection, id))
        _write(changes, found, dict.fromkeys(wanted))
        for id in wanted:
            changes.record("concept", id, before=found[id], after=None)
        return len(wanted)

    def entry(self, id: str) -> ConceptEntry:
        """The entry with an id. Raises NotFound, which names the nearest."""
        with self.database.reading() as connection:
            record = _current(connection, [id])[id]
            if record is None:
                raise NotFound(_unknown(connection, id))
        return entry_of(record)

    def is_untouched(self) -> bool:
        """Whether there never was a concept in it."""
        with self.database.reading() as connection:
            query = select(schema.concept.c.id).limit(1)
            return connection.execute(query).first() is None

    def entries(self) -> Iterator[ConceptEntry]:
        """All entries, in the order of their ids. Streams."""
        table = schema.concept
        with self.database.reading() as connection:
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
                        yield entry_of(record)
                last = ids[-1]

    def lookup(
        self, text: str, locale: Locale | None, *, limit: int | None = None
    ) -> "list[SearchHit]":
        """Entries with a term like what a translator typed, the best first.

        In a locale, or in any. See `glossary.lookup.search.search`.
        """
        from glossary.lookup.lookup import lookup  # which takes long to import

        return lookup(self.database, text, locale, limit=limit)

    def beginning(self, folded_words: Iterable[str], locale: Locale) -> list[str]:
        """Texts of terms that begin, marks and capitals aside, with one of some words.

        Preferred terms first; forbidden ones are left out.
        """
        term = schema.term
        found: dict[str, int] = {}
        with self.database.reading() as connection:
            for some in _some(folded_words):
                query = select(term.c.text, term.c.status).where(
                    rows.covered(locale, term.c.locale),
                    term.c.forbidden.is_(False),
                    or_(
                        *(
                            and_(term.c.folded >= one, term.c.folded < one + _LAST)
                            for one in some
                        )
                    ),
                )
                for text, status in connection.execute(query):
                    rank = _RANKS[TermStatus(status)]
                    found[text] = min(rank, found.get(text, rank))
        return sorted(found, key=lambda text: (found[text], text))

    def version(self) -> str:
        """32 hexadecimal digits that change whenever the content does.

        From content alone: termbases with equal entries have equal versions.
        """
        with self.database.looking() as reader:
            return version(reader)

    def undoer(self) -> Undoer:
        """How changes to entries (`concept` in the log) are taken back."""
        return Undoer(current=_current, restore=_restore)


def _some(texts: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(dict.fromkeys(texts))
    for start in range(0, len(wanted), _PREFIXES):
        yield wanted[start : start + _PREFIXES]


def entries_by_id(
    connection: Connection, ids: Sequence[str]
) -> dict[str, ConceptEntry | None]:
    """Entries as a connection sees them, as asked for; None: no such entry."""
    return {
        id: None if record is None else entry_of(record)
        for id, record in _current(connection, ids).items()
    }


def not_found(connection: Connection, id: str) -> NotFound:
    """The error for an id that no entry has; it names the nearest."""
    return NotFound(_unknown(connection, id))


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
    before = _current(changes.connection, list(batch))
    records = {id: record_of(entry) for id, entry in batch.items()}
    after: dict[str, Record | None] = {
        id: record for id, record in records.items() if record != before[id]
    }
    _write(changes, before, after)
    for id in after:
        changes.record("concept", id, before=before[id], after=after[id])
    new = sum(before[id] is None for id in after)
    return AddCounts(new=new, known=len(batch) - len(after), changed=len(after) - new)


def _current(connection: Connection, ids: Sequence[str]) -> dict[str, Record | None]:
    """The records of entries by id, in the order asked for; None: no such entry."""
    return records(CoreReader(connection), ids)


def _restore(changes: ChangeSet, records: Mapping[str, Record | None]) -> None:
    _lock(changes.connection)
    _write(changes, _current(changes.connection, list(records)), records)


def _write(
    changes: ChangeSet,
    before: Mapping[str, Record | None],
    after: Mapping[str, Record | None],
) -> None:
    """Make entries what `after` says; `before` is what they are now."""
    connection = changes.connection
    stale = [id for id in after if before[id] is not None]
    for start in range(0, len(stale), _BATCH):
        some = stale[start : start + _BATCH]
        connection.execute(
            delete(schema.term).where(schema.term.c.concept_id.in_(some))
        )
        connection.execute(delete(schema.concept).where(schema.concept.c.id.in_(some)))
    fresh = [record for record in after.values() if record is not None]
    if fresh:
        connection.execute(
            insert(schema.concept), [_concept_row(record) for record in fresh]
        )
    terms = [row for record in fresh for row in _term_rows(record)]
    if terms:
        connection.execute(insert(schema.term), terms)
    gone = [before[id] for id in stale]
    if gone or fresh:
        _set_version(connection, added=fresh, removed=[r for r in gone if r])


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
        .values(value=f"{number % _WHOLE:032x}")
    )


def _unknown(connection: Connection, id: str) -> str:
    known = list(connection.execute(select(schema.concept.c.id)).scalars())
    near = difflib.get_close_matches(id, known, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "see `padanan terms lookup`"
    )
    return f"there is no concept {id!r}; {hint}"
