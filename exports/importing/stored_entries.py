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
    items: Iterable[ConceptEntry | EntryCoverage], connection: Connection
) -> Iterator[ConceptEntry]:
    """Complete entries by fields that their file cannot hold from stored entries.

    Yields all entries in order. An entry that comes twice is completed from its first
    occurrence; recent entries are remembered, since they may not be stored yet.
    """
    coverage = EntryCoverage(frozenset())
    recent_entry_by_id: dict[str, ConceptEntry] = {}
    items = iter(items)
    while batch := list(islice(items, _BATCH_SIZE)):
        concept_ids = [item.id for item in batch if isinstance(item, ConceptEntry)]
        stored_entry_by_id = read_entries_by_id(connection, concept_ids)
        for item in batch:
            if isinstance(item, EntryCoverage):
                coverage = item
                continue
            earlier_entry = (
                recent_entry_by_id.pop(item.id, None) or stored_entry_by_id[item.id]
            )
            entry = (
                item
                if earlier_entry is None
                else complete_entry(earlier_entry, item, coverage)
            )
            recent_entry_by_id[item.id] = entry
            yield entry
        for id in list(recent_entry_by_id)[: -4 * _BATCH_SIZE]:
            del recent_entry_by_id[id]
