"""Checks of dates: month, day and weekday against the source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checks.dates.document_dates import days_of, is_beside, untimely
from checks.dates.range_end import is_same_end
from checks.engine.check import Level, check
from checks.engine.condition import TARGET, VALUES_DIFFER
from checks.engine.unit import Context, Unit
from checks.text.values import number_words_of, span_of, values_of
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.locale import Locale
from tm.text.values.reader import Value, ValueKind

_WEEKDAY_ORDINALS = range(2, 8)
"""Numbers by which Vietnamese names the days: thứ Hai is Monday, and `second`."""


@check(
    "date.month",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.DATE),
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_month(unit: Unit, context: Context) -> Iterator[Finding]:
    """The month differs from the source: tháng 10 became November."""
    source, target = _dates(unit, context)
    if not source:
        return
    theirs, ours = _months(source), _months(target)
    missing = [month for month in theirs if month not in ours]
    added = [month for month in ours if month not in theirs]
    if _swapped(source, target):
        return
    for old, new in zip(missing, added, strict=False):
        yield Finding(
            "changed",
            span_of(ours[new]),
            span_of(theirs[old]),
            {"source": theirs[old].text},
        )


@check(
    "date.day",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.DATE),
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_day(unit: Unit, context: Context) -> Iterator[Finding]:
    """The day of the month differs from the source: 8/10 became 9 Oktober."""
    source, target = _dates(unit, context)
    if not source:
        return
    theirs = {value.key[1:]: value for value in source if None not in value.key[1:]}
    ours = {value.key[1:]: value for value in target if None not in value.key[1:]}
    missing = [key for key in theirs if key not in ours]
    added = [key for key in ours if key not in theirs]
    for old in missing:
        new = next((key for key in added if key[0] == old[0]), None)
        if new is not None:
            added.remove(new)
            yield Finding(
                "changed",
                span_of(ours[new]),
                span_of(theirs[old]),
                {"source": theirs[old].text},
            )


@check(
    "date.weekday",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.WEEKDAY),
    match_fault=MatchFault.WRONG_VALUE,
)
def changed_weekday(unit: Unit, context: Context) -> Iterator[Finding]:
    """The day of the week differs from the source: thứ Tư became Kamis."""
    locales = context.locales
    theirs = _of_kind(ValueKind.WEEKDAY, unit.source_text, locales[0])
    ours = _of_kind(ValueKind.WEEKDAY, unit.target, locales[1])
    if not theirs:
        if ours:
            yield from _other_ordinal(unit, *locales)
        return
    added = _without(ours, theirs) if ours else []
    if not added:
        return
    named = {value.key for value in ours}
    missing = [value for value in theirs if value.key not in named]
    if len(theirs) == len(ours):
        missing = _without(theirs, ours)  # one that comes twice may be lost once
    texts = unit.source_text, unit.target
    for old, new in zip(missing, added, strict=False):
        if is_same_end((old, new), texts, locales):
            continue
        yield Finding("changed", span_of(new), span_of(old), {"source": old.text})


def _without(days: Sequence[Value], others: Sequence[Value]) -> list[Value]:
    """The days that others do not name, or not as many times."""
    left, found = Counter(value.key for value in others), []
    for value in days:
        if left[value.key]:
            left[value.key] -= 1
        else:
            found.append(value)
    return found


def _other_ordinal(unit: Unit, source: Locale, target: Locale) -> Iterator[Finding]:
    """What may be a weekday or an ordinal, and is not the source's: thứ Bảy, second."""
    text = unit.source_text
    theirs = {
        value.key[0]: value
        for value in (*values_of(text, source), *number_words_of(text, source))
        if value.kind is ValueKind.ORDINAL and value.key[0] in _WEEKDAY_ORDINALS
    }
    if not theirs:
        return
    weekdays = _of_kind(ValueKind.WEEKDAY, unit.target, target)
    days = {value.start for value in weekdays}
    named = number_words_of(unit.target, target)
    numbers = {value.key[0] for value in (*named, *values_of(unit.target, target))}
    missing = [value for number, value in theirs.items() if number not in numbers]
    for value in named:
        if value.kind is ValueKind.ORDINAL and value.start in days and missing:
            if value.key[0] not in theirs:
                old = missing.pop(0)
                yield Finding(
                    "ordinal",
                    span_of(value),
                    span_of(old),
                    {"source": old.text, "target": value.text},
                )


@check(
    "date.cross",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("date.day", "date.month", "date.weekday"),
)
def crossed(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Dates that contradict each other: Kamis (8/10/2025), hari ini, page and source.

    Reported are a weekday next to a date of another weekday, `hari ini (8/10)` in a
    text of another day, and a page that is older than its source, or a week
    younger, by the time in the source's address. A date without a year is taken to
    be the one nearest to the document's date, and is ignored if the document has
    none.
    """
    for unit in units:
        found = values_of(unit.target, context.target)
        for weekday, day in pairwise(sorted(found, key=lambda value: value.start)):
            if (
                weekday.kind is ValueKind.WEEKDAY
                and day.kind is ValueKind.DATE
                and is_beside(unit.target, weekday.end, day.start)
            ):
                days = [*days_of(day, unit.published)]
                if days and weekday.key[0] not in [one.isoweekday() for one in days]:
                    yield Finding(
                        "weekday",
                        Span(weekday.start, day.end),
                        arguments={"date": days[0].isoformat()},
                        about=unit,
                    )
    yield from untimely(units, context)


def _dates(unit: Unit, context: Context) -> tuple[list[Value], list[Value]]:
    if context.source is None or not unit.source:
        return [], []
    theirs = _of_kind(ValueKind.DATE, unit.source, context.source)
    if not theirs:
        return [], []
    return theirs, _of_kind(ValueKind.DATE, unit.target, context.target)


def _of_kind(kind: ValueKind, text: str, locale: Locale) -> list[Value]:
    return [value for value in values_of(text, locale) if value.kind is kind]


def _months(dates: list[Value]) -> dict[object, Value]:
    return {value.key[1]: value for value in dates if value.key[1] is not None}


def _swapped(source: list[Value], target: list[Value]) -> bool:
    """Whether a day and a month were only read in the other order."""
    theirs = {(value.key[2], value.key[1]) for value in source}
    return any(
        (value.key[1], value.key[2]) in theirs for value in target if value.key[2]
    )
