"""Errors of numbers: another digit, scale, separator or unit; no percent sign."""

import re
from collections.abc import Iterator
from random import Random

from checks.amounts.conversions import find_conversions
from checks.dates.durations import find_counted_time_units
from checks.measuring.seeded_errors.clean_corpus import (
    CleanUnit,
    find_word_matches,
    is_translatable,
)
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from checks.numbers.changed_scores import SCORE_PATTERN
from tm.finding import Span
from tm.text.capitals import copy_capitals
from tm.text.phrases.pattern import phrase_key
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import ValueKind

NUMBER_PATTERN = r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d)"
_FOLLOWING_WORD_PATTERN = re.compile(r"%?\s[^\W\d_]+\s")
_CALENDAR_KINDS = {ValueKind.DATE, ValueKind.TIME}
_SCALE_EXPONENTS = (3, 6, 9, 12)
_SEPARATOR_TRANSLATION = str.maketrans(",.", ".,")


def find_number_matches(clean_unit: CleanUnit) -> Iterator[re.Match[str]]:
    """Find the numbers in digits of a target, except in dates and clock times."""
    text = clean_unit.target
    calendar_values = [
        value
        for value in read_values(text, clean_unit.context.target_locale)
        if value.kind in _CALENDAR_KINDS
    ]
    for number_match in re.finditer(NUMBER_PATTERN, text):
        start, end = number_match.span()
        if is_translatable(text, start, end) and not any(
            start < calendar_value.end and calendar_value.start < end
            for calendar_value in calendar_values
        ):
            yield number_match


def read_plain_numbers(text: str) -> set[str]:
    """Read the numbers of a text, without their separators."""
    return {
        re.sub(r"[.,]", "", number)
        for number in re.findall(r"(?<!\d)\d+(?:[.,]\d+)*", text)
    }


@error_kind("num-changed", "num.value")
def change_digit(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """One digit of a number that the source has, too, becomes another digit."""
    source_numbers = read_plain_numbers(clean_unit.source)
    if clean_unit.context.source_locale:
        source_number_words = read_number_words(
            clean_unit.source, clean_unit.context.source_locale
        )
        source_numbers |= {
            str(number_word.key[0]) for number_word in source_number_words
        }
    for number_match in find_number_matches(clean_unit):
        number_text = number_match[0]
        if re.sub(r"[.,]", "", number_text) not in source_numbers:
            continue
        digit_index = random.choice(
            [
                character_index
                for character_index, character in enumerate(number_text)
                if character.isdigit()
            ]
        )
        other_digits = [
            digit for digit in "123456789" if digit != number_text[digit_index]
        ]
        changed_number = (
            number_text[:digit_index]
            + random.choice(other_digits)
            + number_text[digit_index + 1 :]
        )
        yield TextEdit(Span(*number_match.span()), changed_number)


@error_kind("num-dropped", "num.missing", "num.value")
def drop_number(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A number that the source has, too, is left out with the word after it."""
    source_numbers = read_plain_numbers(clean_unit.source)
    for number_match in find_number_matches(clean_unit):
        number = re.sub(r"[.,]", "", number_match[0])
        if number not in source_numbers or len(number) == 1:
            continue
        following_word_match = _FOLLOWING_WORD_PATTERN.match(
            clean_unit.target, number_match.end()
        )
        if following_word_match:
            yield TextEdit(Span(number_match.start(), following_word_match.end()), "")


@error_kind("num-added", "num.added")
def add_number(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A number that the source lacks is added before a word."""
    function_words = clean_unit.language.function_words
    known_numbers = read_plain_numbers(f"{clean_unit.source} {clean_unit.target}")
    added_number = str(random.randrange(130, 980))
    if added_number in known_numbers:
        return
    for word_match in find_word_matches(clean_unit.target):
        word = word_match[0]
        if word.islower() and len(word) > 3 and word not in function_words:
            start = word_match.start()
            yield TextEdit(Span(start, start), f"{added_number} ")


@error_kind("num-scale", "num.scale", "num.value")
def change_scale(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A number of thousands becomes millions, or the like: tỷ against juta."""
    number_conventions = clean_unit.conventions.numbers
    exponent_by_scale_word = number_conventions.power_by_scale_word
    scale_word_by_exponent = {
        scale_exponent: next(
            (
                scale_word
                for scale_word, other_exponent in exponent_by_scale_word.items()
                if other_exponent == scale_exponent and len(scale_word) > 2
            ),
            None,
        )
        for scale_exponent in _SCALE_EXPONENTS
    }
    scale_pattern = re.compile(
        rf"\s+({number_conventions.scale_word_pattern})", re.IGNORECASE
    )
    for number_match in re.finditer(NUMBER_PATTERN, clean_unit.target):
        scale_match = scale_pattern.match(clean_unit.target, number_match.end())
        scale_exponent = (
            number_conventions.power_by_scale_word.get(phrase_key(scale_match[1]))
            if scale_match
            else None
        )
        if scale_match is None or scale_exponent not in _SCALE_EXPONENTS:
            continue
        other_scale_words = [
            scale_word
            for other_exponent, scale_word in scale_word_by_exponent.items()
            if scale_word and other_exponent != scale_exponent
        ]
        if other_scale_words:
            yield TextEdit(
                Span(*scale_match.span(1)),
                copy_capitals(random.choice(other_scale_words), scale_match[1]),
            )


@error_kind("num-separator", "num.format", "num.value", needs_source=False)
def swap_separators(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The separators of a number become those of other languages: 3,26 and 3.26."""
    number_conventions = clean_unit.conventions.numbers
    group_separator, decimal_separator = (
        re.escape(number_conventions.group_mark),
        re.escape(number_conventions.decimal_mark),
    )
    separated_number_pattern = re.compile(
        rf"\d{{1,3}}(?:{group_separator}\d{{3}})+|\d+{decimal_separator}\d{{1,2}}"
    )
    for number_match in find_number_matches(clean_unit):
        if separated_number_pattern.fullmatch(number_match[0]):
            yield TextEdit(
                Span(*number_match.span()),
                number_match[0].translate(_SEPARATOR_TRANSLATION),
            )


@error_kind("percent-dropped", "num.percent", "num.value")
def drop_percent_sign(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The percent sign, or the word for it, is gone."""
    target_conventions, source_conventions = (
        clean_unit.conventions.numbers,
        clean_unit.source_conventions.numbers,
    )
    if not re.search(
        rf"\d\s?%|{source_conventions.percent_pattern}",
        clean_unit.source,
        re.IGNORECASE,
    ):
        return
    percent_pattern = re.compile(
        rf"\s?%|\s+{target_conventions.percent_pattern}", re.IGNORECASE
    )
    for number_match in re.finditer(NUMBER_PATTERN, clean_unit.target):
        percent_match = percent_pattern.match(clean_unit.target, number_match.end())
        if percent_match:
            yield TextEdit(Span(*percent_match.span()), "")


@error_kind("unit-changed", "num.unit")
def change_measuring_unit(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A unit of measurement becomes another one: miles become kilometres."""
    target_conventions, source_conventions = (
        clean_unit.conventions,
        clean_unit.source_conventions,
    )
    source_measure_units = {
        source_conventions.measure_unit_by_name[phrase_key(unit_match[0])]
        for unit_match in re.finditer(
            source_conventions.measure_unit_pattern, clean_unit.source, re.IGNORECASE
        )
        if phrase_key(unit_match[0]) in source_conventions.measure_unit_by_name
    }
    measure_unit_pattern = re.compile(
        rf"\s?({target_conventions.measure_unit_pattern})", re.IGNORECASE
    )
    for number_match in re.finditer(NUMBER_PATTERN, clean_unit.target):
        measure_unit_match = measure_unit_pattern.match(
            clean_unit.target, number_match.end()
        )
        target_measure_unit = (
            target_conventions.measure_unit_by_name.get(
                phrase_key(measure_unit_match[1])
            )
            if measure_unit_match
            else None
        )
        if (
            measure_unit_match is None
            or target_measure_unit not in source_measure_units
            or not measure_unit_match[1].isalpha()
        ):
            continue
        other_unit_words = [
            unit_word
            for unit_word, (
                dimension,
                factor,
            ) in target_conventions.measure_unit_by_name.items()
            if dimension == target_measure_unit[0]
            and (dimension, factor) not in source_measure_units
            and unit_word.isalpha()
            and (len(unit_word) < 4) == (len(measure_unit_match[1]) < 4)
        ]
        if other_unit_words:
            yield TextEdit(
                Span(*measure_unit_match.span(1)),
                copy_capitals(random.choice(other_unit_words), measure_unit_match[1]),
            )


@error_kind("period-changed", "num.unit")
def change_duration_unit(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A unit of time becomes another one: three months become three years."""
    source_locale = clean_unit.context.source_locale
    if source_locale is None or not any(
        find_counted_time_units(
            clean_unit.source, source_locale, clean_unit.context.cache
        )
    ):
        return
    for span, other_time_unit_words in find_counted_time_units(
        clean_unit.target, clean_unit.context.target_locale, clean_unit.context.cache
    ):
        yield TextEdit(
            span,
            copy_capitals(
                random.choice(other_time_unit_words), span.of(clean_unit.target)
            ),
        )


@error_kind("conversion-changed", "num.conversion", needs_source=False)
def change_conversion(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The first digits of a conversion in brackets are doubled: 10 mil (1616 km)."""
    for _, converted_amount in find_conversions(
        clean_unit.target, clean_unit.context.target_locale, clean_unit.context.cache
    ):
        digits_match = re.compile(r"\d+").search(
            clean_unit.target, converted_amount.span.start
        )
        if digits_match is not None:
            yield TextEdit(Span(*digits_match.span()), digits_match[0] * 2)


@error_kind("score-turned", "num.value")
def reverse_score(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A score is reversed: 2-1 becomes 1-2."""
    source_scores = {
        (source_score_match[1], source_score_match[2])
        for source_score_match in SCORE_PATTERN.finditer(clean_unit.source)
    }
    for score_match in SCORE_PATTERN.finditer(clean_unit.target):
        if (score_match[1], score_match[2]) in source_scores and score_match[
            1
        ] != score_match[2]:
            text_between = clean_unit.target[score_match.end(1) : score_match.start(2)]
            yield TextEdit(
                Span(*score_match.span()),
                f"{score_match[2]}{text_between}{score_match[1]}",
            )
