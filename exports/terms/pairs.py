"""Concept entries as pairs of terms, for formats that hold only pairs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from exports.direction import require_locales
from exports.entry import LossTally
from exports.term_format import TermFeature, TermWriteOptions
from exports.terms.field_texts import make_concept_id, normalise_term
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.text.locale import Locale

_FEATURE_AND_FIELD_BY_DESCRIPTION = {
    "definitions": (TermFeature.DEFINITION, "definition"),
    "subject fields": (TermFeature.SUBJECT_FIELD, "subject_field"),
    "notes": (TermFeature.NOTE, "note"),
    "confidence": (TermFeature.CONFIDENCE, "confidence"),
    "relations": (TermFeature.RELATIONS, "relations"),
}
_TERM_FIELD_BY_DESCRIPTION = {
    "parts of speech": "part_of_speech",
    "notes of single terms": "note",
    "sources of terms": "source",
    "shared forms": "shared",
}


@dataclass(frozen=True, slots=True)
class TermPair:
    """A term and its equivalent."""

    source: Term
    target: Term
    entry: ConceptEntry


class TermPairMaker:
    """Makes pairs of terms from entries, and counts what pairs cannot hold."""

    def __init__(
        self,
        options: TermWriteOptions,
        features: frozenset[TermFeature],
        format_name: str,
    ) -> None:
        self.tally = LossTally()
        self.left_out_count = 0
        """Concepts without a pair."""
        self._locales = require_locales(options, f"a glossary of {format_name}")
        self._features = features
        self._chosen_statuses = {TermStatus.PREFERRED}
        if options.with_admitted:
            self._chosen_statuses.add(TermStatus.ADMITTED)

    def make_pairs(self, entries: Iterable[ConceptEntry]) -> Iterator[TermPair]:
        """Pair each source term with each target term of its concept."""
        for entry in entries:
            source_terms, target_terms = (
                self._select_terms(entry, locale) for locale in self._locales
            )
            if not source_terms or not target_terms:
                self.left_out_count += 1
                continue
            self._count_losses(entry, source_terms + target_terms)
            for source_term in source_terms:
                for target_term in target_terms:
                    yield TermPair(source_term, target_term, entry)

    def _select_terms(self, entry: ConceptEntry, locale: Locale) -> list[Term]:
        """Select the terms of a locale with a status that is written."""
        return [
            term
            for term in entry.list_terms_in(locale)
            if term.status in self._chosen_statuses
        ]

    def _count_losses(self, entry: ConceptEntry, paired_terms: list[Term]) -> None:
        """Count what the pairs of an entry cannot hold."""
        count_loss = self.tally.add
        locale_terms = [
            term for locale in self._locales for term in entry.list_terms_in(locale)
        ]
        count_loss("terms of other languages", len(entry.terms) - len(locale_terms))
        count_loss("terms of another status", len(locale_terms) - len(paired_terms))
        regional_variant_count = sum(
            term.locale not in self._locales for term in paired_terms
        )
        count_loss("variants of the locales", regional_variant_count)
        count_loss("ids of concepts")
        for description, (
            feature,
            field_name,
        ) in _FEATURE_AND_FIELD_BY_DESCRIPTION.items():
            if feature not in self._features:
                field_value = getattr(entry, field_name)
                count_loss(
                    description,
                    len(field_value)
                    if isinstance(field_value, tuple)
                    else bool(field_value),
                )
        count_loss("dates of concepts", bool(entry.valid_from or entry.valid_to))
        for term in paired_terms:
            for description, field_name in _TERM_FIELD_BY_DESCRIPTION.items():
                count_loss(description, bool(getattr(term, field_name)))
            count_loss("case rules", term.case_sensitive is not None)
            count_loss("dates of single terms", bool(term.valid_from or term.valid_to))


def make_pair_entry(
    text_by_locale: Mapping[Locale, str],
    target_status: TermStatus = TermStatus.PREFERRED,
) -> ConceptEntry:
    """Make a concept of one pair, source first; the status is that of the target.

    Raises InputError for a term that is empty or too long.
    """
    source_term, target_term = (
        Term(locale, normalise_term(text, locale))
        for locale, text in text_by_locale.items()
    )
    concept_id = make_concept_id([source_term, target_term])
    return ConceptEntry(
        concept_id, (source_term, replace(target_term, status=target_status))
    )
