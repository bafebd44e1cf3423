"""Stored concepts that may be the same: pairs with the same or nearly the same terms.

A pair needs a common term in two languages, or in one if no other language and no
subject field tells them apart: a term that is shared in one language may be a homonym.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import regex

from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    RelationKind,
    Term,
    make_term_form,
)
from glossary.entries.period import do_periods_overlap
from tm.text.normal import fold_text

_MAX_CONCEPTS_PER_FORM = 20
"""A form of more concepts than these identifies none of them."""
_DISTINGUISHING_RELATIONS = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)
_SEPARATORS_PATTERN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_SIMILAR_TERMS_SCORE = 0.9
"""The score of a language whose terms differ in diacritics, hyphens or spaces only."""


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two concepts that may be the same."""

    kept_entry: ConceptEntry
    """The one with more terms; of equal ones the first by id."""
    removed_entry: ConceptEntry
    score: float
    """The mean over their common languages, 0 to 1."""
    languages: tuple[str, ...]
    """The languages in which they have the same or nearly the same term."""


def find_duplicate_pairs(entries: Iterable[ConceptEntry]) -> list[DuplicatePair]:
    """Find the pairs of entries that may be the same concept, the surest first."""
    entry_by_id = {entry.id: entry for entry in entries}
    ids_by_language_and_form: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entry_by_id.values():
        for term in _list_usable_terms(entry):
            ids_by_language_and_form[term.locale.language, _make_loose_form(term)].add(
                entry.id
            )
    id_pairs = {
        pair
        for ids in ids_by_language_and_form.values()
        if 1 < len(ids) <= _MAX_CONCEPTS_PER_FORM
        for pair in combinations(sorted(ids), 2)
    }
    possible_pairs = (
        _compare_entries(entry_by_id[first_id], entry_by_id[second_id])
        for first_id, second_id in sorted(id_pairs)
    )
    duplicate_pairs = [pair for pair in possible_pairs if pair is not None]
    return sorted(
        duplicate_pairs,
        key=lambda pair: (-pair.score, pair.kept_entry.id, pair.removed_entry.id),
    )


def _compare_entries(
    first_entry: ConceptEntry, second_entry: ConceptEntry
) -> DuplicatePair | None:
    """Compare two entries; None if they are different concepts."""
    subject_fields = {first_entry.subject_field, second_entry.subject_field} - {None}
    if _are_related(first_entry, second_entry) or not do_periods_overlap(
        (first_entry.valid_from, first_entry.valid_to),
        (second_entry.valid_from, second_entry.valid_to),
    ):
        return None
    score_by_language = dict(_score_languages(first_entry, second_entry))
    common_languages = [
        language for language, score in score_by_language.items() if score
    ]
    has_same_subject_field = len(subject_fields) < 2
    if len(common_languages) < 2 and not (
        has_same_subject_field and len(score_by_language) == 1 and common_languages
    ):
        return None
    if not has_same_subject_field and len(common_languages) < len(score_by_language):
        return None
    kept_entry, removed_entry = sorted(
        (first_entry, second_entry), key=lambda entry: (-len(entry.terms), entry.id)
    )
    score = sum(score_by_language.values()) / len(score_by_language)
    return DuplicatePair(kept_entry, removed_entry, score, tuple(common_languages))


def _score_languages(
    first_entry: ConceptEntry, second_entry: ConceptEntry
) -> Iterator[tuple[str, float]]:
    """Score each language of both: 1 for the same term, 0 for none in common."""
    first_terms, second_terms = map(_group_by_language, (first_entry, second_entry))
    for language in first_terms:
        if language not in second_terms:
            continue
        has_same_term, has_similar_term = (
            not set(map(make_form, first_terms[language])).isdisjoint(
                map(make_form, second_terms[language])
            )
            for make_form in (_make_exact_form, _make_loose_form)
        )
        if has_same_term:
            yield language, 1.0
        else:
            yield language, _SIMILAR_TERMS_SCORE if has_similar_term else 0.0


def _are_related(first_entry: ConceptEntry, second_entry: ConceptEntry) -> bool:
    """Whether a relation between two entries tells them apart."""
    return any(
        relation.concept == other_entry.id
        and relation.kind in _DISTINGUISHING_RELATIONS
        for entry, other_entry in (
            (first_entry, second_entry),
            (second_entry, first_entry),
        )
        for relation in entry.relations
    )


def _list_usable_terms(entry: ConceptEntry) -> list[Term]:
    return [
        term
        for term in entry.terms
        if term.status in USABLE_STATUSES and not term.shared
    ]


def _group_by_language(entry: ConceptEntry) -> Mapping[str, Sequence[Term]]:
    terms_by_language: dict[str, list[Term]] = {}
    for term in _list_usable_terms(entry):
        terms_by_language.setdefault(term.locale.language, []).append(term)
    return terms_by_language


def _make_exact_form(term: Term) -> str:
    return make_term_form(term.text, term.locale)


def _make_loose_form(term: Term) -> str:
    """Make the form without diacritics, hyphens and spaces.

    The marks that are vowels, as in Thai, stay.
    """
    folded_text = fold_text(term.text)
    return _SEPARATORS_PATTERN.sub("", folded_text) or folded_text
