"""Formatting of numbers and dates as the cells of a workbook display them."""

import re
from datetime import datetime, timedelta

_BUILT_IN_FORMAT_BY_ID = {
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
"""Formats by their ids, without a text in the file; 14 and 22, which depend on the
user's country, are ISO 8601 here."""

_TOKEN_PATTERN = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|_.|\*.|.',
    re.IGNORECASE | re.DOTALL,
)
_DATE_LETTER_PATTERN = re.compile(r"[ymdhs]", re.IGNORECASE)
_LITERAL_PATTERN = re.compile(
    r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', re.I | re.DOTALL
)
_NUMBER_PATTERN = re.compile(
    r"(?P<comma>#,##)?[#0]*(?:\.(?P<decimals>0+))?(?P<percent>%)?"
)
_MONTH_ABBREVIATIONS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_FIRST_INVALID_DAY_NUMBER = 2_958_466
"""The day after 9999-12-31."""


def find_number_format(format_id: int, custom_format_by_id: dict[int, str]) -> str:
    """Find a number format by its id; empty for the general format."""
    return custom_format_by_id.get(format_id) or _BUILT_IN_FORMAT_BY_ID.get(
        format_id, ""
    )


def format_number(
    number_text: str, number_format: str, *, counts_from_1904: bool = False
) -> str:
    """Format a number or date as a cell displays it.

    Only decimals, thousands, per cent and dates of a format are supported.

    >>> format_number("45986", "dd/mm/yyyy"), format_number("0.5", "0%")
    ('25/11/2025', '50%')
    >>> format_number("0.5", "0.00")
    '0.50'
    """
    try:
        number = float(number_text)
    except ValueError:
        return number_text
    first_section = number_format.split(";")[0]
    if _is_date_format(first_section):
        return _format_day_number(
            number, first_section, counts_from_1904=counts_from_1904
        )
    section_match = _NUMBER_PATTERN.fullmatch(
        _LITERAL_PATTERN.sub("", first_section).strip()
    )
    if section_match is None or not first_section:
        return _format_general(number)
    decimal_count = len(section_match["decimals"] or "")
    percent_factor = 100 if section_match["percent"] else 1
    thousands_separator = "," if section_match["comma"] else ""
    formatted_number = (
        f"{number * percent_factor:{thousands_separator}.{decimal_count}f}"
    )
    return formatted_number + (section_match["percent"] or "")


def _format_general(number: float) -> str:
    """Format a number as a cell without a number format shows it."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def _is_date_format(format_section: str) -> bool:
    """Whether a number format has a letter of a date or time."""
    section_without_literals = _LITERAL_PATTERN.sub("", format_section)
    return section_without_literals.lower() != "general" and bool(
        _DATE_LETTER_PATTERN.search(section_without_literals)
    )


def _format_day_number(
    day_number: float, format_section: str, *, counts_from_1904: bool
) -> str:
    """Format a day number counted from 1900, taken for a leap year, or from 1904."""
    if not 0 <= day_number < _FIRST_INVALID_DAY_NUMBER:
        return _format_general(day_number)
    if counts_from_1904:
        day_zero = datetime(1904, 1, 1)
    else:
        day_zero = datetime(1899, 12, 30 if day_number >= 60 else 31)
    try:
        moment = day_zero + timedelta(seconds=round(day_number * 86_400))
    except OverflowError:
        return _format_general(day_number)
    return _format_moment(moment, day_number, format_section)


def _format_moment(moment: datetime, day_number: float, format_section: str) -> str:
    """Format a date and time, token by token of the number format."""
    format_tokens = _TOKEN_PATTERN.findall(format_section)
    uses_12_hours = any(
        format_token.upper() in ("AM/PM", "A/P") for format_token in format_tokens
    )
    text_parts = []
    for token_index, format_token in enumerate(format_tokens):
        first_letter = format_token[0].lower()
        if first_letter == "m":
            is_minute = _is_minute_token(format_tokens, token_index)
            text_parts.append(
                _format_minute(moment, format_token)
                if is_minute
                else _format_month(moment, format_token)
            )
        elif first_letter in "ydhs":
            text_parts.append(
                _format_date_part(
                    moment, format_token.lower(), uses_12_hours=uses_12_hours
                )
            )
        elif format_token.lower() in ("[h]", "[hh]"):
            text_parts.append(str(int(day_number * 24 + 1e-9)))
        elif format_token.upper() in ("AM/PM", "A/P"):
            text_parts.append("AM" if moment.hour < 12 else "PM")
        elif first_letter == '"':
            text_parts.append(format_token[1:-1])
        elif first_letter == "\\":
            text_parts.append(format_token[1:])
        elif first_letter not in "[_*":
            text_parts.append(format_token)
    return "".join(text_parts).strip()


def _format_date_part(
    moment: datetime, date_part_token: str, *, uses_12_hours: bool
) -> str:
    """Format the year, day, hour or second that a token stands for."""
    first_letter, token_length = date_part_token[0], len(date_part_token)
    if first_letter == "y":
        return f"{moment.year:04}" if token_length > 2 else f"{moment.year % 100:02}"
    if first_letter == "d":
        if token_length > 2:
            return moment.strftime("%a" if token_length == 3 else "%A")
        part_value = moment.day
    elif first_letter == "h":
        part_value = (moment.hour % 12 or 12) if uses_12_hours else moment.hour
    else:
        part_value, token_length = moment.second, len(date_part_token.split(".")[0])
    return f"{part_value:0{min(token_length, 2)}}"


def _format_month(moment: datetime, month_token: str) -> str:
    if len(month_token) > 2:
        return (
            _MONTH_ABBREVIATIONS[moment.month - 1]
            if len(month_token) == 3
            else moment.strftime("%B")
        )
    return f"{moment.month:0{len(month_token)}}"


def _format_minute(moment: datetime, minute_token: str) -> str:
    return f"{moment.minute:0{min(len(minute_token), 2)}}"


def _is_minute_token(format_tokens: list[str], month_or_minute_index: int) -> bool:
    """Whether an m token means minutes: after hours, or before seconds."""
    letter_pairs = [
        (token_index, format_token[0].lower())
        for token_index, format_token in enumerate(format_tokens)
    ]
    preceding_letters = [
        letter
        for token_index, letter in letter_pairs
        if token_index < month_or_minute_index and letter in "ymdhs"
    ]
    following_letters = [
        letter
        for token_index, letter in letter_pairs
        if token_index > month_or_minute_index and letter in "ymdhs"
    ]
    follows_elapsed_hours = any(
        format_token.lower() in ("[h]", "[hh]")
        for format_token in format_tokens[:month_or_minute_index]
    )
    return (
        follows_elapsed_hours
        or preceding_letters[-1:] == ["h"]
        or following_letters[:1] == ["s"]
    )
