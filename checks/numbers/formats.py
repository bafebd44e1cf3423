"""What numbers look like that are written by the rules of another language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tm.text.locale import Locale
from tm.text.values.conventions import Conventions, load_conventions

_DIGITS_BEFORE_SEPARATOR = re.compile(r"\d(?<!\d.)(?>\d*)(?=[.,]\d)")
"""The first figures of what such a number is, up to its mark."""


def match_numbers(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What one of the patterns below finds, each match of which begins with figures.

    Looking for these first is faster than what stands before each letter.
    """
    for digits in _DIGITS_BEFORE_SEPARATOR.finditer(text):
        match = pattern.match(text, digits.start())
        if match:
            yield match


@lru_cache(maxsize=64)
def foreign_number_patterns(
    locale: Locale,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a foreign decimal and a foreign group of thousands look like.

    The third is any decimal after a small word, to be compared with the source's.
    """
    rules: Conventions = load_conventions(locale)
    own_separator, foreign_separator = (
        ("\\.", ",") if rules.numbers.decimal == "." else (",", "\\.")
    )
    not_inside_number = r"(?<![\w.,:/-])"
    percent_or_scale_follows = (
        rf"(?=\s*(?:{rules.numbers.percent}|(?:{rules.numbers.scale})))"
    )
    after_currency = r"(?<=[£$€¥])"
    decimal = re.compile(
        rf"(?P<number>{not_inside_number}\d+{foreign_separator}\d{{1,2}}(?![\d{foreign_separator}{own_separator}]){percent_or_scale_follows}"
        rf"|(?:{after_currency})\d+{foreign_separator}\d(?![\d{foreign_separator}{own_separator}\w])"
        rf"|{not_inside_number}\d+{foreign_separator}\d(?![\d{foreign_separator}{own_separator}\w])(?=\s*(?:{rules.unit})))",
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
