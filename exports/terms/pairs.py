"""Concept entries as pairs of terms, for glossaries that have nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from exports.entry import LossTally
from exports.term_format import TermFeature, TermWriteOptions
from exports.terms.text import made_id, term_text
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

_FIELDS = {
    "definitions": (TermFeature.DEFINITION, "definition"),
    "subject fields": (TermFeature.SUBJECT_FIELD, "subject_field"),
    "notes": (TermFeature.NOTE, "note"),
    "confidence": (TermFeature.CONFIDENCE, "confidence"),
    "relations": (TermFeature.RELATIONS, "relations"),
}
_TERM_FIELDS = {
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


def demand_pair(options: TermWriteOptions, name: str) -> tuple[Locale, Locale]:
    """Both locales. Raises InputError where one is missing."""
    if options.source is None or options.target is None:
        raise InputError(f"a glossary of {name} has one pair of languages: give -s, -t")
    return options.source, options.target


class TermPairMaker:
    """Makes pairs of entries, and counts what pairs cannot hold."""

    def __init__(
        self, options: TermWriteOptions, carries: frozenset[TermFeature], name: str
    ) -> None:
        self.tally = LossTally()
        self.left_out = 0
        """Concepts without a pair."""
        self._locales = demand_pair(options, name)
        self._carries = carries
        self._statuses = {TermStatus.PREFERRED}
        if options.with_admitted:
            self._statuses.add(TermStatus.ADMITTED)

    def pairs(self, entries: Iterable[ConceptEntry]) -> Iterator[TermPair]:
        """Every source term with every target term of its concept."""
        for entry in entries:
            source, target = (self._terms(entry, locale) for locale in self._locales)
            if not source or not target:
                self.left_out += 1
                continue
            self._count(entry, source + target)
            for term in source:
                for target_term in target:
                    yield TermPair(term, target_term, entry)

    def _terms(self, entry: ConceptEntry, locale: Locale) -> list[Term]:
        return [
            term
            for term in entry.list_terms_in(locale)
            if term.status in self._statuses
        ]

    def _count(self, entry: ConceptEntry, paired_terms: list[Term]) -> None:
        add = self.tally.add
        locale_terms = [
            term for locale in self._locales for term in entry.list_terms_in(locale)
        ]
        add("terms of other languages", len(entry.terms) - len(locale_terms))
        add("terms of another status", len(locale_terms) - len(paired_terms))
        variants = sum(term.locale not in self._locales for term in paired_terms)
        add("variants of the locales", variants)
        add("ids of concepts")
        for description, (feature, name) in _FIELDS.items():
            if feature not in self._carries:
                value = getattr(entry, name)
                add(
                    description, len(value) if isinstance(value, tuple) else bool(value)
                )
        add("dates of concepts", bool(entry.valid_from or entry.valid_to))
        for term in paired_terms:
            for description, name in _TERM_FIELDS.items():
                add(description, bool(getattr(term, name)))
            add("case rules", term.case_sensitive is not None)
            add("dates of single terms", bool(term.valid_from or term.valid_to))


def entry_of(
    texts: Mapping[Locale, str], status: TermStatus = TermStatus.PREFERRED
) -> ConceptEntry:
    """A concept of one pair, source and target; the status is that of the target.

    Raises InputError for a term that is empty or too long.
    """
    source, target = (
        Term(locale, term_text(text, locale)) for locale, text in texts.items()
    )
    id = made_id([source, target])
    return ConceptEntry(id, (source, replace(target, status=status)))
