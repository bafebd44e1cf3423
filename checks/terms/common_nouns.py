"""Recognition of titles in lower case that are common nouns."""

import re

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.forms.person_names import is_at_sentence_start
from tm.text.normal import nfc
from tm.text.word_pattern import LETTER_CLASS, WORD_END_PATTERN, WORD_START_PATTERN

_PRECEDING_WORD_PATTERN = re.compile(rf"({LETTER_CLASS}+)[- ]+$")
_MAX_LETTERS_BEFORE = 30


def is_common_noun(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a term in lower case is a common noun in the target.

    It is one after a determiner (`para duta besar`), where the source writes the term
    in lower case or lacks it, and where an office has no name after it (`menjadi
    perdana menteri`). A term with a capital left, besides that at the beginning of a
    sentence, is one only where the source lacks it: `Komite Partai kota` should be
    `Komite Partai Kota`.
    """
    target = unit.target
    surface = target[hit.start : hit.end]
    skipped_letter_count = 1 if is_at_sentence_start(target, hit.start) else 0
    if any(map(str.isupper, surface[skipped_letter_count:])):
        return _find_source_surfaces(hit, unit, context) == ()
    surface_words = surface.lower().split()
    office_words = context.language.office_words | context.language.deputy_words
    if surface_words[-1 if context.language.puts_offices_last else 0] in office_words:
        if not target[hit.end :].lstrip()[:1].isupper():
            return True
    preceding_word_match = _PRECEDING_WORD_PATTERN.search(
        target, max(0, hit.start - _MAX_LETTERS_BEFORE), hit.start
    )
    if (
        preceding_word_match
        and preceding_word_match[1].lower() in context.language.determiners
    ):
        return True
    source_surfaces = _find_source_surfaces(hit, unit, context)
    if source_surfaces is None:
        return False
    return not any(any(map(str.isupper, surface)) for surface in source_surfaces)


def _find_source_surfaces(
    hit: TermHit, unit: Unit, context: Context
) -> tuple[str, ...] | None:
    """Find the term as the source writes it; None if the source is not known."""
    if not unit.source or context.source_locale is None:
        return None
    source_terms = [
        term.text for term in hit.entry.list_terms_in(context.source_locale)
    ]
    return (
        context.cache.call(_find_surfaces, nfc(unit.source), tuple(source_terms))
        if source_terms
        else None
    )


def _find_surfaces(text: str, term_texts: tuple[str, ...]) -> tuple[str, ...]:
    """Find the occurrences of terms in a text, in the text's capitals."""
    # The longest first, so that the longest of nested terms is found.
    sorted_term_texts = sorted(term_texts, key=len, reverse=True)
    term_pattern = "|".join(
        re.escape(nfc(term_text)) for term_text in sorted_term_texts
    )
    return tuple(
        re.findall(
            rf"{WORD_START_PATTERN}(?:{term_pattern}){WORD_END_PATTERN}",
            text,
            re.IGNORECASE,
        )
    )
