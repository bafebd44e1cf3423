"""What numbers look like that are written by the rules of another language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tm.text.locale import Locale
from tm.text.values.conventions import Conventions, conventions

_PARTED = re.compile(r"\d(?<!\d.)(?>\d*)(?=[.,]\d)")
"""The first figures of what such a number is, up to its mark."""


def numbers_like(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What one of the patterns below finds, each match of which begins with figures.

    Looking for these first is faster than what stands before each letter.
    """
    for figures in _PARTED.finditer(text):
        found = pattern.match(text, figures.start())
        if found:
            yield found


@lru_cache(maxsize=64)
def foreign_numbers(
    locale: Locale,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a foreign decimal and a foreign group of thousands look like.

    The third is any decimal after a small word, to be compared with the source's.
    """
    rules: Conventions = conventions(locale)
    own, other = ("\\.", ",") if rules.numbers.decimal == "." else (",", "\\.")
    free = r"(?<![\w.,:/-])"
    follows = rf"(?=\s*(?:{rules.numbers.percent}|(?:{rules.numbers.scale})))"
    money = r"(?<=[£$€¥])"
    decimal = re.compile(
        rf"(?P<number>{free}\d+{other}\d{{1,2}}(?![\d{other}{own}]){follows}"
        rf"|(?:{money})\d+{other}\d(?![\d{other}{own}\w])"
        rf"|{free}\d+{other}\d(?![\d{other}{own}\w])(?=\s*(?:{rules.unit})))",
        re.IGNORECASE,
    )
    thousands = re.compile(
        rf"(?P<number>(?<![\w.,:/])\d{{1,3}}(?:{own}\d{{3}})+(?![\d{other}{own}]\d|\d))"
    )
    any_decimal = re.compile(
        rf"(?<=[^\W\dA-Z_] |[,;:)] )(?P<number>\d+{other}\d{{1,2}})"
        rf"(?!\w|[{other}{own}]\w)"
    )
    return decimal, thousands, any_decimal
