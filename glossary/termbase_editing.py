"""Editing the entries of a termbase, with validation inside the writing transaction.

An EntryFinder reads through the connection of a change set, in which nobody else can
write, so that the validated entries are those that are stored.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from glossary.concept_store import (
    ConceptStore,
    make_not_found_error,
    read_entries_by_id,
)
from glossary.entries.editing import (
    MergeOutcome,
    add_relation,
    make_id,
    merge_concepts,
    redirect_relations,
)
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    make_term_form,
)
from glossary.entries.entry_faults import require_valid_edit
from glossary.store import termbase_tables as schema
from tm.errors import Conflict, InputError
from tm.store.history.change_set import ChangeSet
from tm.text.locale import Locale
from tm.text.normal import fold_text

EntryEdit = Callable[[ConceptEntry], ConceptEntry]


class EntryFinder:
    """Finds entries by id, by term and by relation, through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._relations_by_id: dict[str, tuple[Relation, ...] | None] = {}

    def find_entry(self, concept_id: str) -> ConceptEntry | None:
        """Find the entry with an id; None if there is none."""
        return read_entries_by_id(self._connection, [concept_id])[concept_id]

    def read_entry(self, concept_id: str) -> ConceptEntry:
        """Read the entry with an id. Raises NotFound, which names similar ids."""
        entry = self.find_entry(concept_id)
        if entry is None:
            raise make_not_found_error(self._connection, concept_id)
        return entry

    def read_relations(self, concept_id: str) -> tuple[Relation, ...] | None:
        """Read the relations of a concept; None if there is no such concept."""
        if concept_id not in self._relations_by_id:
            entry = self.find_entry(concept_id)
            self._relations_by_id[concept_id] = (
                None if entry is None else entry.relations
            )
        return self._relations_by_id[concept_id]

    def find_entries_with_term(self, term: Term) -> list[ConceptEntry]:
        """Find the entries with a term of the same locale and text, ignoring case."""
        term_table = schema.term_table
        query = (
            select(term_table.c.concept_id)
            .where(
                term_table.c.folded == fold_text(term.text),
                term_table.c.locale.in_(term.locale.list_equal_tags()),
            )
            .distinct()
            .order_by(term_table.c.concept_id)
        )
        concept_ids = list(self._connection.execute(query).scalars())
        term_form = make_term_form(term.text, term.locale)
        return [
            entry
            for entry in read_entries_by_id(self._connection, concept_ids).values()
            if entry is not None
            and any(
                stored_term.locale.is_same_variant(term.locale)
                and make_term_form(stored_term.text, stored_term.locale) == term_form
                for stored_term in entry.terms
            )
        ]

    def find_entries_related_to(self, concept_id: str) -> list[ConceptEntry]:
        """Find the entries with a relation to a concept."""
        concept_table = schema.concept_table
        # Only a prefilter, since the column is JSON and LIKE ignores case.
        quoted_id = json.dumps(concept_id, ensure_ascii=False)
        query = select(concept_table.c.id).where(
            concept_table.c.relations.contains(quoted_id, autoescape=True)
        )
        candidate_ids = sorted(self._connection.execute(query).scalars())
        return [
            entry
            for entry in read_entries_by_id(self._connection, candidate_ids).values()
            if entry is not None
            and any(relation.concept == concept_id for relation in entry.relations)
        ]


def find_homonyms(
    entry_finder: EntryFinder, entry: ConceptEntry
) -> dict[str, list[Term]]:
    """Find the terms that an entry shares with other concepts, by the others' ids."""
    shared_terms_by_id: dict[str, list[Term]] = {}
    for term in entry.terms:
        for other_entry in entry_finder.find_entries_with_term(term):
            if other_entry.id != entry.id:
                shared_terms_by_id.setdefault(other_entry.id, []).append(term)
    return shared_terms_by_id


def add_entry(
    concept_store: ConceptStore, entry: ConceptEntry, change_set: ChangeSet
) -> tuple[ConceptEntry, list[str]]:
    """Store a new concept; return it with its id, and warnings.

    An entry with an empty id gets one. Raises Conflict if the id exists, or if a
    concept of the same subject field has all of its terms.
    """
    entry_finder = EntryFinder(change_set.connection)
    if not entry.terms:
        raise InputError("a concept needs a term; give one", parameters=["term"])
    for other_id, shared_terms in find_homonyms(entry_finder, entry).items():
        other_entry = entry_finder.read_entry(other_id)
        if len(shared_terms) == len(entry.terms) and has_same_subject_field(
            other_entry, entry
        ):
            raise Conflict(
                f"{other_id} already has all of these terms; edit that concept, or "
                "give a homonym another domain",
                parameters=["domain"],
            )
    if not entry.id:
        entry = replace(
            entry, id=make_id(entry, lambda id: entry_finder.find_entry(id) is not None)
        )
    elif entry_finder.find_entry(entry.id) is not None:
        raise Conflict(
            f"the concept {entry.id} already exists; edit it, or choose another id"
        )
    warnings = require_valid_edit(None, entry, entry_finder.read_relations)
    concept_store.add([entry], change_set)
    return entry, warnings


def describe_homonyms(
    entry_finder: EntryFinder, entry: ConceptEntry
) -> tuple[list[str], list[str]]:
    """Describe the concepts that have terms of a new entry.

    Returns warnings, and the ids of those of the same subject field that have some of
    its terms, which may be the same concept.
    """
    warnings, possible_duplicate_ids = [], []
    for other_id, shared_terms in find_homonyms(entry_finder, entry).items():
        homonym = entry_finder.read_entry(other_id)
        joined_term_texts = ", ".join(repr(term.text) for term in shared_terms)
        subject_field = homonym.subject_field or "no domain"
        warnings.append(
            f"{joined_term_texts} is already a term of {homonym.id} ({subject_field})"
        )
        if has_same_subject_field(homonym, entry) and len(shared_terms) < len(
            entry.terms
        ):
            possible_duplicate_ids.append(homonym.id)
    return warnings, possible_duplicate_ids


def has_same_subject_field(
    first_entry: ConceptEntry, second_entry: ConceptEntry
) -> bool:
    """Whether two concepts have the same subject field."""
    return first_entry.subject_field == second_entry.subject_field


def edit_entry(
    concept_store: ConceptStore,
    concept_id: str,
    make_edited_entry: EntryEdit,
    change_set: ChangeSet,
    *,
    expected_entry: ConceptEntry | None = None,
) -> tuple[ConceptEntry, ConceptEntry, list[str]]:
    """Edit an entry; return it before and after, and warnings.

    Raises NotFound, InputError for an edit that adds a refused fault, and Conflict if
    the stored entry differs from `expected_entry`.
    """
    entry_finder = EntryFinder(change_set.connection)
    old_entry = entry_finder.read_entry(concept_id)
    if expected_entry is not None and old_entry != expected_entry:
        raise Conflict(
            f"{concept_id} was changed by someone else in the meantime; nothing stored"
        )
    new_entry = make_edited_entry(old_entry)
    warnings = find_edit_warnings(entry_finder, old_entry, new_entry)
    concept_store.add([new_entry], change_set)
    return old_entry, new_entry, warnings


def find_edit_warnings(
    entry_finder: EntryFinder, old_entry: ConceptEntry, new_entry: ConceptEntry
) -> list[str]:
    """Find what an edit would store that may be wrong.

    Raises InputError for an edit that adds a refused fault.
    """
    warnings = require_valid_edit(old_entry, new_entry, entry_finder.read_relations)
    warnings += _warn_of_new_homonyms(entry_finder, old_entry, new_entry)
    return warnings


@dataclass(frozen=True, slots=True)
class PlannedMerge:
    """What merging two concepts would store."""

    outcome: MergeOutcome
    redirected_entries: Sequence[ConceptEntry]
    """Other concepts, whose relations lead to the kept one from then on."""


def plan_merge(
    entry_finder: EntryFinder, kept_id: str, removed_id: str
) -> PlannedMerge:
    """Plan the merge of two concepts under the first id.

    Raises NotFound, and InputError for what could not be stored.
    """
    if kept_id == removed_id:
        raise InputError(f"{kept_id} cannot be merged with itself")
    kept_entry, removed_entry = (
        entry_finder.read_entry(kept_id),
        entry_finder.read_entry(removed_id),
    )
    merge_outcome = merge_concepts(kept_entry, removed_entry)
    redirected_entries = [
        redirect_relations(entry, removed_id, kept_id)
        for entry in entry_finder.find_entries_related_to(removed_id)
        if entry.id not in (kept_id, removed_id)
    ]
    changed_relations_by_id = {
        entry.id: entry.relations
        for entry in (merge_outcome.entry, *redirected_entries)
    }

    def read_relations(id: str) -> tuple[Relation, ...] | None:
        if id == removed_id:
            return None
        return (
            changed_relations_by_id[id]
            if id in changed_relations_by_id
            else entry_finder.read_relations(id)
        )

    require_valid_edit(kept_entry, merge_outcome.entry, read_relations)
    for entry in redirected_entries:
        require_valid_edit(entry_finder.find_entry(entry.id), entry, read_relations)
    return PlannedMerge(merge_outcome, redirected_entries)


def merge_entries(
    concept_store: ConceptStore, kept_id: str, removed_id: str, change_set: ChangeSet
) -> tuple[MergeOutcome, list[str]]:
    """Merge two concepts under the first id, and redirect relations to the second.

    Returns the merged entry, and the ids of other changed concepts.
    """
    merge_plan = plan_merge(EntryFinder(change_set.connection), kept_id, removed_id)
    concept_store.remove([removed_id], change_set)
    concept_store.add(
        [merge_plan.outcome.entry, *merge_plan.redirected_entries], change_set
    )
    return merge_plan.outcome, [entry.id for entry in merge_plan.redirected_entries]


def add_predecessor(
    concept_store: ConceptStore,
    concept_id: str,
    predecessor_id: str,
    change_set: ChangeSet,
) -> list[str]:
    """Add the relation of a concept to its predecessor; return warnings."""
    relation = Relation(RelationKind.FORMERLY, predecessor_id)
    *_, warnings = edit_entry(
        concept_store,
        concept_id,
        lambda entry: add_relation(entry, relation),
        change_set,
    )
    return warnings


def _warn_of_new_homonyms(
    entry_finder: EntryFinder, old_entry: ConceptEntry, new_entry: ConceptEntry
) -> Iterable[str]:
    """Warn of added terms that another concept has already."""
    old_locales_and_forms = {_make_term_key(term) for term in old_entry.terms}
    for term in new_entry.terms:
        if _make_term_key(term) in old_locales_and_forms:
            continue
        for other_entry in entry_finder.find_entries_with_term(term):
            if other_entry.id != new_entry.id:
                subject_field = other_entry.subject_field or "no domain"
                homonym_message = (
                    f"is also a term of {other_entry.id} ({subject_field})"
                )
                yield f"{new_entry.id}: {term.text!r} {homonym_message}"


def _make_term_key(term: Term) -> tuple[Locale, str]:
    return term.locale, make_term_form(term.text, term.locale)
