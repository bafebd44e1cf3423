"""Checks of headlines and section headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from tm.articles.archive.article import BlockKind
from tm.finding import Finding, Severity, Span
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values

_FULL_STOP_PATTERN = re.compile(r"(?<![.…])[.。]([\"”’»)]*)$")
_WORD_BREAK_PATTERN = re.compile(r"[\s(“\"]")
_LONGEST_HEADLINE = 160
"""The most characters of a headline."""
_MIN_WORDS_OF_SENTENCE = 5
"""The fewest words of a sentence that lacks its full stop; labels are shorter."""
_MIN_UNENDED_SENTENCES = 3
_MAX_UNITS_PER_UNENDED_SENTENCE = 12
"""The most units for each sentence without a stop, for a source that leaves it out."""
_FEWEST_PARAGRAPHS, _FEWEST_PARAGRAPH_WORDS = 4, 14
"""How many paragraphs stand next to each without an end mark, and its words."""
_MAX_WORDS_PER_COMMA = 4
"""A text is a list if one word in so many has a comma."""
_DATELINE_PATTERN = re.compile(
    r"\W{0,2}[^\W\d_][^.!?]{1,40}?(?:\)\s*[-–—]|\)?\s+[-–—]+)\s"
)
"""Place and agency at the beginning of a report: `JAKARTA, Koran – `."""


def has_headline_shape(text: str) -> bool:
    """Whether a text may be a headline: it is short, and has no dateline.

    >>> has_headline_shape("Jembatan baru dibuka")
    True
    >>> has_headline_shape("DA NANG, Koran Pagi – Jembatan baru dibuka Senin.")
    False
    """
    if len(text) > _LONGEST_HEADLINE:
        return False
    return not (
        _FULL_STOP_PATTERN.search(text.rstrip()) and _DATELINE_PATTERN.match(text)
    )


def is_unended_sentence(unit: Unit) -> bool:
    """Whether a source of several words ends in one, and its target in a full stop."""
    source, target = unit.source_text.rstrip(), unit.target.rstrip()
    return (
        not unit.is_heading
        and source[-1:].isalnum()
        and target.endswith(".")
        and len(source.split()) >= _MIN_WORDS_OF_SENTENCE
        and not source.istitle()
    )


def has_unended_sources(units: Sequence[Unit]) -> bool:
    """Whether the source of a document leaves out the stops of some sentences."""
    unended_count = sum(map(is_unended_sentence, units))
    return (
        unended_count >= _MIN_UNENDED_SENTENCES
        and unended_count * _MAX_UNITS_PER_UNENDED_SENTENCE >= len(units)
    )


def find_unended_paragraphs(units: Sequence[Unit]) -> Iterator[Unit]:
    """Find the paragraphs of a page that end in a word, unlike most of them.

    The last one may be cut; lists, lines of capitals and short texts need no stop.
    """
    paragraphs = [unit for unit in units if unit.kind is BlockKind.PARAGRAPH]
    unended_paragraphs = [
        unit for unit in paragraphs if unit.target.rstrip()[-1:].isalpha()
    ]
    if len(paragraphs) < _FEWEST_PARAGRAPHS * max(1, len(unended_paragraphs)):
        return
    for unit in unended_paragraphs:
        words = unit.target.split()
        small_word_count = sum(map(str.islower, words))
        if (
            unit is not paragraphs[-1]
            and len(words) >= _FEWEST_PARAGRAPH_WORDS
            and 2 * small_word_count > len(words)
            and _MAX_WORDS_PER_COMMA * unit.target.count(",") < len(words)
            and words[0][0].isupper()
            and "©" not in unit.target
        ):
            yield unit


@check("head.stop", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def find_heading_stop(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Some headings of the document end in a full stop and others do not.

    Reported are those that do: a heading needs none. Ignored are headings of
    several sentences, headings that end in an abbreviation, paragraphs taken for a
    heading, and short sentences that end in a full stop in the source, too.
    """
    headings = [
        unit
        for unit in units
        if unit.is_heading
        and unit.target.strip()
        and has_headline_shape(unit.target)
        and not _FULL_STOP_PATTERN.search(unit.source_text.rstrip())
        and not _may_be_paragraph(unit)
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


def _may_be_paragraph(unit: Unit) -> bool:
    """Whether a section heading without a source may be a short paragraph.

    A full stop tells nothing then: `Selama hujan, pengunjung dilarang masuk.`
    """
    return (
        unit.source is None
        and unit.kind is not BlockKind.HEADLINE
        and _FULL_STOP_PATTERN.search(unit.target.rstrip()) is not None
    )


@check("num.head_body", level=Level.DOCUMENT, severity=Severity.INFO)
def find_heading_number(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A headline or section heading has another number than the text.

    Reported where the text counts the same thing with one other number: 200 countries
    in the headline, 100 countries in the text. Ignored are dates, years and small
    numbers, which the text may write out, and rounded numbers (over 2.8 billion for
    2.85).
    """
    headings = [
        unit for unit in units if unit.is_heading and has_headline_shape(unit.target)
    ]
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
            text_by_body_number = body_numbers.text_by_number_by_counted_word.get(
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
                    about=heading,
                )


@dataclass(frozen=True, slots=True)
class _BodyNumbers:
    """The numbers of the text below the headings."""

    all_numbers: set[Decimal]
    text_by_number_by_counted_word: dict[str, dict[Decimal, str]]
    """By the word after them, which tells what they count, with their texts."""


_COMPARED_KINDS = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.UNIT}
_MIN_COMPARED_NUMBER = 13
"""The smallest number that is searched; texts write out smaller ones."""
_NOUN_PATTERN = re.compile(r" [^\W\d_]+")


def _is_body_text(unit: Unit) -> bool:
    return not unit.is_heading and unit.kind is not None


def _read_body_numbers(units: Sequence[Unit], context: Context) -> _BodyNumbers:
    all_numbers: set[Decimal] = set()
    text_by_number_by_counted_word: dict[str, dict[Decimal, str]] = {}
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
                text_by_number = text_by_number_by_counted_word.setdefault(
                    counted_word, {}
                )
                text_by_number |= {
                    number: value.text
                    for number in numbers
                    if number >= _MIN_COMPARED_NUMBER
                }
    return _BodyNumbers(all_numbers, text_by_number_by_counted_word)


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
