"""Checks of how much of the source a target covers: by length and sentences."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.unit import Context, Unit
from checks.segments.bracketed_conversions import drop_bracketed_conversions
from checks.segments.lengths import measure_length_deviations
from checks.segments.lost_content import (
    count_lost_clause_marks,
    count_unrendered_phrases_at_end,
    find_unrendered_clause,
    score_lost_content,
)
from checks.text.rendering_finder import RenderingFinder
from tm.align.sentences import split_into_sentences
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_MIN_EXCESS_WITH_SENTENCE = 1.25
"""The least excess, in standard deviations, of a target with one more sentence."""
_CERTAIN_EXCESS_WITH_SENTENCE = 2.0
"""The least excess from which one more sentence is always an addition."""
_GREATEST_NORMAL_DEVIATION = 1.0
"""Up to so many standard deviations too short, nothing is missing."""
_CLAUSE_DEVIATIONS_OPTION = Option(
    "clause.dropped",
    "deviations",
    3.0,
    "how many standard deviations shorter than usual a target must be",
)
_QUESTION_MARK_PATTERN = re.compile(r"[?？؟](?=[\"'”’)»]|\s+(?![a-z])|\s*\Z)")
"""A question mark, unless it is part of an address or stands for another mark.

A lost apostrophe is often one: `the patients? diseases`.
"""
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


def _has_question_mark(text: str) -> bool:
    return "?" in text or "？" in text or "؟" in text


def _lacks_question_mark(text: str) -> bool:
    return not _has_question_mark(text)


@check(
    "seg.omission",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_SHORT_DEVIATIONS_OPTION],
)
def find_omissions(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The target is far too short: a sentence or clause seems to be missing.

    The usual length of targets, and its variation, is measured on the units checked;
    with fewer than twelve nothing is reported. Besides the length, the check counts
    what else the target lacks, each in standard deviations: a number of the source, a
    name, a mark between clauses, and the translations of the last words of the source.
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
            checked_unit=unit,
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
        if length_deviation <= _MIN_EXCESS_WITH_SENTENCE:
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
                checked_unit=unit,
            )


@check(
    "clause.dropped",
    level=Level.CORPUS,
    severity=Severity.WARNING,
    options=[_CLAUSE_DEVIATIONS_OPTION],
    yields_to=("seg.omission",),
)
def find_dropped_clauses(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A clause of the source has no translation, though the others have.

    Nothing of the clause, of three known phrases or more, may be translated, and most
    of the other phrases must be. The target must be shorter than usual and have fewer
    marks between clauses.
    """
    if context.source_locale is None:
        return
    least_deviation = _CLAUSE_DEVIATIONS_OPTION.read_value(context.options)
    locales = context.source_locale, context.target_locale
    rendering_finder = RenderingFinder(*locales)
    for unit, length_deviation in measure_length_deviations(
        units, locales, context.cache
    ):
        source, target = unit.source_text, unit.target
        if (
            -length_deviation < least_deviation
            or count_lost_clause_marks(source, target) <= 0
        ):
            continue
        clause_span = find_unrendered_clause(source, target, rendering_finder)
        if clause_span is not None:
            yield Finding(
                "dropped",
                Span(0, len(target)),
                clause_span,
                {"source": clause_span.of(source).strip()},
                checked_unit=unit,
            )


@check(
    "seg.question",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.meets(_has_question_mark) & TARGET.meets(_lacks_question_mark),
    yields_to=("punct.end", "seg.empty", "seg.untranslated", "seg.language"),
)
def find_lost_question(unit: Unit, context: Context) -> Iterator[Finding]:
    """The source asks a question, and the target asks none.

    Where both texts have equally many sentences, and the question is the last,
    punct.end reports the mark.
    """
    locales = context.locales
    if not unit.target.strip() or not _lacks_question_mark(unit.target):
        return
    if not all(
        language.question_mark
        for language in (context.language, context.source_language)
        if language
    ):
        return
    question_mark_match = _QUESTION_MARK_PATTERN.search(unit.source_text)
    sentence_spans = split_into_sentences(unit.source_text, locales[0])
    if question_mark_match is None:
        return
    question_span = next(
        (
            span
            for span in sentence_spans
            if span.start <= question_mark_match.start() < span.end
        ),
        None,
    )
    if question_span is None or (
        question_span == sentence_spans[-1]
        and len(sentence_spans) <= _count_sentences(unit.target, locales[1])
    ):
        return
    arguments = {"source": question_span.of(unit.source_text)}
    yield Finding("question", None, question_span, arguments)


def _count_sentences(text: str, locale: Locale) -> int:
    return sum(
        any(map(str.isalnum, sentence_span.of(text)))
        for sentence_span in split_into_sentences(text, locale)
    )
