"""Replacing one value by another in the same style.

`1.234,5` becomes `2.000,5` and `8 Oktober` becomes `9 November`. A value that cannot be
written in the same style gives None; the caller reads the result again to verify it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from tm.match.repair.amount_rewriting import rewrite_amount
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.phrases.pattern import NO_MATCH_PATTERN, phrase_key
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.value import Value, ValueKind
from tm.text.word_pattern import LETTERS_PATTERN

_DIGITS_PATTERN = re.compile(r"\d+")
_ROMAN_NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MAX_ROMAN_NUMBER = 39
_ORDINAL_ENDING_BY_CATEGORY = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
"""Endings of English ordinals by their CLDR plural category."""
_MAX_ABBREVIATION_LENGTH = 4

TextReplacements = list[tuple[int, int, str]]
"""Start, end and new text of each replacement."""


def rewrite_value(
    target_value: Value,
    *,
    old_value: Value,
    new_value: Value,
    locale: Locale,
    query_locale: Locale,
) -> str | None:
    """Write a new value in the style of the stored value that it replaces.

    `old_value` is what the stored source has for it, `new_value` what the query has
    instead, in the language `query_locale`.
    """
    conventions = load_conventions(locale)
    match target_value.kind:
        case ValueKind.NUMBER | ValueKind.PERCENT:
            query_conventions = load_conventions(query_locale)
            return rewrite_amount(
                target_value,
                old_value=old_value,
                new_value=new_value,
                target_and_query_conventions=(conventions, query_conventions),
            )
        case ValueKind.UNIT:
            return _rewrite_measure(target_value, old_value, new_value, conventions)
        case ValueKind.ORDINAL:
            return _rewrite_ordinal(target_value, new_value, conventions, locale)
        case ValueKind.DATE:
            return _rewrite_date(target_value, new_value, conventions, locale)
        case ValueKind.TIME:
            return _rewrite_time(target_value, old_value, new_value, conventions)
        case ValueKind.WEEKDAY:
            return _rewrite_weekday(target_value, new_value, conventions)


def takes_same_plural(locale: Locale, first_value: Value, second_value: Value) -> bool:
    """Whether two numbers take the same plural form of a noun.

    `3 days` cannot become `1 days`; CLDR's plural categories say so. Languages that
    CLDR does not know are refused.
    """
    # Babel takes a while to import, and only a repair needs it.
    from babel.core import Locale as Cldr
    from babel.core import UnknownLocaleError

    try:
        find_category = Cldr.parse(locale.language).plural_form
    except (UnknownLocaleError, ValueError):
        return False
    first_number, second_number = first_value.key[0], second_value.key[0]
    if not isinstance(first_number, Decimal) or not isinstance(second_number, Decimal):
        return True  # digits that are a code take no plural
    return bool(find_category(first_number) == find_category(second_number))


def _rewrite_measure(
    target_value: Value,
    old_value: Value,
    new_value: Value,
    conventions: Conventions,
) -> str | None:
    """Write a unit of measure or currency in the style of the stored one."""
    unit_names = _find_unit_names(new_value, conventions)
    if phrase_key(new_value.text) in unit_names and (
        phrase_key(target_value.text) == phrase_key(old_value.text)
        or not _is_written_out(new_value.text)
    ):
        return new_value.text
    if not _is_written_out(target_value.text):
        return None
    full_names = list(filter(_is_written_out, unit_names))
    # Names are known in lower case only, which is wrong for `dolar AS`; and where
    # there is a plural, the number before it would decide.
    if new_value.key[0] == "currency" and " " in "".join(full_names):
        return None
    if any(f"{unit_name}s" in unit_names for unit_name in full_names):
        return None
    return full_names[0] if full_names else None


def _find_unit_names(value: Value, conventions: Conventions) -> list[str]:
    """List the names of a unit of measure or a currency."""
    if value.key[0] == "currency":
        return _list_names(conventions.currency_code_by_name, value.key[1])
    return _list_names(conventions.measure_unit_by_name, value.key)


def _is_written_out(unit_name: str) -> bool:
    """Whether a unit is written out, not a symbol such as `km`, `US$`, `kWh`."""
    letters = unit_name.replace(" ", "").replace("-", "")
    return len(letters) > 2 and letters.isalpha() and letters[1:].islower()


def _rewrite_ordinal(
    target_value: Value,
    new_value: Value,
    conventions: Conventions,
    locale: Locale,
) -> str | None:
    if new_value.key[0] is None or new_value.key[0] != int(new_value.key[0]):
        return None
    number = int(new_value.key[0])
    digits_match = _DIGITS_PATTERN.search(target_value.text)
    if digits_match is None:
        numeral_match = re.search(r"[IVXLC]+\Z", target_value.text)
        if numeral_match is None or not 0 < number <= _MAX_ROMAN_NUMBER:
            return None
        return target_value.text[: numeral_match.start()] + _write_roman_numeral(number)
    replacements: TextReplacements = [(*digits_match.span(), str(number))]
    if not _replace_ordinal_ending(
        target_value.text,
        digits_match.end(),
        number,
        replacements,
        conventions,
        locale,
    ):
        return None
    return _replace_ranges(target_value.text, replacements)


def _replace_ordinal_ending(
    text: str,
    number_end: int,
    number: int,
    replacements: TextReplacements,
    conventions: Conventions,
    locale: Locale,
) -> bool:
    """Replace an ordinal's ending, if it has one; False if the ending is unknown."""
    suffix_match = re.compile(conventions.ordinal_suffix_pattern, re.IGNORECASE).match(
        text, number_end
    )
    if suffix_match is None:
        return True
    from babel.core import Locale as Cldr  # slow to import, and rarely needed

    plural_category = Cldr.parse(locale.language).ordinal_form(number)
    ending = _ORDINAL_ENDING_BY_CATEGORY.get(plural_category, "")
    if not re.fullmatch(conventions.ordinal_suffix_pattern, ending):
        return False
    replacements.append((*suffix_match.span(), ending))
    return True


def _write_roman_numeral(number: int) -> str:
    numeral = ""
    for letters_value, letters in _ROMAN_NUMERALS:
        repeat_count, number = divmod(number, letters_value)
        numeral += letters * repeat_count
    return numeral


def _rewrite_date(
    target_value: Value,
    new_value: Value,
    conventions: Conventions,
    locale: Locale,
) -> str | None:
    target_text = target_value.text
    if [date_part is None for date_part in target_value.key] != [
        date_part is None for date_part in new_value.key
    ]:
        return None
    year, month, day = new_value.key
    range_by_date_part = _find_date_parts(target_value, conventions)
    if range_by_date_part is None:
        return None
    replacements: TextReplacements = []
    date_parts = [
        target_text[start:end]
        for role, (start, end) in range_by_date_part.items()
        if role != "year"
    ]
    is_padded = any(date_part[0] == "0" for date_part in date_parts)
    if len(date_parts) == 2 and re.match(r"0\d", new_value.text):
        is_padded = is_padded or all(
            len(date_part) == 2 and date_part.isdigit() for date_part in date_parts
        )
    for role, (start, end) in range_by_date_part.items():
        if role == "name":
            month_name = _choose_month_name(
                target_text[start:end], int(month or 0), target_value, conventions
            )
            if month_name is None:
                return None
            replacements.append((start, end, month_name))
            continue
        number = int({"year": year, "month": month, "day": day}[role] or 0)
        digits = f"{number:02d}" if is_padded and role != "year" else str(number)
        replacements.append((start, end, digits))
        if role == "day" and not _replace_ordinal_ending(
            target_text, end, number, replacements, conventions, locale
        ):
            return None
    return _replace_ranges(target_text, replacements)


def _find_date_parts(
    target_value: Value, conventions: Conventions
) -> dict[str, tuple[int, int]] | None:
    """Find the ranges of year, month (a number or a name) and day in a date."""
    text, (year, month, day) = target_value.text, target_value.key
    range_by_date_part: dict[str, tuple[int, int]] = {}
    digit_matches = []
    for digit_match in _DIGITS_PATTERN.finditer(text):
        if len(digit_match[0]) == 4 and int(digit_match[0]) == year:
            range_by_date_part["year"] = digit_match.span()
        else:
            digit_matches.append(digit_match)
    month_match = re.search(
        rf"(?<!\w){conventions.dates.month_pattern}", text, re.IGNORECASE
    )
    if (
        month_match
        and conventions.dates.month_number_by_name[phrase_key(month_match[0])] == month
    ):
        range_by_date_part["name"] = month_match.span()
    if len(digit_matches) == 2 and "name" not in range_by_date_part:
        ordered_roles = ["day", "month"]
        month_word_match = re.search(
            rf"(?<!\w){conventions.dates.month_prefix_pattern}", text, re.IGNORECASE
        )
        is_iso = range_by_date_part.get("year", (1, 1))[0] == 0
        if is_iso or (conventions.dates.number_order == "mdy" and not month_word_match):
            ordered_roles.reverse()
    elif len(digit_matches) == 1:
        ordered_roles = ["month" if day is None else "day"]
    elif not digit_matches and "name" in range_by_date_part and day is None:
        ordered_roles = []
    else:
        return None
    expected_number_by_role = {"day": day, "month": month}
    if [int(digit_match[0]) for digit_match in digit_matches] != [
        expected_number_by_role[role] for role in ordered_roles
    ]:
        ordered_roles.reverse()
        if [int(digit_match[0]) for digit_match in digit_matches] != [
            expected_number_by_role[role] for role in ordered_roles
        ]:
            return None
    range_by_date_part |= {
        role: digit_match.span()
        for role, digit_match in zip(ordered_roles, digit_matches, strict=True)
    }
    return range_by_date_part


def _choose_month_name(
    written_name: str, month_number: int, target_value: Value, conventions: Conventions
) -> str | None:
    """Choose a month's name in the style of another: abbreviation and capitals."""
    if conventions.dates.unprefixed_month_pattern == NO_MATCH_PATTERN:
        return str(month_number)  # as after `tháng`
    written_names = _list_names(
        conventions.dates.month_number_by_name,
        conventions.dates.month_number_by_name[phrase_key(written_name)],
    )
    month_names = _list_names(conventions.dates.month_number_by_name, month_number)
    if not month_names:
        return None
    month_name = month_names[0]
    if phrase_key(written_name) != written_names[0]:
        abbreviations = [
            other_name
            for other_name in month_names[1:]
            if len(other_name) <= _MAX_ABBREVIATION_LENGTH
        ]
        if not abbreviations and f"{written_name}." in target_value.text:
            return None
        month_name = abbreviations[0] if abbreviations else month_name
    return copy_capitals(month_name, written_name)


def _rewrite_time(
    target_value: Value,
    old_value: Value,
    new_value: Value,
    conventions: Conventions,
) -> str | None:
    text, (hour, minute) = target_value.text, new_value.key
    target_hour = target_value.key[0]
    if not isinstance(hour, int) or not isinstance(target_hour, int):
        return None
    digit_matches = list(_DIGITS_PATTERN.finditer(text))
    day_half_match = re.search(
        rf"(?<![^\W\d]){conventions.times.day_half_pattern}\s*\Z", text, re.IGNORECASE
    )
    if (
        _list_last_time_word(old_value.text) != _list_last_time_word(new_value.text)
        and day_half_match
    ):
        return None  # another part of the day may need another word for it
    if (
        not digit_matches
        or len(digit_matches) > 2
        or (day_half_match and (target_hour < 12) != (hour < 12))
    ):
        return None
    if day_half_match and int(digit_matches[0][0]) == target_hour - 12:
        hour = hour - 12 if hour > 12 else hour
    elif int(digit_matches[0][0]) != target_hour:
        return None
    if len(digit_matches) == 1:
        if minute:
            return None
        replacements: TextReplacements = []
    else:
        replacements = [(*digit_matches[1].span(), f"{minute:02d}")]
    hour_match = digit_matches[0]
    has_hour_mark = text[hour_match.end() : hour_match.end() + 1] in set(
        conventions.times.minute_marks
    )
    has_two_digits = hour_match[0][0] == "0" or (
        has_hour_mark and int(hour_match[0]) > 12
    )
    replacements.append(
        (*hour_match.span(), f"{hour:02d}" if has_two_digits else str(hour))
    )
    return _replace_ranges(text, replacements)


def _list_last_time_word(text: str) -> list[str]:
    """Find the last word of a time, such as the part of the day, but not `h`."""
    return [
        word for word in LETTERS_PATTERN.findall(phrase_key(text)) if len(word) > 1
    ][-1:]


def _rewrite_weekday(
    target_value: Value, new_value: Value, conventions: Conventions
) -> str | None:
    weekday_number_by_name = conventions.dates.weekday_number_by_name
    written_name = phrase_key(target_value.text)
    has_digits = any(map(str.isdigit, written_name))
    written_names, weekday_names = (
        _list_names(weekday_number_by_name, weekday_number_by_name[written_name]),
        _list_names(weekday_number_by_name, int(new_value.key[0] or 0)),
    )
    similar_names = [
        weekday_name
        for weekday_name in weekday_names
        if any(map(str.isdigit, weekday_name)) == has_digits
    ] or weekday_names
    name_index = written_names.index(written_name)
    weekday_name = (
        similar_names[name_index]
        if len(similar_names) == len(written_names)
        else similar_names[0]
    )
    if " " not in weekday_name or target_value.text.islower():
        return copy_capitals(weekday_name, target_value.text)
    # `thứ Hai` has its capital in the second word, `Chủ Nhật` in both.
    first_word, _, last_word = weekday_name.partition(" ")
    same_start_count = sum(
        other_weekday_name.startswith(f"{first_word} ")
        for other_weekday_name in weekday_number_by_name
    )
    if same_start_count <= 2 or target_value.start == 0:
        first_word = first_word.capitalize()
    return f"{first_word} {last_word.capitalize()}"


def _list_names(meaning_by_name: Mapping[str, object], meaning: object) -> list[str]:
    return [name for name in meaning_by_name if meaning_by_name[name] == meaning]


def _replace_ranges(text: str, replacements: TextReplacements) -> str:
    for start, end, new_text in sorted(replacements, reverse=True):
        text = text[:start] + new_text + text[end:]
    return text
