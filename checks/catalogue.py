"""The checks that come with Padanan: importing this module registers them."""

from checks import (
    acronyms,
    attested,
    characters,
    coverage,
    dates,
    headings,
    inconsistency,
    names,
    negation,
    numbers,
    persons,
    punctuation,
    quotes,
    relations,
    repetition,
    segments,
    spacing,
    style,
    termbase,
    terms,
    titles,
    validity,
    words,
)
from checks.registry import CHECKS, selected

__all__ = ["CHECKS", "FAMILIES", "selected"]

FAMILIES = (
    characters,
    coverage,
    spacing,
    punctuation,
    quotes,
    words,
    repetition,
    style,
    headings,
    numbers,
    dates,
    names,
    negation,
    persons,
    titles,
    terms,
    inconsistency,
    validity,
    acronyms,
    segments,
    termbase,
    relations,
    attested,
)
"""The modules whose functions are checks, in the order of docs/checks.md."""
