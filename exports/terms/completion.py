"""What a file of terms has no place for: kept from the entry that is stored.

A file takes over what it can say. A glossary of pairs says nothing of definitions and
relations, and a table without a column `note` nothing of notes: that they are absent
there does not mean that they are no more.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from exports.term_format import EntryCoverage, TermFeature
from glossary.entries.entry import ConceptEntry, Term, TermStatus

_FIELDS = (
    (TermFeature.SUBJECT_FIELD, "subject_field"),
    (TermFeature.DEFINITION, "definition"),
    (TermFeature.NOTE, "note"),
    (TermFeature.CONFIDENCE, "confidence"),
    (TermFeature.DATES, "valid_from"),
    (TermFeature.DATES, "valid_to"),
)
_TERM_FIELDS = (
    (TermFeature.SHARED, "shared"),
    (TermFeature.PART_OF_SPEECH, "part_of_speech"),
    (TermFeature.CASE, "case_sensitive"),
    (TermFeature.TERM_DATES, "valid_from"),
    (TermFeature.TERM_DATES, "valid_to"),
    (TermFeature.TERM_NOTE, "note"),
    (TermFeature.SOURCE, "source"),
)
_ALL = frozenset(TermFeature)


def complete_entry(
    stored: ConceptEntry, entry: ConceptEntry, holds: EntryCoverage
) -> ConceptEntry:
    """An entry as a file has it, with all that the file cannot say as it was."""
    if holds.features == _ALL and holds.of_locales is None:
        return entry
    known = {(term.locale, term.text): term for term in stored.terms}
    settled = {t.locale for t in stored.terms if t.status is TermStatus.PREFERRED}
    terms = []
    for term in entry.terms:
        said = holds.of_terms(term.locale, entry) or frozenset()
        old = known.get((term.locale, term.text))
        if old is not None:
            term = _with_what_was(term, old, said)
        elif TermFeature.STATUS not in said and term.locale in settled:
            # The file cannot say which of two is the one to use.
            if term.status is TermStatus.PREFERRED:
                term = replace(term, status=TermStatus.ADMITTED)
        terms.append(term)
    # Any: each field has a type of its own.
    fields: dict[str, Any] = {
        name: getattr(entry, name) or getattr(stored, name)
        for feature, name in _FIELDS
        if feature not in holds.features
    }
    if TermFeature.RELATIONS not in holds.features:
        both = (*stored.relations, *entry.relations)
        fields["relations"] = tuple(dict.fromkeys(both))
    return replace(entry, terms=_with_kept(stored, entry, terms, holds), **fields)


def _with_what_was(term: Term, old: Term, said: frozenset[TermFeature]) -> Term:
    # Any: as above.
    fields: dict[str, Any] = {
        name: getattr(old, name)
        for feature, name in _TERM_FIELDS
        if feature not in said and not getattr(term, name)
    }
    if TermFeature.STATUS not in said:
        fields |= {"status": old.status, "forbidden": old.forbidden}
    elif TermFeature.FORBIDDEN not in said and term.status is TermStatus.DEPRECATED:
        fields["forbidden"] = old.forbidden or term.forbidden
    return replace(term, **fields)


def _with_kept(
    stored: ConceptEntry, entry: ConceptEntry, terms: list[Term], holds: EntryCoverage
) -> tuple[Term, ...]:
    """Terms with those that the file does not speak of, each after its neighbour."""
    kept = {id(term) for term in _kept(stored, entry, holds)}
    whole = list(terms)
    places = {(term.locale, term.text): place for place, term in enumerate(whole)}
    last = {term.locale: place for place, term in enumerate(whole)}
    after: dict[int, list[Term]] = {}
    position = -1
    for term in stored.terms:
        place = places.get((term.locale, term.text))
        if place is not None:
            position = place
        elif id(term) in kept:
            after.setdefault(position, []).append(term)
        else:
            # What the file has in its place stands there.
            position = max(position, last.get(term.locale, position))
    ordered = after.get(-1, [])
    for place, term in enumerate(whole):
        ordered += [term, *after.get(place, ())]
    return tuple(ordered)


def _kept(
    stored: ConceptEntry, entry: ConceptEntry, holds: EntryCoverage
) -> Iterator[Term]:
    named = {(term.locale, term.text) for term in entry.terms}
    for term in stored.terms:
        if (term.locale, term.text) in named:
            continue
        said = holds.of_terms(term.locale, entry)
        is_preferred = term.status is TermStatus.PREFERRED
        what = TermFeature.STATUS if is_preferred else TermFeature.SYNONYMS
        if said is None or what not in said:
            yield term
