"""Checks of how much of the source a target covers: by length and sentences."""

from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.segments.bracketed_conversions import without_asides
from checks.segments.lengths import deviations
from checks.segments.lost_content import lacking, unanswered
from checks.text.dictionary import RenderingFinder
from tm.align.sentences import split_into_sentences
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_LONG = 1.25
"""Standard deviations that are enough where there is a sentence more, too."""
_LONGER = 2.0
"""Those from which on a sentence more is an addition, whatever it says."""
_PLAIN = 1.0
"""Standard deviations up to which nothing is missing, whatever else it may be."""
_TOO_SHORT = Option(
    "seg.omission",
    "deviations",
    4.8,
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
def omitted(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The target is far too short: a sentence or clause seems to be missing.

    The usual length of targets, and its variation, is measured on the units
    checked; with fewer than twelve nothing is reported. Added to the length, each
    in standard deviations, is what the target lacks: a number of the source, a
    name, a mark between clauses, and the translations of the last words of the
    source.
    """
    if context.source is None:
        return
    limit = _TOO_SHORT.read_value(context.options)
    locales = context.source, context.target
    wording = RenderingFinder(*locales)
    for unit, deviation in deviations(units, locales):
        short = -deviation
        if short < min(_PLAIN, limit):
            continue
        if short < limit:
            least = limit - short
            source, target = without_asides(unit.source_text, unit.target, locales)
            if lacking(source, target, locales, wording, least=least) < least:
                continue
        yield Finding(
            "short",
            Span(0, len(unit.target)),
            about=unit,
        )


@check(
    "seg.addition",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_TOO_LONG],
)
def added(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The target is far too long, or too long and has one sentence more.

    One more sentence is not an addition where the source contains its last words:
    the sentence was split.
    """
    if context.source is None:
        return
    limit = _TOO_LONG.read_value(context.options)
    back = RenderingFinder(context.target, context.source)
    locales = context.source, context.target
    for unit, deviation in deviations(units, locales):
        if deviation <= _LONG:
            continue
        if deviation > limit or (
            _count(unit.target, context.target)
            > _count(unit.source_text, context.source)
            and (deviation > _LONGER or unanswered(unit.target, unit.source_text, back))
        ):
            yield Finding(
                "long",
                Span(0, len(unit.target)),
                about=unit,
            )


def _count(text: str, locale: Locale) -> int:
    return len(split_into_sentences(text, locale))
