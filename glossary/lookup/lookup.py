"""Lookup of terms in a database, through an index that is updated first.

Entries changed since the index was built are in a small second index, which overrides the
first; when there are too many of them, the whole index is rebuilt.
"""

import heapq
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing
from itertools import islice
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from glossary.entries.entry import ConceptEntry
from glossary.entries.record import entry_key, read_record
from glossary.lookup.index_builder import IndexedTerm, build_index_arrays
from glossary.lookup.index_file import IndexedTermbase, read_index, write_index
from glossary.lookup.query import TypedQuery
from glossary.lookup.search import FUZZY, MATCHES, Nearness, SearchHit
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_index import TermIndex
from glossary.store import sql_reader as reading
from glossary.store.version import version as version_of
from tm.store.backend.sql import Reader
from tm.store.database import Database
from tm.text.locale import Locale

MAX_CHANGED_ENTRIES = 1_000
"""The most changed entries in the second index; with more, all is rebuilt."""
_MAX_CHANGES_READ = 50_000
"""The most logged changes of any kind that are read to find changed entries."""
_VERSION_RANGE = 1 << 128

IndexProgress = Callable[[int], AbstractContextManager[Callable[[int], object]]]
"""Makes a progress bar for a number of steps."""
RankedTerm = tuple[Nearness, int, int, str, int]
"""Nearness, status and length of a term, its concept, and its index in that."""


def lookup(
    database: Database,
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Find entries with a term similar to a typed text, the best first.

    In a locale, or in any. `glossary.lookup.search.search` finds the same without index.
    """
    return term_lookup(database).find(text, locale, limit=limit)


def term_lookup(database: Database) -> "TermLookup":
    """Return the lookup of a database, one for each open database."""
    known_lookup = _lookups.get(database)
    if known_lookup is None:
        known_lookup = _lookups[database] = TermLookup(database)
    return known_lookup


class TermLookup:
    """Looks up terms of one database; may be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._base: IndexedTermbase | None = None
        self._recent: IndexedTermbase | None = None
        self._changed: frozenset[str] = frozenset()
        self._version: str | None = None
        self.is_on_disk = True
        """Whether the index could be written to a file."""

    def find(
        self,
        text: str,
        locale: Locale | None,
        *,
        limit: int | None = None,
        slips: bool = True,
    ) -> list[SearchHit]:
        """Find entries like `lookup`; without `slips`, no fuzzy matches."""
        typed = TypedQuery.of(text)
        with self._database.looking() as reader:
            ranked_terms = list(
                islice(self._ranked_terms(reader, typed, locale, slips=slips), limit)
            )
            entries_by_id = reading.read_entries(
                reader, [ranked[3] for ranked in ranked_terms]
            )
        return [
            SearchHit(entry, entry.terms[ordinal], MATCHES[near[0]])
            for near, _, _, id, ordinal in ranked_terms
            for entry in [entries_by_id[id]]
        ]

    def update(self, progress: IndexProgress | None = None) -> bool:
        """Bring the index up to date; return whether it was rebuilt as a whole."""
        with self._database.looking() as reader, self._lock:
            old_base = self._base
            self._bring_up_to_date(reader, progress)
            return self._base is not old_base and self._base_is_new

    _base_is_new = False

    def _ranked_terms(
        self, reader: Reader, typed: TypedQuery, locale: Locale | None, *, slips: bool
    ) -> Iterator[RankedTerm]:
        """Find the best term of each matching entry, the best entries first."""
        with self._lock:
            self._bring_up_to_date(reader)
            searched = [(self._base, self._changed), (self._recent, frozenset[str]())]
        streams = [
            _rank_matches(index.find(typed, slips=slips), index, termbase.ids, hidden)
            for termbase, hidden in searched
            if termbase is not None
            for index in termbase.locales
            if locale is None or locale.covers(index.locale)
        ]
        seen: set[str] = set()
        for ranked in heapq.merge(*streams):
            if ranked[0][0] != FUZZY:
                slips = slips and len(typed.words) > 1
            elif not slips:
                return  # a word that was found as typed is not a typo
            if ranked[3] not in seen:
                seen.add(ranked[3])
                yield ranked

    def _bring_up_to_date(
        self, reader: Reader, progress: IndexProgress | None = None
    ) -> None:
        version = version_of(reader)
        if version == self._version:
            return
        base = self._base or read_index(self._database)
        changed = _changed_since(reader, base, version) if base else None
        if base is None or changed is None:
            self._base_is_new = True
            base, changed = self._build(reader, version, progress), {}
        self._base = base
        self._changed = frozenset(changed)
        entries = sorted(
            (entry for entry in changed.values() if entry), key=lambda entry: entry.id
        )
        self._recent = _build_small_index(entries) if entries else None
        self._version = version

    def _build(
        self, reader: Reader, version: str, progress: IndexProgress | None
    ) -> IndexedTermbase:
        change = reading.last_change(reader)
        ids = reading.concept_ids(reader)
        numbers = {id: number for number, id in enumerate(ids)}
        with closing(reading.all_terms(reader)) as stored:
            terms = (
                IndexedTerm(numbers[id], ordinal, term) for id, ordinal, term in stored
            )
            if progress is None:
                arrays = dict(build_index_arrays(ids, terms))
            else:
                with progress(reading.term_count(reader)) as advance:
                    arrays = dict(build_index_arrays(ids, terms, advance))
        # An empty termbase needs no file.
        self.is_on_disk = not ids or write_index(
            self._database, arrays, version, change
        )
        return IndexedTermbase.of(arrays, version, change)


_lookups: WeakKeyDictionary[Database, TermLookup] = WeakKeyDictionary()


def _rank_matches(
    matches: Iterator[tuple[Nearness, int]],
    index: TermIndex,
    ids: SortedTexts,
    hidden: Collection[str],
) -> Iterator[RankedTerm]:
    order: Any = index.order  # an array of rows
    for near, number in matches:
        status, length, concept, ordinal = order[number].tolist()
        id = ids[concept].decode()
        if id not in hidden:
            yield near, status, length, id, ordinal


def _changed_since(
    reader: Reader, base: IndexedTermbase, version: str
) -> dict[str, ConceptEntry | None] | None:
    """Read the entries changed since the index was built; None if it must be rebuilt.

    The version is the sum of the keys of all entries, so it shows whether the logged
    changes are all changes between two versions.
    """
    if base.version == version:
        return {}
    if not 0 <= reading.last_change(reader) - base.change <= _MAX_CHANGES_READ:
        return None
    version_number = int(base.version, 16)
    changed: dict[str, ConceptEntry | None] = {}
    for id, old_record, new_record in reading.changes_after(reader, base.change):
        version_number -= int.from_bytes(entry_key(old_record)) if old_record else 0
        version_number += int.from_bytes(entry_key(new_record)) if new_record else 0
        changed[id] = read_record(new_record) if new_record else None
        if len(changed) > MAX_CHANGED_ENTRIES:
            return None
    return changed if f"{version_number % _VERSION_RANGE:032x}" == version else None


def _build_small_index(entries: list[ConceptEntry]) -> IndexedTermbase:
    """Build an index of a few entries in memory."""
    terms = (
        IndexedTerm(number, ordinal, term)
        for number, entry in enumerate(entries)
        for ordinal, term in enumerate(entry.terms)
    )
    arrays = dict(build_index_arrays([entry.id for entry in entries], terms))
    return IndexedTermbase.of(arrays, "", 0)
