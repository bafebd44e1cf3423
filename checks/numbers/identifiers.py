"""Identifiers, whose figures are part of a name: VN631, COVID-19."""

import re
from collections.abc import Iterator

from checks.engine.prefilter_conditions import SOURCE, TARGET, texts_meet
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.text_values import cached_values, read_possible_numbers
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.values.value import ValueKind

_IDENTIFIER_PATTERN = re.compile(
    r"(?<![\w./@$£€¥-])(?![A-FH-PR-Z]\d\b)[A-Z][^\W_]*(?:-?\d[^\W_]*)+(?![\w/@]|-\w|\.\w)"
)
"""A capital with letters and digits after it: VN631, COVID-19, A320.

A letter with one digit is often the short form of a word: S1; but not Q3, G7.
"""
_MIN_NAME_LETTERS = 3
"""How many letters of an identifier tell what it is, without its figures."""
_SPLIT_LENGTH_PATTERN = re.compile(r"(?<![\w.,])\d{1,2}m(\d?[1-9])0?(?!\w)")
"""A length with its unit in place of the decimal mark: 1m80."""
_DIGIT_AFTER_LETTER_PATTERN = re.compile(r"\d(?:(?<=[^\W\d_]\d)|(?<=[^\W\d_]-\d))")
"""A digit after a letter, which every such word has; found faster than the word."""
_NAME_BEFORE_PATTERN = re.compile(r"(?:[^\W\d_]+-){1,3}\Z")
"""The text before the figures of a name: SARS-CoV-2."""
_MAX_NAME_CHARACTERS_BEFORE_FIGURES = 24
"""How many characters before figures are searched for the name that they belong to."""
_MAX_IDENTIFIER_CHARACTERS = 100
"""How many characters on each side of figures may belong to one identifier."""
_NAME_WITH_FIGURES_PATTERN = re.compile(r"[^\W\d_]{3,}-\d+")
"""A name that a translator may put where the source has `the disease`: COVID-19."""


def is_in_identifier(offset: int, text: str) -> bool:
    """Whether figures are part of a name with letters: the 19 of COVID-19."""
    if _NAME_BEFORE_PATTERN.search(
        text[max(0, offset - _MAX_NAME_CHARACTERS_BEFORE_FIGURES) : offset]
    ):
        return True
    start, end = (
        max(0, offset - _MAX_IDENTIFIER_CHARACTERS),
        offset + _MAX_IDENTIFIER_CHARACTERS,
    )
    return _DIGIT_AFTER_LETTER_PATTERN.search(text, start, end) is not None and any(
        identifier_match.start() <= offset < identifier_match.end()
        for identifier_match in _IDENTIFIER_PATTERN.finditer(text, start, end)
    )


def _find_unmatched_identifiers(text: str, other_text: str) -> Iterator[Span]:
    """Find words such as VN631 of whose figures the other text has none."""
    if not _DIGIT_AFTER_LETTER_PATTERN.search(text):
        return
    for identifier_match in _IDENTIFIER_PATTERN.finditer(text):
        if not any(
            figures in other_text for figures in re.findall(r"\d+", identifier_match[0])
        ):
            yield Span(*identifier_match.span())
    for length_match in _SPLIT_LENGTH_PATTERN.finditer(text):
        if length_match[1] not in other_text:
            yield Span(*length_match.span())


def find_lost_identifiers(
    text: str, other_text: str, other_locale: Locale, context: Context
) -> Iterator[Span]:
    """Find identifiers whose figures the other text does not name in words either."""
    for span in _find_unmatched_identifiers(text, other_text):
        identifier = span.of(text)
        name = re.split(r"\d", identifier, maxsplit=1)[0].strip("-")
        if len(name) >= _MIN_NAME_LETTERS and name.lower() in other_text.lower():
            continue  # COVID for COVID-19
        figures = set(map(int, re.findall(r"[0-9]+", identifier)))
        if figures.isdisjoint(
            read_possible_numbers(other_text, other_locale, context.cache)
        ):
            yield span


def find_added_identifiers(
    unit: Unit, context: Context, includes_names: bool
) -> Iterator[Span]:
    """Find identifiers of the target, and sums of money, that the source lacks."""
    source_locale, target_locale = context.locales
    target = unit.target
    for span in find_lost_identifiers(target, unit.source_text, source_locale, context):
        if not includes_names and _NAME_WITH_FIGURES_PATTERN.fullmatch(
            target, span.start, span.end
        ):
            continue
        price = next(
            (
                value
                for value in cached_values(target, target_locale, context.cache)
                if value.kind is ValueKind.NUMBER
                and span.start < value.start < span.end
            ),
            None,
        )
        if price is None:
            yield span
        elif price.key[0] not in read_possible_numbers(
            unit.source_text, source_locale, context.cache
        ):  # nine million rupiah: Rp9 juta
            yield Span(span.start, price.end)


def _misses_identifier(source: str, target: str) -> bool:
    """Whether the target lacks an identifier of the source."""
    return next(_find_unmatched_identifiers(source, target), None) is not None


def _adds_identifier(source: str, target: str) -> bool:
    """Whether the target has an identifier that the source lacks."""
    return next(_find_unmatched_identifiers(target, source), None) is not None


MAY_MISS_IDENTIFIER = SOURCE.has(Trait.LETTERED_DIGITS) & texts_meet(_misses_identifier)
"""The target may lack an identifier of the source."""
MAY_ADD_IDENTIFIER = TARGET.has(Trait.LETTERED_DIGITS) & texts_meet(_adds_identifier)
"""The target may have an identifier that the source lacks."""
