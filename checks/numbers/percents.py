"""The check of the percent sign: a percentage that became a plain number."""

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, VALUES_DIFFER, where
from checks.engine.unit import Context, Unit
from checks.numbers.percentage_points import lost_points, percentage_points
from checks.text.values import span_of, values_of
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseLists
from tm.text.values.conventions import conventions
from tm.text.values.reader import ValueKind, read_number_words

_LONGEST_SPELT = 200
"""Letters before a percent sign in which the number words right before it begin."""


def _number_words(locale: Locale) -> PhraseLists:
    return conventions(locale).counting_words


def _names_percent(unit: Unit, context: Context) -> bool:
    return _percents(context.locales[0])[0].search(unit.source_text) is not None


@check(
    "num.percent",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has_value()
    & (
        VALUES_DIFFER & SOURCE.has_value(ValueKind.PERCENT)
        | SOURCE.has(percentage_points)
        | SOURCE.has(_number_words) & where(_names_percent)
    ),
    match_fault=MatchFault.WRONG_VALUE,
)
def lost_percent(unit: Unit, context: Context) -> Iterator[Finding]:
    """A percentage of the source is a plain number in the target.

    Percentage points that became a percentage are reported, too: from 3 % to 4 % is
    not 1 %.
    """
    source, target = context.source, context.target
    ours = values_of(unit.target, target)
    if source is None or not ours:
        return
    theirs = values_of(unit.source_text, source)
    yield from _lost_word(unit, source, target)
    points = lost_points(unit.source_text, unit.target, (source, target))
    if points is not None:
        yield Finding("lost_points", points[0], points[1])
    meant = [value for value in theirs if value.kind is ValueKind.PERCENT]
    if not meant:
        return
    percents = {value.key for value in ours if value.kind is ValueKind.PERCENT}
    plain = {value.key for value in theirs if value.kind is not ValueKind.PERCENT}
    numbers = {v.key: v for v in reversed(ours) if v.kind is ValueKind.NUMBER}
    for value in meant:
        if value.key in percents | plain:
            continue
        other = numbers.get(value.key)
        if other is not None:
            texts = {"source": value.text}
            yield Finding("lost_sign", span_of(other), span_of(value), texts)


def _lost_word(unit: Unit, source: Locale, target: Locale) -> Iterator[Finding]:
    """A percentage spelt in words in the source, and a bare number in the target."""
    text = unit.source_text
    percent, after_word = _percents(source)
    # Looking what stands before each letter takes longer than to find none.
    if not conventions(source).counting_words.may_be_in(text) or not percent.search(
        text
    ):
        return
    ours = values_of(unit.target, target)
    kept = {value.key for value in ours if value.kind is ValueKind.PERCENT}
    for word in after_word.finditer(text):
        begin = max(0, word.start() - _LONGEST_SPELT)
        for amount in read_number_words(text[begin : word.start()], source):
            if word.start() - begin - amount.end > 1 or amount.key in kept:
                continue
            for value in ours:
                if value.kind is ValueKind.NUMBER and value.key == amount.key:
                    yield Finding(
                        "lost_sign",
                        span_of(value),
                        Span(begin + amount.start, word.end()),
                        {"source": f"{amount.text} {word[0]}"},
                    )


@lru_cache(maxsize=64)
def _percents(locale: Locale) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds per cent anywhere, and after a word."""
    percent = conventions(locale).numbers.percent
    patterns = (rf"(?:{percent})", rf"(?<=\w )(?:{percent})")
    anywhere, after_word = (re.compile(one, re.IGNORECASE) for one in patterns)
    return anywhere, after_word
