"""Paragraphs side by side that say the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_WORD = re.compile(r"\w+")
_FEWEST = 8
"""Words of a paragraph; short ones may well come again."""
_ALIKE = 0.85
"""The share of words that two have in common."""
_SOURCES = 0.6
"""From this share on the sources repeat themselves, too."""


@check("seg.repeat", level=Level.DOCUMENT, severity=Severity.INFO)
def repeated(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A paragraph says what the one before it says, nearly word for word.

    Headings, short paragraphs, other figures, and what the source repeats are passed.
    """
    before: Subject | None = None
    last: Counter[str] = Counter()
    for subject in subjects:
        words = Counter(_WORD.findall(subject.target.lower()))
        if words.total() < _FEWEST or subject.is_heading:
            continue  # a heading between the two says nothing of them
        if (
            before is not None
            and _alike(last, words) >= _ALIKE
            and _figures(last) == _figures(words)
            and not _repeats(before.source, subject.source)
        ):
            yield Finding(
                "says the same as the paragraph before",
                Span(0, len(subject.target)),
                subject=subject,
                related=[before],
            )
        before, last = subject, words


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _figures(words: Counter[str]) -> Counter[str]:
    return Counter({word: n for word, n in words.items() if word[0].isdigit()})


def _repeats(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    counts = [Counter(_WORD.findall(text.lower())) for text in (one, other)]
    return _alike(*counts) >= _SOURCES
