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
    rules: Conventions, *, may_have_dates: bool
) -> re.Pattern[str] | None:
    """What a number is at its first digit that is an amount and nothing else.

    Not all such numbers are told. `may_have_dates`: of a text that may have dates; one
    with clock times or addresses has none that is told. Nothing is told of a language
    whose numbers mean another thing by what is before them.
    """
    numbers, dates = rules.numbers, rules.dates
    if rules.is_unspaced or dates.eras or dates.other_calendar:
        return None
    if numbers.percent_before != NEVER:
        return None
    amount = f"{numbers.scale}|{rules.unit}|{rules.currency}"
    disqualifying = [
        rules.ordinal_suffix,
        rf"[\s-]?(?:{numbers.percent}|{amount})",
        r"\s{0,2}[-–—~]\s{0,2}\d",
        rf"{rules.word_gap}{numbers.range}{rules.word_gap}\d",
    ]
    if may_have_dates:
        date_words = f"{dates.joiner}|{dates.month_before}|{dates.month_alone}"
        disqualifying += [
            r"[/.]\d",
            r"\s?,\s?\d",
            rf"{rules.word_gap}(?:{date_words}|{numbers.range}|{numbers.list})",
        ]
    not_before = r"(?!\d{1,2}[-/.]\d)" if may_have_dates else ""
    return re.compile(
        rf"{not_before}(?>{numbers.digits})(?!{'|'.join(disqualifying)})", re.IGNORECASE
    )
