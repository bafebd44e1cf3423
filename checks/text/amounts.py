"""Amounts of one text that the other text of a unit lacks."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.text.language import language
from checks.text.values import are_same, number_words_of, numbers_named, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.values.conventions import conventions
from tm.text.values.reader import Value, ValueKind, read_number_words

_FOOT = "length", Decimal("0.3048")
_INCH = Decimal("0.0254")
_TEMPERATURE = "temperature"
"""The dimension whose units are 1, Celsius, and 2, Fahrenheit, rather than sizes."""
_PERCENT = "share", Decimal(1)
_REST = 12
"""Letters between an amount and the rest of it in a smaller unit: the larger unit."""
_PARTED = re.compile(
    r"(?<![\w.,])(\d{1,3})\s?([^\W\d_]{1,5})\s?(?=(\d{1,2})(?![\w.,]\w))"
)
"""A number whose unit stands where its decimal mark would."""


class Amount(NamedTuple):
    """A number in a text, whatever it counts; a tuple, since texts have so many."""

    number: Decimal
    value: Value
    dimension: str | None = None
    """What the unit after it measures, if one follows: length, mass …"""
    size: Decimal | None = None
    """How large that unit is."""


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Amounts of one side without a partner on the other, in order of place."""

    source: tuple[Amount, ...]
    target: tuple[Amount, ...]


@lru_cache(maxsize=2048)
def unpaired_amounts(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Unpaired:
    """The amounts that one side has and the other has not.

    A number may be answered by a number word, an ordinal, a part of a date or time,
    the same length, mass … in another unit, or one whose unit stands for its mark.
    """
    if are_same(values_of(source, locales[0]), values_of(target, locales[1])):
        return Unpaired((), ())
    ours = [*_amounts(target, locales[1])]
    theirs = [*_amounts(source, locales[0])]
    if _conflict(theirs, ours):  # 40 mph and 40 °C are one number by chance
        in_theirs, in_ours = _Measures(theirs), _Measures(ours)
        theirs = [one for one in theirs if not in_ours.have(one)]
        ours = [one for one in ours if not in_theirs.have(one)]
    left_source, left_target = _without_equals(theirs, ours)
    if left_source:
        left_source = _unexcused(left_source, target, locales[1])
    if left_target:
        left_target = _unexcused(left_target, source, locales[0])
    if not left_source or not left_target:
        return Unpaired(tuple(left_source), tuple(left_target))
    parted_source = _parted(source, locales[0], left_target)
    parted_target = _parted(target, locales[1], left_source)
    left_source = _unparted(left_source, parted_source, parted_target)
    left_target = _unparted(left_target, parted_target, parted_source)
    our_measures, their_measures = _Measures(left_target), _Measures(left_source)
    return Unpaired(
        tuple(a for a in left_source if not our_measures.have(a)),
        tuple(b for b in left_target if not their_measures.have(b)),
    )


def spelt_only(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> list[Amount]:
    """Numbers that the source spells in words and the target has in no form.

    One, which is often an article, and large numbers, which are rarely spelt, are
    passed.
    """
    theirs = number_words_of(source, locales[0])
    named = numbers_named(target, locales[1])
    found = []
    for value in theirs:
        number = value.key[0]
        if value.kind is ValueKind.ORDINAL and isinstance(number, int):
            number = Decimal(number)
        elif value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        texts = value.text, value.text.lower()
        if not language(locales[0]).ambiguous_numbers.isdisjoint(texts):
            continue
        # The last word may be no number: `mười năm` is ten years, or fifteen.
        shorter = read_number_words(value.text.rpartition(" ")[0], locales[0])
        readings = {number, *(other.key[0] for other in shorter)}
        if 1 < number < 100 and not readings & named:
            found.append(Amount(number, value))
    return found


def _amounts(text: str, locale: Locale) -> Iterator[Amount]:
    found = values_of(text, locale)
    for index, value in enumerate(found):
        if value.kind in (ValueKind.NUMBER, ValueKind.PERCENT):
            unit = _unit_beside(found, index)
            kind = unit.key if unit else (None, None)
            if value.kind is ValueKind.PERCENT:
                kind = _PERCENT
            if len(value.key) == 1 and isinstance(value.key[0], Decimal):
                dimension = str(kind[0]) if kind[0] else None
                size = kind[1] if isinstance(kind[1], Decimal) else None
                before = found[index - 1] if index else None
                if unit is None and before and _is_in_inches(text, before, value):
                    dimension, size = _FOOT[0], _INCH
                yield Amount(value.key[0], value, dimension, size)
        elif value.kind is ValueKind.ORDINAL:
            yield Amount(_decimal(value.key[0]), value)
        elif value.kind is ValueKind.DATE and value.key[0] is not None:
            yield Amount(_decimal(value.key[0]), value)


def _is_in_inches(text: str, unit: Value, number: Value) -> bool:
    """Whether a number without a unit has that of a height: 5-foot-9."""
    return unit.key == _FOOT and text[unit.end : number.start] == "-"


def _unit_beside(found: Sequence[Value], index: int) -> Value | None:
    """The unit written after a number, or a currency before it."""
    here = found[index]
    after = found[index + 1] if index + 1 < len(found) else None
    if after and after.kind is ValueKind.UNIT and after.start - here.end <= 2:
        return after
    return None


def _parted(text: str, locale: Locale, others: Iterable[Amount]) -> dict[Decimal, Span]:
    """Those of the other side's numbers that this text writes as `18 giây 10`, `1m75`.

    Minutes and hours are no marks: `4 phút 18` is not 4,18.
    """
    numbers = {one.number for one in others}
    wanted = {number for number in numbers if number != number.to_integral_value()}
    found: dict[Decimal, Span] = {}
    times = conventions(locale).times
    for match in _PARTED.finditer(text) if wanted else ():
        number = Decimal(f"{match[1]}.{match[3]}")
        sixty = re.fullmatch(f"{times.hour}|{times.minute}", match[2], re.IGNORECASE)
        if number in wanted and not sixty:
            found[number] = Span(match.start(), match.end(3))
    return found


def _unparted(
    amounts: list[Amount], own: dict[Decimal, Span], others: dict[Decimal, Span]
) -> list[Amount]:
    """Without the numbers of parted ones, and without those that the others part."""
    return [
        one
        for one in amounts
        if one.number not in others
        and not any(
            span.start <= one.value.start and one.value.end <= span.end
            for span in own.values()
        )
    ]


def _conflict(source: Iterable[Amount], target: Iterable[Amount]) -> bool:
    """Whether a number measures another thing on each side."""
    theirs = {one.number: one.dimension for one in source if one.dimension}
    return bool(theirs) and any(
        one.dimension and theirs.get(one.number, one.dimension) != one.dimension
        for one in target
    )


def _without_equals(
    source: list[Amount], target: list[Amount]
) -> tuple[list[Amount], list[Amount]]:
    """The amounts of each list whose number the other has nowhere."""
    ours = {amount.number for amount in target}
    theirs = {amount.number for amount in source}
    return (
        [amount for amount in source if amount.number not in ours],
        [amount for amount in target if amount.number not in theirs],
    )


@lru_cache(maxsize=1024)
def _short_years(text: str, locale: Locale) -> frozenset[Decimal]:
    """Numbers of a text that may be the short form of a year; no day, no month."""
    return frozenset(
        _decimal(value.key[0])
        for value in values_of(text, locale)
        if value.kind is ValueKind.NUMBER and isinstance(value.key[0], Decimal)
    )


def _unexcused(amounts: list[Amount], text: str, locale: Locale) -> list[Amount]:
    """The amounts that the other text cannot be read to name."""
    loose, left = numbers_named(text, locale), []
    for amount in amounts:
        number = amount.number
        if number in loose:
            continue
        if 1900 <= number < 2100 and number == number.to_integral():
            if number % 100 in _short_years(text, locale):
                continue
        left.append(amount)
    return left


def is_converted(
    number: Decimal,
    dimension: str,
    size: Decimal,
    others: Iterable[tuple[Decimal, str, Decimal]],
) -> bool:
    """Whether a measure is among others in another unit, but for rounding.

    Each is a number, the dimension of its unit, and how large the unit is.

    >>> km, mile = Decimal(1000), Decimal("1609.344")
    >>> is_converted(Decimal(64), "length", km, [(Decimal(40), "length", mile)])
    True
    """
    for other, what, unit in others:
        if what != dimension or unit == size:
            continue
        if dimension == _TEMPERATURE:
            if abs(_celsius(number, size) - _celsius(other, unit)) <= 1:
                return True
        elif _is_close(number * size, other * unit):
            return True
    return False


class _Measures:
    """Amounts with a unit, in which the same length, mass … in another is found."""

    def __init__(self, amounts: Iterable[Amount]) -> None:
        sizes: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(list)
        last: Amount | None = None
        for amount in amounts:
            if amount.dimension is not None and amount.size is not None:
                size = amount.number * amount.size
                sizes[amount.dimension, amount.size].append(size)
                whole = _whole(last, amount) if last is not None else None
                if whole is not None:
                    sizes[amount.dimension, amount.size].append(whole)
            last = amount
        self._sizes = {key: sorted(found) for key, found in sizes.items()}

    def have(self, amount: Amount) -> bool:
        """Whether one is the amount in another unit, but for rounding."""
        if amount.dimension is None or amount.size is None:
            return False
        if amount.dimension == _TEMPERATURE:
            return self._have_degrees(amount.number, amount.size)
        size = amount.number * amount.size
        for (dimension, unit), sizes in self._sizes.items():
            if dimension == amount.dimension and unit != amount.size:
                at = bisect_right(sizes, size)
                nearest = sizes[max(0, at - 1) : at + 1]
                if any(_is_close(size, other) for other in nearest):
                    return True
        return False

    def _have_degrees(self, number: Decimal, scale: Decimal) -> bool:
        """Whether a temperature is there on the other scale, but for rounding."""
        for (dimension, other), sizes in self._sizes.items():
            if dimension != _TEMPERATURE or other == scale:
                continue
            for size in sizes:
                if abs(_celsius(number, scale) - _celsius(size / other, other)) <= 1:
                    return True
        return False


def _whole(first: Amount, rest: Amount) -> Decimal | None:
    """The size of an amount and its rest in a smaller unit: 6 feet 6 inches."""
    if first.size is None or rest.size is None or first.dimension != rest.dimension:
        return None
    if rest.size >= first.size or rest.value.start - first.value.end > _REST:
        return None
    return first.number * first.size + rest.number * rest.size


def _celsius(degrees: Decimal, scale: Decimal) -> Decimal:
    return degrees if scale == 1 else (degrees - 32) * 5 / 9


def _is_close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= abs(max(one, other)) * Decimal("0.06")


def _decimal(part: Decimal | int | str | None) -> Decimal:
    return part if isinstance(part, Decimal) else Decimal(part or 0)
