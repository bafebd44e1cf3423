"""Replacing one value by another, written in the same way.

`1.234,5` becomes `2.000,5` and `8 Oktober` becomes `9 November`. What cannot be written
in the same way gives None; the caller reads the result again to verify it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from tm.match.repair.amounts import rewrite_amount
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.phrases.pattern import NEVER, table_key
from tm.text.values.conventions import Conventions, conventions
from tm.text.values.value import Value, ValueKind

_NUMBER = re.compile(r"\d+")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LARGEST_ROMAN = 39
_ENDINGS = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
"""English ordinals by the plural category that CLDR gives them."""
_LONGEST_ABBREVIATION = 4

TextReplacements = list[tuple[int, int, str]]
"""Start, end and new text of each replacement."""


def rewrite_value(
    stored: Value, *, old: Value, new: Value, locale: Locale, query: Locale
) -> str | None:
    """Write a new value as the target writes the value it replaces.

    `old` is what the stored source has for it, `new` what the query has instead, in
    the language `query`.
    """
    rules = conventions(locale)
    match stored.kind:
        case ValueKind.NUMBER | ValueKind.PERCENT:
            query_rules = conventions(query)
            return rewrite_amount(stored, old=old, new=new, rules=(rules, query_rules))
        case ValueKind.UNIT:
            return _rewrite_unit(stored, old, new, rules)
        case ValueKind.ORDINAL:
            return _rewrite_ordinal(stored, new, rules, locale)
        case ValueKind.DATE:
            return _rewrite_date(stored, new, rules, locale)
        case ValueKind.TIME:
            return _rewrite_time(stored, old, new, rules)
        case ValueKind.WEEKDAY:
            return _rewrite_weekday(stored, new, rules)


def takes_same_plural(locale: Locale, first: Value, second: Value) -> bool:
    """Whether two numbers take the same plural form of a noun.

    `3 days` cannot become `1 days`; CLDR's plural categories say so. Languages that
    CLDR does not know are refused.
    """
    # Babel takes a while to import, and only a repair needs it.
    from babel.core import Locale as Cldr
    from babel.core import UnknownLocaleError

    try:
        category = Cldr.parse(locale.language).plural_form
    except (UnknownLocaleError, ValueError):
        return False
    first_number, second_number = first.key[0], second.key[0]
    if not isinstance(first_number, Decimal) or not isinstance(second_number, Decimal):
        return True  # a code of digits counts nothing
    return bool(category(first_number) == category(second_number))


def _rewrite_unit(
    stored: Value, old: Value, new: Value, rules: Conventions
) -> str | None:
    names = _unit_names(new, rules)
    if table_key(new.text) in names and (
        table_key(stored.text) == table_key(old.text) or not _is_word(new.text)
    ):
        return new.text
    if not _is_word(stored.text):
        return None
    words = [name for name in names if _is_word(name)]
    # Names are known in lower case only, which is wrong for `dolar AS`; and where
    # there is a plural, the number before it would decide.
    if new.key[0] == "currency" and any(" " in name for name in words):
        return None
    if any(f"{name}s" in names for name in words):
        return None
    return words[0] if words else None


def _unit_names(value: Value, rules: Conventions) -> list[str]:
    if value.key[0] == "currency":
        code = value.key[1]
        return [name for name, other in rules.currencies.items() if other == code]
    return [name for name, key in rules.units.items() if key == value.key]


def _is_word(name: str) -> bool:
    """Whether a unit is written out, not a symbol such as `km`, `US$`, `kWh`."""
    letters = name.replace(" ", "").replace("-", "")
    return len(letters) > 2 and letters.isalpha() and letters[1:].islower()


def _rewrite_ordinal(
    stored: Value, new: Value, rules: Conventions, locale: Locale
) -> str | None:
    if new.key[0] is None or new.key[0] != int(new.key[0]):
        return None
    number = int(new.key[0])
    digits = _NUMBER.search(stored.text)
    if digits is None:
        numeral = re.search(r"[IVXLC]+\Z", stored.text)
        if numeral is None or not 0 < number <= _LARGEST_ROMAN:
            return None
        return stored.text[: numeral.start()] + _to_roman(number)
    replacements: TextReplacements = [(*digits.span(), str(number))]
    if not _replace_ending(
        stored.text, digits.end(), number, replacements, rules, locale
    ):
        return None
    return _replace_ranges(stored.text, replacements)


def _replace_ending(
    text: str,
    place: int,
    number: int,
    replacements: TextReplacements,
    rules: Conventions,
    locale: Locale,
) -> bool:
    """Add the replacement of an ordinal's ending, if it has one; False if unknown."""
    suffix = re.compile(rules.ordinal_suffix, re.IGNORECASE).match(text, place)
    if suffix is None:
        return True
    from babel.core import Locale as Cldr  # slow to import, and rarely needed

    ending = _ENDINGS.get(Cldr.parse(locale.language).ordinal_form(number), "")
    if not re.fullmatch(rules.ordinal_suffix, ending):
        return False
    replacements.append((*suffix.span(), ending))
    return True


def _to_roman(number: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        written += letters * count
    return written


def _rewrite_date(
    stored: Value, new: Value, rules: Conventions, locale: Locale
) -> str | None:
    text = stored.text
    if [part is None for part in stored.key] != [part is None for part in new.key]:
        return None
    year, month, day = new.key
    roles = _date_roles(stored, rules)
    if roles is None:
        return None
    replacements: TextReplacements = []
    day_and_month = [
        text[start:end] for role, (start, end) in roles.items() if role != "year"
    ]
    is_padded = any(part[0] == "0" for part in day_and_month)
    if len(day_and_month) == 2 and re.match(r"0\d", new.text):
        is_padded = is_padded or all(
            len(part) == 2 and part.isdigit() for part in day_and_month
        )
    for role, (start, end) in roles.items():
        if role == "name":
            name = _month_name(text[start:end], int(month or 0), stored, rules)
            if name is None:
                return None
            replacements.append((start, end, name))
            continue
        number = int({"year": year, "month": month, "day": day}[role] or 0)
        digits = f"{number:02d}" if is_padded and role != "year" else str(number)
        replacements.append((start, end, digits))
        if role == "day" and not _replace_ending(
            text, end, number, replacements, rules, locale
        ):
            return None
    return _replace_ranges(text, replacements)


def _date_roles(stored: Value, rules: Conventions) -> dict[str, tuple[int, int]] | None:
    """Find the ranges of year, month (a number or a name) and day in a date."""
    text, (year, month, day) = stored.text, stored.key
    roles: dict[str, tuple[int, int]] = {}
    numbers = []
    for number in _NUMBER.finditer(text):
        if len(number[0]) == 4 and int(number[0]) == year:
            roles["year"] = number.span()
        else:
            numbers.append(number)
    name = re.search(rf"(?<!\w){rules.dates.month}", text, re.IGNORECASE)
    if name and rules.dates.months[table_key(name[0])] == month:
        roles["name"] = name.span()
    if len(numbers) == 2 and "name" not in roles:
        order = ["day", "month"]
        has_month_word = re.search(
            rf"(?<!\w){rules.dates.month_before}", text, re.IGNORECASE
        )
        is_iso = roles.get("year", (1, 1))[0] == 0
        if is_iso or (rules.dates.order == "mdy" and not has_month_word):
            order.reverse()
    elif len(numbers) == 1:
        order = ["month" if day is None else "day"]
    elif not numbers and "name" in roles and day is None:
        order = []
    else:
        return None
    expected = {"day": day, "month": month}
    if [int(number[0]) for number in numbers] != [expected[role] for role in order]:
        order.reverse()
        if [int(number[0]) for number in numbers] != [expected[role] for role in order]:
            return None
    roles |= {role: number.span() for role, number in zip(order, numbers, strict=True)}
    return roles


def _month_name(
    written: str, month: int, stored: Value, rules: Conventions
) -> str | None:
    """A month's name, as long and with the same capitals as the one written."""
    if rules.dates.month_alone == NEVER:
        return str(month)  # after `tháng` a number is as good as its word
    written_names = _names_of_number(
        rules.dates.months, rules.dates.months[table_key(written)]
    )
    names = _names_of_number(rules.dates.months, month)
    if not names:
        return None
    name = names[0]
    if table_key(written) != written_names[0]:
        abbreviations = [
            other for other in names[1:] if len(other) <= _LONGEST_ABBREVIATION
        ]
        if not abbreviations and f"{written}." in stored.text:
            return None
        name = abbreviations[0] if abbreviations else name
    return copy_capitals(name, written)


def _rewrite_time(
    stored: Value, old_value: Value, new: Value, rules: Conventions
) -> str | None:
    text, (hour, minute) = stored.text, new.key
    old_hour = stored.key[0]
    if not isinstance(hour, int) or not isinstance(old_hour, int):
        return None
    numbers = list(_NUMBER.finditer(text))
    half = re.search(rf"(?<![^\W\d]){rules.times.half}\s*\Z", text, re.IGNORECASE)
    if _last_time_word(old_value.text) != _last_time_word(new.text) and half:
        return None  # another part of the day may need another word for it
    if not numbers or len(numbers) > 2 or (half and (old_hour < 12) != (hour < 12)):
        return None
    if half and int(numbers[0][0]) == old_hour - 12:
        hour = hour - 12 if hour > 12 else hour
    elif int(numbers[0][0]) != old_hour:
        return None
    if len(numbers) == 1:
        if minute:
            return None
        replacements: TextReplacements = []
    else:
        replacements = [(*numbers[1].span(), f"{minute:02d}")]
    first = numbers[0]
    has_hour_mark = text[first.end() : first.end() + 1] in set(rules.times.marks)
    has_two_digits = first[0][0] == "0" or (has_hour_mark and int(first[0]) > 12)
    replacements.append((*first.span(), f"{hour:02d}" if has_two_digits else str(hour)))
    return _replace_ranges(text, replacements)


def _last_time_word(text: str) -> list[str]:
    """The last word of a time, such as the part of the day; `h` is none."""
    return [
        word for word in re.findall(r"[^\W\d_]+", table_key(text)) if len(word) > 1
    ][-1:]


def _rewrite_weekday(stored: Value, new: Value, rules: Conventions) -> str | None:
    table = rules.dates.weekdays
    written = table_key(stored.text)
    in_digits = any(map(str.isdigit, written))
    written_names, names = (
        _names_of_number(table, table[written]),
        _names_of_number(table, int(new.key[0] or 0)),
    )
    names_alike = [name for name in names if any(map(str.isdigit, name)) == in_digits]
    if not names_alike:
        names_alike = names
    place = written_names.index(written)
    name = (
        names_alike[place] if len(names_alike) == len(written_names) else names_alike[0]
    )
    if " " not in name or stored.text.islower():
        return copy_capitals(name, stored.text)
    # `thứ Hai` has its capital in the second word, `Chủ Nhật` in both.
    first, _, last = name.partition(" ")
    is_shared = len({n for n, day in table.items() if n.startswith(f"{first} ")}) > 2
    if not is_shared or stored.start == 0:
        first = first.capitalize()
    return f"{first} {last.capitalize()}"


def _names_of_number(table: Mapping[str, int], number: int) -> list[str]:
    return [name for name, other in table.items() if other == number]


def _replace_ranges(text: str, replacements: TextReplacements) -> str:
    for start, end, new in sorted(replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text
