"""Whether a title in small letters is a common noun there, and rightly small."""

import re
from functools import lru_cache

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.forms.person_names import at_sentence_start
from tm.text.normal import nfc

_WORD_BEFORE = re.compile(r"([^\W\d_]+)[- ]+$")
_WINDOW = 30


def is_common_noun(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a term in small letters names nobody in particular in a target.

    A word before it tells (`para duta besar`), or the source, which writes the term
    small itself, or does not have it at all; and so does an office with no name after
    it (`menjadi perdana menteri`). Where it has a capital left, other than that with
    which a sentence begins, only what the source does not have tells: `Komite Partai
    kota` is no `Komite Partai Kota`.
    """
    target = unit.target
    surface = target[hit.start : hit.end]
    first = 1 if at_sentence_start(target, hit.start) else 0
    if any(map(str.isupper, surface[first:])):
        return _written_in_source(hit, unit, context) == ()
    words = surface.lower().split()
    offices = context.language.offices | context.language.deputies
    if words[-1 if context.language.offices_last else 0] in offices:
        if not target[hit.end :].lstrip()[:1].isupper():
            return True
    word_before = _WORD_BEFORE.search(target, max(0, hit.start - _WINDOW), hit.start)
    if word_before and word_before[1].lower() in context.language.determiners:
        return True
    surfaces = _written_in_source(hit, unit, context)
    if surfaces is None:
        return False
    return not any(any(map(str.isupper, surface)) for surface in surfaces)


def _written_in_source(
    hit: TermHit, unit: Unit, context: Context
) -> tuple[str, ...] | None:
    """How the source writes a term; None where it cannot be known."""
    if not unit.source or context.source is None:
        return None
    source_terms = [term.text for term in hit.entry.in_locale(context.source)]
    return _surfaces(nfc(unit.source), tuple(source_terms)) if source_terms else None


@lru_cache(maxsize=4096)
def _surfaces(text: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """How a text writes the terms that it has."""
    # The longest first, so that of nested terms it is the whole one.
    ordered = sorted(terms, key=len, reverse=True)
    pattern = "|".join(re.escape(nfc(term)) for term in ordered)
    return tuple(re.findall(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE))
