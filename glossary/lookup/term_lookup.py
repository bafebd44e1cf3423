"""Lookup of terms in a database, through an index that is updated first.

Entries changed since the index was built are in a small second index, which overrides
the first; when there are too many of them, the whole index is rebuilt.
"""

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any

from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.entry_record import make_entry_key, read_record
from glossary.entries.precedence import TermbasePrecedence
from glossary.lookup.index_builder import IndexedTerm, build_index_arrays
from glossary.lookup.index_file import IndexedTermbase, read_index, write_index
from glossary.lookup.joint_entries import find_joint_term, join_found_entries
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_index import TermIndex
from glossary.lookup.term_search import (
    FUZZY,
    SEARCH_MATCH_KINDS,
    Nearness,
    SearchHit,
    SearchMatchKind,
    is_certain_match,
    is_scattered_match,
    is_whole_term,
    make_term_order,
)
from glossary.lookup.typed_query import TypedQuery
from glossary.store import sql_reader as reading
from glossary.store.termbase_version import read_termbase_version
from tm.progress import ReportProgress
from tm.store.backend.sql import DatabaseReader
from tm.store.database import Database
from tm.text.locale import Locale

MAX_CHANGED_ENTRIES = 1_000
"""The most changed entries in the second index; with more, all is rebuilt."""
_MAX_CHANGES_READ = 50_000
"""The most logged changes of any kind that are read to find changed entries."""
_MAX_CACHED_ENTRIES = 2_000
_VERSION_MODULUS = 1 << 128

ShowProgress = Callable[[int], AbstractContextManager[ReportProgress]]
"""Shows a progress bar for a number of steps."""
RankedTerm = tuple[Nearness, int, int, str, int]
"""Nearness, status and length of a term, its concept, and its index in that."""


class TermLookup:
    """Looks up terms of one database; may be used by several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = Lock()
        self._base_index: IndexedTermbase | None = None
        self._changed_index: IndexedTermbase | None = None
        self._changed_ids: frozenset[str] = frozenset()
        self._version: str | None = None
        self._counted_version: str | None = None
        self._termbase_count = 0
        self._has_rebuilt_index = False
        self._entry_by_id: dict[str, ConceptEntry] = {}
        """Entries found lately, of the version after it."""
        self._entries_version: str | None = None
        self.is_on_disk = True
        """Whether the index could be written to a file."""

    def find(
        self,
        text: str,
        locale: Locale | None,
        *,
        limit: int | None = None,
        with_typos: bool = True,
        with_partial_matches: bool = True,
    ) -> list[SearchHit]:
        """Find entries with a term similar to a typed text, the best first.

        In a locale, or in any; without `with_typos`, there are no fuzzy matches, and
        without `with_partial_matches` few more than whole terms. The entries of one
        concept in several termbases are one, as in checks.
        `glossary.lookup.term_search.search_entries` finds the same without index.
        """
        query = TypedQuery.parse(text)
        with self.database.open_reader() as reader:
            version = read_termbase_version(reader)
            ranked_terms = self._find_ranked_terms(
                *(reader, version, query, locale),
                with_typos=with_typos,
                with_partial_matches=with_partial_matches,
            )
            precedence = reading.read_precedence(reader)
            termbase_count = self._count_termbases(reader, version, precedence)
            found_terms = list(
                islice(ranked_terms, limit and limit * max(termbase_count, 1))
            )
            entry_by_id = self._read_entries(
                reader, version, [concept_id for _, _, _, concept_id, _ in found_terms]
            )
            joint_entry_by_id = (
                join_found_entries(
                    entry_by_id,
                    precedence,
                    partial(self._find_ids_with_term, reader, version),
                    lambda ids: self._read_entries(reader, version, [*ids]),
                )
                if termbase_count > 1
                else entry_by_id
            )
        return _make_hits(found_terms, entry_by_id, joint_entry_by_id, precedence)[
            :limit
        ]

    def _read_entries(
        self, reader: DatabaseReader, termbase_version: str, concept_ids: Sequence[str]
    ) -> dict[str, ConceptEntry]:
        """Read entries, of which the next letters typed find many again.

        Speed trick: without it, a typed term takes 25 % longer (benchmarks/pages.py).
        """
        with self._lock:
            if termbase_version != self._entries_version:
                self._entry_by_id, self._entries_version = {}, termbase_version
            cached_entry_by_id = self._entry_by_id
            entry_by_id = {
                id: cached_entry_by_id[id]
                for id in concept_ids
                if id in cached_entry_by_id
            }
        missing_ids = [id for id in concept_ids if id not in entry_by_id]
        if not missing_ids:
            return entry_by_id
        newly_read_entry_by_id = reading.read_entries(reader, missing_ids)
        with self._lock:
            if (
                len(cached_entry_by_id) + len(newly_read_entry_by_id)
                > _MAX_CACHED_ENTRIES
            ):
                cached_entry_by_id.clear()
            cached_entry_by_id.update(newly_read_entry_by_id)
        entry_by_id |= newly_read_entry_by_id
        return {id: entry_by_id[id] for id in concept_ids if id in entry_by_id}

    def _find_ids_with_term(
        self, reader: DatabaseReader, termbase_version: str, term: Term
    ) -> Iterator[str]:
        """Find the ids of all entries with the same term, apart from its capitals."""
        for nearness, _, _, concept_id, _ in self._find_ranked_terms(
            *(reader, termbase_version, TypedQuery.parse(term.text), term.locale),
            with_typos=False,
        ):
            if SEARCH_MATCH_KINDS[nearness[0]] is not SearchMatchKind.EXACT:
                return
            yield concept_id

    def _count_termbases(
        self,
        reader: DatabaseReader,
        termbase_version: str,
        precedence: TermbasePrecedence,
    ) -> int:
        """Count the termbases that have entries, once for each version of them."""
        with self._lock:
            if self._counted_version != termbase_version:
                self._termbase_count = reading.count_termbases(reader, precedence)
                self._counted_version = termbase_version
            return self._termbase_count

    def update(self, show_progress: ShowProgress | None = None) -> bool:
        """Bring the index up to date; return whether it was rebuilt as a whole."""
        with self.database.open_reader() as reader, self._lock:
            old_base_index = self._base_index
            self._update_index(reader, read_termbase_version(reader), show_progress)
            return self._base_index is not old_base_index and self._has_rebuilt_index

    def _find_ranked_terms(
        self,
        reader: DatabaseReader,
        termbase_version: str,
        query: TypedQuery,
        locale: Locale | None,
        *,
        with_typos: bool,
        with_partial_matches: bool = True,
    ) -> Iterator[RankedTerm]:
        """Find the best term of each matching entry, the best entries first."""
        with self._lock:
            self._update_index(reader, termbase_version)
            indexes_with_hidden_ids = [
                (self._base_index, self._changed_ids),
                (self._changed_index, frozenset[str]()),
            ]
        ranked_streams = [
            _rank_matches(
                term_index.find(
                    query,
                    with_typos=with_typos,
                    with_partial_matches=with_partial_matches,
                ),
                term_index,
                indexed_termbase.concept_ids,
                hidden_ids,
            )
            for indexed_termbase, hidden_ids in indexes_with_hidden_ids
            if indexed_termbase is not None
            for term_index in indexed_termbase.term_indexes
            if locale is None or locale.covers(term_index.locale)
        ]
        seen_ids: set[str] = set()
        has_whole_term = False
        for ranked_term in heapq.merge(*ranked_streams):
            has_whole_term = has_whole_term or is_whole_term(ranked_term[0])
            if has_whole_term and is_scattered_match(ranked_term[0]):
                continue
            if ranked_term[0][0] != FUZZY:
                is_certain = is_certain_match(ranked_term[0], query)
                with_typos = with_typos and not is_certain
            elif not with_typos:
                return  # what was found as typed has no typo
            if ranked_term[3] not in seen_ids:
                seen_ids.add(ranked_term[3])
                yield ranked_term

    def _update_index(
        self,
        reader: DatabaseReader,
        termbase_version: str,
        show_progress: ShowProgress | None = None,
    ) -> None:
        """Update the index to a version of the termbase; rebuild it if needed."""
        if termbase_version == self._version:
            return
        base_index = self._base_index or read_index(self.database)
        changed_entry_by_id = (
            _read_changed_entries(reader, base_index, termbase_version)
            if base_index
            else None
        )
        if base_index is None or changed_entry_by_id is None:
            self._has_rebuilt_index = True
            base_index, changed_entry_by_id = (
                self._build_index(reader, termbase_version, show_progress),
                {},
            )
        self._base_index = base_index
        self._changed_ids = frozenset(changed_entry_by_id)
        changed_entries = sorted(
            (entry for entry in changed_entry_by_id.values() if entry),
            key=lambda entry: entry.id,
        )
        self._changed_index = (
            _build_small_index(changed_entries) if changed_entries else None
        )
        self._version = termbase_version

    def _build_index(
        self,
        reader: DatabaseReader,
        termbase_version: str,
        show_progress: ShowProgress | None,
    ) -> IndexedTermbase:
        """Build the index of the whole termbase, and write it to a file."""
        last_change_number = reading.read_last_change_number(reader)
        concept_ids = reading.read_concept_ids(reader)
        concept_index_by_id = {
            id: concept_index for concept_index, id in enumerate(concept_ids)
        }
        with closing(reading.read_all_terms(reader)) as stored_terms:
            terms = (
                IndexedTerm(concept_index_by_id[id], term_position, term)
                for id, term_position, term in stored_terms
            )
            if show_progress is None:
                array_by_name = dict(build_index_arrays(concept_ids, terms))
            else:
                with show_progress(reading.count_terms(reader)) as report_progress:
                    array_by_name = dict(
                        build_index_arrays(concept_ids, terms, report_progress)
                    )
        # An empty termbase needs no file.
        self.is_on_disk = not concept_ids or write_index(
            self.database, array_by_name, termbase_version, last_change_number
        )
        return IndexedTermbase.from_arrays(
            array_by_name, termbase_version, last_change_number
        )


def _rank_matches(
    matches: Iterator[tuple[Nearness, int]],
    term_index: TermIndex,
    concept_ids: SortedTexts,
    hidden_ids: Collection[str],
) -> Iterator[RankedTerm]:
    """Yield matches as ranked terms, without the concepts of hidden ids."""
    sort_key_rows: Any = term_index.sort_key_rows  # an array of rows
    for nearness, term_id in matches:
        status, length, concept_index, term_position = sort_key_rows[term_id].tolist()
        concept_id = concept_ids[concept_index].decode()
        if concept_id not in hidden_ids:
            yield nearness, status, length, concept_id, term_position


def _make_hits(
    found_terms: Sequence[RankedTerm],
    entry_by_id: Mapping[str, ConceptEntry],
    joint_entry_by_id: Mapping[str, ConceptEntry],
    precedence: TermbasePrecedence,
) -> list[SearchHit]:
    """Make a hit of each concept; of equal terms, the higher termbase's comes first."""
    ranked_hits = []
    for nearness, status_rank, length, concept_id, term_position in found_terms:
        entry, joint_entry = entry_by_id[concept_id], joint_entry_by_id[concept_id]
        term = entry.terms[term_position]
        if joint_entry is not entry:
            term = find_joint_term(joint_entry, term)
            status_rank, length = make_term_order(term)
        rank = nearness, status_rank, length, precedence.get_rank(entry), concept_id
        hit = SearchHit(joint_entry, term, SEARCH_MATCH_KINDS[nearness[0]])
        ranked_hits.append((rank, hit))
    ranked_hits.sort(key=lambda rank_and_hit: rank_and_hit[0])
    hit_by_id: dict[str, SearchHit] = {}
    for _, hit in ranked_hits:
        hit_by_id.setdefault(hit.entry.id, hit)
    return [*hit_by_id.values()]


def _read_changed_entries(
    reader: DatabaseReader, base_index: IndexedTermbase, termbase_version: str
) -> dict[str, ConceptEntry | None] | None:
    """Read the entries changed since the index was built; None if it must be rebuilt.

    The version is the sum of the keys of all entries, so it shows whether the logged
    changes are all changes between two versions.
    """
    if base_index.version == termbase_version:
        return {}
    if (
        not 0
        <= reading.read_last_change_number(reader) - base_index.last_change_number
        <= _MAX_CHANGES_READ
    ):
        return None
    version_number = int(base_index.version, 16)
    changed_entry_by_id: dict[str, ConceptEntry | None] = {}
    for id, old_record, new_record in reading.read_later_changes(
        reader, base_index.last_change_number
    ):
        version_number -= (
            int.from_bytes(make_entry_key(old_record)) if old_record else 0
        )
        version_number += (
            int.from_bytes(make_entry_key(new_record)) if new_record else 0
        )
        changed_entry_by_id[id] = read_record(new_record) if new_record else None
        if len(changed_entry_by_id) > MAX_CHANGED_ENTRIES:
            return None
    return (
        changed_entry_by_id
        if f"{version_number % _VERSION_MODULUS:032x}" == termbase_version
        else None
    )


def _build_small_index(entries: list[ConceptEntry]) -> IndexedTermbase:
    """Build an index of a few entries in memory."""
    terms = (
        IndexedTerm(concept_index, term_position, term)
        for concept_index, entry in enumerate(entries)
        for term_position, term in enumerate(entry.terms)
    )
    array_by_name = dict(build_index_arrays([entry.id for entry in entries], terms))
    return IndexedTermbase.from_arrays(array_by_name, "", 0)
