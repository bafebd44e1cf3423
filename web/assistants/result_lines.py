"""The lines of text that matches, terms and findings are for an assistant.

A line that shows a unit ends with its address in brackets.
"""

from collections.abc import Iterable, Iterator

from padanan.assistants.answer_judge import AnswerRepair
from padanan.values.concepts import ConceptTerm, StoredConcept
from padanan.values.findings import TextFinding
from padanan.values.matches import MemoryMatch, PhraseHit
from padanan.values.terms import FoundTerm, TermMatch
from padanan.values.units import StoredUnit
from tm.finding import Finding
from tm.unit import Origin

UNIT_ADDRESS = "padanan://unit/"
ARTICLE_ADDRESS = "padanan://article/"
CONCEPT_ADDRESS = "padanan://concept/"
_SHOWN_KEY_LENGTH = 16
"""Hexadecimal digits of a key; no two units of a memory share them."""


def format_match(match: MemoryMatch) -> str:
    """Write a match: rate, texts, what is still to translate, origin and keys."""
    target = match.repaired or match.target
    notes = []
    if target is None:
        notes.append("not translated yet")
    open_words = [
        difference.query_text
        for difference in match.open_differences
        if difference.query_text
    ]
    if open_words:
        notes.append(
            "still to translate: " + ", ".join(f"“{word}”" for word in open_words)
        )
    texts = _format_texts(match.source, target)
    return f"{match.rate} % {texts}{_format_notes(notes, match.origin, match.units)}"


def format_hit(hit: PhraseHit) -> str:
    """Write a stored text that contains a phrase, with its translation."""
    notes = ["not translated yet"] if hit.target is None else []
    keys = () if hit.unit is None else (hit.unit,)
    return _format_texts(hit.source, hit.target) + _format_notes(
        notes, hit.origin, keys
    )


def format_found_term(term: FoundTerm) -> str:
    """Write a term of a text, with its translations."""
    translations = " | ".join(term.translations) or "no term in the other language"
    return f"{term.text} = {translations}{' (forbidden)' * term.is_forbidden}"


def format_term_match(match: TermMatch) -> str:
    """Write a concept: its terms by language, with status and validity."""
    concept = match.concept
    terms_by_locale: dict[str, list[str]] = {}
    for term in concept.terms:
        terms_by_locale.setdefault(term.locale, []).append(_format_concept_term(term))
    term_lists = [
        f"{locale_tag}: {', '.join(terms)}"
        for locale_tag, terms in terms_by_locale.items()
    ]
    notes = [note for note in (concept.subject_field, concept.definition) if note]
    notes += _format_period(concept.valid_from, concept.valid_to)
    if not match.is_composed:
        notes.append(f"{CONCEPT_ADDRESS}{concept.concept}")
    return f"{'; '.join(term_lists)} ({'; '.join(map(_join_lines, notes))})"


def _format_concept_term(term: ConceptTerm) -> str:
    notes = [] if term.status == "preferred" else [term.status]
    notes += _format_period(term.valid_from, term.valid_to)
    return f"{term.text} [{', '.join(notes)}]" if notes else term.text


def _format_period(valid_from: str | None, valid_to: str | None) -> Iterator[str]:
    if valid_from or valid_to:
        yield f"valid {valid_from or ''}–{valid_to or ''}"


def format_concept_lines(concept: StoredConcept) -> Iterator[str]:
    """Write all that is known of a concept, term by term."""
    for term in concept.terms:
        note = f" ({_join_lines(term.note)})" if term.note else ""
        yield f"{term.locale}: {_format_concept_term(term)}{note}"
    for field_name, field_value in (
        ("subject field", concept.subject_field),
        ("definition", concept.definition),
        ("note", concept.note),
        ("valid from", concept.valid_from),
        ("valid to", concept.valid_to),
        ("termbase", concept.termbase),
    ):
        if field_value:
            yield f"{field_name}: {_join_lines(field_value)}"
    for relation in concept.relations:
        yield f"{relation.kind}: {CONCEPT_ADDRESS}{relation.concept}"


def format_finding(finding: Finding | TextFinding) -> str:
    """Write a finding of a check."""
    fix = f"; write “{finding.fix}”" if finding.fix is not None else ""
    return f"{finding.severity} {finding.check}: {finding.message}{fix}"


def format_repair(repair: AnswerRepair) -> str:
    """Write what to repair in a translation."""
    right_text_note = f"; write “{repair.right_text}”"
    instruction = repair.instruction
    if (repair.right_text or "").casefold() in instruction.casefold():
        right_text_note = ""
    return f"{repair.kind}: {instruction}{right_text_note}"


def format_unit_lines(unit: StoredUnit) -> Iterator[str]:
    """Write all that is known of a unit, field by field."""
    yield f"{unit.source_locale}: {_join_lines(unit.source)}"
    yield f"{unit.target_locale}: {_join_lines(unit.target)}"
    yield f"state: {unit.state}{', waits for review' * unit.is_waiting}"
    if unit.note:
        yield f"note: {_join_lines(unit.note)}"
    origin = unit.origin
    yield f"key: {UNIT_ADDRESS}{unit.key}"
    if origin.article:
        yield f"article: {ARTICLE_ADDRESS}{origin.article}"
    for field_name, field_value in (
        ("published", origin.published),
        ("publisher", origin.publisher),
        ("headline", origin.headline),
        ("author", origin.author),
        ("created", origin.created),
        ("changed", origin.changed),
        ("headline of the original", origin.source_headline),
        ("page", origin.page_url),
        ("original", origin.source_url),
    ):
        if field_value:
            yield f"{field_name}: {_join_lines(field_value)}"


def _format_texts(source: str, target: str | None) -> str:
    texts = [text for text in (source, target) if text is not None]
    return " = ".join(map(_join_lines, texts))


def _format_notes(
    notes: Iterable[str], origin: Origin, unit_keys: Iterable[str]
) -> str:
    publication_day = origin.published[:10] if origin.published else None
    note_parts = [
        *notes,
        *(note_part for note_part in (publication_day, origin.publisher) if note_part),
        *(f"{UNIT_ADDRESS}{key[:_SHOWN_KEY_LENGTH]}" for key in unit_keys),
    ]
    return f" ({'; '.join(map(_join_lines, note_parts))})" if note_parts else ""


def _join_lines(text: str) -> str:
    return " ".join(text.split())
