"""The check of adjacent paragraphs that repeat each other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from tm.finding import Finding, Severity, Span

_WORD_PATTERN = re.compile(r"\w+")
_MIN_WORDS = 10
"""The fewest words of a paragraph that must not be repeated."""
_MIN_SHARED_WORD_SHARE = 0.9
"""The least share of common words of repeated paragraphs."""
_MIN_SHARED_SOURCE_WORD_SHARE = 0.6
"""The least share of common words of repeated sources."""


@check("seg.repeat", level=Level.DOCUMENT, severity=Severity.INFO)
def find_repeated_paragraphs(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A paragraph repeats the one before it, nearly word for word.

    The check ignores headings, short paragraphs, paragraphs with other numbers, and
    repetitions of the source.
    """
    previous_unit: Unit | None = None
    previous_words: list[str] = []
    for unit in units:
        words = _WORD_PATTERN.findall(unit.target.lower())
        if len(words) < _MIN_WORDS or unit.is_heading:
            continue  # paragraphs around a heading are still adjacent
        if (
            previous_unit is not None
            and _share_words(previous_words, words, _MIN_SHARED_WORD_SHARE)
            and _select_words_with_digits(previous_words)
            == _select_words_with_digits(words)
            and not _are_similar_sources(previous_unit.source, unit.source)
        ):
            yield Finding(
                "previous",
                Span(0, len(unit.target)),
                checked_unit=unit,
                related=list_related_ids([previous_unit]),
            )
        previous_unit, previous_words = unit, words


def _share_words(
    first_words: Sequence[str], second_words: Sequence[str], least_share: float
) -> bool:
    """Whether two texts have at least a share of their words in common."""
    word_count = len(first_words) + len(second_words)
    # A cheap upper limit rules out most neighbours.
    most_shared_count = len(first_words) - len({*first_words}.difference(second_words))
    if not word_count or 2 * most_shared_count / word_count < least_share:
        return False
    return (
        2 * (Counter(first_words) & Counter(second_words)).total() / word_count
        >= least_share
    )


def _select_words_with_digits(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word[0].isdigit())


def _are_similar_sources(first_source: str | None, second_source: str | None) -> bool:
    """Whether two source texts share most of their words."""
    if not first_source or not second_source:
        return False
    first_words, second_words = (
        _WORD_PATTERN.findall(text.lower()) for text in (first_source, second_source)
    )
    return _share_words(first_words, second_words, _MIN_SHARED_SOURCE_WORD_SHARE)
