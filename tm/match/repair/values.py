"""Writing a value in place of another, in the way in which that one is written.

`1.234,5` becomes `2.000,5` and `8 Oktober` becomes `9 November`. What cannot be
written in the same way is refused with None; the caller reads the result again, so
nothing here has to prove that it means what it should.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from tm.match.repair.amounts import rewritten_amount
from tm.text.capitals import like
from tm.text.locale import Locale
from tm.text.phrases.pattern import NEVER, known
from tm.text.values.conventions import Conventions, conventions
from tm.text.values.value import Value, ValueKind

_NUMBER = re.compile(r"\d+")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LARGEST_ROMAN = 39
_ENDINGS = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
"""English ordinals by the plural category that CLDR gives them."""
_LONGEST_ABBREVIATION = 4

Places = list[tuple[int, int, str]]
"""Start, end and what goes there."""


def rewritten(
    stored: Value, *, was: Value, new: Value, locale: Locale, query: Locale
) -> str | None:
    """The text for a new value in place of the one that a target has.

    `was` is what the stored source has for it, `new` what the query has instead, in
    the language `query`.
    """
    rules = conventions(locale)
    match stored.kind:
        case ValueKind.NUMBER | ValueKind.PERCENT:
            theirs = conventions(query)
            return rewritten_amount(stored, was=was, new=new, rules=(rules, theirs))
        case ValueKind.UNIT:
            return _unit(stored, was, new, rules)
        case ValueKind.ORDINAL:
            return _ordinal(stored, new, rules, locale)
        case ValueKind.DATE:
            return _date(stored, new, rules, locale)
        case ValueKind.TIME:
            return _time(stored, was, new, rules)
        case ValueKind.WEEKDAY:
            return _weekday(stored, new, rules)


def agrees(locale: Locale, first: Value, second: Value) -> bool:
    """Whether a noun that goes with one number goes with the other as it is.

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
    one, other = first.key[0], second.key[0]
    if not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return True  # a code of digits counts nothing
    return bool(category(one) == category(other))


def _unit(stored: Value, was: Value, new: Value, rules: Conventions) -> str | None:
    names = _unit_names(new, rules)
    if known(new.text) in names and (
        known(stored.text) == known(was.text) or not _is_word(new.text)
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


def _ordinal(
    stored: Value, new: Value, rules: Conventions, locale: Locale
) -> str | None:
    if new.key[0] is None or new.key[0] != int(new.key[0]):
        return None
    number = int(new.key[0])
    found = _NUMBER.search(stored.text)
    if found is None:
        numeral = re.search(r"[IVXLC]+\Z", stored.text)
        if numeral is None or not 0 < number <= _LARGEST_ROMAN:
            return None
        return stored.text[: numeral.start()] + _roman(number)
    places: Places = [(*found.span(), str(number))]
    if not _with_ending(stored.text, found.end(), number, places, rules, locale):
        return None
    return _put(stored.text, places)


def _with_ending(
    text: str,
    place: int,
    number: int,
    places: Places,
    rules: Conventions,
    locale: Locale,
) -> bool:
    """Put the right ending after an ordinal, if it has one; False if it is unknown."""
    found = re.compile(rules.ordinal_suffix, re.IGNORECASE).match(text, place)
    if found is None:
        return True
    from babel.core import Locale as Cldr  # slow to import, and rarely needed

    ending = _ENDINGS.get(Cldr.parse(locale.language).ordinal_form(number), "")
    if not re.fullmatch(rules.ordinal_suffix, ending):
        return False
    places.append((*found.span(), ending))
    return True


def _roman(number: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        written += letters * count
    return written


def _date(stored: Value, new: Value, rules: Conventions, locale: Locale) -> str | None:
    text = stored.text
    if [part is None for part in stored.key] != [part is None for part in new.key]:
        return None
    year, month, day = new.key
    roles = _date_roles(stored, rules)
    if roles is None:
        return None
    places: Places = []
    small = [text[start:end] for role, (start, end) in roles.items() if role != "year"]
    padded = any(part[0] == "0" for part in small)
    if len(small) == 2 and re.match(r"0\d", new.text):
        padded = padded or all(len(part) == 2 and part.isdigit() for part in small)
    for role, (start, end) in roles.items():
        if role == "name":
            name = _month_name(text[start:end], int(month or 0), stored, rules)
            if name is None:
                return None
            places.append((start, end, name))
            continue
        number = int({"year": year, "month": month, "day": day}[role] or 0)
        shown = f"{number:02d}" if padded and role != "year" else str(number)
        places.append((start, end, shown))
        if role == "day" and not _with_ending(text, end, number, places, rules, locale):
            return None
    return _put(text, places)


def _date_roles(stored: Value, rules: Conventions) -> dict[str, tuple[int, int]] | None:
    """Where year, month (a number, or a name) and day stand in a date."""
    text, (year, month, day) = stored.text, stored.key
    roles: dict[str, tuple[int, int]] = {}
    numbers = []
    for found in _NUMBER.finditer(text):
        if len(found[0]) == 4 and int(found[0]) == year:
            roles["year"] = found.span()
        else:
            numbers.append(found)
    name = re.search(rf"(?<!\w){rules.dates.month}", text, re.IGNORECASE)
    if name and rules.dates.months[known(name[0])] == month:
        roles["name"] = name.span()
    if len(numbers) == 2 and "name" not in roles:
        order = ["day", "month"]
        worded = re.search(rf"(?<!\w){rules.dates.month_before}", text, re.IGNORECASE)
        is_iso = roles.get("year", (1, 1))[0] == 0
        if is_iso or (rules.dates.order == "mdy" and not worded):
            order.reverse()
    elif len(numbers) == 1:
        order = ["month" if day is None else "day"]
    elif not numbers and "name" in roles and day is None:
        order = []
    else:
        return None
    expected = {"day": day, "month": month}
    if [int(found[0]) for found in numbers] != [expected[role] for role in order]:
        order.reverse()
        if [int(found[0]) for found in numbers] != [expected[role] for role in order]:
            return None
    roles |= {role: found.span() for role, found in zip(order, numbers, strict=True)}
    return roles


def _month_name(
    written: str, month: int, stored: Value, rules: Conventions
) -> str | None:
    """A month's name, long or short and with the capitals of the one written."""
    if rules.dates.month_alone == NEVER:
        return str(month)  # after `tháng` a number is as good as its word
    usual = _names(rules.dates.months, rules.dates.months[known(written)])
    names = _names(rules.dates.months, month)
    if not names:
        return None
    name = names[0]
    if known(written) != usual[0]:
        short = [other for other in names[1:] if len(other) <= _LONGEST_ABBREVIATION]
        if not short and f"{written}." in stored.text:
            return None
        name = short[0] if short else name
    return like(name, written)


def _time(stored: Value, was: Value, new: Value, rules: Conventions) -> str | None:
    text, (hour, minute) = stored.text, new.key
    old = stored.key[0]
    if not isinstance(hour, int) or not isinstance(old, int):
        return None
    numbers = list(_NUMBER.finditer(text))
    half = re.search(rf"(?<![^\W\d]){rules.times.half}\s*\Z", text, re.IGNORECASE)
    if _words(was.text) != _words(new.text) and half:
        return None  # another part of the day may need another word for it
    if not numbers or len(numbers) > 2 or (half and (old < 12) != (hour < 12)):
        return None
    if half and int(numbers[0][0]) == old - 12:
        hour = hour - 12 if hour > 12 else hour
    elif int(numbers[0][0]) != old:
        return None
    if len(numbers) == 1:
        if minute:
            return None
        places: Places = []
    else:
        places = [(*numbers[1].span(), f"{minute:02d}")]
    first = numbers[0]
    is_marked = text[first.end() : first.end() + 1] in set(rules.times.marks)
    is_long = first[0][0] == "0" or (is_marked and int(first[0]) > 12)
    places.append((*first.span(), f"{hour:02d}" if is_long else str(hour)))
    return _put(text, places)


def _words(text: str) -> list[str]:
    """The words of a time, such as the part of the day, without `h` and minutes."""
    return [word for word in re.findall(r"[^\W\d_]+", known(text)) if len(word) > 1][
        -1:
    ]


def _weekday(stored: Value, new: Value, rules: Conventions) -> str | None:
    table = rules.dates.weekdays
    written = known(stored.text)
    in_digits = any(map(str.isdigit, written))
    usual, names = _names(table, table[written]), _names(table, int(new.key[0] or 0))
    alike = [name for name in names if any(map(str.isdigit, name)) == in_digits]
    if not alike:
        alike = names
    place = usual.index(written)
    name = alike[place] if len(alike) == len(usual) else alike[0]
    if " " not in name or stored.text.islower():
        return like(name, stored.text)
    # `thứ Hai` has its capital in the second word, `Chủ Nhật` in both.
    first, _, last = name.partition(" ")
    is_shared = len({n for n, day in table.items() if n.startswith(f"{first} ")}) > 2
    if not is_shared or stored.start == 0:
        first = first.capitalize()
    return f"{first} {last.capitalize()}"


def _names(table: Mapping[str, int], number: int) -> list[str]:
    return [name for name, other in table.items() if other == number]


def _put(text: str, places: Places) -> str:
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text
