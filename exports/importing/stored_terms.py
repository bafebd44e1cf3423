"""Concept entries of files, completed from those that are stored."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from exports.term_format import EntryCoverage
from exports.terms.completion import complete_entry
from glossary.entries.entry import ConceptEntry
from glossary.glossary import entries_by_id

_BATCH = 500


def complete_entries(
    items: Iterable[ConceptEntry | EntryCoverage], connection: Connection
) -> Iterator[ConceptEntry]:
    """Add to each entry what its file has no place for and the stored one says.

    Yields all entries in order. One that comes twice, in two files, is completed from
    the one before. That may not be stored yet, so the last ones are remembered.
    """
    holds = EntryCoverage(frozenset())
    recent: dict[str, ConceptEntry] = {}
    items = iter(items)
    while batch := list(islice(items, _BATCH)):
        ids = [item.id for item in batch if isinstance(item, ConceptEntry)]
        stored = entries_by_id(connection, ids)
        for item in batch:
            if isinstance(item, EntryCoverage):
                holds = item
                continue
            before = recent.pop(item.id, None) or stored[item.id]
            entry = item if before is None else complete_entry(before, item, holds)
            recent[item.id] = entry
            yield entry
        for id in list(recent)[: -4 * _BATCH]:
            del recent[id]
