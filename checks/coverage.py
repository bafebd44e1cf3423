"""Checks of how much of the source a target covers: by length and sentences."""

from collections.abc import Iterator, Sequence

from checks.lengths import deviations
from checks.option import Option
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from checks.wording import Wording
from tm.align.sentences import sentences
from tm.issue import Severity, Span
from tm.text.locale import Locale

_LONG = 1.25
"""Standard deviations that are enough where there is a sentence more, too."""
_DOUBT = 0.6
"""Standard deviations beyond the limit from which the words are not asked."""
_GAP = 2
"""Phrases in a row that a whole translation may render by other words."""
_TOO_SHORT = Option(
    "seg.omission",
    "deviations",
    3.0,
    "how many standard deviations shorter than usual a target must be",
)
_TOO_LONG = Option(
    "seg.addition",
    "deviations",
    3.8,
    "how many standard deviations longer than usual a target must be",
)


@check(
    "seg.omission",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_TOO_SHORT],
)
def omitted(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """The target is far too short for its source: a sentence or clause is missing.

    How long targets usually are, and how much they vary, is told from the units
    checked; fewer than twelve are passed. Where the length leaves a doubt, a target
    that renders the words all along its source is whole.
    """
    limit = _TOO_SHORT.of(context.options)
    wording = Wording(context.source, context.target) if context.source else None
    for subject, deviation in deviations(subjects):
        if deviation >= -limit:
            continue
        if deviation < -limit - _DOUBT or not _is_whole(subject, wording):
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
    for subject, deviation in deviations(subjects):
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


def _is_whole(subject: Subject, wording: Wording | None) -> bool:
    """Whether the words known of a source have their renderings, all along it."""
    if wording is None:
        return False
    rendered = wording.followed(subject.source or "", subject.target)
    if 2 * sum(rendered) < len(rendered) or not rendered:
        return False
    runs = "".join("x" if one else " " for one in rendered).split("x")
    return max(map(len, runs)) <= _GAP


def _count(text: str, locale: Locale) -> int:
    return len(sentences(text, locale))
