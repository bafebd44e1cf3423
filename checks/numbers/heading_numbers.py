"""The check of numbers in headlines, which the text below must have, too."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.engine.check import Level, check
from checks.engine.heading_shape import has_heading_shape
from checks.engine.unit import Context, Unit
from tm.finding import Finding, Severity, Span
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

_COMPARED_KINDS = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.UNIT}
_MIN_COMPARED_NUMBER = 13
"""The smallest number that is searched; texts write out smaller ones."""
_NOUN_PATTERN = re.compile(r" [^\W\d_]+")


@check("num.head_body", level=Level.DOCUMENT, severity=Severity.INFO)
def find_heading_number(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A headline or section heading has another number than the text.

    The check reports this where the text counts the same thing with one other number:
    200 countries in the headline, 100 countries in the text. It ignores dates, years
    and small numbers, which the text may write out, and rounded numbers (over 2.8
    billion for 2.85).
    """
    headings = [unit for unit in units if has_heading_shape(unit)]
    if not headings or not any(map(_is_body_text, units)):
        return
    body_numbers: _BodyNumbers | None = None
    for heading in headings:
        for value in read_values(heading.target, context.target_locale):
            number = value.key[0]
            if value.kind not in _COMPARED_KINDS or not isinstance(number, Decimal):
                continue
            if number < _MIN_COMPARED_NUMBER or _is_year(value):
                continue
            counted_word = _read_counted_word(heading.target, value, context)
            if counted_word is None:
                continue
            body_numbers = body_numbers or _read_body_numbers(units, context)
            text_by_body_number = body_numbers.number_texts_by_counted_word.get(
                counted_word, {}
            )
            if (
                len(text_by_body_number) == 1
                and number not in body_numbers.all_numbers
                and not _is_rounded(number, body_numbers.all_numbers)
            ):
                yield Finding(
                    "different",
                    Span(value.start, _find_noun_end(heading.target, value.end)),
                    arguments={
                        "number": value.text,
                        "other": next(iter(text_by_body_number.values())),
                    },
                    checked_unit=heading,
                )


@dataclass(frozen=True, slots=True)
class _BodyNumbers:
    """The numbers of the text below the headings."""

    all_numbers: set[Decimal]
    number_texts_by_counted_word: dict[str, dict[Decimal, str]]
    """By the word after them, which tells what they count, with their texts."""


def _is_body_text(unit: Unit) -> bool:
    return not unit.is_heading and unit.kind is not None


def _read_body_numbers(units: Sequence[Unit], context: Context) -> _BodyNumbers:
    all_numbers: set[Decimal] = set()
    number_texts_by_counted_word: dict[str, dict[Decimal, str]] = {}
    for unit in filter(_is_body_text, units):
        text = unit.target
        values = read_values(text, context.target_locale)
        for value in (*values, *read_number_words(text, context.target_locale)):
            numbers = {
                Decimal(key_part)
                for key_part in value.key
                if isinstance(key_part, Decimal | int)
            }
            all_numbers |= numbers
            if value.kind not in _COMPARED_KINDS or any(
                longer_value.start < value.start < longer_value.end
                for longer_value in values
            ):
                continue
            counted_word = _read_counted_word(text, value, context)
            if counted_word is not None:
                text_by_number = number_texts_by_counted_word.setdefault(
                    counted_word, {}
                )
                text_by_number |= {
                    number: value.text
                    for number in numbers
                    if number >= _MIN_COMPARED_NUMBER
                }
    return _BodyNumbers(all_numbers, number_texts_by_counted_word)


def _read_counted_word(text: str, value: Value, context: Context) -> str | None:
    """Read the word after a number, which tells what it counts; `%` for a share."""
    if value.kind is ValueKind.PERCENT:
        return "%"
    noun_match = _NOUN_PATTERN.match(text, value.end)
    counted_word = noun_match[0].strip().lower() if noun_match else ""
    if not counted_word or counted_word in context.language.function_words:
        return None
    return counted_word


def _is_rounded(number: Decimal, body_numbers: Iterable[Decimal]) -> bool:
    """Whether a number is a rounded form of one of the text's numbers.

    It must have two significant digits: 200 is not a rounded 254 or 190.
    """
    normalised_number = number.normalize()
    if len(normalised_number.as_tuple().digits) < 2:
        return False
    rounding_step = Decimal(1).scaleb(
        normalised_number.adjusted() - len(normalised_number.as_tuple().digits) + 1
    )
    return any(
        abs(body_number - number) < rounding_step for body_number in body_numbers
    )


def _is_year(value: Value) -> bool:
    number = value.key[0]
    return (
        value.kind is ValueKind.NUMBER
        and isinstance(number, Decimal)
        and len(value.text) == 4
        and 1000 <= number <= 2200
    )


def _find_noun_end(text: str, end: int) -> int:
    noun_match = _NOUN_PATTERN.match(text, end)
    return noun_match.end() if noun_match else end
