"""Titles and bodies of other states, and names with the country removed."""

from bisect import bisect_left

from checks.text.language_words import read_language
from checks.text.territory_names import list_named_territories
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text

HOME_COUNTRY = "VN"
"""The state whose offices and bodies the starter termbase has."""
_MAX_LETTERS_OF_NAME = 40
"""How many letters after an office or a level are read for a name."""
_POSSESSIVE_ENDINGS = ("'s", "’s", "'", "’")


def split_country(name: str, locale: Locale, cache: ResultCache) -> tuple[str, str]:
    """Split a name into the name without its country, and the country's code; cached.

    >>> split_country("President of Indonesia", Locale("en"), ResultCache())
    ('President', 'ID')
    >>> split_country("Tổng thống", Locale("vi"), ResultCache())
    ('Tổng thống', '')
    """
    return cache.call(_compute_country_split, name, locale, cache)


def _compute_country_split(
    name: str, locale: Locale, cache: ResultCache
) -> tuple[str, str]:
    """Split a name into the name without its country, and the country's code."""
    for code, span in list_named_territories(name, locale, cache):
        if span.start == 0:
            name_remainder = name[span.end :]
        elif span.end == len(name):
            name_remainder = name[: span.start]
        else:
            continue
        name_without_country = strip_connectors(name_remainder, locale)
        if name_without_country:
            return name_without_country, code
    return name, ""


def is_foreign_title(
    title_span: Span, text: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether a country other than Vietnam stands next to a title or body.

    >>> cache = ResultCache()
    >>> text = "National Assembly of South Korea"
    >>> is_foreign_title(Span(0, 17), text, Locale("en"), cache)
    True
    """
    territories = _list_territories(text, locale, cache)
    next_territory_index = bisect_left(
        territories, title_span.end, key=_read_territory_start
    )
    previous_territory_index = bisect_left(
        territories, title_span.start, key=_read_territory_start
    )
    codes_with_texts_between = [
        (code, text[title_span.end : span.start])
        for code, span in territories[next_territory_index : next_territory_index + 1]
    ]
    codes_with_texts_between += [
        (code, text[span.end : title_span.start])
        for code, span in territories[
            max(0, previous_territory_index - 1) : previous_territory_index
        ]
        if span.end <= title_span.start
    ]
    return any(
        code != HOME_COUNTRY and not strip_connectors(text_between, locale)
        for code, text_between in codes_with_texts_between
    )


def is_before_foreign_holder(office_end: int, text: str) -> bool:
    """Whether an office stands before the name of a person who is not Vietnamese.

    Two words with a capital follow, neither of which may be a Vietnamese syllable.

    >>> is_before_foreign_holder(14, "Ketua Parlemen Carolina Cerqueira tiba")
    True
    >>> is_before_foreign_holder(14, "Ketua Parlemen Tran Thanh Man tiba")
    False
    """
    capitalised_words = _read_capitalised_words(office_end, text)
    return len(capitalised_words) == 2 and not any(
        map(_may_be_vietnamese_syllable, capitalised_words)
    )


def is_before_vietnamese_name(word_end: int, text: str) -> bool:
    """Whether two words with a capital follow that may be Vietnamese syllables.

    >>> is_before_vietnamese_name(9, "kecamatan Trieu Van")
    True
    >>> is_before_vietnamese_name(9, "kecamatan Menteng Dalam")
    False
    """
    capitalised_words = _read_capitalised_words(word_end, text)
    return len(capitalised_words) == 2 and all(
        map(_may_be_vietnamese_syllable, capitalised_words)
    )


def _read_capitalised_words(start: int, text: str) -> list[str]:
    """Read the two words from an index on, if they have capitals."""
    words = text[start : start + _MAX_LETTERS_OF_NAME].split()[:2]
    return words if all(word[0].isupper() for word in words) else []


def _may_be_vietnamese_syllable(word: str) -> bool:
    folded_word = fold_text(word.rstrip(".,)"))
    return read_person_name_data().syllable_pattern.fullmatch(folded_word) is not None


def _list_territories(
    text: str, locale: Locale, cache: ResultCache
) -> tuple[tuple[str, Span], ...]:
    """List the countries of a text, cached for all its titles."""
    return cache.call(_read_territory_tuple, text, locale, cache)


def _read_territory_tuple(
    text: str, locale: Locale, cache: ResultCache
) -> tuple[tuple[str, Span], ...]:
    return tuple(list_named_territories(text, locale, cache))


def _read_territory_start(territory: tuple[str, Span]) -> int:
    return territory[1].start


def strip_connectors(text: str, locale: Locale) -> str:
    """Strip connecting words from both ends of a text: of, the, 's."""
    for possessive in _POSSESSIVE_ENDINGS:
        text = text.removeprefix(possessive)
    remaining_words = text.split()
    belonging_words = read_language(locale).belonging_words
    while remaining_words and remaining_words[-1].lower() in belonging_words:
        remaining_words.pop()
    while remaining_words and remaining_words[0].lower() in belonging_words:
        remaining_words.pop(0)
    return " ".join(remaining_words)
