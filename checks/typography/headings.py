"""Checks of headlines and section headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from tm.finding import Finding, Severity, Span
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

_STOP = re.compile(r"(?<![.…])[.。]([\"”’»)]*)$")
_BREAK = re.compile(r"[\s(“\"]")


@check("head.stop", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def heading_stop(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Some headings of the document end in a full stop and others do not.

    Reported are those that do: a heading needs none. Ignored are headings of
    several sentences, headings that end in an abbreviation, and short sentences
    that end in a full stop in the source, too.
    """
    headings = [
        s
        for s in units
        if s.is_heading
        and s.target.strip()
        and not _STOP.search(s.source_text.rstrip())
    ]
    stopped: list[Unit] = []
    unstopped_headings: list[Unit] = []
    for heading in headings:
        (
            stopped
            if _ends_with_full_stop(heading.target, context)
            else unstopped_headings
        ).append(heading)
    if not unstopped_headings:
        return
    for heading in stopped:
        text = heading.target.rstrip()
        match = _STOP.search(text)
        fix = text[: match.start()] + match[1] if match else None
        yield Finding(
            "full_stop",
            Span(0, len(text)),
            fix=fix,
            about=heading,
            related=related_ids(unstopped_headings),
        )


@check("num.head_body", level=Level.DOCUMENT, severity=Severity.INFO)
def heading_number(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A number of a headline or section heading does not occur in the text.

    Ignored are dates, years and small numbers, which the text may write out,
    rounded numbers (over 2.8 billion for 2.85), and headings of a document without
    text.
    """
    headings = [s for s in units if s.is_heading]
    if not headings or not any(map(_is_body, units)):
        return
    text_numbers: set[Decimal] | None = None
    for heading in headings:
        for value in read_values(heading.target, context.target):
            number = value.key[0]
            if value.kind not in _FIGURES or not isinstance(number, Decimal):
                continue
            if number < _LEAST or _is_year(value):
                continue
            text_numbers = (
                text_numbers
                if text_numbers is not None
                else _numbers_of_text(units, context)
            )
            if number not in text_numbers and not _is_rounded(number, text_numbers):
                yield Finding(
                    "missing",
                    Span(value.start, _with_noun(heading.target, value.end)),
                    arguments={"number": value.text},
                    about=heading,
                )


_FIGURES = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.UNIT}
_LEAST = 13
"""The smallest number that is searched; texts write out smaller ones."""
_NOUN = re.compile(r" [^\W\d_]+")


def _is_body(unit: Unit) -> bool:
    return not unit.is_heading and unit.kind is not None


def _numbers_of_text(units: Sequence[Unit], context: Context) -> set[Decimal]:
    numbers: set[Decimal] = set()
    for unit in filter(_is_body, units):
        text = unit.target
        for value in (
            *read_values(text, context.target),
            *read_number_words(text, context.target),
        ):
            numbers.update(part for part in value.key if isinstance(part, Decimal))
            numbers.update(Decimal(part) for part in value.key if isinstance(part, int))
    return numbers


def _is_rounded(number: Decimal, text_numbers: Iterable[Decimal]) -> bool:
    """Whether a number is a rounded form of one of the text's numbers.

    It must have two significant digits: 200 is not a rounded 254 or 190.
    """
    short = number.normalize()
    if len(short.as_tuple().digits) < 2:
        return False
    step = Decimal(1).scaleb(short.adjusted() - len(short.as_tuple().digits) + 1)
    return any(abs(text_number - number) < step for text_number in text_numbers)


def _is_year(value: Value) -> bool:
    number = value.key[0]
    return (
        value.kind is ValueKind.NUMBER
        and isinstance(number, Decimal)
        and len(value.text) == 4
        and 1000 <= number <= 2200
    )


def _with_noun(text: str, end: int) -> int:
    noun = _NOUN.match(text, end)
    return noun.end() if noun else end


def _ends_with_full_stop(text: str, context: Context) -> bool:
    match = _STOP.search(text.rstrip())
    if match is None:
        return False
    body = text[: match.start()]
    word = _BREAK.split(body)[-1]
    if "." in word or word.lower() in context.language.abbreviations:
        return False
    if len(word) == 1 and word.isupper():
        return False
    return not re.search(r"[.!?]\s", body)
