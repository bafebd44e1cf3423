"""Numbers to which nothing around them belongs, as most do not.

One look tells such a number, before what may begin with digits is tried thing by thing.
"""

import re
from functools import lru_cache

from tm.text.phrases.pattern import NEVER
from tm.text.values.conventions import Conventions


@lru_cache(maxsize=64)
def plain_number(rules: Conventions, *, dated: bool) -> re.Pattern[str] | None:
    """What a number is at its first digit that is an amount and nothing else.

    Not all such numbers are told. `dated`: of a text that may have dates; one with
    clock times or addresses has none that is told. Nothing is told of a language whose
    numbers mean another thing by what is before them.
    """
    numbers, dates = rules.numbers, rules.dates
    if rules.glued or dates.eras or dates.far_years:
        return None
    if numbers.percent_before != NEVER:
        return None
    amount = f"{numbers.scale}|{rules.unit}|{rules.currency}"
    after = [
        rules.ordinal_suffix,
        rf"[\s-]?(?:{numbers.percent}|{amount})",
        r"\s{0,2}[-–—~]\s{0,2}\d",
        rf"{rules.gap}{numbers.range}{rules.gap}\d",
    ]
    if dated:
        named = f"{dates.joiner}|{dates.month_before}|{dates.month_alone}"
        after += [
            r"[/.]\d",
            r"\s?,\s?\d",
            rf"{rules.gap}(?:{named}|{numbers.range}|{numbers.list})",
        ]
    before = r"(?!\d{1,2}[-/.]\d)" if dated else ""
    return re.compile(
        rf"{before}(?>{numbers.digits})(?!{'|'.join(after)})", re.IGNORECASE
    )
