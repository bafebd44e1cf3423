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
from glossary.entries.notation import standing_of, term_text
from glossary.entries.period import are_reversed, checked_date, overlap
from tm.errors import InputError

CONFIDENCES = ("high", "medium", "low")

RelationsOf = Callable[[str], tuple[Relation, ...] | None]
"""The relations of a concept by its id; None where there is no such concept."""

_CROWD = 100
"""So many preferred terms are a list that somebody imported, and no rivals."""
_ORDERED = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""Relations that lead up or back, and so never round in a circle."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an entry."""

    what: str
    refused: bool = True
    """Whether an edit that brings it is refused; else it is a warning."""


def faults(entry: ConceptEntry, relations_of: RelationsOf) -> Iterator[Fault]:
    """All that is wrong with an entry, by itself and among the others."""
    if not entry.terms:
        yield Fault("a concept needs a term")
    if entry.confidence not in (None, *CONFIDENCES):
        known = ", ".join(CONFIDENCES)
        yield Fault(f"unknown confidence {entry.confidence!r}; known: {known}")
    yield from _of_dates("the concept", entry.valid_from, entry.valid_to)
    for term in entry.terms:
        yield from _of_term(term)
    yield from _of_twins(entry.terms)
    yield from _of_relations(entry, relations_of)


def new_faults(
    before: ConceptEntry | None, after: ConceptEntry, relations_of: RelationsOf
) -> list[Fault]:
    """The faults that an edit brings, the refused ones first."""
    old = set(faults(before, relations_of)) if before is not None else set()
    found = dict.fromkeys(f for f in faults(after, relations_of) if f not in old)
    return sorted(found, key=lambda fault: not fault.refused)


def demand_valid(
    before: ConceptEntry | None, after: ConceptEntry, relations_of: RelationsOf
) -> list[str]:
    """Warnings about an edit; raises InputError where it brings a refused fault."""
    found = new_faults(before, after, relations_of)
    refused = [fault.what for fault in found if fault.refused]
    if refused:
        raise InputError(f"{after.id}: {'; '.join(refused)}")
    return [f"{after.id}: {fault.what}" for fault in found]


def _of_term(term: Term) -> Iterator[Fault]:
    try:
        if term_text(term.text) != term.text:
            yield Fault(f"{term.text!r} is not composed, or has surplus spaces")
    except InputError as error:
        yield Fault(str(error))
    yield from _of_dates(f"{term.text!r}", term.valid_from, term.valid_to)


def _of_dates(
    what: str, valid_from: str | None, valid_to: str | None
) -> Iterator[Fault]:
    for day in filter(None, (valid_from, valid_to)):
        try:
            checked_date(day)
        except InputError as error:
            yield Fault(f"{what}: {error}")
            return
    if are_reversed(valid_from, valid_to):
        yield Fault(f"{what} would end ({valid_to}) before it begins ({valid_from})")


def _of_twins(terms: Iterable[Term]) -> Iterator[Fault]:
    """One term twice, and two preferred terms of one language at one time."""
    whole = list(terms)
    counts = Counter((term.locale.tag, term.text) for term in whole)
    for (tag, text), count in counts.items():
        if count > 1:
            yield Fault(f"the {tag} term {text!r} is there {count} times")
    preferred: dict[str, list[Term]] = defaultdict(list)
    for term in whole:
        if term.status is TermStatus.PREFERRED:
            preferred[term.locale.tag].append(term)
    for tag, rivals in preferred.items():
        if len(rivals) > _CROWD:
            yield Fault(f"more than {_CROWD} preferred {tag} terms", False)
        else:
            yield from _of_rivals(rivals)


def _of_rivals(preferred: Iterable[Term]) -> Iterator[Fault]:
    for one, other in combinations(preferred, 2):
        if one.text == other.text:
            continue
        if overlap((one.valid_from, one.valid_to), (other.valid_from, other.valid_to)):
            yield Fault(
                f"two preferred {one.locale.tag} terms at one time, {one.text!r} and "
                f"{other.text!r}; choose with --prefer, or give them dates"
            )


def _of_relations(entry: ConceptEntry, relations_of: RelationsOf) -> Iterator[Fault]:
    for relation, count in Counter(entry.relations).items():
        kind, other = relation.kind.value, relation.concept
        if count > 1:
            yield Fault(f"{kind} {other} is there {count} times")
        yield from _of_dates(f"{kind} {other}", relation.valid_from, relation.valid_to)
        if other == entry.id:
            yield Fault(f"{kind} itself")
        elif not _is_known(other, relations_of):
            yield Fault(f"{kind} {other}: there is no such concept (yet)", False)
        held = relation.kind is RelationKind.OFFICE_HELD
        if held and entry.subject_field != PERSON:
            yield Fault(f"holds {other}, but its domain is not {PERSON!r}", False)
    for kind_ in _ORDERED:
        circle = _circle(entry, kind_, relations_of)
        if len(circle) > 1:
            yield Fault(f"a circle of {kind_.value!r}: {' → '.join(circle)}")


def _is_known(id: str, relations_of: RelationsOf) -> bool:
    """Whether there is a concept, or a title composed of two that there are."""
    if relations_of(id) is not None:
        return True
    parts = id.split("+")
    return len(parts) == 2 and all(relations_of(part) is not None for part in parts)


def _circle(
    entry: ConceptEntry, kind: RelationKind, relations_of: RelationsOf
) -> tuple[str, ...]:
    """A way from an entry back to itself over others; empty if there is none."""

    def others(id: str) -> list[str]:
        found = entry.relations if id == entry.id else relations_of(id) or ()
        return [one.concept for one in found if one.kind is kind]

    ways: list[tuple[str, ...]] = [
        (entry.id, one) for one in others(entry.id) if one != entry.id
    ]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for one in others(way[-1]):
            if one == entry.id:
                return (*way, one)
            if one not in seen:
                seen.add(one)
                ways.append((*way, one))
    return ()


def describe(term: Term) -> str:
    """A term with its status, for messages."""
    return f"{term.locale.tag} {term.text!r} ({standing_of(term)})"
