"""Completion of concept entries of files from the stored entries."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from exports.term_format import EntryCoverage
from exports.terms.completion import complete_entry
from glossary.entries.entry import ConceptEntry
from glossary.termbase import read_entries_by_id

_BATCH_SIZE = 500


def complete_entries(
    entries_and_coverages: Iterable[ConceptEntry | EntryCoverage],
    connection: Connection,
) -> Iterator[ConceptEntry]:
    """Complete entries by fields that their file cannot hold from stored entries.

    Yields all entries in order. An entry that comes twice is completed from its first
    occurrence; recent entries are remembered, since they may not be stored yet.
    """
    coverage = EntryCoverage(frozenset())
    recent_entry_by_id: dict[str, ConceptEntry] = {}
    entries_and_coverages = iter(entries_and_coverages)
    while batch := list(islice(entries_and_coverages, _BATCH_SIZE)):
        concept_ids = [
            entry_or_coverage.id
            for entry_or_coverage in batch
            if isinstance(entry_or_coverage, ConceptEntry)
        ]
        stored_entry_by_id = read_entries_by_id(connection, concept_ids)
        for entry_or_coverage in batch:
            if isinstance(entry_or_coverage, EntryCoverage):
                coverage = entry_or_coverage
                continue
            earlier_entry = (
                recent_entry_by_id.pop(entry_or_coverage.id, None)
                or stored_entry_by_id[entry_or_coverage.id]
            )
            completed_entry = (
                entry_or_coverage
                if earlier_entry is None
                else complete_entry(earlier_entry, entry_or_coverage, coverage)
            )
            recent_entry_by_id[entry_or_coverage.id] = completed_entry
            yield completed_entry
        for concept_id in list(recent_entry_by_id)[: -4 * _BATCH_SIZE]:
            del recent_entry_by_id[concept_id]
