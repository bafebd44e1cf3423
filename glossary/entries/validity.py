"""What may be wrong with a concept entry: the one place that says so.

A fault that is `refused` would make the termbase contradict itself, so no edit may
bring it; what was there before is only told, or nobody could edit what an import left.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from glossary.entries.entry import (
    PERSON,
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.notation import clean_term_text, status_word_of
from glossary.entries.period import ends_before_start, parse_date, periods_overlap
from tm.errors import InputError

CONFIDENCES = ("high", "medium", "low")

RelationsOf = Callable[[str], tuple[Relation, ...] | None]
"""The relations of a concept by its id; None where there is no such concept."""

_MAX_RIVALS = 100
"""So many preferred terms are a list that somebody imported, and no rivals."""
_ACYCLIC_KINDS = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""Relations that lead up or back, and so never round in a circle."""


@dataclass(frozen=True, slots=True)
class EntryFault:
    """Something wrong with an entry."""

    message: str
    refused: bool = True
    """Whether an edit that brings it is refused; else it is a warning."""


def find_faults(entry: ConceptEntry, relations_of: RelationsOf) -> Iterator[EntryFault]:
    """Find what is wrong with an entry, by itself and among the others."""
    if not entry.terms:
        yield EntryFault("a concept needs a term")
    if entry.confidence not in (None, *CONFIDENCES):
        known_names = ", ".join(CONFIDENCES)
        yield EntryFault(
            f"unknown confidence {entry.confidence!r}; known: {known_names}"
        )
    yield from _date_faults("the concept", entry.valid_from, entry.valid_to)
    for term in entry.terms:
        yield from _term_faults(term)
    yield from _duplicate_faults(entry.terms)
    yield from _relation_faults(entry, relations_of)


def find_new_faults(
    old_entry: ConceptEntry | None, new_entry: ConceptEntry, relations_of: RelationsOf
) -> list[EntryFault]:
    """Find the faults that an edit adds, those that refuse it first."""
    old_faults = (
        set(find_faults(old_entry, relations_of)) if old_entry is not None else set()
    )
    added_faults = dict.fromkeys(
        f for f in find_faults(new_entry, relations_of) if f not in old_faults
    )
    return sorted(added_faults, key=lambda fault: not fault.refused)


def demand_valid(
    old_entry: ConceptEntry | None, new_entry: ConceptEntry, relations_of: RelationsOf
) -> list[str]:
    """Return warnings about an edit. Raises InputError for a fault that refuses it."""
    added_faults = find_new_faults(old_entry, new_entry, relations_of)
    refused = [fault.message for fault in added_faults if fault.refused]
    if refused:
        raise InputError(f"{new_entry.id}: {'; '.join(refused)}")
    return [f"{new_entry.id}: {fault.message}" for fault in added_faults]


def _term_faults(term: Term) -> Iterator[EntryFault]:
    try:
        if clean_term_text(term.text) != term.text:
            yield EntryFault(
                f"{term.text!r} is not composed (NFC), or has extra spaces"
            )
    except InputError as error:
        yield EntryFault(str(error))
    yield from _date_faults(f"{term.text!r}", term.valid_from, term.valid_to)


def _date_faults(
    subject: str, valid_from: str | None, valid_to: str | None
) -> Iterator[EntryFault]:
    for day in filter(None, (valid_from, valid_to)):
        try:
            parse_date(day)
        except InputError as error:
            yield EntryFault(f"{subject}: {error}")
            return
    if ends_before_start(valid_from, valid_to):
        yield EntryFault(f"{subject} ends ({valid_to}) before it begins ({valid_from})")


def _duplicate_faults(terms: Iterable[Term]) -> Iterator[EntryFault]:
    """One term twice, and two preferred terms of one language at one time."""
    term_list = list(terms)
    counts = Counter((term.locale.tag, term.text) for term in term_list)
    for (tag, text), count in counts.items():
        if count > 1:
            yield EntryFault(f"the {tag} term {text!r} occurs {count} times")
    preferred: dict[str, list[Term]] = defaultdict(list)
    for term in term_list:
        if term.status is TermStatus.PREFERRED:
            preferred[term.locale.tag].append(term)
    for tag, rivals in preferred.items():
        if len(rivals) > _MAX_RIVALS:
            yield EntryFault(f"more than {_MAX_RIVALS} preferred {tag} terms", False)
        else:
            yield from _rival_faults(rivals)


def _rival_faults(preferred: Iterable[Term]) -> Iterator[EntryFault]:
    for first, second in combinations(preferred, 2):
        if first.text == second.text:
            continue
        if periods_overlap(
            (first.valid_from, first.valid_to), (second.valid_from, second.valid_to)
        ):
            yield EntryFault(
                f"two preferred {first.locale.tag} terms at the same time, "
                f"{first.text!r} and {second.text!r}; prefer one of them, or "
                "give them dates"
            )


def _relation_faults(
    entry: ConceptEntry, relations_of: RelationsOf
) -> Iterator[EntryFault]:
    for relation, count in Counter(entry.relations).items():
        kind, concept = relation.kind.value, relation.concept
        if count > 1:
            yield EntryFault(f"{kind} {concept} occurs {count} times")
        yield from _date_faults(
            f"{kind} {concept}", relation.valid_from, relation.valid_to
        )
        if concept == entry.id:
            yield EntryFault(f"{kind}: a concept cannot relate to itself")
        elif not _is_known(concept, relations_of):
            yield EntryFault(f"{kind} {concept}: no such concept yet", False)
        is_office_held = relation.kind is RelationKind.OFFICE_HELD
        if is_office_held and entry.subject_field != PERSON:
            yield EntryFault(
                f"office held {concept}: its domain is not {PERSON!r}", False
            )
    for acyclic_kind in _ACYCLIC_KINDS:
        circle = _find_cycle(entry, acyclic_kind, relations_of)
        if len(circle) > 1:
            yield EntryFault(
                f"cycle of {acyclic_kind.value!r} relations: {' → '.join(circle)}"
            )


def _is_known(id: str, relations_of: RelationsOf) -> bool:
    """Whether there is a concept, or a title composed of two that there are."""
    if relations_of(id) is not None:
        return True
    parts = id.split("+")
    return len(parts) == 2 and all(relations_of(part) is not None for part in parts)


def _find_cycle(
    entry: ConceptEntry, kind: RelationKind, relations_of: RelationsOf
) -> tuple[str, ...]:
    """Find a path of relations from an entry back to itself; empty if there is none."""

    def successors(id: str) -> list[str]:
        relations = entry.relations if id == entry.id else relations_of(id) or ()
        return [successor.concept for successor in relations if successor.kind is kind]

    paths: list[tuple[str, ...]] = [
        (entry.id, successor)
        for successor in successors(entry.id)
        if successor != entry.id
    ]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for successor in successors(path[-1]):
            if successor == entry.id:
                return (*path, successor)
            if successor not in seen:
                seen.add(successor)
                paths.append((*path, successor))
    return ()


def describe_term(term: Term) -> str:
    """A term with its status, for messages."""
    return f"{term.locale.tag} {term.text!r} ({status_word_of(term)})"
