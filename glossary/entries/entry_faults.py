"""Faults of concept entries: those that refuse an edit, and those that warn.

A fault with `is_refused` would make the termbase contradict itself, so that no edit may
add it. Faults that were there before are only warnings, so that imported entries can be
edited.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from glossary.entries.entry import (
    ACYCLIC_KINDS,
    PERSON_FIELD,
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.notation import clean_term_text, get_status_word
from glossary.entries.period import do_periods_overlap, ends_before_start, parse_date
from tm.errors import InputError

CONFIDENCE_LEVELS = ("high", "medium", "low")

RelationReader = Callable[[str], tuple[Relation, ...] | None]
"""Returns the relations of a concept by its id; None if there is no such concept."""

_MAX_COMPARED_TERM_COUNT = 100
"""The most preferred terms that are compared; more are a list imported by mistake."""


@dataclass(frozen=True, slots=True)
class EntryFault:
    """A fault of an entry."""

    message: str
    is_refused: bool = True
    """Whether an edit that adds the fault is refused; otherwise it is a warning."""


def find_faults(
    entry: ConceptEntry, read_relations: RelationReader
) -> Iterator[EntryFault]:
    """Find the faults of an entry, by itself and in its relations to others."""
    if not entry.terms:
        yield EntryFault("a concept needs a term")
    if entry.confidence not in (None, *CONFIDENCE_LEVELS):
        levels_text = ", ".join(CONFIDENCE_LEVELS)
        yield EntryFault(
            f"unknown confidence {entry.confidence!r}; known: {levels_text}"
        )
    yield from _find_date_faults("the concept", entry.valid_from, entry.valid_to)
    for term in entry.terms:
        yield from _find_term_faults(term)
    yield from _find_duplicate_faults(entry.terms)
    yield from _find_relation_faults(entry, read_relations)


def find_new_faults(
    old_entry: ConceptEntry | None,
    new_entry: ConceptEntry,
    read_relations: RelationReader,
) -> list[EntryFault]:
    """Find the faults that an edit adds, refused ones first."""
    old_faults = (
        set(find_faults(old_entry, read_relations)) if old_entry is not None else set()
    )
    added_faults = dict.fromkeys(
        new_fault
        for new_fault in find_faults(new_entry, read_relations)
        if new_fault not in old_faults
    )
    return sorted(added_faults, key=lambda fault: not fault.is_refused)


def require_valid_edit(
    old_entry: ConceptEntry | None,
    new_entry: ConceptEntry,
    read_relations: RelationReader,
) -> list[str]:
    """Return warnings about an edit. Raises InputError for refused faults."""
    added_faults = find_new_faults(old_entry, new_entry, read_relations)
    refusal_messages = [fault.message for fault in added_faults if fault.is_refused]
    if refusal_messages:
        raise InputError(f"{new_entry.id}: {'; '.join(refusal_messages)}")
    return [f"{new_entry.id}: {fault.message}" for fault in added_faults]


def _find_term_faults(term: Term) -> Iterator[EntryFault]:
    try:
        if clean_term_text(term.text) != term.text:
            yield EntryFault(
                f"{term.text!r} is not composed (NFC), or has extra spaces"
            )
    except InputError as error:
        yield EntryFault(str(error))
    yield from _find_date_faults(f"{term.text!r}", term.valid_from, term.valid_to)


def _find_date_faults(
    subject_description: str, valid_from: str | None, valid_to: str | None
) -> Iterator[EntryFault]:
    for date in filter(None, (valid_from, valid_to)):
        try:
            parse_date(date)
        except InputError as error:
            yield EntryFault(f"{subject_description}: {error}")
            return
    if ends_before_start(valid_from, valid_to):
        yield EntryFault(
            f"{subject_description} ends ({valid_to}) before it begins ({valid_from})"
        )


def _find_duplicate_faults(terms: Iterable[Term]) -> Iterator[EntryFault]:
    """Find repeated terms, and preferred terms of one language with equal dates."""
    term_list = list(terms)
    term_counts = Counter((term.locale.tag, term.text) for term in term_list)
    for (language_tag, term_text), occurrence_count in term_counts.items():
        if occurrence_count > 1:
            yield EntryFault(
                f"the {language_tag} term {term_text!r} occurs {occurrence_count} times"
            )
    preferred_terms_by_language_tag: dict[str, list[Term]] = defaultdict(list)
    for term in term_list:
        if term.status is TermStatus.PREFERRED:
            preferred_terms_by_language_tag[term.locale.tag].append(term)
    for language_tag, preferred_terms in preferred_terms_by_language_tag.items():
        if len(preferred_terms) > _MAX_COMPARED_TERM_COUNT:
            yield EntryFault(
                f"more than {_MAX_COMPARED_TERM_COUNT} preferred {language_tag} terms",
                False,
            )
        else:
            yield from _find_preferred_term_faults(preferred_terms)


def _find_preferred_term_faults(
    preferred_terms: Iterable[Term],
) -> Iterator[EntryFault]:
    """Find pairs of preferred terms that are valid at the same time."""
    for first_term, second_term in combinations(preferred_terms, 2):
        if first_term.text == second_term.text:
            continue
        if do_periods_overlap(
            (first_term.valid_from, first_term.valid_to),
            (second_term.valid_from, second_term.valid_to),
        ):
            yield EntryFault(
                f"two preferred {first_term.locale.tag} terms at the same time, "
                f"{first_term.text!r} and {second_term.text!r}; prefer one of them, or "
                "give them dates"
            )


def _find_relation_faults(
    entry: ConceptEntry, read_relations: RelationReader
) -> Iterator[EntryFault]:
    """Find repeated, impossible and circular relations."""
    for relation, occurrence_count in Counter(entry.relations).items():
        kind_name, concept_id = relation.kind.value, relation.concept
        if occurrence_count > 1:
            yield EntryFault(
                f"{kind_name} {concept_id} occurs {occurrence_count} times"
            )
        yield from _find_date_faults(
            f"{kind_name} {concept_id}", relation.valid_from, relation.valid_to
        )
        if concept_id == entry.id:
            yield EntryFault(f"{kind_name}: a concept cannot relate to itself")
        elif not _is_known_concept(concept_id, read_relations):
            yield EntryFault(f"{kind_name} {concept_id}: no such concept yet", False)
        is_office_held = relation.kind is RelationKind.OFFICE_HELD
        if is_office_held and entry.subject_field != PERSON_FIELD:
            yield EntryFault(
                f"office held {concept_id}: its domain is not {PERSON_FIELD!r}",
                False,
            )
    for acyclic_kind in ACYCLIC_KINDS:
        cycle = _find_cycle(entry, acyclic_kind, read_relations)
        if len(cycle) > 1:
            yield EntryFault(
                f"cycle of {acyclic_kind.value!r} relations: {' → '.join(cycle)}"
            )


def _is_known_concept(concept_id: str, read_relations: RelationReader) -> bool:
    """Whether an id is that of a concept, or of a title composed of two concepts."""
    if read_relations(concept_id) is not None:
        return True
    part_ids = concept_id.split("+")
    return len(part_ids) == 2 and all(
        read_relations(part_id) is not None for part_id in part_ids
    )


def _find_cycle(
    entry: ConceptEntry, kind: RelationKind, read_relations: RelationReader
) -> tuple[str, ...]:
    """Find a path of relations from an entry back to itself; empty if there is none."""

    def list_successors(id: str) -> list[str]:
        relations = entry.relations if id == entry.id else read_relations(id) or ()
        return [relation.concept for relation in relations if relation.kind is kind]

    pending_paths: list[tuple[str, ...]] = [
        (entry.id, successor_id)
        for successor_id in list_successors(entry.id)
        if successor_id != entry.id
    ]
    visited_ids: set[str] = set()
    while pending_paths:
        path = pending_paths.pop()
        for successor_id in list_successors(path[-1]):
            if successor_id == entry.id:
                return (*path, successor_id)
            if successor_id not in visited_ids:
                visited_ids.add(successor_id)
                pending_paths.append((*path, successor_id))
    return ()


def describe_term(term: Term) -> str:
    """Describe a term with its status, for messages."""
    return f"{term.locale.tag} {term.text!r} ({get_status_word(term)})"
