"""Looking terms up in a database, by an index that is brought up to date first.

Entries that were changed since the index was made are in a small one of their own,
which takes their place; when they are many, all are put into a new index.
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
from glossary.lookup.index_builder import IndexedTerm, index_arrays
from glossary.lookup.index_file import IndexedTermbase, keep_index, read_index
from glossary.lookup.query import Typed
from glossary.lookup.search import FUZZY, MATCHES, Near, SearchHit
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_index import TermIndex
from glossary.store import sql_reader as reading
from glossary.store.version import version as version_of
from tm.store.backend.sql import Reader
from tm.store.database import Database
from tm.text.locale import Locale

FEW = 1_000
"""So many changed entries are kept apart; more are put into the index."""
_MOST_PASSED = 50_000
"""Changes to other things that are gone through to find those to entries."""
_WHOLE = 1 << 128

Progress = Callable[[int], AbstractContextManager[Callable[[int], object]]]
"""Shows how far something of a given size is."""
Place = tuple[Near, int, int, str, int]
"""Of a term: how near, its status, its length, its concept, its place in that."""


def lookup(
    database: Database,
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Entries with a term like what a translator typed, the best first.

    In a locale, or in any. See `glossary.lookup.search.search`, which finds the same.
    """
    return term_lookup(database).find(text, locale, limit=limit)


def term_lookup(database: Database) -> "TermLookup":
    """The lookup of a database, the same for as long as the database is open."""
    found = _lookups.get(database)
    if found is None:
        found = _lookups[database] = TermLookup(database)
    return found


class TermLookup:
    """Looks terms of one database up; may be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._base: IndexedTermbase | None = None
        self._recent: IndexedTermbase | None = None
        self._changed: frozenset[str] = frozenset()
        self._version: str | None = None
        self.is_kept = True
        """Whether the index could be written to a file."""

    def find(
        self,
        text: str,
        locale: Locale | None,
        *,
        limit: int | None = None,
        slips: bool = True,
    ) -> list[SearchHit]:
        """As `lookup`; without `slips`, nothing that is `fuzzy`."""
        typed = Typed.of(text)
        with self._database.looking() as reader:
            places = list(
                islice(self._places(reader, typed, locale, slips=slips), limit)
            )
            found = reading.read_entries(reader, [place[3] for place in places])
        return [
            SearchHit(entry, entry.terms[ordinal], MATCHES[near[0]])
            for near, _, _, id, ordinal in places
            for entry in [found[id]]
        ]

    def update(self, progress: Progress | None = None) -> bool:
        """Bring the index up to date; returns whether all of it was made anew."""
        with self._database.looking() as reader, self._lock:
            before = self._base
            self._bring_up_to_date(reader, progress)
            return self._base is not before and self._base_is_new

    _base_is_new = False

    def _places(
        self, reader: Reader, typed: Typed, locale: Locale | None, *, slips: bool
    ) -> Iterator[Place]:
        """The best term of each entry that is found, in order."""
        with self._lock:
            self._bring_up_to_date(reader)
            searched = [(self._base, self._changed), (self._recent, frozenset[str]())]
        streams = [
            _places_in(index.find(typed, slips=slips), index, termbase.ids, hidden)
            for termbase, hidden in searched
            if termbase is not None
            for index in termbase.locales
            if locale is None or locale.covers(index.locale)
        ]
        seen: set[str] = set()
        for place in heapq.merge(*streams):
            if place[0][0] != FUZZY:
                slips = slips and len(typed.words) > 1
            elif not slips:
                return  # a word that is found as it is typed is taken for no other
            if place[3] not in seen:
                seen.add(place[3])
                yield place

    def _bring_up_to_date(
        self, reader: Reader, progress: Progress | None = None
    ) -> None:
        version = version_of(reader)
        if version == self._version:
            return
        base = self._base or read_index(self._database)
        changed = _changed_since(reader, base, version) if base else None
        if base is None or changed is None:
            self._base_is_new = True
            base, changed = self._built(reader, version, progress), {}
        self._base = base
        self._changed = frozenset(changed)
        entries = sorted(
            (entry for entry in changed.values() if entry), key=lambda entry: entry.id
        )
        self._recent = _index_of(entries) if entries else None
        self._version = version

    def _built(
        self, reader: Reader, version: str, progress: Progress | None
    ) -> IndexedTermbase:
        change = reading.last_change(reader)
        ids = reading.concept_ids(reader)
        numbers = {id: number for number, id in enumerate(ids)}
        with closing(reading.all_terms(reader)) as stored:
            terms = (
                IndexedTerm(numbers[id], ordinal, term) for id, ordinal, term in stored
            )
            if progress is None:
                arrays = dict(index_arrays(ids, terms))
            else:
                with progress(reading.term_count(reader)) as advance:
                    arrays = dict(index_arrays(ids, terms, advance))
        # A termbase that is empty needs no file.
        self.is_kept = not ids or keep_index(self._database, arrays, version, change)
        return IndexedTermbase.of(arrays, version, change)


_lookups: WeakKeyDictionary[Database, TermLookup] = WeakKeyDictionary()


def _places_in(
    found: Iterator[tuple[Near, int]],
    index: TermIndex,
    ids: SortedTexts,
    hidden: Collection[str],
) -> Iterator[Place]:
    order: Any = index.order  # an array of rows
    for near, number in found:
        status, length, concept, ordinal = order[number].tolist()
        id = ids[concept].decode()
        if id not in hidden:
            yield near, status, length, id, ordinal


def _changed_since(
    reader: Reader, base: IndexedTermbase, version: str
) -> dict[str, ConceptEntry | None] | None:
    """The entries that are not as the index has them; None if it is of no use.

    The version is the sum of the keys of all entries, so it tells whether the changes
    in the log are all that lies between two versions.
    """
    if base.version == version:
        return {}
    if not 0 <= reading.last_change(reader) - base.change <= _MOST_PASSED:
        return None
    number = int(base.version, 16)
    changed: dict[str, ConceptEntry | None] = {}
    for id, before, after in reading.changes_after(reader, base.change):
        number -= int.from_bytes(entry_key(before)) if before else 0
        number += int.from_bytes(entry_key(after)) if after else 0
        changed[id] = read_record(after) if after else None
        if len(changed) > FEW:
            return None
    return changed if f"{number % _WHOLE:032x}" == version else None


def _index_of(entries: list[ConceptEntry]) -> IndexedTermbase:
    """An index of a few entries, in memory."""
    terms = (
        IndexedTerm(number, ordinal, term)
        for number, entry in enumerate(entries)
        for ordinal, term in enumerate(entry.terms)
    )
    arrays = dict(index_arrays([entry.id for entry in entries], terms))
    return IndexedTermbase.of(arrays, "", 0)
