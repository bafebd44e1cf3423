"""The termbases of a database in the order of their precedence."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from glossary.entries.entry import ConceptEntry
from glossary.entries.precedence import OWN_TERMBASE, STARTER_TERMBASE
from glossary.store import termbase_tables as schema
from glossary.store.sql_reader import read_precedence
from glossary.store.termbase_version import TERMBASE_ORDER_NAME
from tm.errors import InputError, UnknownName
from tm.store.backend.backend import get_backend
from tm.store.backend.sql import CoreReader
from tm.store.schema import meta


@dataclass(frozen=True, slots=True)
class TermbaseSummary:
    """One termbase of a database."""

    name: str
    """`own` for the house's own, `starter` for that of Padanan."""
    concept_count: int


def list_termbases(connection: Connection) -> list[TermbaseSummary]:
    """List the termbases that have concepts, that with the last word first."""
    precedence = read_precedence(CoreReader(connection))
    concept_table = schema.concept_table
    concept_counts: Counter[str] = Counter()
    rank_by_name: dict[str, tuple[int, str]] = {}
    query = select(concept_table.c.id, concept_table.c.termbase)
    for concept_id, termbase in connection.execute(query):
        entry = ConceptEntry(concept_id, (), termbase=termbase)
        name = precedence.get_termbase_name(entry) or OWN_TERMBASE
        concept_counts[name] += 1
        rank_by_name.setdefault(name, precedence.get_rank(entry))
    return [
        TermbaseSummary(name, concept_counts[name])
        for name in sorted(rank_by_name, key=rank_by_name.__getitem__)
    ]


def set_termbase_order(connection: Connection, names: Sequence[str]) -> None:
    """Set the order of named termbases, the highest first.

    Others follow them. Raises UnknownName for one without concepts, and InputError for
    the house's own, which is always first, and the starter, which is always last.
    """
    known_names = [
        summary.name
        for summary in list_termbases(connection)
        if summary.name not in (OWN_TERMBASE, STARTER_TERMBASE)
    ]
    for name in names:
        if name in (OWN_TERMBASE, STARTER_TERMBASE):
            position_word = "first" if name == OWN_TERMBASE else "last"
            raise InputError(f"the termbase {name!r} is always {position_word}")
        if name not in known_names:
            raise UnknownName("termbase", name, known_names)
    order_json = json.dumps(list(dict.fromkeys(names)), ensure_ascii=False)
    meta_row = {"name": TERMBASE_ORDER_NAME, "value": order_json}
    get_backend(connection).insert_missing_rows(connection, meta, [meta_row])
    connection.execute(
        meta.update().where(meta.c.name == TERMBASE_ORDER_NAME).values(value=order_json)
    )
