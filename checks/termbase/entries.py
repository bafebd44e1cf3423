"""Checks of duplicate, contradictory and wrongly written termbase entries."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

import regex

from checks.engine.check import Level, check
from checks.engine.checked_termbase import (
    CheckedTermbase,
    EntryTerm,
    FormKey,
    TermbaseFinding,
    are_distinguished,
    are_indistinguishable,
    make_form_key,
)
from checks.text.invisible_characters import find_invisible_characters
from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.period import do_periods_overlap
from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from tm.finding import CatalogueWord, Severity
from tm.text.normal import nfc

_MAX_COMPARED_TERMS = 20
"""The most terms of a form, or of a concept, that are compared."""
_NON_ASCII_LETTER_PATTERN = regex.compile(r"[^\x00-\x7f\W]")


@check("tb.duplicate", level=Level.TERMBASE, severity=Severity.WARNING)
def report_duplicates(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """Two concepts have the same preferred terms in all common languages.

    The check also reports a concept that has one term twice. It ignores concepts that a
    relation calls distinct.
    """
    for entry in termbase.entries:
        yield from _report_repeated_terms(entry)
    reported_pairs: set[tuple[str, str]] = set()
    for entry_term, other_entry_term in _find_indistinguishable_term_pairs(termbase):
        id_pair = entry_term.entry.id, other_entry_term.entry.id
        if id_pair in reported_pairs or not _are_same_concept(
            entry_term, other_entry_term
        ):
            continue
        reported_pairs.add(id_pair)
        yield TermbaseFinding(
            "concept",
            other_entry_term.entry,
            other_entry_term.term,
            {"concept": entry_term.entry.id},
            related=[entry_term.entry.id],
        )


@check("tb.contradiction", level=Level.TERMBASE, severity=Severity.WARNING)
def report_contradictions(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A term is preferred in one concept and forbidden or outdated in another.

    The check ignores a term that is marked as shared, or whose concepts are related as
    distinct.
    """
    for entry_terms in termbase.entry_terms_by_form.values():
        wrong_terms = [
            entry_term
            for entry_term in entry_terms
            if entry_term.term.status not in USABLE_STATUSES
            and not entry_term.term.shared
        ]
        preferred_terms = _select_preferred_terms(entry_terms)
        for wrong_term in wrong_terms[:_MAX_COMPARED_TERMS]:
            conflicting_terms = [
                preferred_term
                for preferred_term in preferred_terms[:_MAX_COMPARED_TERMS]
                if are_indistinguishable(wrong_term, preferred_term)
                and (
                    preferred_term.entry.id == wrong_term.entry.id
                    or not are_distinguished(wrong_term, preferred_term)
                )
            ]
            if conflicting_terms:
                concept_ids = [
                    *dict.fromkeys(
                        entry_term.entry.id for entry_term in conflicting_terms
                    )
                ]
                yield TermbaseFinding(
                    "preferred",
                    wrong_term.entry,
                    wrong_term.term,
                    {
                        "status": CatalogueWord(_make_status_name(wrong_term.term)),
                        "concepts": ", ".join(concept_ids),
                    },
                    related=concept_ids,
                )


@check("tb.ambiguous", level=Level.TERMBASE, severity=Severity.WARNING)
def report_ambiguous_terms(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """One term is preferred in two concepts, and nothing distinguishes them.

    Concepts are distinguished by their subject fields, a mark as shared, a relation
    as distinct or as former name, or dates that do not overlap.
    """
    for entry_term, other_entry_term in _find_indistinguishable_term_pairs(termbase):
        if _are_same_concept(entry_term, other_entry_term) or _differ_in_subject(
            entry_term, other_entry_term
        ):
            continue
        if not are_distinguished(entry_term, other_entry_term):
            yield TermbaseFinding(
                "preferred",
                other_entry_term.entry,
                other_entry_term.term,
                {"concept": entry_term.entry.id},
                related=[entry_term.entry.id],
            )


@check("tb.one_way", level=Level.TERMBASE, severity=Severity.WARNING)
def report_one_way_relations(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A concept admits the preferred term of another, but not the other way round."""
    for entry_terms in termbase.entry_terms_by_form.values():
        preferred_terms = _select_preferred_terms(entry_terms)
        for admitted_term in entry_terms if preferred_terms else ():
            if admitted_term.term.status is not TermStatus.ADMITTED:
                continue
            for preferred_term in preferred_terms[:_MAX_COMPARED_TERMS]:
                if (
                    preferred_term.entry.id == admitted_term.entry.id
                    or not are_indistinguishable(admitted_term, preferred_term)
                ):
                    continue
                if _differ_in_subject(
                    admitted_term, preferred_term
                ) or are_distinguished(admitted_term, preferred_term):
                    continue
                if not _admits_term_of(preferred_term.entry, admitted_term):
                    yield TermbaseFinding(
                        "preferred",
                        admitted_term.entry,
                        admitted_term.term,
                        {"concept": preferred_term.entry.id},
                        related=[preferred_term.entry.id],
                    )


@check("tb.contained", level=Level.TERMBASE, severity=Severity.WARNING)
def report_contained_terms(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A forbidden term is part of a preferred term of its concept, or contains it.

    Replacing one by the other automatically would damage the text.
    """
    for entry in termbase.entries:
        forbidden_terms = [term for term in entry.terms if term.forbidden][
            :_MAX_COMPARED_TERMS
        ]
        if not forbidden_terms:
            continue
        preferred_terms = _list_preferred_terms(entry)
        for forbidden_term in forbidden_terms:
            for preferred_term in preferred_terms[:_MAX_COMPARED_TERMS]:
                if forbidden_term.locale.language != preferred_term.locale.language:
                    continue
                if _contains_term(preferred_term, forbidden_term):
                    message_key = "inside"
                elif _contains_term(forbidden_term, preferred_term):
                    message_key = "contains"
                else:
                    continue
                yield TermbaseFinding(
                    message_key,
                    entry,
                    forbidden_term,
                    {"preferred": preferred_term.text},
                )


@check("tb.two_preferred", level=Level.TERMBASE, severity=Severity.WARNING)
def report_two_preferred_terms(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A concept has two preferred terms in one language at the same time."""
    for entry in termbase.entries:
        preferred_terms = _list_preferred_terms(entry)
        if len(preferred_terms) < 2:
            continue
        sorted_terms = sorted(preferred_terms, key=lambda term: term.locale.tag)
        for _, locale_terms in groupby(sorted_terms, key=lambda term: term.locale.tag):
            first_term, *other_terms = locale_terms
            for term in other_terms:
                if make_form_key(term) != make_form_key(
                    first_term
                ) and _have_overlapping_validity(first_term, term):
                    yield TermbaseFinding(
                        "second", entry, term, {"preferred": first_term.text}
                    )


@check("tb.copied", level=Level.TERMBASE, severity=Severity.WARNING)
def report_copied_terms(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """The preferred terms of two languages are equal and are not a name.

    The check ignores names, abbreviations, and single words without diacritics:
    `virus`.
    """
    for entry in termbase.entries:
        preferred_terms = _list_preferred_terms(entry)
        first_term_by_text: dict[str, Term] = {}
        for term in preferred_terms:
            equal_term = first_term_by_text.setdefault(nfc(term.text), term)
            if equal_term.locale.language != term.locale.language and _is_untranslated(
                term.text, {equal_term.locale.language, term.locale.language}
            ):
                locale_arguments = {
                    "language": str(term.locale),
                    "other_language": str(equal_term.locale),
                }
                yield TermbaseFinding("equal", entry, term, locale_arguments)


@check("tb.nfc", level=Level.TERMBASE, severity=Severity.ERROR)
def report_decomposed_letters(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A term has decomposed letters (not NFC), so no text matches it."""
    for entry in termbase.entries:
        for term in entry.terms:
            if nfc(term.text) != term.text:
                yield TermbaseFinding("decomposed", entry, term, fix=nfc(term.text))


@check("tb.space", level=Level.TERMBASE, severity=Severity.WARNING)
def report_stray_characters(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A term has stray spaces or invisible characters."""
    for entry in termbase.entries:
        for term in entry.terms:
            cleaned_text = term.text
            for invisible_match in reversed(find_invisible_characters(cleaned_text)):
                cleaned_text = (
                    cleaned_text[: invisible_match.start()]
                    + cleaned_text[invisible_match.end() :]
                )
            cleaned_text = " ".join(cleaned_text.split())
            if cleaned_text != term.text:
                yield TermbaseFinding(
                    "stray" if cleaned_text else "nothing_else",
                    entry,
                    term,
                    fix=cleaned_text or None,
                )


def _select_preferred_terms(entry_terms: Sequence[EntryTerm]) -> list[EntryTerm]:
    return [
        entry_term
        for entry_term in entry_terms
        if entry_term.term.status is TermStatus.PREFERRED
    ]


def _list_preferred_terms(entry: ConceptEntry) -> list[Term]:
    return [term for term in entry.terms if term.status is TermStatus.PREFERRED]


def _report_repeated_terms(entry: ConceptEntry) -> Iterator[TermbaseFinding]:
    first_term_by_key: dict[tuple[str, str], Term] = {}
    for term in entry.terms:
        term_key = term.locale.tag, fold_term(term.text, term.locale.language)
        earlier_term = first_term_by_key.setdefault(term_key, term)
        are_equally_usable = (earlier_term.status in USABLE_STATUSES) == (
            term.status in USABLE_STATUSES
        )
        if earlier_term is not term and are_equally_usable:
            yield TermbaseFinding("term", entry, term)


def _find_indistinguishable_term_pairs(
    termbase: CheckedTermbase,
) -> Iterator[tuple[EntryTerm, EntryTerm]]:
    """Find pairs of equal preferred terms of two concepts, in order."""
    for entry_terms in termbase.entry_terms_by_form.values():
        if len(entry_terms) < 2:
            continue
        preferred_terms = _select_preferred_terms(entry_terms)
        for entry_term, other_entry_term in combinations(
            preferred_terms[:_MAX_COMPARED_TERMS], 2
        ):
            if (
                entry_term.entry.id != other_entry_term.entry.id
                and are_indistinguishable(entry_term, other_entry_term)
            ):
                yield entry_term, other_entry_term


def _are_same_concept(first_entry_term: EntryTerm, other_entry_term: EntryTerm) -> bool:
    """Whether two concepts have equal preferred terms in all common languages."""
    if any(
        relation.kind is RelationKind.DISTINCT_FROM
        and relation.concept == other_entry.id
        for entry, other_entry in (
            (first_entry_term.entry, other_entry_term.entry),
            (other_entry_term.entry, first_entry_term.entry),
        )
        for relation in entry.relations
    ):
        return False
    if not do_periods_overlap(
        (first_entry_term.entry.valid_from, first_entry_term.entry.valid_to),
        (other_entry_term.entry.valid_from, other_entry_term.entry.valid_to),
    ):
        return False
    forms_by_language_of_concepts = [
        _collect_preferred_forms(entry_term.entry)
        for entry_term in (first_entry_term, other_entry_term)
    ]
    common_language_tags = (
        forms_by_language_of_concepts[0].keys()
        & forms_by_language_of_concepts[1].keys()
    )
    is_only_language_shared = len(forms_by_language_of_concepts[0]) == len(
        forms_by_language_of_concepts[1]
    ) == 1 and not _differ_in_subject(first_entry_term, other_entry_term)
    return (len(common_language_tags) > 1 or is_only_language_shared) and all(
        forms_by_language_of_concepts[0][language_tag]
        & forms_by_language_of_concepts[1][language_tag]
        for language_tag in common_language_tags
    )


def _collect_preferred_forms(entry: ConceptEntry) -> dict[str, set[FormKey]]:
    forms_by_language: dict[str, set[FormKey]] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            forms_by_language.setdefault(term.locale.language, set()).add(
                make_form_key(term)
            )
    return forms_by_language


def _differ_in_subject(entry_term: EntryTerm, other_entry_term: EntryTerm) -> bool:
    subject_field = entry_term.entry.subject_field
    other_field = other_entry_term.entry.subject_field
    return bool(subject_field and other_field) and subject_field != other_field


def _admits_term_of(entry: ConceptEntry, entry_term: EntryTerm) -> bool:
    """Whether an entry has a preferred term of the other, in the same language."""
    language_tag = entry_term.term.locale.language
    preferred_forms = _collect_preferred_forms(entry_term.entry).get(
        language_tag, set()
    )
    usable_forms = {
        make_form_key(term) for term in entry.terms if term.status in USABLE_STATUSES
    }
    return bool(preferred_forms & usable_forms)


def _contains_term(containing_term: Term, contained_term: Term) -> bool:
    """Whether a term contains another one as whole words."""
    containing_text, contained_text = (
        make_form_key(containing_term)[1],
        make_form_key(contained_term)[1],
    )
    start = (
        containing_text.find(contained_text)
        if len(contained_text) < len(containing_text)
        else -1
    )
    while start >= 0:
        if is_word_boundary(containing_text, start) and is_word_boundary(
            containing_text, start + len(contained_text)
        ):
            return True
        start = containing_text.find(contained_text, start + 1)
    return False


def _have_overlapping_validity(term: Term, other_term: Term) -> bool:
    return do_periods_overlap(
        (term.valid_from, term.valid_to),
        (other_term.valid_from, other_term.valid_to),
    )


def _is_untranslated(text: str, language_tags: set[str]) -> bool:
    """Whether an equal term of two languages was probably left untranslated."""
    term_words = re.findall(r"[^\W\d_]+", text)
    if "vi" in language_tags and _NON_ASCII_LETTER_PATTERN.search(text):
        return not all(word[0].isupper() for word in term_words)
    return len(term_words) > 1 and not any(word[0].isupper() for word in term_words)


def _make_status_name(term: Term) -> str:
    return "forbidden" if term.forbidden else term.status.value
