"""Patterns of numbers that are written by the rules of another language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tm.text.locale import Locale
from tm.text.values.conventions import Conventions, load_conventions

_DIGITS_BEFORE_SEPARATOR = re.compile(r"\d(?<!\d.)(?>\d*)(?=[.,]\d)")
"""The digits before the separator of such a number."""


def match_numbers(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find the matches of one of the patterns below, all of which begin with digits.

    Searching for the digits first is faster than testing the pattern everywhere.
    """
    for digits in _DIGITS_BEFORE_SEPARATOR.finditer(text):
        match = pattern.match(text, digits.start())
        if match:
            yield match


@lru_cache(maxsize=64)
def foreign_number_patterns(
    locale: Locale,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Build the patterns of foreign decimals, foreign thousands, and any decimals.

    The third finds decimals after a word in lower case, for comparison with the source.
    """
    number_rules: Conventions = load_conventions(locale)
    own_separator, foreign_separator = (
        ("\\.", ",") if number_rules.numbers.decimal == "." else (",", "\\.")
    )
    not_inside_number = r"(?<![\w.,:/-])"
    percent_or_scale_follows = (
        rf"(?=\s*(?:{number_rules.numbers.percent}|(?:{number_rules.numbers.scale})))"
    )
    after_currency = r"(?<=[£$€¥])"
    decimal = re.compile(
        rf"(?P<number>{not_inside_number}\d+{foreign_separator}\d{{1,2}}(?![\d{foreign_separator}{own_separator}]){percent_or_scale_follows}"
        rf"|(?:{after_currency})\d+{foreign_separator}\d(?![\d{foreign_separator}{own_separator}\w])"
        rf"|{not_inside_number}\d+{foreign_separator}\d(?![\d{foreign_separator}{own_separator}\w])(?=\s*(?:{number_rules.unit})))",
        re.IGNORECASE,
    )
    thousands = re.compile(
        rf"(?P<number>(?<![\w.,:/])\d{{1,3}}(?:{own_separator}\d{{3}})+(?![\d{foreign_separator}{own_separator}]\d|\d))"
    )
    any_decimal = re.compile(
        rf"(?<=[^\W\dA-Z_] |[,;:)] )(?P<number>\d+{foreign_separator}\d{{1,2}})"
        rf"(?!\w|[{foreign_separator}{own_separator}]\w)"
    )
    return decimal, thousands, any_decimal
