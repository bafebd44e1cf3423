"""The termbase while it is being kept: entries read and judged where they are written.

A workbench sees what its connection sees. Inside a change set nobody else can write
meanwhile, so that what was judged is what is stored.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from glossary.entries.editing import (
    MergedEntry,
    add_relation,
    make_id,
    merge_concepts,
    redirect_relations,
)
from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.entries.validity import demand_valid
from glossary.glossary import Glossary, entries_by_id, not_found
from glossary.store import schema
from tm.errors import Conflict, InputError
from tm.store.history.change_set import ChangeSet
from tm.text.normal import folded, match_form

EntryEdit = Callable[[ConceptEntry], ConceptEntry]


class Workbench:
    """Entries by id, by term and by relation, through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._relations: dict[str, tuple[Relation, ...] | None] = {}

    def get(self, id: str) -> ConceptEntry | None:
        """The entry of an id, if there is one."""
        return entries_by_id(self._connection, [id])[id]

    def entry(self, id: str) -> ConceptEntry:
        """The entry of an id. Raises NotFound, which names the nearest."""
        entry = self.get(id)
        if entry is None:
            raise not_found(self._connection, id)
        return entry

    def relations_of(self, id: str) -> tuple[Relation, ...] | None:
        """The relations of a concept; None where there is no such concept."""
        if id not in self._relations:
            entry = self.get(id)
            self._relations[id] = None if entry is None else entry.relations
        return self._relations[id]

    def entries_with_term(self, term: Term) -> list[ConceptEntry]:
        """The entries with a term of that text, whatever its case, in its locale."""
        table = schema.term
        query = (
            select(table.c.concept_id)
            .where(
                table.c.folded == folded(term.text), table.c.locale == term.locale.tag
            )
            .distinct()
            .order_by(table.c.concept_id)
        )
        ids = list(self._connection.execute(query).scalars())
        form = _form(term)
        return [
            entry
            for entry in entries_by_id(self._connection, ids).values()
            if entry is not None
            and any(
                stored_term.locale == term.locale and _form(stored_term) == form
                for stored_term in entry.terms
            )
        ]

    def entries_related_to(self, id: str) -> list[ConceptEntry]:
        """The entries with a relation to a concept."""
        table = schema.concept
        # Coarse, since the column holds JSON and LIKE does not heed case.
        needle = json.dumps(id, ensure_ascii=False)
        query = select(table.c.id).where(
            table.c.relations.contains(needle, autoescape=True)
        )
        ids = sorted(self._connection.execute(query).scalars())
        return [
            entry
            for entry in entries_by_id(self._connection, ids).values()
            if entry is not None
            and any(relation.concept == id for relation in entry.relations)
        ]


def find_homonyms(bench: Workbench, entry: ConceptEntry) -> dict[str, list[Term]]:
    """The terms of an entry that other concepts have as well, by the others' ids."""
    shared_terms: dict[str, list[Term]] = {}
    for term in entry.terms:
        for other in bench.entries_with_term(term):
            if other.id != entry.id:
                shared_terms.setdefault(other.id, []).append(term)
    return shared_terms


def add_entry(
    glossary: Glossary, entry: ConceptEntry, changes: ChangeSet
) -> tuple[ConceptEntry, list[str]]:
    """Store a new concept; returns it with its id, and warnings.

    An entry with an empty id gets one. Raises Conflict where the id is taken, or
    where a concept of the same domain has all of its terms.
    """
    bench = Workbench(changes.connection)
    if not entry.terms:
        raise InputError("a concept needs a term; give one", parameters=["term"])
    for id, terms in find_homonyms(bench, entry).items():
        other = bench.entry(id)
        if len(terms) == len(entry.terms) and is_same_domain(other, entry):
            raise Conflict(
                f"{id} already has all of these terms; change it with "
                f"`padanan terms edit {id}`, or give a homonym another domain",
                parameters=["domain"],
            )
    if not entry.id:
        entry = replace(entry, id=make_id(entry, lambda id: bench.get(id) is not None))
    elif bench.get(entry.id) is not None:
        raise Conflict(
            f"the concept {entry.id} already exists; change it with "
            f"`padanan terms edit {entry.id}`"
        )
    warnings = demand_valid(None, entry, bench.relations_of)
    glossary.add([entry], changes)
    return entry, warnings


def is_same_domain(first: ConceptEntry, second: ConceptEntry) -> bool:
    """Whether two concepts have the same subject field."""
    return first.subject_field == second.subject_field


def edit_entry(
    glossary: Glossary,
    id: str,
    edit: EntryEdit,
    changes: ChangeSet,
    *,
    expected: ConceptEntry | None = None,
) -> tuple[ConceptEntry, ConceptEntry, list[str]]:
    """Change an entry; returns it before and after, and warnings.

    Raises NotFound, InputError for an edit that brings a fault, and Conflict where
    the entry is not any more what was `expected`.
    """
    bench = Workbench(changes.connection)
    old_entry = bench.entry(id)
    if expected is not None and old_entry != expected:
        raise Conflict(
            f"{id} was changed by someone else in the meantime; nothing stored"
        )
    new_entry = edit(old_entry)
    warnings = demand_valid(old_entry, new_entry, bench.relations_of)
    warnings += _new_homonyms(bench, old_entry, new_entry)
    glossary.add([new_entry], changes)
    return old_entry, new_entry, warnings


def merge_entries(
    glossary: Glossary, kept_id: str, removed_id: str, changes: ChangeSet
) -> tuple[MergedEntry, list[str]]:
    """Merge two concepts: the first id stays, and relations to the second are
    redirected.

    Returns what came of it, and the ids of other concepts that were changed.
    """
    if kept_id == removed_id:
        raise InputError(f"{kept_id} cannot be merged with itself")
    bench = Workbench(changes.connection)
    first, second = bench.entry(kept_id), bench.entry(removed_id)
    merged_entry = merge_concepts(first, second)
    redirected_entries = [
        redirect_relations(entry, removed_id, kept_id)
        for entry in bench.entries_related_to(removed_id)
        if entry.id not in (kept_id, removed_id)
    ]
    relations_after = {
        entry.id: entry.relations for entry in (merged_entry.entry, *redirected_entries)
    }

    def relations_of(id: str) -> tuple[Relation, ...] | None:
        if id == removed_id:
            return None
        return relations_after[id] if id in relations_after else bench.relations_of(id)

    demand_valid(first, merged_entry.entry, relations_of)
    for entry in redirected_entries:
        demand_valid(bench.get(entry.id), entry, relations_of)
    glossary.remove([removed_id], changes)
    glossary.add([merged_entry.entry, *redirected_entries], changes)
    return merged_entry, [entry.id for entry in redirected_entries]


def note_predecessor(
    glossary: Glossary, id: str, predecessor: str, changes: ChangeSet
) -> list[str]:
    """Relate a concept to the one that it was formerly; returns warnings."""
    relation = Relation(RelationKind.FORMERLY, predecessor)
    *_, warnings = edit_entry(
        glossary, id, lambda entry: add_relation(entry, relation), changes
    )
    return warnings


def _new_homonyms(
    bench: Workbench, old_entry: ConceptEntry, new_entry: ConceptEntry
) -> Iterable[str]:
    known_forms = {(term.locale, _form(term)) for term in old_entry.terms}
    for term in new_entry.terms:
        if (term.locale, _form(term)) in known_forms:
            continue
        for other in bench.entries_with_term(term):
            if other.id != new_entry.id:
                field = other.subject_field or "no domain"
                also = f"is also a term of {other.id} ({field})"
                yield f"{new_entry.id}: {term.text!r} {also}"


def _form(term: Term) -> str:
    return match_form(term.text, vietnamese=term.locale.language == "vi")
