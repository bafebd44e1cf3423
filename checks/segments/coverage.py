"""Checks of how much of the source a target covers: by length and sentences."""

from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.segments.bracketed_conversions import drop_bracketed_conversions
from checks.segments.lengths import measure_length_deviations
from checks.segments.lost_content import (
    count_unrendered_phrases_at_end,
    score_lost_content,
)
from checks.text.rendering_finder import RenderingFinder
from tm.align.sentences import split_into_sentences
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_LEAST_EXCESS_WITH_SENTENCE = 1.25
"""The least excess, in standard deviations, of a target with one more sentence."""
_CERTAIN_EXCESS_WITH_SENTENCE = 2.0
"""The least excess from which one more sentence is always an addition."""
_GREATEST_NORMAL_DEVIATION = 1.0
"""Up to so many standard deviations too short, nothing is missing."""
_SHORT_DEVIATIONS_OPTION = Option(
    "seg.omission",
    "deviations",
    4.8,
    "how many standard deviations shorter than usual a target must be",
)
_LONG_DEVIATIONS_OPTION = Option(
    "seg.addition",
    "deviations",
    3.8,
    "how many standard deviations longer than usual a target must be",
)


@check(
    "seg.omission",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_SHORT_DEVIATIONS_OPTION],
)
def find_omissions(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The target is far too short: a sentence or clause seems to be missing.

    The usual length of targets, and its variation, is measured on the units
    checked; with fewer than twelve nothing is reported. Added to the length, each
    in standard deviations, is what the target lacks: a number of the source, a
    name, a mark between clauses, and the translations of the last words of the
    source.
    """
    if context.source_locale is None:
        return
    least_deviation = _SHORT_DEVIATIONS_OPTION.read_value(context.options)
    locales = context.source_locale, context.target_locale
    rendering_finder = RenderingFinder(*locales)
    for unit, length_deviation in measure_length_deviations(
        units, locales, context.cache
    ):
        shortness = -length_deviation
        if shortness < min(_GREATEST_NORMAL_DEVIATION, least_deviation):
            continue
        if shortness < least_deviation:
            least_score = least_deviation - shortness
            source, target = drop_bracketed_conversions(
                unit.source_text, unit.target, locales, context.cache
            )
            if (
                score_lost_content(
                    source,
                    target,
                    locales,
                    rendering_finder,
                    context.cache,
                    least_score=least_score,
                )
                < least_score
            ):
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
    options=[_LONG_DEVIATIONS_OPTION],
)
def find_additions(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The target is far too long, or too long and has one sentence more.

    One more sentence is not an addition where the source contains its last words:
    the sentence was split.
    """
    if context.source_locale is None:
        return
    least_deviation = _LONG_DEVIATIONS_OPTION.read_value(context.options)
    reverse_rendering_finder = RenderingFinder(
        context.target_locale, context.source_locale
    )
    locales = context.source_locale, context.target_locale
    for unit, length_deviation in measure_length_deviations(
        units, locales, context.cache
    ):
        if length_deviation <= _LEAST_EXCESS_WITH_SENTENCE:
            continue
        if length_deviation > least_deviation or (
            _count_sentences(unit.target, context.target_locale)
            > _count_sentences(unit.source_text, context.source_locale)
            and (
                length_deviation > _CERTAIN_EXCESS_WITH_SENTENCE
                or count_unrendered_phrases_at_end(
                    unit.target, unit.source_text, reverse_rendering_finder
                )
            )
        ):
            yield Finding(
                "long",
                Span(0, len(unit.target)),
                about=unit,
            )


def _count_sentences(text: str, locale: Locale) -> int:
    return len(split_into_sentences(text, locale))
