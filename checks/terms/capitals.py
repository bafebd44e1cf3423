"""The check of terms that have lost their capitals."""

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.terms.common_nouns import is_common_noun
from checks.text.language import Language
from glossary.entries.entry import TermHit
from tm.finding import Finding, Severity, Span


@check("term.case", level=Level.DOCUMENT, severity=Severity.WARNING, safe_fixes=True)
def term_case(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A term of several words has lost its capitals.

    Ignored are terms whose first words the document also writes in lower case
    outside the term: there they are ordinary words. So are titles of nobody in
    particular (`para duta besar`, or such as the source writes in lower case), and
    an office before its body in capitals: `juru bicara Kementerian Luar Negeri`.
    """
    if context.terms.target is None:
        return
    lowered_hits = [
        (unit, hit)
        for unit in units
        for hit in context.terms.target.find_split_titles(unit.target, wrong=True)
        if hit.how == "case"
        and _is_miswritten(hit, unit.target)
        and not _is_lowered_office(hit, unit.target, context.language)
    ]
    surfaces = [unit.target[hit.start : hit.end] for unit, hit in lowered_hits]
    elsewhere = _written_elsewhere(surfaces, units)
    for (unit, hit), surface in zip(lowered_hits, surfaces, strict=True):
        span = Span(hit.start, hit.end)
        beginning = _beginning(surface)
        is_small = beginning != _beginning(hit.term.text)
        if is_small and beginning in elsewhere:
            continue
        if is_common_noun(hit, unit, context):
            continue
        yield Finding(
            "lost",
            span,
            arguments={"term": hit.term.text},
            fix=hit.term.text,
            about=unit,
        )


def _is_miswritten(hit: TermHit, text: str) -> bool:
    surface = text[hit.start : hit.end]
    if hit.term.forbidden or hit.term.case_sensitive is False:
        return False
    if any(surface == other_hit.term.text for other_hit in hit.others):
        return False
    return _lost_capitals(surface, hit.term.text)


def _is_lowered_office(hit: TermHit, text: str, data: Language) -> bool:
    """Whether an office is written small, and its body as the term has it."""
    written, words = text[hit.start : hit.end].split(), hit.term.text.split()
    if data.offices_last or len(written) != len(words):
        return False
    if written[0].lower() not in data.offices:
        return False
    body_start = next(
        (
            body_start
            for body_start, word in enumerate(written)
            if body_start and word[0].isupper()
        ),
        0,
    )
    return body_start > 0 and written[body_start:] == words[body_start:]


def _lost_capitals(surface: str, term: str) -> bool:
    """Whether the term has several capitals, and the surface lacks some."""
    term_capitals = sum(letter.isupper() for letter in term)
    surface_capitals = sum(letter.isupper() for letter in surface)
    return (
        term_capitals >= 2
        and surface_capitals < term_capitals
        and not surface.isupper()
    )


def _written_elsewhere(surfaces: Sequence[str], units: Sequence[Unit]) -> set[str]:
    """Beginnings of some terms that stand more often in a document than in them."""
    if not surfaces:
        return set()
    # One that is the beginning of another, `abc d` of `abc def`, counts there too.
    ordered = sorted(surfaces)
    document_text = "\n".join(unit.target for unit in units)
    return {
        beginning
        for beginning in set(map(_beginning, surfaces))
        if document_text.count(beginning) > _starting(ordered, beginning)
    }


def _starting(ordered: Sequence[str], beginning: str) -> int:
    """How many of some ordered texts start with another."""
    first = bisect_left(ordered, beginning)
    end = bisect_left(ordered, beginning + chr(sys.maxunicode))
    return end - first


def _beginning(surface: str) -> str:
    return " ".join(surface.split()[:2])
