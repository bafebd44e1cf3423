"""Checks of how much of the source a target covers: by length, sentences, anchors.

Anchors are what both languages write alike: names without their marks, and values.
"""

import math
import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.capitals import capitals
from checks.comparison import values_of
from checks.option import Option
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.align.sentences import sentences
from tm.issue import Severity, Span
from tm.text.locale import Locale

_FEWEST = 12
"""Pairs from which the usual ratio of lengths can be told."""
_FEWEST_IN_DOCUMENT = 4
_SPREAD = 0.13
"""How much the logarithm of that ratio varies in news, before short texts' share."""
_PADDING = 5
_LONG = 1.5
"""Standard deviations that are enough where there is a sentence more, too."""
_TOO_SHORT = Option(
    "seg.omission",
    "deviations",
    3.3,
    "how many standard deviations shorter than usual a target must be",
)
_TOO_LONG = Option(
    "seg.addition",
    "deviations",
    4.0,
    "how many standard deviations longer than usual a target must be",
)
_GAIN = 3.0
"""How much better two targets must fit when exchanged."""
_SHORTEST_ANCHOR = 3

_Anchors = frozenset[object]


@dataclass(frozen=True, slots=True)
class _Lengths:
    """The usual ratio of target to source lengths, as a logarithm."""

    usual: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> "_Lengths":
        """What is usual in pairs of source and target."""
        return cls(statistics.median(_ratio(*pair) for pair in pairs))

    def deviation(self, source: str, target: str) -> float:
        """Standard deviations that the target is too long; short texts vary more."""
        variance = 0.6 * _SPREAD**2 + 0.9 / (len(source) + 2 * _PADDING)
        return (_ratio(source, target) - self.usual) / math.sqrt(variance)


@check(
    "seg.omission",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_TOO_SHORT],
)
def omitted(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """The target is far too short for its source: a sentence or clause is missing.

    How long targets usually are is told from the units checked; fewer than twelve are
    passed.
    """
    limit = _TOO_SHORT.of(context.options)
    for subject, deviation in _deviations(subjects):
        if deviation < -limit:
            yield Finding(
                "much shorter than usual for its source: is something missing?",
                Span(0, len(subject.target)),
                subject=subject,
            )


@check(
    "seg.addition",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_TOO_LONG],
)
def added(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """The target is too long and has a sentence more, or is far too long."""
    if context.source is None:
        return
    limit = _TOO_LONG.of(context.options)
    for subject, deviation in _deviations(subjects):
        if deviation <= _LONG:
            continue
        if deviation > limit or _count(subject.target, context.target) > _count(
            subject.source or "", context.source
        ):
            yield Finding(
                "much longer than usual for its source: is something added?",
                Span(0, len(subject.target)),
                subject=subject,
            )


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def shifted(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Two neighbours have each other's translation, by names, values and lengths."""
    if context.source is None:
        return
    units = [*filter(_has_both, subjects)]
    if len(units) < _FEWEST_IN_DOCUMENT:
        return
    lengths = _Lengths.of([(s.source or "", s.target) for s in units])
    theirs = [_anchors(s.source or "", context.source) for s in units]
    ours = [_anchors(s.target, context.target) for s in units]

    def fit(source: int, target: int) -> float:
        deviation = lengths.deviation(units[source].source or "", units[target].target)
        shared = theirs[source] & ours[target]
        single = theirs[source] ^ ours[target]
        return 1.5 * len(shared) - 0.35 * len(single) - min(deviation**2, 16) / 2

    for at in range(len(units) - 1):
        here, there = units[at], units[at + 1]
        gain = fit(at, at + 1) + fit(at + 1, at) - fit(at, at) - fit(at + 1, at + 1)
        if gain <= _GAIN or here.target == there.target:
            continue
        for subject, other in ((here, there), (there, here)):
            yield Finding(
                "seems to be the translation of a neighbour",
                Span(0, len(subject.target)),
                subject=subject,
                related=[other],
            )


def _deviations(subjects: Sequence[Subject]) -> Iterator[tuple[Subject, float]]:
    """Each unit that has both texts, and how many deviations it is too long."""
    ratios = array(
        "d", (_ratio(s.source or "", s.target) for s in subjects if _has_both(s))
    )
    if len(ratios) < _FEWEST:
        return
    lengths = _Lengths(statistics.median(ratios))
    for subject in filter(_has_both, subjects):
        yield subject, lengths.deviation(subject.source or "", subject.target)


def _has_both(subject: Subject) -> bool:
    return bool(subject.source and subject.source.strip() and subject.target.strip())


def _ratio(source: str, target: str) -> float:
    return math.log((len(target) + _PADDING) / (len(source) + _PADDING))


def _count(text: str, locale: Locale) -> int:
    return len(sentences(text, locale))


def _anchors(text: str, locale: Locale) -> _Anchors:
    names = {w.form for w in capitals(text).words if len(w.form) >= _SHORTEST_ANCHOR}
    numbers = {
        part
        for value in values_of(text, locale)
        for part in value.key
        if part is not None and not isinstance(part, str)
    }
    return frozenset(names | numbers)
