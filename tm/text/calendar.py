"""Reading dates and weekdays."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tm.text.amounts import Reading
from tm.text.conventions import Conventions, known
from tm.text.value import Value, ValueKind

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEAR = r"(?:1[0-9]|20|21)\d\d(?!\d)"
_MOST_DAYS = 4
"""Days that one month may follow: 24, 25 và 26/10."""
_COMMON_PARTS = frozenset((2, 3, 4, 5, 10))
"""Denominators: `2/3` is two thirds unless a word before it says that it is a day."""
_NUMBERED = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language, compiled; tried in this order."""

    shapes: tuple[re.Pattern[str], ...]
    bare: re.Pattern[str]
    day_before: re.Pattern[str]
    weekday: re.Pattern[str]
    certain_before: re.Pattern[str]
    doubtful_after: re.Pattern[str]


def read_date(text: str, place: int, rules: Conventions) -> Reading | None:
    """The dates that start at a place; several where days share a month."""
    patterns = _patterns(rules)
    for shape in patterns.shapes:
        found = shape.match(text, place)
        if found:
            return _dates(text, found, rules)
    found = patterns.bare.match(text, place)
    if found and _is_date(text, found, patterns):
        return _dates(text, found, rules)
    return None


def read_weekday(text: str, place: int, rules: Conventions) -> Reading | None:
    """The weekday named at a place."""
    patterns = _patterns(rules)
    found = patterns.weekday.match(text, place)
    if found is None:
        return None
    word = known(found[0])
    if word in rules.dates.ambiguous and not _is_meant(text, found, patterns):
        return None
    key = (rules.dates.weekdays[word],)
    end = found.end()
    return [Value(ValueKind.WEEKDAY, key, place, end, found[0])], end


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> _Patterns:
    dates = rules.dates
    joint = rf"(?:\s?[-–,]\s?|\s{rules.numbers.range}\s|\s{rules.numbers.list}\s)"
    more = rf"(?P<days>{_DAY}(?:{joint}{_DAY}){{0,{_MOST_DAYS - 1}}})"
    of = rf"(?:\s{{1,2}}{dates.joiner})?\s{{1,2}}"
    year = (
        rf"(?:\s?[,/-]\s?(?P<year>{_YEAR})"
        rf"|\s{{1,2}}(?:{dates.year_before}\s{{1,2}})?(?P<later>{_YEAR}))?"
    )
    ending = rf"(?:{rules.ordinal_suffix})?"
    month_word = rf"{dates.month_before}\s{{1,2}}(?P<number>{_MONTH}|{dates.month})"
    month_name = rf"(?P<name>{dates.month_alone})\.?"
    one, two = rf"(?P<first>{_DAY})", rf"(?P<second>{_DAY})"
    shapes = (
        rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<days>[0-3]\d)(?!\d)",
        rf"(?:(?P<extra>{_DAY}){joint})?{one}(?P<mark>[-/.]){two}(?P=mark)"
        rf"(?P<year>{_YEAR})(?!/)",
        rf"{more}{ending}{of}{month_word}{year}",
        rf"{more}{ending}{of}{month_name}{year}",
        rf"{month_name}\s{{1,2}}{more}{ending}(?!%|\s?(?:{rules.numbers.percent}"
        rf"|{rules.numbers.scale}|{rules.unit}|{rules.currency})){year}",
        rf"{month_word}{year}",
        rf"{month_name}{year}",
        rf"(?P<number>{_MONTH})/(?P<year>{_YEAR})(?!/)",
    )
    flags = re.IGNORECASE
    return _Patterns(
        shapes=tuple(re.compile(shape, flags) for shape in shapes),
        bare=re.compile(rf"{more}/(?P<number>{_MONTH})(?!/?\w)", flags),
        day_before=re.compile(
            rf"(?:(?<!\w){dates.day_before}(?:\s{dates.weekday})?,?|\()\s{{0,2}}\Z",
            flags,
        ),
        weekday=re.compile(dates.weekday, flags),
        certain_before=re.compile(rf"(?<!\w){dates.certain_before}\s{{1,2}}\Z", flags),
        doubtful_after=re.compile(rf"\s{{1,2}}{dates.doubtful_after}", flags),
    )


def _dates(text: str, found: re.Match[str], rules: Conventions) -> Reading | None:
    part = found.groupdict()
    year = part.get("year") or part.get("later")
    name = part.get("name")
    if name and not part.get("days") and not year:
        word = known(name)
        if word in rules.dates.ambiguous and not _is_meant(
            text, found, _patterns(rules)
        ):
            return None
    spans, month = _days_and_month(found, rules)
    if month is None:
        return None
    numbers = (int(year) if year else None, month)
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


def _is_meant(text: str, found: re.Match[str], patterns: _Patterns) -> bool:
    """Whether a name that is an ordinary word too stands for a month or a weekday."""
    if patterns.doubtful_after.match(text, found.end()):
        return False
    start = found.start()
    if patterns.certain_before.search(text, max(0, start - 20), start):
        return True
    last = found[0].rsplit(None, 1)[-1]
    if " " in found[0]:
        # `thứ Hai` has its capital in the second word, and only as a weekday.
        return last[:1].isupper() or (found[0][:1].isupper() and last.isdigit())
    before = text[:start].rstrip()[-1:]
    return last[:1].isupper() and (before.isalnum() or before in {",", "("})
