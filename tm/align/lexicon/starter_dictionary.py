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
from tm.text.stem import stem

if TYPE_CHECKING:
    from babel import Locale as Names

_PhraseGroup = tuple[list[StemPhrase], list[StemPhrase]]
_SEPARATOR = "|"
"""Separates alternatives in a cell."""


def starter(source: Locale, target: Locale) -> TranslationDictionary:
    """The dictionary for two locales; empty without data for them."""
    return _make_dictionary(source.language, target.language)


@lru_cache(maxsize=16)
def known_stems(source: Locale, target: Locale) -> frozenset[str]:
    """The stems of all source words that the dictionary translates.

    The dictionary itself is not made, which would take three times as long.
    """
    languages = source.language, target.language
    stems: set[str] = set()
    for source_cell, target_cell in _cell_pairs(*languages):
        if target_cell.isalpha() or _has_word(target_cell, languages[1]):
            for words in source_cell.split(_SEPARATOR):
                stems.update(_stem_cell(words, languages[0]))
    for name, other in _cldr_names(*languages):
        if stem_phrase(other, Locale(languages[1])):
            stems.update(stem_phrase(name, Locale(languages[0])))
    return frozenset(stems)


def _has_word(cell: str, language: str) -> bool:
    """Whether a cell has a phrase with a word in it."""
    return any(_stem_cell(words, language) for words in cell.split(_SEPARATOR))


@lru_cache(maxsize=16)
def _make_dictionary(source: str, target: str) -> TranslationDictionary:
    source_locale, target_locale = Locale(source), Locale(target)
    named = (
        (
            [stem_phrase(source_name, source_locale)],
            [stem_phrase(target_name, target_locale)],
        )
        for source_name, target_name in _cldr_names(source, target)
    )
    return TranslationDictionary.of_groups([*_listed_groups(source, target), *named])


def _listed_groups(source: str, target: str) -> Iterator[_PhraseGroup]:
    """Yield the groups of phrases in the package's lists."""
    for source_cell, target_cell in _cell_pairs(source, target):
        yield (
            [_stem_cell(words, source) for words in source_cell.split(_SEPARATOR)],
            [_stem_cell(words, target) for words in target_cell.split(_SEPARATOR)],
        )


def _cell_pairs(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the cells of two languages in the package's lists."""
    folder = files("tm.align.lexicon") / "data" / "starter"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            # Folded as a whole: cell by cell it would take longer than all the rest.
            text = match_form(file.read_text("utf-8"), vietnamese=True)
            yield from _parse_rows(text.split("\n"), source, target)


def _parse_rows(
    lines: list[str], source: str, target: str
) -> Iterator[tuple[str, str]]:
    languages = lines[0].split("\t")
    if source not in languages or target not in languages:
        return
    columns = languages.index(source), languages.index(target)
    for line in lines[1:]:
        cells = line.split("\t")
        if line[:1] == "#" or len(cells) <= max(columns):
            continue
        yield cells[columns[0]], cells[columns[1]]


def _stem_cell(words: str, language: str) -> StemPhrase:
    if words.isalpha():
        return (stem(words, language),)
    parts = words.split()
    if not "".join(parts).isalpha():
        return stem_phrase(words, Locale(language))
    return tuple([stem(word, language) for word in parts])


def _cldr_names(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the names that the CLDR has in both languages."""
    # Its words are asked for by checks that a lookup runs, and nothing else of it.
    from babel import Locale as Names
    from babel import UnknownLocaleError

    try:
        source_names, target_names = Names.parse(source), Names.parse(target)
    except (UnknownLocaleError, ValueError):
        return
    for source_table, target_table in zip(
        _cldr_tables(source_names), _cldr_tables(target_names), strict=True
    ):
        for key, name in source_table.items():
            if key in target_table:
                yield str(name), str(target_table[key])


def _cldr_tables(names: "Names") -> list[Mapping[object, str]]:
    tables: list[Mapping[object, str]] = [
        {k: v for k, v in names.territories.items() if len(k) == 2},
        {k: v for k, v in names.languages.items() if len(k) == 2},
        names.currencies,
        names.days["format"]["wide"],
        names.months["format"]["wide"],
    ]
    return tables
