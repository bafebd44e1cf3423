"""Checks of headlines and section headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from tm.finding import Finding, Severity, Span
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

_FULL_STOP_PATTERN = re.compile(r"(?<![.…])[.。]([\"”’»)]*)$")
_WORD_BREAK_PATTERN = re.compile(r"[\s(“\"]")


@check("head.stop", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def find_heading_stop(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Some headings of the document end in a full stop and others do not.

    Reported are those that do: a heading needs none. Ignored are headings of
    several sentences, headings that end in an abbreviation, and short sentences
    that end in a full stop in the source, too.
    """
    headings = [
        unit
        for unit in units
        if unit.is_heading
        and unit.target.strip()
        and not _FULL_STOP_PATTERN.search(unit.source_text.rstrip())
    ]
    stopped_headings: list[Unit] = []
    unstopped_headings: list[Unit] = []
    for heading in headings:
        (
            stopped_headings
            if _ends_with_full_stop(heading.target, context)
            else unstopped_headings
        ).append(heading)
    if not unstopped_headings:
        return
    for heading in stopped_headings:
        text = heading.target.rstrip()
        stop_match = _FULL_STOP_PATTERN.search(text)
        fix = text[: stop_match.start()] + stop_match[1] if stop_match else None
        yield Finding(
            "full_stop",
            Span(0, len(text)),
            fix=fix,
            about=heading,
            related=list_related_ids(unstopped_headings),
        )


@check("num.head_body", level=Level.DOCUMENT, severity=Severity.INFO)
def find_heading_number(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A number of a headline or section heading does not occur in the text.

    Ignored are dates, years and small numbers, which the text may write out,
    rounded numbers (over 2.8 billion for 2.85), and headings of a document without
    text.
    """
    headings = [unit for unit in units if unit.is_heading]
    if not headings or not any(map(_is_body_text, units)):
        return
    body_numbers: set[Decimal] | None = None
    for heading in headings:
        for value in read_values(heading.target, context.target_locale):
            number = value.key[0]
            if value.kind not in _COMPARED_KINDS or not isinstance(number, Decimal):
                continue
            if number < _LEAST_COMPARED_NUMBER or _is_year(value):
                continue
            body_numbers = (
                body_numbers
                if body_numbers is not None
                else _read_body_numbers(units, context)
            )
            if number not in body_numbers and not _is_rounded(number, body_numbers):
                yield Finding(
                    "missing",
                    Span(value.start, _find_noun_end(heading.target, value.end)),
                    arguments={"number": value.text},
                    about=heading,
                )


_COMPARED_KINDS = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.UNIT}
_LEAST_COMPARED_NUMBER = 13
"""The smallest number that is searched; texts write out smaller ones."""
_NOUN_PATTERN = re.compile(r" [^\W\d_]+")


def _is_body_text(unit: Unit) -> bool:
    return not unit.is_heading and unit.kind is not None


def _read_body_numbers(units: Sequence[Unit], context: Context) -> set[Decimal]:
    numbers: set[Decimal] = set()
    for unit in filter(_is_body_text, units):
        text = unit.target
        for value in (
            *read_values(text, context.target_locale),
            *read_number_words(text, context.target_locale),
        ):
            numbers.update(
                key_part for key_part in value.key if isinstance(key_part, Decimal)
            )
            numbers.update(
                Decimal(key_part) for key_part in value.key if isinstance(key_part, int)
            )
    return numbers


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


def _ends_with_full_stop(text: str, context: Context) -> bool:
    stop_match = _FULL_STOP_PATTERN.search(text.rstrip())
    if stop_match is None:
        return False
    text_before_stop = text[: stop_match.start()]
    last_word = _WORD_BREAK_PATTERN.split(text_before_stop)[-1]
    if "." in last_word or last_word.lower() in context.language.abbreviations:
        return False
    if len(last_word) == 1 and last_word.isupper():
        return False
    return not re.search(r"[.!?]\s", text_before_stop)
