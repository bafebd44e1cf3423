"""Countries, regions and cities in two languages, from the data and the CLDR."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checks.cldr_names import read_cities, read_territories
from checks.text.territory_names import read_territory_names
from glossary.title_phrases.word_table import (
    PhraseWord,
    list_forms_of,
    list_forms_with_words,
)
from tm.finding import Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key

_LONG_NAMED_CODES = frozenset(("HK", "MO"))
"""Codes of regions that the CLDR names with their state: Hong Kong SAR China."""
_FOREIGN_PLACE_CATEGORIES = ("foreign-place", "chinese", "country")
"""Categories of the words of titles that are places outside Vietnam and Indonesia."""
_MAX_ACRONYM_LENGTH = 4
"""A longer word in capitals is a name in a headline."""
_VIETNAMESE_PLACE_CATEGORIES = ("vnplace", "vnname")
"""Categories of the words of titles that are Vietnamese places."""


class PlaceName(NamedTuple):
    """A place of the source language with its names in the target language."""

    preferred_text: str
    target_texts: tuple[str, ...]


def find_place(
    name: str, source_locale: Locale, target_locale: Locale
) -> PlaceName | None:
    """Find the place that a whole name stands for; None if there is none.

    >>> find_place("Đức", Locale("vi"), Locale("id")).preferred_text
    'Jerman'
    """
    locales = source_locale, target_locale
    return (
        find_territory(name, *locales)
        or _find_known_place(name, *locales)
        or _find_city(name, *locales)
    )


def find_territory(
    name: str, source_locale: Locale, target_locale: Locale
) -> PlaceName | None:
    """Find the country or continent that a whole name stands for."""
    source_names, target_names = map(
        read_territory_names, (source_locale, target_locale)
    )
    if source_names is None or target_names is None:
        return None
    code = source_names.code_by_name.get(phrase_key(name))
    main_name = _read_main_names(target_locale).get(code or "")
    if code is None or main_name is None:
        return None
    other_names = (
        other_name.title()
        for other_name, other_code in target_names.code_by_name.items()
        if other_code == code and not other_name.endswith("*")
    )
    return PlaceName(main_name, tuple(dict.fromkeys((main_name, *other_names))))


def find_territories_in(
    text: str, source_locale: Locale, target_locale: Locale
) -> Iterator[tuple[Span, PlaceName]]:
    """Find the countries and continents in a text, but not the names of peoples.

    >>> text = "ở Quần đảo Solomon"
    >>> [place.preferred_text for _, place in find_territories_in(
    ...     text, Locale("vi"), Locale("id"))]
    ['Kepulauan Solomon']
    """
    territory_names = read_territory_names(source_locale)
    if territory_names is None:
        return
    for _, span in territory_names.find_names(text, ResultCache()):
        place = find_territory(span.of(text), source_locale, target_locale)
        if place is not None:
            yield span, place


def _find_known_place(
    name: str, source_locale: Locale, target_locale: Locale
) -> PlaceName | None:
    """Find a city or region in the words of titles."""
    place_by_name = _index_known_places(source_locale.language)
    place = place_by_name.get(_make_place_key(name)) or place_by_name.get(
        phrase_key(name)
    )
    target_names = () if place is None else place.list_forms(target_locale.language)
    return (
        PlaceName(target_names[0], target_names)
        if target_names and target_names[0]
        else None
    )


def _make_place_key(name: str) -> str:
    """Fold the capitals of a name, but not of an acronym: Ri is not RI.

    >>> _make_place_key("Bắc Kinh") == _make_place_key("BẮC KINH")
    True
    >>> _make_place_key("RI") == _make_place_key("Ri")
    False
    """
    is_acronym = name.isupper() and " " not in name and len(name) <= _MAX_ACRONYM_LENGTH
    return f"{phrase_key(name)}*" if is_acronym else phrase_key(name)


def _find_city(
    name: str, source_locale: Locale, target_locale: Locale
) -> PlaceName | None:
    """Find a city after which a time zone is named."""
    time_zone = _read_time_zone_by_city(source_locale.language).get(phrase_key(name))
    if time_zone is None:
        return None
    target_name = read_cities(target_locale.language)[time_zone]
    return PlaceName(target_name, (target_name,))


@lazy_constant
def _read_main_names(locale: Locale) -> Mapping[str, str]:
    """Read the names of territories in the CLDR by code, without additions."""
    return {
        code: name.partition(" (")[0]
        for code, name in read_territories(locale.language).items()
        if code not in _LONG_NAMED_CODES
    }


@lazy_constant
def _index_known_places(language: str) -> Mapping[str, PhraseWord]:
    """Index the words for foreign places by their names.

    Names that are those of Vietnamese places, too, are left out: Trùng Khánh.
    """
    vietnamese_names = {
        _make_place_key(form)
        for category in _VIETNAMESE_PLACE_CATEGORIES
        for form in list_forms_of(category, language)
    }
    place_by_name: dict[str, PhraseWord] = {}
    for form, word in list_forms_with_words(_FOREIGN_PLACE_CATEGORIES, language):
        name = _make_place_key(form)
        if name not in vietnamese_names:
            place_by_name.setdefault(name, word)
    return place_by_name


@lazy_constant
def _read_time_zone_by_city(language: str) -> Mapping[str, str]:
    """Read the time zones that are named after a city by the name of the city."""
    return {
        phrase_key(city): time_zone for time_zone, city in read_cities(language).items()
    }
