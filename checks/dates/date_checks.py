"""Checks of dates: month, day and weekday against the source."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from checks.dates.document_dates import (
    are_adjacent,
    find_contradicting_dates,
    find_weekday_name,
    iterate_possible_days,
)
from checks.dates.range_ends import is_same_range_end
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, VALUES_DIFFER
from checks.engine.unit import Context, Unit
from checks.text.text_values import cached_number_words, cached_values, value_span
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.reader import Value, ValueKind

_WEEKDAY_ORDINALS = range(2, 8)
"""Numbers in Vietnamese names of days: thứ Hai is Monday, and `second`."""


@check(
    "date.month",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.DATE),
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_month(unit: Unit, context: Context) -> Iterator[Finding]:
    """The month differs from the source: tháng 10 became November."""
    source_dates, target_dates = _read_dates(unit, context)
    if not source_dates:
        return
    source_date_by_month, target_date_by_month = (
        _map_date_by_month(source_dates),
        _map_date_by_month(target_dates),
    )
    missing_months = [
        month for month in source_date_by_month if month not in target_date_by_month
    ]
    added_months = [
        month for month in target_date_by_month if month not in source_date_by_month
    ]
    if _are_day_and_month_swapped(source_dates, target_dates):
        return
    for missing_month, added_month in zip(missing_months, added_months, strict=False):
        yield Finding(
            "changed",
            value_span(target_date_by_month[added_month]),
            value_span(source_date_by_month[missing_month]),
            {"source": source_date_by_month[missing_month].text},
        )


@check(
    "date.day",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.DATE),
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_day(unit: Unit, context: Context) -> Iterator[Finding]:
    """The day of the month differs from the source: 8/10 became 9 Oktober."""
    source_dates, target_dates = _read_dates(unit, context)
    if not source_dates:
        return
    source_date_by_day = {
        source_date.key[1:]: source_date
        for source_date in source_dates
        if None not in source_date.key[1:]
    }
    target_date_by_day = {
        target_date.key[1:]: target_date
        for target_date in target_dates
        if None not in target_date.key[1:]
    }
    missing_days = [
        day_and_month
        for day_and_month in source_date_by_day
        if day_and_month not in target_date_by_day
    ]
    added_days = [
        day_and_month
        for day_and_month in target_date_by_day
        if day_and_month not in source_date_by_day
    ]
    for missing_day_and_month in missing_days:
        added_day_and_month = next(
            (
                day_and_month
                for day_and_month in added_days
                if day_and_month[0] == missing_day_and_month[0]
            ),
            None,
        )
        if added_day_and_month is not None:
            added_days.remove(added_day_and_month)
            yield Finding(
                "changed",
                value_span(target_date_by_day[added_day_and_month]),
                value_span(source_date_by_day[missing_day_and_month]),
                {"source": source_date_by_day[missing_day_and_month].text},
            )


@check(
    "date.weekday",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER & TARGET.has_value(ValueKind.WEEKDAY),
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_weekday(unit: Unit, context: Context) -> Iterator[Finding]:
    """The day of the week differs from the source: thứ Tư became Kamis."""
    locales = context.locales
    source_weekdays = _read_values_of_kind(
        ValueKind.WEEKDAY, unit.source_text, locales[0], context.cache
    )
    target_weekdays = _read_values_of_kind(
        ValueKind.WEEKDAY, unit.target, locales[1], context.cache
    )
    if not source_weekdays:
        if target_weekdays:
            yield from _find_changed_ordinal(unit, *locales, context.cache)
        return
    added_weekdays = (
        _find_unpaired_weekdays(target_weekdays, source_weekdays)
        if target_weekdays
        else []
    )
    if not added_weekdays:
        return
    target_weekday_keys = {weekday.key for weekday in target_weekdays}
    missing_weekdays = [
        weekday for weekday in source_weekdays if weekday.key not in target_weekday_keys
    ]
    if len(source_weekdays) == len(target_weekdays):
        missing_weekdays = _find_unpaired_weekdays(
            source_weekdays, target_weekdays
        )  # a weekday that comes twice may be lost once
    texts = unit.source_text, unit.target
    for missing_weekday, added_weekday in zip(
        missing_weekdays, added_weekdays, strict=False
    ):
        if is_same_range_end((missing_weekday, added_weekday), texts, locales):
            continue
        yield Finding(
            "changed",
            value_span(added_weekday),
            value_span(missing_weekday),
            {"source": missing_weekday.text},
        )


def _find_unpaired_weekdays(
    weekdays: Sequence[Value], other_weekdays: Sequence[Value]
) -> list[Value]:
    """Find the weekdays that the other text has less often."""
    other_weekday_counts, unpaired_weekdays = (
        Counter(weekday.key for weekday in other_weekdays),
        [],
    )
    for weekday in weekdays:
        if other_weekday_counts[weekday.key]:
            other_weekday_counts[weekday.key] -= 1
        else:
            unpaired_weekdays.append(weekday)
    return unpaired_weekdays


def _find_changed_ordinal(
    unit: Unit, source_locale: Locale, target_locale: Locale, cache: ResultCache
) -> Iterator[Finding]:
    """Report an ordinal that looks like a weekday and differs: thứ Bảy for second."""
    text = unit.source_text
    source_ordinal_by_number = {
        value.key[0]: value
        for value in (
            *cached_values(text, source_locale, cache),
            *cached_number_words(text, source_locale, cache),
        )
        if value.kind is ValueKind.ORDINAL and value.key[0] in _WEEKDAY_ORDINALS
    }
    if not source_ordinal_by_number:
        return
    weekdays = _read_values_of_kind(
        ValueKind.WEEKDAY, unit.target, target_locale, cache
    )
    weekday_starts = {weekday.start for weekday in weekdays}
    number_words = cached_number_words(unit.target, target_locale, cache)
    target_numbers = {
        value.key[0]
        for value in (*number_words, *cached_values(unit.target, target_locale, cache))
    }
    missing_ordinals = [
        ordinal
        for number, ordinal in source_ordinal_by_number.items()
        if number not in target_numbers
    ]
    for number_word in number_words:
        if (
            number_word.kind is ValueKind.ORDINAL
            and number_word.start in weekday_starts
            and missing_ordinals
        ):
            if number_word.key[0] not in source_ordinal_by_number:
                source_ordinal = missing_ordinals.pop(0)
                yield Finding(
                    "ordinal",
                    value_span(number_word),
                    value_span(source_ordinal),
                    {"source": source_ordinal.text, "target": number_word.text},
                )


@check(
    "date.cross",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("date.day", "date.month", "date.weekday"),
)
def find_date_contradictions(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Dates that contradict each other: weekday and date, or page and source.

    The check reports a weekday next to a date of another weekday, `hari ini (8/10)` in
    a text of another day, and a page that is older than its source, or a week younger,
    by the time in the source's address. A date without a year is taken to be the one
    nearest to the document's date, or else to a date of the text that has weekday and
    year, and is ignored if there is none.
    """
    weekdays_with_dates = [
        (unit, weekday_value, date_value)
        for unit in units
        for weekday_value, date_value in _find_weekdays_with_dates(unit, context)
    ]
    document_date = units[0].published or _find_latest_date_with_right_weekday(
        (weekday_value, date_value)
        for _, weekday_value, date_value in weekdays_with_dates
    )
    for unit, weekday_value, date_value in weekdays_with_dates:
        candidate_days = [*iterate_possible_days(date_value, document_date)]
        if candidate_days and weekday_value.key[0] not in [
            possible_day.isoweekday() for possible_day in candidate_days
        ]:
            weekday_name = find_weekday_name(candidate_days[0], context.target_locale)
            yield Finding(
                "weekday_name" if weekday_name else "weekday",
                Span(weekday_value.start, date_value.end),
                arguments={
                    "date": candidate_days[0].isoformat(),
                    "weekday": weekday_name or "",
                },
                checked_unit=unit,
            )
    yield from find_contradicting_dates(units, context)


def _find_weekdays_with_dates(
    unit: Unit, context: Context
) -> Iterator[tuple[Value, Value]]:
    """Find the weekdays of a target that stand right before a date."""
    values = cached_values(unit.target, context.target_locale, context.cache)
    for weekday_value, date_value in pairwise(
        sorted(values, key=lambda value: value.start)
    ):
        if (
            weekday_value.kind is ValueKind.WEEKDAY
            and date_value.kind is ValueKind.DATE
            and are_adjacent(
                unit.target,
                weekday_value.end,
                date_value.start,
                context.target_locale,
            )
        ):
            yield weekday_value, date_value


def _find_latest_date_with_right_weekday(
    weekdays_with_dates: Iterable[tuple[Value, Value]],
) -> str | None:
    """Find the latest date with a year whose weekday is right, as ISO 8601."""
    return max(
        (
            possible_day.isoformat()
            for weekday_value, date_value in weekdays_with_dates
            if isinstance(date_value.key[0], int)
            for possible_day in iterate_possible_days(date_value, None)
            if possible_day.isoweekday() == weekday_value.key[0]
        ),
        default=None,
    )


def _read_dates(unit: Unit, context: Context) -> tuple[list[Value], list[Value]]:
    """Read the dates of source and target; none if the source has none."""
    if context.source_locale is None or not unit.source:
        return [], []
    source_dates = _read_values_of_kind(
        ValueKind.DATE, unit.source, context.source_locale, context.cache
    )
    if not source_dates:
        return [], []
    return source_dates, _read_values_of_kind(
        ValueKind.DATE, unit.target, context.target_locale, context.cache
    )


def _read_values_of_kind(
    kind: ValueKind, text: str, locale: Locale, cache: ResultCache
) -> list[Value]:
    return [value for value in cached_values(text, locale, cache) if value.kind is kind]


def _map_date_by_month(dates: list[Value]) -> dict[object, Value]:
    return {
        date_value.key[1]: date_value
        for date_value in dates
        if date_value.key[1] is not None
    }


def _are_day_and_month_swapped(
    source_dates: list[Value], target_dates: list[Value]
) -> bool:
    """Whether source and target only have day and month in another order."""
    source_days_with_months = {
        (source_date.key[2], source_date.key[1]) for source_date in source_dates
    }
    return any(
        (target_date.key[1], target_date.key[2]) in source_days_with_months
        for target_date in target_dates
        if target_date.key[2]
    )
