"""Reading dates and weekdays."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tm.text.phrases.pattern import NEVER, known
from tm.text.values.amounts import Reading
from tm.text.values.conventions import Conventions
from tm.text.values.eras import common_year, near_year
from tm.text.values.value import Value, ValueKind

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEAR = r"(?:1[0-9]|20|21)\d\d(?!\d)"
_MOST_DAYS = 4
"""Days that one month may follow: 24, 25 và 26/10."""
_COMMON_PARTS = frozenset((2, 3, 4, 5, 10))
"""Denominators: `2/3` is two thirds unless a word before it says that it is a day."""
_LONGEST_NAME = 12
_FIRST_YEAR = 1000
"""Smaller numbers are years of an era that is not named."""
_NUMBERED = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language, compiled; tried in this order."""

    of_digits: tuple[re.Pattern[str], ...]
    """Dates that begin with a digit."""
    of_words: tuple[re.Pattern[str], ...]
    """Dates that begin with the name of a month, or what announces one."""
    bare: re.Pattern[str]
    day_before: re.Pattern[str]
    weekday: re.Pattern[str]
    short_weekday: re.Pattern[str]
    certain_before: re.Pattern[str]
    doubtful_after: re.Pattern[str]
    never_before: re.Pattern[str]
    never_after: re.Pattern[str]


def read_date(text: str, place: int, rules: Conventions) -> Reading | None:
    """The dates that start at a place; several where days share a month."""
    patterns = _patterns(rules)
    is_digit = text[place].isdigit()
    for shape in patterns.of_digits if is_digit else patterns.of_words:
        found = shape.match(text, place)
        if found:
            return _with_weekday(text, _dates(text, found, rules), rules)
    found = patterns.bare.match(text, place) if is_digit else None
    if found and _is_date(text, found, patterns):
        return _dates(text, found, rules)
    return None


def read_weekday(text: str, place: int, rules: Conventions) -> Reading | None:
    """The weekday named at a place."""
    if text[place].isdigit():
        return None  # no weekday begins with one
    patterns = _patterns(rules)
    found = patterns.weekday.match(text, place)
    if found is None:
        return None
    word = known(found[0])
    if word in rules.dates.ambiguous and not _is_meant(text, found, rules):
        return None
    if patterns.never_after.match(text, found.end()):
        return None
    if patterns.never_before.search(text, max(0, place - _LONGEST_NAME), place):
        return None
    key = (rules.dates.weekdays[word],)
    end = found.end()
    return [Value(ValueKind.WEEKDAY, key, place, end, found[0])], end


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> _Patterns:
    dates = rules.dates
    gap, one_gap = rules.gap, r"\s?" if rules.glued else r"\s"
    joint = (
        rf"(?:\s?[-–,]\s?|{one_gap}{rules.numbers.range}{one_gap}"
        rf"|{one_gap}{rules.numbers.list}{one_gap})"
    )
    more = rf"(?P<days>{_DAY}(?:{joint}{_DAY}){{0,{_MOST_DAYS - 1}}})"
    of = rf"(?:{gap}{dates.joiner})?{gap}"
    full = _year_pattern(rules)
    year = (
        rf"(?:\s?[,/-]\s?(?P<year>{full})"
        rf"|{gap}(?:(?:{dates.year_before}|{dates.era}){gap})?(?P<later>{full}))?"
    )
    ending = rf"(?:{rules.ordinal_suffix})?"
    month_word = rf"{dates.month_before}{gap}(?P<number>{_MONTH}|{dates.month})"
    month_name = rf"(?P<name>{dates.month_alone})\.?"
    one, two = rf"(?P<first>{_DAY})", rf"(?P<second>{_DAY})"
    of_digits: tuple[str, ...] = (
        rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<days>[0-3]\d)(?!\d)",
        rf"(?:(?P<extra>{_DAY}){joint})?{one}(?P<mark>[-/.]){two}(?P=mark)"
        rf"(?P<year>{full})(?!/)",
        rf"{more}{ending}{of}{month_word}{year}",
        rf"{more}{ending}{of}{month_name}{year}",
        rf"(?P<number>{_MONTH})/(?P<year>{full})(?!/)",
    )
    of_words: tuple[str, ...] = (
        rf"{month_name}{gap}{more}{ending}(?!%|\s?(?:{rules.numbers.percent}"
        rf"|{rules.numbers.scale}|{rules.unit}|{rules.currency})){year}",
        rf"{month_word}{year}",
        rf"{month_name}{year}",
    )
    if dates.month_after != NEVER:
        signed = _with_signs(rules, joint)
        of_digits, of_words = (*signed, *of_digits), (*signed, *of_words)
    flags = re.IGNORECASE
    return _Patterns(
        of_digits=tuple(re.compile(shape, flags) for shape in of_digits),
        of_words=tuple(re.compile(shape, flags) for shape in of_words),
        bare=re.compile(rf"{more}/(?P<number>{_MONTH})(?!/?\w)", flags),
        day_before=re.compile(
            rf"(?:{rules.boundary}{dates.day_before}(?:\s{dates.weekday})?,?|\()"
            r"\s{0,2}\Z",
            flags,
        ),
        weekday=re.compile(dates.weekday, flags),
        short_weekday=re.compile(
            rf"\s?[(（]\s?({dates.short_weekday})[^)）]{{0,3}}[)）]"
        ),
        certain_before=re.compile(
            rf"{rules.boundary}{dates.certain_before}{gap}\Z", flags
        ),
        doubtful_after=re.compile(rf"{gap}{dates.doubtful_after}", flags),
        never_before=re.compile(rf"{dates.never_before}\Z", flags),
        never_after=re.compile(dates.never_after, flags),
    )


def _year_pattern(rules: Conventions) -> str:
    """The years that a date may have, those of another calendar among them."""
    far = rules.dates.far_years
    if far is None:
        return _YEAR
    centuries = "|".join(map(str, range(far[0] // 100, far[1] // 100 + 1)))
    return rf"(?:{_YEAR}|(?:{centuries})\d\d(?!\d))"


def _with_signs(rules: Conventions, joint: str) -> tuple[str, str, str]:
    """Dates whose numbers are followed by signs: `2025年10月8日至10日`."""
    dates = rules.dates
    year = rf"(?:(?P<year>\d{{1,4}})\s?{dates.year_after}\s?)?"
    month = rf"(?P<number>{_MONTH})\s?{dates.month_after}"
    next_day = rf"(?:\s?{dates.day_after})?{joint}{_DAY}"
    days = rf"(?P<days>{_DAY}(?:{next_day}){{0,{_MOST_DAYS - 1}}})\s?{dates.day_after}"
    return (
        rf"{year}{month}\s?{days}",
        rf"{year}{month}",
        rf"{year}(?P<name>{dates.month_alone})",
    )


def _with_weekday(
    text: str, reading: Reading | None, rules: Conventions
) -> Reading | None:
    """What was read, and the weekday in brackets after it, if there is one."""
    if reading is None or not rules.dates.short_weekdays:
        return reading
    found_dates, end = reading
    found = _patterns(rules).short_weekday.match(text, end)
    if found is None or found_dates[-1].key[2] is None:
        return reading
    key = (rules.dates.short_weekdays[known(found[1])],)
    weekday = Value(ValueKind.WEEKDAY, key, *found.span(1), found[1])
    return [*found_dates, weekday], found.end(1)


def _dates(text: str, found: re.Match[str], rules: Conventions) -> Reading | None:
    part = found.groupdict()
    year = _year(text, found, rules)
    name = part.get("name")
    if name and not part.get("days") and not year:
        word = known(name)
        if word in rules.dates.ambiguous and not _is_meant(text, found, rules):
            return None
    spans, month = _days_and_month(found, rules)
    if month is None:
        return None
    numbers = (year, month)
    end = found.end()
    if text[end - 1 : end] == "." and name:
        end -= 1 if not text[end : end + 1].strip() else 0
    if not spans:
        whole = text[found.start() : end]
        return [Value(ValueKind.DATE, (*numbers, None), found.start(), end, whole)], end
    values = []
    for order, (start, stop) in enumerate(spans):
        day = int(text[start:stop])
        # The outermost days take what belongs to all: `25` and `26 Oktober 2025`.
        left = found.start() if order == 0 else start
        right = end if order == len(spans) - 1 else stop
        values.append(
            Value(ValueKind.DATE, (*numbers, day), left, right, text[left:right])
        )
    return values, end


def _year(text: str, found: re.Match[str], rules: Conventions) -> int | None:
    """The year of a date in common years, if it has one that is known."""
    part = found.groupdict()
    group = "year" if part.get("year") else "later"
    if not part.get(group):
        return None
    written = Decimal(part[group])
    year = near_year(common_year(text, found.start(group), written, rules), rules)
    return int(year) if year >= _FIRST_YEAR else None


def _days_and_month(
    found: re.Match[str], rules: Conventions
) -> tuple[list[tuple[int, int]], int | None]:
    """Where the days stand, and the month."""
    part = found.groupdict()
    if "first" in part:
        day, month = ("first", "second")
        if rules.dates.order == "mdy" or int(part[month]) > 12:
            day, month = month, day
        if int(part[month]) > 12:
            day, month = month, day
        if int(part[month]) > 12:
            return [], None
        spans = [found.span("extra")] if part["extra"] and day == "first" else []
        return [*spans, found.span(day)], int(part[month])
    written = part.get("month") or part.get("number") or part.get("name") or ""
    known_month = rules.dates.months.get(known(written))
    month_number = int(written) if written.isdigit() else known_month
    spans = []
    if part.get("days"):
        offset = found.start("days")
        for day_found in _NUMBERED.finditer(part["days"]):
            spans.append((offset + day_found.start(), offset + day_found.end()))
    return spans, month_number


def _is_date(text: str, found: re.Match[str], patterns: _Patterns) -> bool:
    """Whether `8/10` is a day: by what stands before it, else if no fraction."""
    start = found.start()
    if patterns.day_before.search(text, max(0, start - 30), start):
        return True
    day, month = int(_NUMBERED.findall(found["days"])[-1]), int(found["number"])
    if (day, month) == (24, 7):
        return False
    is_fraction = day <= month and month in _COMMON_PARTS
    return not is_fraction and month != 1


def _is_meant(text: str, found: re.Match[str], rules: Conventions) -> bool:
    """Whether a name that is an ordinary word too stands for a month or a weekday."""
    patterns = _patterns(rules)
    if patterns.doubtful_after.match(text, found.end()):
        return False
    start = found.start()
    last = found[0].rsplit(None, 1)[-1]
    is_certain = patterns.certain_before.search(text, max(0, start - 20), start)
    if not rules.dates.capital_names:
        return bool(is_certain) and not last[:1].isupper()
    if is_certain:
        return True
    if " " in found[0]:
        # `thứ Hai` has its capital in the second word, and only as a weekday.
        return last[:1].isupper() or (found[0][:1].isupper() and last.isdigit())
    before = text[:start].rstrip()[-1:]
    return last[:1].isupper() and (before.isalnum() or before in {",", "("})
