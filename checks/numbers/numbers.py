"""Checks of numbers: their value, scale, unit and way of writing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from checks.dates.clock_times import OTHER_TIME, unpaired_times
from checks.dates.durations import (
    OTHER_COUNT,
    OTHER_PERIOD,
    RATES,
    are_same_span,
    other_count,
    other_periods,
)
from checks.dates.impossible_dates import impossible
from checks.engine.check import Level, check
from checks.engine.condition import TARGET, any_of
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.numbers.changed_value import NEW_NUMBER, may_be_new
from checks.numbers.decimals import Decimals
from checks.numbers.formats import foreign_numbers, numbers_like
from checks.numbers.fractions import SHARES, answered_parts, other_share
from checks.numbers.number_words import (
    SPELLS_OTHERWISE,
    is_part,
    may_be_others,
    other_ordinal,
    spelt_otherwise,
)
from checks.numbers.pairing import partners
from checks.numbers.scores import OTHER_SCORES, other_scores
from checks.numbers.signs import BELOW_NOUGHT, lost_sign
from checks.numbers.units import MEASURES, other_units, sums
from checks.text.amounts import Amount, spelt_only, unpaired_amounts
from checks.text.span_set import Cover
from checks.text.values import span_of, values_of
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.locale import Locale
from tm.text.values.convention_parts import NumberConventions
from tm.text.values.conventions import conventions
from tm.text.values.reader import Value, ValueKind

_SCALES = tuple(Decimal(10) ** (3 * power) for power in (-3, -2, -1, 1, 2, 3))
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_MARKED = re.compile(r"\d([.,])(?=\d)")
"""What every number has that may be written by the wrong rules."""
_Changed = tuple[Amount, Amount]


@check(
    "num.value",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=any_of(
        NEW_NUMBER,
        OTHER_TIME,
        OTHER_SCORES,
        SPELLS_OTHERWISE,
        SHARES,
        OTHER_COUNT,
        BELOW_NOUGHT,
    ),
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_value(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number of the source has another value in the target.

    `16,7 tỷ`, `16,7 miliar` and `16.7 billion` are the same value. Number words,
    ordinals, parts of dates and converted lengths count as numbers; so do
    fractions, multiples and a lost minus sign. Ignored is a number that is only
    left out or only added.
    """
    source, target = unit.source_text, unit.target
    locales = context.locales
    theirs, ours = values_of(source, locales[0]), values_of(target, locales[1])
    scores = [*other_scores(source, target, locales)] if theirs and ours else []
    yield from scores
    for amount, other in _changes(source, target, locales) if ours else ():
        if any(
            one.target_span.overlaps(span_of(other.value))
            for one in scores
            if one.target_span
        ):
            continue  # it is an end of the score that is told
        if not amount.number or other.number / amount.number not in _SCALES:
            yield _changed(amount.value, other.value)
    if theirs and ours:
        left = unpaired_times(source, target, locales)
        for time, other_time in zip(left.source, left.target, strict=False):
            yield _changed(time, other_time)
        for old, number in impossible(source, target, locales):
            yield _changed(old, number)
    may_be_number, may_be_ordinal = may_be_others(source, target, locales)
    told = spelt_otherwise(source, target, locales) if may_be_number else None
    if told is not None and are_same_span(*told, (source, target), locales):
        told = None
    if told is None and may_be_ordinal:
        told = other_ordinal(source, target, locales)
    if told is not None:
        yield replace(_changed(*told), own_severity=Severity.WARNING)
    share = other_share(source, target, locales)
    count = None if told else other_count(source, target, locales)
    sign = lost_sign(source, target, locales) if theirs and ours else None
    for key, spans in (("changed", share), ("changed", count), ("lost_sign", sign)):
        if spans:
            here, there = spans
            texts = {"source": there.of(source), "target": here.of(target)}
            yield Finding(key, here, there, texts)


@check(
    "num.scale",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=NEW_NUMBER,
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_scale(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number is a thousand or a million times too large or small: tỷ, juta.

    Only where the words for such numbers are known in both languages.
    """
    locales = context.locales
    if not values_of(unit.target, locales[1]):
        return
    if not all(conventions(one).numbers.scales for one in locales):
        return
    source, target = unit.source_text, unit.target
    for theirs, ours in _changes(source, target, locales):
        if theirs.number and ours.number / theirs.number in _SCALES:
            if _scales(source, theirs, ours, locales[0]):
                continue
            if _scales(target, ours, theirs, locales[1]):
                continue
            yield Finding(
                "mixed_up",
                span_of(ours.value),
                span_of(theirs.value),
                {"source": theirs.value.text, "target": ours.value.text},
            )


@check(
    "num.unit",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=any_of(MEASURES, OTHER_PERIOD, RATES),
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_unit(unit: Unit, context: Context) -> Iterator[Finding]:
    """The number is the same, but its unit is another one: km became mil.

    Money and time count as units: 18 tỷ USD is not 18 miliar euro, 3 tháng is not 3
    tahun, and 5 % per tahun is not 5 % per bulan. So does the quantity that is
    measured: 3 ha is not 3 km.
    """
    locales = context.locales
    source, target = unit.source_text, unit.target
    read = (*values_of(source, locales[0]), *values_of(target, locales[1]))
    has_units = any(value.kind is ValueKind.UNIT for value in read)
    changed = [*other_units(source, target, locales, in_figures=has_units)]
    changed += other_periods(source, target, locales)
    for span, other in changed:
        yield Finding("unit", span, other, {"source": other.of(source)})
    if has_units:
        yield from _other_currencies(source, target, locales)


def _other_currencies(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Finding]:
    ours = sums(target, locales[1])
    theirs = sums(source, locales[0]) if ours else {}
    for number, money in ours.items():
        other = theirs.get(number)
        if money is not None and other is not None and money[0] != other[0]:
            texts = {"source": other[1].of(source)}
            yield Finding("currency", money[1], other[1], texts)


@check(
    "num.format",
    level=Level.ONE,
    severity=Severity.WARNING,
    fixes=True,
    prefilter=TARGET.has(Trait.MARKED_FIGURES),
    judges_sources=True,
)
def foreign_format(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number is written by the rules of another language: 3.26 juta in Indonesian.

    Ignored are clock times, dates, versions and addresses, numbers that could be
    right either way, and languages whose number format is not known.
    """
    text = unit.target
    rules = conventions(context.target)
    if not rules.numbers.scales or not values_of(text, context.target):
        return
    own = rules.numbers.decimal
    written = {*_MARKED.findall(text)} if own in (",", ".") else set()
    if not written:
        return
    decimal, thousands, any_decimal = foreign_numbers(context.target)
    aside = Cover(
        text,
        (
            span_of(value)
            for value in values_of(text, context.target)
            if value.kind in (ValueKind.TIME, ValueKind.DATE)
        ),
    )
    known = Decimals(unit.source_text)
    marks = rules.numbers
    sought = [(decimal, "decimal")] if written != {own} else []
    sought += [(thousands, "thousands")] if own in written else []
    for pattern, what in sought:
        for match in numbers_like(pattern, text):
            span = Span(*match.span("number"))
            if aside.touches(span):
                continue
            if what == "thousands" and _is_small_decimal(span.of(text), known):
                continue
            yield _reformatted(text, span, what, marks)
            aside.add(span)
    if not unit.source or context.source is None or written == {own}:
        return
    theirs = {
        value.key[0]
        for value in values_of(unit.source, context.source)
        if value.kind is ValueKind.NUMBER
    }
    usual = conventions(context.source).numbers.decimal
    copied = usual == rules.numbers.decimal
    for match in numbers_like(any_decimal, text):
        span = Span(*match.span("number"))
        number = Decimal(span.of(text).replace(",", "."))
        # Copied from a source with the same rules, it is a version or a section.
        if copied and span.of(text) in known:
            continue
        if number in theirs and not aside.touches(span):
            yield _reformatted(text, span, "decimal", marks)


def _changed(theirs: Value, ours: Value) -> Finding:
    return Finding(
        "changed",
        span_of(ours),
        span_of(theirs),
        {"source": theirs.text, "target": ours.text},
    )


def _reformatted(text: str, span: Span, what: str, marks: NumberConventions) -> Finding:
    other = "." if marks.decimal == "," else ","
    own = {ord(marks.decimal): marks.group, ord(other): marks.decimal}
    fix = span.of(text).translate(own)
    return Finding(what, span, fix=fix)


@lru_cache(maxsize=2048)
def _changes(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Sequence[_Changed]:
    """Pairs of source and target numbers that stand for each other and differ."""
    if not may_be_new(values_of(source, locales[0]), values_of(target, locales[1])):
        return ()
    left = unpaired_amounts(source, target, locales)
    if not left.target:
        return ()
    lengths = len(source), len(target)
    found, ours = partners(left.source, left.target, lengths)
    pairs = [
        (amount, other)
        for amount, other in found
        if not _is_decade(amount, other) and not _is_miswritten(amount, other)
    ]
    if ours:
        words = spelt_only(source, target, locales)
        if words:
            parts = answered_parts(source, locales[0], target, locales[1])
            words = [one for one in words if not is_part(one.value, parts)]
        pairs += zip(words, ours, strict=False)
    texts = source, target
    return [
        (amount, other)
        for amount, other in pairs
        if not are_same_span(amount.value, other.value, texts, locales)
    ]


def _scales(text: str, amount: Amount, other: Amount, locale: Locale) -> bool:
    """Whether a letter behind an amount makes it the other: `1.9m people`.

    The values know such letters of sums of money only, since `30m` may be a length.
    """
    end = amount.value.end
    power = conventions(locale).numbers.attached.get(text[end : end + 1].casefold())
    return power is not None and amount.number.scaleb(power) == other.number


def _is_decade(source: Amount, target: Amount) -> bool:
    """Whether one is the other's short form: the 80s, 1980-an."""
    low, high = sorted((source.number, target.number))
    return low < 100 and 1900 <= high < 2100 and high % 100 == low


def _is_miswritten(source: Amount, target: Amount) -> bool:
    """Whether the digits are the same, and one side groups them by foreign rules.

    Read by the language's own, `26,750` is a thousandth of `26.750`: see num.format.
    """
    one, other = source.value.text, target.value.text
    if not _GROUPED.fullmatch(one) or not _GROUPED.fullmatch(other):
        return False
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", other)


def _is_small_decimal(number: str, source: Decimals) -> bool:
    """Whether what looks like thousands may be a decimal: the source has it so."""
    if number.startswith("0"):
        return True
    return number.count(".") == 1 and "," not in number and number in source
