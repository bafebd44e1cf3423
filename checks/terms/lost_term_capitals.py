"""The check of terms that have lost their capitals."""

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.terms.common_nouns import is_common_noun
from checks.text.language_words import Language
from glossary.entries.entry import USABLE_STATUSES, TermHit
from tm.finding import Finding, Severity, Span

_PLACE_FIELD_PREFIXES = ("geo", "place", "province")
"""The beginnings of the subject fields of places."""


@check("term.case", level=Level.DOCUMENT, severity=Severity.WARNING, safe_fixes=True)
def find_lost_term_capitals(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A term of several words has lost its capitals.

    The check ignores terms whose first words the document also writes in lower case
    outside the term: there they are ordinary words. It also ignores titles of no
    particular person (`para duta besar`), titles that the source writes in lower case,
    and an office before the name of its body in capitals: `juru bicara Kementerian Luar
    Negeri`. Without a source, kinds of places (`Komite Rakyat provinsi`, `kedua
    kepulauan`) and short terms with no name after them are ignored, too.
    """
    if context.terms.target_finder is None:
        return
    lowered_hits = [
        (unit, hit)
        for unit in units
        for hit in context.terms.target_finder.find_split_titles(
            unit.target, includes_wrong_forms=True
        )
        if hit.match_kind == "case"
        and _has_lost_capitals(hit, unit.target)
        and not _is_lowered_office(hit, unit.target, context.language)
        and not _continues_place_name(hit, unit.target)
        and not (
            context.language.writes_syllables_apart
            and _keeps_some_capitals(hit, unit.target)
        )
        and not (
            context.language.writes_syllables_apart
            and _starts_inside_name(hit, unit.target)
        )
    ]
    surfaces = [unit.target[hit.start : hit.end] for unit, hit in lowered_hits]
    beginnings_outside_terms = _find_beginnings_outside_terms(surfaces, units)
    for (unit, hit), surface in zip(lowered_hits, surfaces, strict=True):
        span = Span(hit.start, hit.end)
        beginning = _read_first_two_words(surface)
        has_changed_beginning = beginning != _read_first_two_words(hit.term.text)
        if has_changed_beginning and beginning in beginnings_outside_terms:
            continue
        if is_common_noun(hit, unit, context):
            continue
        yield Finding(
            "lost",
            span,
            arguments={"term": hit.term.text},
            fix=hit.term.text,
            checked_unit=unit,
        )


def _has_lost_capitals(hit: TermHit, text: str) -> bool:
    surface = text[hit.start : hit.end]
    if hit.term.status not in USABLE_STATUSES or hit.term.case_sensitive is False:
        return False
    if any(surface == other_hit.term.text for other_hit in hit.other_readings):
        return False
    return _lacks_capitals(surface, hit.term.text)


def _keeps_some_capitals(hit: TermHit, text: str) -> bool:
    """Whether a term has capitals as some write it: vịnh Thái Lan, Tổng giám đốc WHO.

    In Vietnamese a kind of place or an office may be an ordinary word before a name.
    """
    surface_words, term_words = text[hit.start : hit.end].split(), hit.term.text.split()
    return len(surface_words) == len(term_words) > 2 and surface_words[-1][:1].isupper()


def _starts_inside_name(hit: TermHit, text: str) -> bool:
    """Whether a term begins with the last syllable of a word: Ủy ban Chỉ đạo."""
    words_before = text[: hit.start].split()
    return (
        text[hit.start].islower()
        and bool(words_before)
        and words_before[-1][0].isupper()
    )


def _is_lowered_office(hit: TermHit, text: str, language: Language) -> bool:
    """Whether the office is in lower case, and its body written as in the term."""
    surface_words, term_words = text[hit.start : hit.end].split(), hit.term.text.split()
    if language.puts_offices_last or len(surface_words) != len(term_words):
        return False
    if surface_words[0].lower() not in language.office_words:
        return False
    body_index = next(
        (
            body_index
            for body_index, word in enumerate(surface_words)
            if body_index and word[0].isupper()
        ),
        0,
    )
    return body_index > 0 and surface_words[body_index:] == term_words[body_index:]


def _continues_place_name(hit: TermHit, text: str) -> bool:
    """Whether a place is the end of another name: `BNN Jawa Timur tengah memeriksa`."""
    preceding_words = text[: hit.start].split()
    return (
        (hit.entry.subject_field or "").startswith(_PLACE_FIELD_PREFIXES)
        and text[hit.start].isupper()
        and len(preceding_words) > 1
        and preceding_words[-1][0].isupper()
    )


def _lacks_capitals(surface: str, term_text: str) -> bool:
    """Whether a text lacks some of the capitals of a term that has several."""
    term_capital_count = sum(letter.isupper() for letter in term_text)
    surface_capital_count = sum(letter.isupper() for letter in surface)
    return (
        term_capital_count >= 2
        and surface_capital_count < term_capital_count
        and not surface.isupper()
    )


def _find_beginnings_outside_terms(
    surfaces: Sequence[str], units: Sequence[Unit]
) -> set[str]:
    """Find first words of terms that the document also has outside these terms."""
    if not surfaces:
        return set()
    # `abc d` is also counted at the beginning of `abc def`.
    sorted_surfaces = sorted(surfaces)
    document_text = "\n".join(unit.target for unit in units)
    return {
        beginning
        for beginning in set(map(_read_first_two_words, surfaces))
        if document_text.count(beginning)
        > _count_texts_with_prefix(sorted_surfaces, beginning)
    }


def _count_texts_with_prefix(sorted_texts: Sequence[str], prefix: str) -> int:
    """Count the sorted texts that start with a prefix."""
    start_index = bisect_left(sorted_texts, prefix)
    end_index = bisect_left(sorted_texts, prefix + chr(sys.maxunicode))
    return end_index - start_index


def _read_first_two_words(surface: str) -> str:
    return " ".join(surface.split()[:2])
