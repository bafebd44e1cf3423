"""The check of terms that had ended before the date of their document."""

import re
from collections.abc import Iterator
from textwrap import shorten

from checks.engine.check import Level, check
from checks.engine.condition import unit_meets
from checks.engine.unit import Context, Unit
from checks.terms.term_fixes import fit_term
from checks.terms.term_prefilters import find_target_terms
from glossary.entries.entry import TermHit, TermStatus
from glossary.entries.period import get_first_day, get_last_day
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.word_pattern import LETTERS_PATTERN

_YEAR_PATTERN = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_MAX_LETTERS_BEFORE = 40
_MAX_NOTE_LENGTH = 120
_MAX_PRECEDING_WORDS = 3
"""How many words before a title are searched for `former` and the like."""

_KEYS_BY_REPLACEMENT_AND_NOTE = {
    (False, False): "ended",
    (True, False): "ended_use",
    (False, True): "ended_note",
    (True, True): "ended_use_note",
}
"""Keys of the message, by whether there is a replacement, and a note."""


def _is_dated_with_terms(unit: Unit, context: Context) -> bool:
    """Whether the document has a date, and the target a term."""
    return bool(unit.published and find_target_terms(unit, context))


@check(
    "term.outdated",
    level=Level.ONE,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    prefilter=unit_meets(_is_dated_with_terms),
    match_fault=MatchFault.OUTDATED_TERM,
)
def find_outdated_term(unit: Unit, context: Context) -> Iterator[Finding]:
    """A name or title was replaced before the document was published.

    Only where the document has a date, and the term or its concept an end. Ignored
    are terms after `mantan` and the like, terms with a year of their time in the
    text, and a body that the source names by its old name, too.
    """
    publication_day = (unit.published or "")[:10]
    if not publication_day or context.terms.target_finder is None:
        return
    for hit in context.terms.target_finder.find(unit.target, includes_wrong_forms=True):
        if hit.term.forbidden or any(
            not _find_end_date(reading, publication_day)
            for reading in (hit, *hit.other_readings)
        ):
            continue
        end_date = _find_end_date(hit, publication_day) or ""
        if _speaks_of_past(
            unit.target, hit, end_date, publication_day, context
        ) or _is_reported_elsewhere(unit, hit, publication_day, context):
            continue
        replacement = _find_replacement(hit, publication_day, context)
        note_line = _read_first_note_line(hit, publication_day)
        yield Finding(
            _KEYS_BY_REPLACEMENT_AND_NOTE[bool(replacement), bool(note_line)],
            Span(hit.start, hit.end),
            arguments={
                "term": hit.term.text,
                "end": end_date,
                "preferred": replacement or "",
                "note": note_line or "",
            },
            fix=fit_term(hit, replacement, unit, context)
            if replacement and hit.match_kind in ("exact", "case")
            else None,
        )


def _find_end_date(hit: TermHit, day: str) -> str | None:
    """Find the end of the term or its concept, if it was before a day."""
    for end_date in (hit.term.valid_to, hit.entry.valid_to):
        if end_date and get_last_day(end_date) < get_first_day(day):
            return end_date
    return None


def _speaks_of_past(
    text: str, hit: TermHit, end_date: str, publication_day: str, context: Context
) -> bool:
    """Whether the text says `former` before the term, or names a year of its time."""
    preceding_text = text[max(0, hit.start - _MAX_LETTERS_BEFORE) : hit.start]
    preceding_words = LETTERS_PATTERN.findall(preceding_text.lower())[
        -_MAX_PRECEDING_WORDS:
    ]
    if not context.language.former_words.isdisjoint(preceding_words):
        return True
    return any(
        year <= end_date[:4] and year < publication_day[:4]
        for year in _YEAR_PATTERN.findall(text)
    )


def _is_reported_elsewhere(
    unit: Unit, hit: TermHit, publication_day: str, context: Context
) -> bool:
    """Whether another check reports the term, or the source uses it, too."""
    if not unit.source or context.terms.source_finder is None:
        return False
    source_hits = context.terms.source_finder.find(unit.source)
    source_names_concept = any(
        reading.entry.id == hit.entry.id
        for source_hit in source_hits
        for reading in (source_hit, *source_hit.other_readings)
    )
    has_concept_ended = _has_concept_ended(hit, publication_day)
    # Where the source names the concept, `term.variant` reports superseded terms.
    return source_names_concept and (
        has_concept_ended or hit.term.status is not TermStatus.PREFERRED
    )


def _has_concept_ended(hit: TermHit, publication_day: str) -> bool:
    end_date = hit.entry.valid_to
    return bool(end_date) and get_last_day(end_date) < get_first_day(publication_day)


def _read_first_note_line(hit: TermHit, publication_day: str) -> str:
    """Read the first line of the note on the ended term or concept, if any."""
    concept_note = hit.entry.note if _has_concept_ended(hit, publication_day) else None
    note_lines = (hit.term.note or concept_note or "").splitlines()
    return (
        shorten(note_lines[0], _MAX_NOTE_LENGTH, placeholder=" …") if note_lines else ""
    )


def _find_replacement(
    hit: TermHit, publication_day: str, context: Context
) -> str | None:
    """Find the only preferred term of the concept or of its successors."""
    entries = (
        context.terms.successors_by_concept.get(hit.entry.id, ())
        if _has_concept_ended(hit, publication_day)
        else (hit.entry,)
    )
    preferred_texts = {
        term.text
        for entry in entries
        for term in entry.list_terms_in(context.target_locale)
        if term.status is TermStatus.PREFERRED
        and get_last_day(term.valid_to) >= get_first_day(publication_day)
    }
    return preferred_texts.pop() if len(preferred_texts) == 1 else None
