"""Completion of entries from a file by fields of stored entries.

A file overwrites only what its format and columns can hold: definitions stay if a
glossary of pairs is imported, and notes if a table has no column `note`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from exports.term_format import SupportedTermFeatures, TermFeature
from glossary.entries.entry import ConceptEntry, Term, TermStatus

_FEATURE_AND_ENTRY_FIELD_PAIRS = (
    (TermFeature.SUBJECT_FIELD, "subject_field"),
    (TermFeature.DEFINITION, "definition"),
    (TermFeature.NOTE, "note"),
    (TermFeature.CONFIDENCE, "confidence"),
    (TermFeature.DATES, "valid_from"),
    (TermFeature.DATES, "valid_to"),
)
_FEATURE_AND_TERM_FIELD_PAIRS = (
    (TermFeature.SHARED, "shared"),
    (TermFeature.PART_OF_SPEECH, "part_of_speech"),
    (TermFeature.CASE, "case_sensitive"),
    (TermFeature.TERM_DATES, "valid_from"),
    (TermFeature.TERM_DATES, "valid_to"),
    (TermFeature.TERM_NOTE, "note"),
    (TermFeature.SOURCE, "source"),
)
_ALL_FEATURES = frozenset(TermFeature)


def complete_entry(
    stored_entry: ConceptEntry,
    file_entry: ConceptEntry,
    supported_features: SupportedTermFeatures,
) -> ConceptEntry:
    """Complete an entry from a file by stored fields that the file cannot hold."""
    if (
        supported_features.features == _ALL_FEATURES
        and supported_features.features_by_locale is None
    ):
        return file_entry
    stored_term_by_key = {(term.locale, term.text): term for term in stored_entry.terms}
    preferred_locales = {
        stored_term.locale
        for stored_term in stored_entry.terms
        if stored_term.status is TermStatus.PREFERRED
    }
    terms = []
    for term in file_entry.terms:
        features = (
            supported_features.find_term_features(term.locale, file_entry)
            or frozenset()
        )
        stored_term = stored_term_by_key.get((term.locale, term.text))
        if stored_term is not None:
            term = _complete_term(term, stored_term, features)
        elif TermFeature.STATUS not in features and term.locale in preferred_locales:
            # The file cannot hold which of two terms is preferred.
            if term.status is TermStatus.PREFERRED:
                term = replace(term, status=TermStatus.ADMITTED)
        terms.append(term)
    # Any: the fields have different types.
    completed_fields: dict[str, Any] = {
        field_name: getattr(file_entry, field_name) or getattr(stored_entry, field_name)
        for feature, field_name in _FEATURE_AND_ENTRY_FIELD_PAIRS
        if feature not in supported_features.features
    }
    if TermFeature.RELATIONS not in supported_features.features:
        relations = (*stored_entry.relations, *file_entry.relations)
        completed_fields["relations"] = tuple(dict.fromkeys(relations))
    return replace(
        file_entry,
        terms=_insert_kept_terms(stored_entry, file_entry, terms, supported_features),
        **completed_fields,
    )


def _complete_term(
    term: Term, stored_term: Term, file_features: frozenset[TermFeature]
) -> Term:
    """Complete a term from a file by stored fields that the file cannot hold."""
    # Any: the fields have different types.
    completed_fields: dict[str, Any] = {
        field_name: getattr(stored_term, field_name)
        for feature, field_name in _FEATURE_AND_TERM_FIELD_PAIRS
        if feature not in file_features and not getattr(term, field_name)
    }
    if TermFeature.STATUS not in file_features:
        completed_fields |= {
            "status": stored_term.status,
            "forbidden": stored_term.forbidden,
        }
    elif (
        TermFeature.FORBIDDEN not in file_features
        and term.status is TermStatus.DEPRECATED
    ):
        completed_fields["forbidden"] = stored_term.forbidden or term.forbidden
    return replace(term, **completed_fields)


def _insert_kept_terms(
    stored_entry: ConceptEntry,
    file_entry: ConceptEntry,
    terms: list[Term],
    supported_features: SupportedTermFeatures,
) -> tuple[Term, ...]:
    """Insert stored terms that the file cannot hold, each after its predecessor."""
    kept_term_object_ids = {
        id(term)
        for term in _find_kept_terms(stored_entry, file_entry, supported_features)
    }
    file_terms = list(terms)
    file_index_by_key = {
        (term.locale, term.text): file_index
        for file_index, term in enumerate(file_terms)
    }
    last_file_index_by_locale = {
        term.locale: file_index for file_index, term in enumerate(file_terms)
    }
    kept_terms_by_file_index: dict[int, list[Term]] = {}
    last_file_index = -1
    for term in stored_entry.terms:
        file_index = file_index_by_key.get((term.locale, term.text))
        if file_index is not None:
            last_file_index = file_index
        elif id(term) in kept_term_object_ids:
            kept_terms_by_file_index.setdefault(last_file_index, []).append(term)
        else:
            # Terms of the file that replace this term stand before the next ones.
            last_file_index = max(
                last_file_index,
                last_file_index_by_locale.get(term.locale, last_file_index),
            )
    ordered_terms = kept_terms_by_file_index.get(-1, [])
    for file_index, term in enumerate(file_terms):
        ordered_terms += [term, *kept_terms_by_file_index.get(file_index, ())]
    return tuple(ordered_terms)


def _find_kept_terms(
    stored_entry: ConceptEntry,
    file_entry: ConceptEntry,
    supported_features: SupportedTermFeatures,
) -> Iterator[Term]:
    """Find the stored terms that are missing only since the file cannot hold them."""
    file_locales_and_texts = {(term.locale, term.text) for term in file_entry.terms}
    for term in stored_entry.terms:
        if (term.locale, term.text) in file_locales_and_texts:
            continue
        features = supported_features.find_term_features(term.locale, file_entry)
        is_preferred = term.status is TermStatus.PREFERRED
        needed_feature = TermFeature.STATUS if is_preferred else TermFeature.SYNONYMS
        if features is None or needed_feature not in features:
            yield term
