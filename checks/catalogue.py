"""The checks that come with Padanan: importing this module registers them."""

from checks import (
    acronyms,
    characters,
    coverage,
    dates,
    headings,
    names,
    negation,
    numbers,
    punctuation,
    quotes,
    repetition,
    segments,
    spacing,
    style,
    terms,
    titles,
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
    titles,
    terms,
    acronyms,
    segments,
)
"""The modules whose functions are checks, in the order of docs/checks.md."""
