"""Plain numbers: numbers without scale words, units or dates around them.

Most numbers are plain. One pattern recognises them before the readers of dates, times
and amounts are tried. Speed trick: values read 13 % faster (benchmarks/text_tricks.py).
"""

import re
from functools import lru_cache

from tm.text.phrases.pattern import NEVER
from tm.text.values.conventions import Conventions


@lru_cache(maxsize=64)
def plain_number_pattern(
    conventions: Conventions, *, may_have_dates: bool
) -> re.Pattern[str] | None:
    """Make the pattern of numbers that are certainly plain amounts.

    It does not match all plain numbers. `may_have_dates`: whether the text may have
    dates; it must not have clock times or addresses. None for languages in which the
    words before a number change its meaning.
    """
    numbers, dates = conventions.numbers, conventions.dates
    if conventions.is_unspaced or dates.eras or dates.other_calendar:
        return None
    if numbers.percent_before != NEVER:
        return None
    unit_pattern = f"{numbers.scale}|{conventions.unit}|{conventions.currency}"
    excluded_patterns = [
        conventions.ordinal_suffix,
        rf"[\s-]?(?:{numbers.percent}|{unit_pattern})",
        r"\s{0,2}[-–—~]\s{0,2}\d",
        rf"{conventions.word_gap}{numbers.range}{conventions.word_gap}\d",
    ]
    if may_have_dates:
        date_words = f"{dates.joiner}|{dates.month_before}|{dates.month_alone}"
        excluded_patterns += [
            r"[/.]\d",
            r"\s?,\s?\d",
            rf"{conventions.word_gap}(?:{date_words}|{numbers.range}|{numbers.list})",
        ]
    excluded_start = r"(?!\d{1,2}[-/.]\d)" if may_have_dates else ""
    return re.compile(
        rf"{excluded_start}(?>{numbers.digits})(?!{'|'.join(excluded_patterns)})",
        re.IGNORECASE,
    )
