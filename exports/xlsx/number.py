"""Numbers and dates of a workbook, as its cells show them."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
}
"""Formats that have a number and no text in the file; 14 and 22 are in the order of
the user's country there, and of ISO 8601 here."""

_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|_.|\*.|.',
    re.IGNORECASE | re.DOTALL,
)
_IS_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', re.I | re.DOTALL)
_NUMBER = re.compile(r"(?P<comma>#,##)?[#0]*(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LATEST = 2_958_466
"""The day after 9999-12-31."""


def format_of(number: int, custom: dict[int, str]) -> str:
    """The format of that number; empty for the general one."""
    return custom.get(number) or _BUILT_IN.get(number, "")


def shown(value: str, format: str, *, from_1904: bool = False) -> str:
    """A number as a cell of that format shows it.

    What a format says beyond decimals, thousands, per cent and dates is not looked at.

    >>> shown("45986", "dd/mm/yyyy"), shown("0.5", "0%"), shown("0.5", "0.00")
    ('25/11/2025', '50%', '0.50')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    section = format.split(";")[0]
    if _is_date(section):
        return _moment(number, section, from_1904=from_1904)
    match = _NUMBER.fullmatch(_LITERAL.sub("", section).strip())
    if match is None or not section:
        return _general(number)
    decimals = len(match["decimals"] or "")
    scale = 100 if match["percent"] else 1
    comma = "," if match["comma"] else ""
    return f"{number * scale:{comma}.{decimals}f}{match['percent'] or ''}"


def _general(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


@lru_cache(maxsize=256)
def _is_date(section: str) -> bool:
    plain = _LITERAL.sub("", section)
    return plain.lower() != "general" and bool(_IS_DATE.search(plain))


def _moment(number: float, section: str, *, from_1904: bool) -> str:
    """A day, counted from 1900 with a leap year that there was not, or from 1904."""
    if not 0 <= number < _LATEST:
        return _general(number)
    if from_1904:
        start = datetime(1904, 1, 1)
    else:
        start = datetime(1899, 12, 30 if number >= 60 else 31)
    try:
        moment = start + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return _general(number)
    return _written(moment, number, section)


def _written(moment: datetime, days: float, section: str) -> str:
    tokens = _TOKEN.findall(section)
    half = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    texts = []
    for index, token in enumerate(tokens):
        first_letter = token[0].lower()
        if first_letter == "m":
            minutes = _is_minutes(tokens, index)
            texts.append(_minute(moment, token) if minutes else _month(moment, token))
        elif first_letter in "ydhs":
            texts.append(_part(moment, token.lower(), half=half))
        elif token.lower() in ("[h]", "[hh]"):
            texts.append(str(int(days * 24 + 1e-9)))
        elif token.upper() in ("AM/PM", "A/P"):
            texts.append("AM" if moment.hour < 12 else "PM")
        elif first_letter == '"':
            texts.append(token[1:-1])
        elif first_letter == "\\":
            texts.append(token[1:])
        elif first_letter not in "[_*":
            texts.append(token)
    return "".join(texts).strip()


def _part(moment: datetime, token: str, *, half: bool) -> str:
    first_letter, width = token[0], len(token)
    if first_letter == "y":
        return f"{moment.year:04}" if width > 2 else f"{moment.year % 100:02}"
    if first_letter == "d":
        if width > 2:
            return moment.strftime("%a" if width == 3 else "%A")
        number = moment.day
    elif first_letter == "h":
        number = (moment.hour % 12 or 12) if half else moment.hour
    else:
        number, width = moment.second, len(token.split(".")[0])
    return f"{number:0{min(width, 2)}}"


def _month(moment: datetime, token: str) -> str:
    if len(token) > 2:
        return _MONTHS[moment.month - 1] if len(token) == 3 else moment.strftime("%B")
    return f"{moment.month:0{len(token)}}"


def _minute(moment: datetime, token: str) -> str:
    return f"{moment.minute:0{min(len(token), 2)}}"


def _is_minutes(tokens: list[str], position: int) -> bool:
    """Whether an m is of minutes: the hour is before it, or the second behind."""
    letters = [
        (token_index, token[0].lower()) for token_index, token in enumerate(tokens)
    ]
    before = [
        letter
        for token_index, letter in letters
        if token_index < position and letter in "ymdhs"
    ]
    after = [
        letter
        for token_index, letter in letters
        if token_index > position and letter in "ymdhs"
    ]
    hour = any(token.lower() in ("[h]", "[hh]") for token in tokens[:position])
    return hour or before[-1:] == ["h"] or after[:1] == ["s"]
