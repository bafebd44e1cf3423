"""The starter dictionary, for a memory with few units.

Phrases in Vietnamese, Indonesian and English are data of this package; names of
countries, languages, currencies, months and weekdays are those of the CLDR, for any
languages.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tm.align.lexicon.dictionary import StemPhrase, TranslationDictionary, stem_phrase
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.stem import stem_word

if TYPE_CHECKING:
    from babel import Locale as Names

_PhraseGroup = tuple[list[StemPhrase], list[StemPhrase]]
_ALTERNATIVES_SEPARATOR = "|"
"""The separator of alternatives in a cell."""


def load_starter_dictionary(
    source_locale: Locale, target_locale: Locale
) -> TranslationDictionary:
    """Load the dictionary for two locales; empty without data for them."""
    return _make_dictionary(source_locale.language, target_locale.language)


@lru_cache(maxsize=16)
def list_known_stems(source_locale: Locale, target_locale: Locale) -> frozenset[str]:
    """List the stems of all source words that the dictionary translates.

    The dictionary itself is not made, since that would take three times as long.
    """
    languages = source_locale.language, target_locale.language
    stems: set[str] = set()
    for source_cell, target_cell in _read_cell_pairs(*languages):
        if target_cell.isalpha() or _has_word(target_cell, languages[1]):
            for phrase in source_cell.split(_ALTERNATIVES_SEPARATOR):
                stems.update(_stem_cell_phrase(phrase, languages[0]))
    for name, translated_name in _read_cldr_names(*languages):
        if stem_phrase(translated_name, Locale(languages[1])):
            stems.update(stem_phrase(name, Locale(languages[0])))
    return frozenset(stems)


def _has_word(cell: str, language: str) -> bool:
    """Whether a cell has a phrase that contains a word."""
    return any(
        _stem_cell_phrase(phrase, language)
        for phrase in cell.split(_ALTERNATIVES_SEPARATOR)
    )


@lru_cache(maxsize=16)
def _make_dictionary(
    source_language: str, target_language: str
) -> TranslationDictionary:
    source_locale, target_locale = Locale(source_language), Locale(target_language)
    name_groups = (
        (
            [stem_phrase(source_name, source_locale)],
            [stem_phrase(target_name, target_locale)],
        )
        for source_name, target_name in _read_cldr_names(
            source_language, target_language
        )
    )
    return TranslationDictionary.of_groups(
        [*_read_phrase_groups(source_language, target_language), *name_groups]
    )


def _read_phrase_groups(
    source_language: str, target_language: str
) -> Iterator[_PhraseGroup]:
    """Yield the groups of phrases in the package's lists."""
    for source_cell, target_cell in _read_cell_pairs(source_language, target_language):
        yield (
            [
                _stem_cell_phrase(phrase, source_language)
                for phrase in source_cell.split(_ALTERNATIVES_SEPARATOR)
            ],
            [
                _stem_cell_phrase(phrase, target_language)
                for phrase in target_cell.split(_ALTERNATIVES_SEPARATOR)
            ],
        )


def _read_cell_pairs(
    source_language: str, target_language: str
) -> Iterator[tuple[str, str]]:
    """Read the cells of two languages in the package's lists."""
    folder = files("tm.align.lexicon") / "data" / "starter"
    for list_file in sorted(folder.iterdir(), key=lambda file: file.name):
        if list_file.name.endswith(".tsv"):
            # Folded as a whole, since cell by cell would more than double the time.
            list_text = match_form(list_file.read_text("utf-8"), is_vietnamese=True)
            yield from _parse_rows(
                list_text.split("\n"), source_language, target_language
            )


def _parse_rows(
    lines: list[str], source_language: str, target_language: str
) -> Iterator[tuple[str, str]]:
    languages = lines[0].split("\t")
    if source_language not in languages or target_language not in languages:
        return
    column_indexes = languages.index(source_language), languages.index(target_language)
    for line in lines[1:]:
        cells = line.split("\t")
        if line[:1] == "#" or len(cells) <= max(column_indexes):
            continue
        yield cells[column_indexes[0]], cells[column_indexes[1]]


def _stem_cell_phrase(phrase: str, language: str) -> StemPhrase:
    """List the stems of the words of a cell's phrase."""
    if phrase.isalpha():
        return (stem_word(phrase, language),)
    words = phrase.split()
    if not "".join(words).isalpha():
        return stem_phrase(phrase, Locale(language))
    return tuple([stem_word(word, language) for word in words])


def _read_cldr_names(
    source_language: str, target_language: str
) -> Iterator[tuple[str, str]]:
    """Read the names that CLDR has in both languages."""
    # Imported here, since it is slow to import.
    from babel import Locale as Names
    from babel import UnknownLocaleError

    try:
        source_names, target_names = (
            Names.parse(source_language),
            Names.parse(target_language),
        )
    except (UnknownLocaleError, ValueError):
        return
    for source_table, target_table in zip(
        _list_cldr_tables(source_names), _list_cldr_tables(target_names), strict=True
    ):
        for code, source_name in source_table.items():
            if code in target_table:
                yield str(source_name), str(target_table[code])


def _list_cldr_tables(names: "Names") -> list[Mapping[object, str]]:
    cldr_tables: list[Mapping[object, str]] = [
        {code: name for code, name in names.territories.items() if len(code) == 2},
        {code: name for code, name in names.languages.items() if len(code) == 2},
        names.currencies,
        names.days["format"]["wide"],
        names.months["format"]["wide"],
    ]
    return cldr_tables
