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
    if holds.features == _ALL and holds.features_by_locale is None:
        return entry
    stored_terms = {(term.locale, term.text): term for term in stored.terms}
    settled = {
        known_term.locale
        for known_term in stored.terms
        if known_term.status is TermStatus.PREFERRED
    }
    terms = []
    for term in entry.terms:
        features = holds.term_features(term.locale, entry) or frozenset()
        stored_term = stored_terms.get((term.locale, term.text))
        if stored_term is not None:
            term = _with_what_was(term, stored_term, features)
        elif TermFeature.STATUS not in features and term.locale in settled:
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
        relations = (*stored.relations, *entry.relations)
        fields["relations"] = tuple(dict.fromkeys(relations))
    return replace(entry, terms=_with_kept(stored, entry, terms, holds), **fields)


def _with_what_was(
    term: Term, stored_term: Term, features_of_file: frozenset[TermFeature]
) -> Term:
    # Any: as above.
    fields: dict[str, Any] = {
        name: getattr(stored_term, name)
        for feature, name in _TERM_FIELDS
        if feature not in features_of_file and not getattr(term, name)
    }
    if TermFeature.STATUS not in features_of_file:
        fields |= {"status": stored_term.status, "forbidden": stored_term.forbidden}
    elif (
        TermFeature.FORBIDDEN not in features_of_file
        and term.status is TermStatus.DEPRECATED
    ):
        fields["forbidden"] = stored_term.forbidden or term.forbidden
    return replace(term, **fields)


def _with_kept(
    stored: ConceptEntry, entry: ConceptEntry, terms: list[Term], holds: EntryCoverage
) -> tuple[Term, ...]:
    """Terms with those that the file does not speak of, each after its neighbour."""
    kept_ids = {id(term) for term in _kept(stored, entry, holds)}
    file_terms = list(terms)
    positions = {
        (term.locale, term.text): position_in_file
        for position_in_file, term in enumerate(file_terms)
    }
    last_positions = {
        term.locale: position_in_file
        for position_in_file, term in enumerate(file_terms)
    }
    kept_after: dict[int, list[Term]] = {}
    position = -1
    for term in stored.terms:
        position_in_file = positions.get((term.locale, term.text))
        if position_in_file is not None:
            position = position_in_file
        elif id(term) in kept_ids:
            kept_after.setdefault(position, []).append(term)
        else:
            # What the file has in its place stands there.
            position = max(position, last_positions.get(term.locale, position))
    ordered = kept_after.get(-1, [])
    for position_in_file, term in enumerate(file_terms):
        ordered += [term, *kept_after.get(position_in_file, ())]
    return tuple(ordered)


def _kept(
    stored: ConceptEntry, entry: ConceptEntry, holds: EntryCoverage
) -> Iterator[Term]:
    file_texts = {(term.locale, term.text) for term in entry.terms}
    for term in stored.terms:
        if (term.locale, term.text) in file_texts:
            continue
        features = holds.term_features(term.locale, entry)
        is_preferred = term.status is TermStatus.PREFERRED
        needed_feature = TermFeature.STATUS if is_preferred else TermFeature.SYNONYMS
        if features is None or needed_feature not in features:
            yield term
