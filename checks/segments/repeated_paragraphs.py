"""Paragraphs side by side that say the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from tm.finding import Finding, Severity, Span
from tm.text.words import lower_text

_WORD = re.compile(r"\w+")
_FEWEST = 8
"""Words of a paragraph; short ones may well come again."""
_ALIKE = 0.85
"""The share of words that two have in common."""
_SOURCES = 0.6
"""From this share on the sources repeat themselves, too."""


@check("seg.repeat", level=Level.DOCUMENT, severity=Severity.INFO)
def repeated_paragraphs(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A paragraph repeats the one before it, nearly word for word.

    Ignored are headings, short paragraphs, paragraphs with other numbers, and
    repetitions of the source.
    """
    previous: Unit | None = None
    previous_words: list[str] = []
    for unit in units:
        words = _WORD.findall(lower_text(unit.target))
        if len(words) < _FEWEST or unit.is_heading:
            continue  # a heading between the two says nothing of them
        if (
            previous is not None
            and _are_alike(previous_words, words, _ALIKE)
            and _read_figures(previous_words) == _read_figures(words)
            and not _are_similar_sources(previous.source, unit.source)
        ):
            yield Finding(
                "previous",
                Span(0, len(unit.target)),
                about=unit,
                related=related_ids([previous]),
            )
        previous, previous_words = unit, words


def _are_alike(
    words_of_first: Sequence[str], words_of_second: Sequence[str], share: float
) -> bool:
    """Whether two texts have at least a share of their words in common."""
    words = len(words_of_first) + len(words_of_second)
    # Of most neighbours the different words tell that they are not.
    shared_limit = len(words_of_first) - len(
        {*words_of_first}.difference(words_of_second)
    )
    if not words or 2 * shared_limit / words < share:
        return False
    return (
        2 * (Counter(words_of_first) & Counter(words_of_second)).total() / words
        >= share
    )


def _read_figures(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word[0].isdigit())


def _are_similar_sources(first_source: str | None, second_source: str | None) -> bool:
    if not first_source or not second_source:
        return False
    first, second = (
        _WORD.findall(text.lower()) for text in (first_source, second_source)
    )
    return _are_alike(first, second, _SOURCES)
