"""Completion of concept entries of files from the stored entries."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from exports.term_format import SupportedTermFeatures
from exports.terms.entry_completion import complete_entry
from glossary.concept_store import read_entries_by_id
from glossary.entries.entry import ConceptEntry

_BATCH_SIZE = 500


def complete_entries(
    entries_and_features: Iterable[ConceptEntry | SupportedTermFeatures],
    connection: Connection,
) -> Iterator[ConceptEntry]:
    """Complete entries by fields that their file cannot hold from stored entries.

    Yields all entries in order. An entry that comes twice is completed from its first
    occurrence; recent entries are remembered, since they may not be stored yet.
    """
    supported_features = SupportedTermFeatures(frozenset())
    recent_entry_by_id: dict[str, ConceptEntry] = {}
    entries_and_features = iter(entries_and_features)
    while batch := list(islice(entries_and_features, _BATCH_SIZE)):
        concept_ids = [
            entry_or_features.id
            for entry_or_features in batch
            if isinstance(entry_or_features, ConceptEntry)
        ]
        stored_entry_by_id = read_entries_by_id(connection, concept_ids)
        for entry_or_features in batch:
            if isinstance(entry_or_features, SupportedTermFeatures):
                supported_features = entry_or_features
                continue
            earlier_entry = (
                recent_entry_by_id.pop(entry_or_features.id, None)
                or stored_entry_by_id[entry_or_features.id]
            )
            completed_entry = (
                entry_or_features
                if earlier_entry is None
                else complete_entry(
                    earlier_entry, entry_or_features, supported_features
                )
            )
            recent_entry_by_id[entry_or_features.id] = completed_entry
            yield completed_entry
        for concept_id in list(recent_entry_by_id)[: -4 * _BATCH_SIZE]:
            del recent_entry_by_id[concept_id]
