"""Warnings about imported concept entries that can be stored but look wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import (
    ACYCLIC_KINDS,
    ConceptEntry,
    RelationKind,
    Term,
    TermStatus,
)
from tm.text.locale import Locale

_DISTINGUISHING_KINDS = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)
"""The kinds of relations that distinguish a concept from others of the same name."""
_MAX_SHOWN_TERM_COUNT = 3
_MAX_SHOWN_TERM_LENGTH = 40
"""The most terms that a message shows, and the most characters of each."""


@dataclass(frozen=True, slots=True)
class _NamedConcept:
    """The first concept of a file with a name, and its location."""

    id: str
    location: str
    subject_field: str | None
    preferred_names: frozenset[tuple[Locale, str]]
    """Locale and text of each preferred term."""


class ImportedEntryChecker:
    """Checks imported entries one by one, and then their relations together."""

    def __init__(self, source_locale: Locale | None = None) -> None:
        """Report shared names in `source_locale`, or in an entry's first language."""
        self._source_locale = source_locale
        self._first_concept_by_name: dict[tuple[Locale, str], _NamedConcept] = {}
        self._related_ids_by_kind: dict[RelationKind, dict[str, list[str]]] = {
            kind: {} for kind in ACYCLIC_KINDS
        }

    def check_entry(
        self, entry: ConceptEntry, location: str | None = None
    ) -> Iterator[str]:
        """Warn of flaws of an entry, by itself or compared with earlier entries.

        `location`: its location in the file; by default its id.
        """
        yield from self._check_names(entry, location or entry.id)
        preferred_texts_by_locale: dict[Locale, list[str]] = {}
        for term in entry.terms:
            if term.status is TermStatus.PREFERRED:
                preferred_texts_by_locale.setdefault(term.locale, []).append(term.text)
        for locale, preferred_texts in preferred_texts_by_locale.items():
            if len(preferred_texts) > 1:
                # The terms are shown since a reader may have made up the id.
                shown_terms_text = ", ".join(
                    f"{text[:_MAX_SHOWN_TERM_LENGTH]!r}"
                    for text in preferred_texts[:_MAX_SHOWN_TERM_COUNT]
                )
                ellipsis = ", …" if len(preferred_texts) > _MAX_SHOWN_TERM_COUNT else ""
                yield (
                    f"{entry.id} has {len(preferred_texts)} preferred terms in "
                    f"{locale}: {shown_terms_text}{ellipsis}; "
                    "all but one should be admitted"
                )
        for relation in entry.relations:
            if relation.kind in self._related_ids_by_kind:
                related_ids = self._related_ids_by_kind[relation.kind].setdefault(
                    entry.id, []
                )
                related_ids.append(relation.concept)

    def _check_names(self, entry: ConceptEntry, location: str) -> Iterator[str]:
        """Warn of names of an earlier concept, if nothing distinguishes the two.

        A concept with the same names in all languages is a duplicate, and is reported
        elsewhere.
        """
        preferred_terms = [
            term for term in entry.terms if term.status is TermStatus.PREFERRED
        ]
        if not preferred_terms or any(
            relation.kind in _DISTINGUISHING_KINDS for relation in entry.relations
        ):
            return
        source_locale = self._source_locale or preferred_terms[0].locale
        preferred_names = frozenset(
            (term.locale, term.text) for term in preferred_terms
        )
        named_concept = _NamedConcept(
            entry.id, location, entry.subject_field, preferred_names
        )
        has_dates = bool(entry.valid_from or entry.valid_to)
        for term in preferred_terms:
            if (
                not source_locale.covers(term.locale)
                or has_dates
                or _may_share_name(term)
            ):
                continue
            first_concept = self._first_concept_by_name.setdefault(
                (term.locale, term.text), named_concept
            )
            subject_fields = {first_concept.subject_field, entry.subject_field} - {None}
            is_duplicate = (
                len(preferred_names) > 1
                and preferred_names <= first_concept.preferred_names
            )
            if first_concept.id == entry.id or len(subject_fields) > 1 or is_duplicate:
                continue
            yield (
                f"{location}: {term.text[:_MAX_SHOWN_TERM_LENGTH]!r} ({term.locale}) "
                f"is also the name of the concept at {first_concept.location}; "
                "both are stored"
            )

    def find_cycles(self) -> Iterator[str]:
        """Warn of cycles of relations among the entries so far, each once."""
        for kind, related_ids_by_concept_id in self._related_ids_by_kind.items():
            visited_ids: set[str] = set()
            for start_id in related_ids_by_concept_id:
                for cycle in _find_cycles(
                    start_id, related_ids_by_concept_id, visited_ids
                ):
                    yield f"cycle of `{kind}` relations: {' → '.join(cycle)}"


def _may_share_name(term: Term) -> bool:
    """Whether a term is marked as shared, or limited by dates."""
    return bool(term.shared or term.valid_from or term.valid_to)


def _find_cycles(
    start_id: str,
    related_ids_by_concept_id: dict[str, list[str]],
    visited_ids: set[str],
) -> Iterator[list[str]]:
    """Find cycles on the paths from a concept; iterative, since paths may be long."""
    if start_id in visited_ids:
        return
    unvisited_ids_by_path_id = {
        start_id: iter(related_ids_by_concept_id.get(start_id, ()))
    }
    while unvisited_ids_by_path_id:
        last_id = next(reversed(unvisited_ids_by_path_id))
        next_id = next(unvisited_ids_by_path_id[last_id], None)
        if next_id is None:
            visited_ids.add(last_id)
            del unvisited_ids_by_path_id[last_id]
        elif next_id in unvisited_ids_by_path_id:
            path_ids = list(unvisited_ids_by_path_id)
            yield [*path_ids[path_ids.index(next_id) :], next_id]
        elif next_id not in visited_ids:
            unvisited_ids_by_path_id[next_id] = iter(
                related_ids_by_concept_id.get(next_id, ())
            )
