"""Plain numbers: numbers without scale words, units or dates around them.

Most numbers are plain. One pattern recognises them before the readers of dates, times
and amounts are tried. Speed trick: values read 13 % faster
(benchmarks/text_optimisations.py).
"""

import re
from functools import lru_cache

from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import NO_MATCH_PATTERN
from tm.text.values.conventions import Conventions


@lru_cache(maxsize=64)
def compile_plain_number_pattern(
    conventions: Conventions, *, may_have_dates: bool
) -> re.Pattern[str] | None:
    """Make the pattern of numbers that are certainly plain amounts.

    It does not match all plain numbers. `may_have_dates`: whether the text may have
    dates; it must not have clock times or addresses. None for languages in which the
    words before a number change its meaning.
    """
    number_conventions, date_conventions = conventions.numbers, conventions.dates
    if (
        conventions.is_unspaced
        or date_conventions.preceding_year_by_era
        or date_conventions.other_calendar
    ):
        return None
    if number_conventions.leading_percent_pattern != NO_MATCH_PATTERN:
        return None
    unit_pattern = (
        f"{number_conventions.scale_word_pattern}|{conventions.measure_unit_pattern}"
        f"|{conventions.currency_pattern}"
    )
    excluded_patterns = [
        conventions.ordinal_suffix_pattern,
        rf"[\s-]?[\u200b\ufeff]{{0,4}}(?:{number_conventions.percent_pattern}|{unit_pattern})",
        r"\s{0,2}[-–—~]\s{0,2}\d",
        rf"{conventions.word_gap_pattern}{number_conventions.range_word_pattern}{conventions.word_gap_pattern}\d",
    ]
    if may_have_dates:
        date_word_pattern = (
            f"{date_conventions.month_joiner_pattern}|{date_conventions.month_prefix_pattern}"
            f"|{date_conventions.bare_month_pattern}"
        )
        excluded_patterns += [
            r"[/.]\d",
            r"\s?,\s?\d",
            rf"{conventions.word_gap_pattern}(?:{date_word_pattern}|{number_conventions.range_word_pattern}|{number_conventions.list_word_pattern})",
        ]
    excluded_start_pattern = r"(?!\d{1,2}[-/.]\d)" if may_have_dates else ""
    return compile_pattern(
        rf"{excluded_start_pattern}(?>{number_conventions.digits_pattern})(?!{'|'.join(excluded_patterns)})",
        re.IGNORECASE,
    )
