"""The starter dictionary, for a memory with few units.

Phrases in Vietnamese, Indonesian and English are data of this package; names of
countries, languages, currencies, months and weekdays are those of the CLDR, for any
languages.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from tm.align.lexicon.dictionary import StemPhrase, TranslationDictionary, stem_phrase
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.stem import stem_word

if TYPE_CHECKING:
    from babel import Locale as Names

_PhraseGroup = tuple[Sequence[StemPhrase], Sequence[StemPhrase]]
ALTERNATIVES_SEPARATOR = "|"
"""The separator of alternatives in a cell."""


def load_starter_dictionary(
    source_locale: Locale, target_locale: Locale
) -> TranslationDictionary:
    """Load the dictionary for two locales; empty without data for them."""
    return _make_dictionary(source_locale.language, target_locale.language)


@lazy_constant
def list_known_stems(source_locale: Locale, target_locale: Locale) -> frozenset[str]:
    """List the stems of all source words that the dictionary translates.

    The dictionary itself is not made, since that would take twice as long.
    """
    languages = source_locale.language, target_locale.language
    stems: set[str] = set()
    for source_phrases, target_phrases in _read_phrase_groups(*languages):
        if any(target_phrases):
            stems.update(*source_phrases)
    for name, translated_name in _read_cldr_names(*languages):
        if stem_phrase(translated_name, Locale(languages[1])):
            stems.update(stem_phrase(name, Locale(languages[0])))
    return frozenset(stems)


@lazy_constant
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
    """Iterate over the groups of phrases in the package's lists."""
    return zip(
        _read_column(source_language), _read_column(target_language), strict=True
    )


@lazy_constant
def _read_column(language: str) -> Sequence[Sequence[StemPhrase]]:
    """Read the phrases of a language in each row of the lists; none without a cell.

    Several dictionaries and lists of stems are made of a column.
    """
    column: list[list[StemPhrase]] = []
    for header_languages, rows in _read_lists():
        if language not in header_languages:
            column += [[]] * len(rows)
            continue
        cell_index = header_languages.index(language)
        for row in rows:
            cells = row.split("\t")
            cell = cells[cell_index] if cell_index < len(cells) else ""
            column.append(
                [
                    _stem_cell_phrase(phrase, language)
                    for phrase in cell.split(ALTERNATIVES_SEPARATOR)
                ]
            )
    return column


@lazy_constant
def _read_lists() -> Sequence[tuple[Sequence[str], Sequence[str]]]:
    """Read the lists of the package: the languages of the columns, and the rows."""
    folder = files("tm.align.lexicon") / "data" / "starter"
    phrase_lists: list[tuple[Sequence[str], Sequence[str]]] = []
    for list_file in sorted(folder.iterdir(), key=lambda file: file.name):
        if list_file.name.endswith(".tsv"):
            # Folded as a whole, since cell by cell would more than double the time.
            list_text = match_form(list_file.read_text("utf-8"), is_vietnamese=True)
            header, *rows = list_text.split("\n")
            phrase_lists.append(
                (header.split("\t"), [row for row in rows if row[:1] != "#"])
            )
    return phrase_lists


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


def _list_cldr_tables(cldr_names: "Names") -> list[Mapping[object, str]]:
    cldr_tables: list[Mapping[object, str]] = [
        {code: name for code, name in cldr_names.territories.items() if len(code) == 2},
        {code: name for code, name in cldr_names.languages.items() if len(code) == 2},
        cldr_names.currencies,
        cldr_names.days["format"]["wide"],
        cldr_names.months["format"]["wide"],
    ]
    return cldr_tables
