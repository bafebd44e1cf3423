"""The dictionary that Padanan comes with, for a memory that knows little yet.

Phrases in Vietnamese, Indonesian and English are data of this package; names of
countries, languages, currencies, months and weekdays are those of the CLDR, for any
languages.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tm.align.lexicon.dictionary import Dictionary, Phrase, phrase
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.stem import stem

if TYPE_CHECKING:
    from babel import Locale as Names

_Group = tuple[list[Phrase], list[Phrase]]
_BETWEEN = "|"
"""Stands between words that say the same."""


def starter(source: Locale, target: Locale) -> Dictionary:
    """The dictionary for two locales; empty where nothing is known of them."""
    return _made(source.language, target.language)


@lru_cache(maxsize=16)
def words_known(source: Locale, target: Locale) -> frozenset[str]:
    """The stems of all words of the source language that the dictionary renders.

    Without the dictionary itself, which takes three times as long to make.
    """
    languages = source.language, target.language
    known: set[str] = set()
    for lefts, rights in _lines(*languages):
        if rights.isalpha() or _is_any(rights, languages[1]):
            for words in lefts.split(_BETWEEN):
                known.update(_phrase(words, languages[0]))
    for name, other in _named(*languages):
        if phrase(other, Locale(languages[1])):
            known.update(phrase(name, Locale(languages[0])))
    return frozenset(known)


def _is_any(cell: str, language: str) -> bool:
    """Whether a cell has a phrase with a word in it."""
    return any(_phrase(words, language) for words in cell.split(_BETWEEN))


@lru_cache(maxsize=16)
def _made(source: str, target: str) -> Dictionary:
    there, here = Locale(source), Locale(target)
    named = (
        ([phrase(left, there)], [phrase(right, here)])
        for left, right in _named(source, target)
    )
    return Dictionary.joining([*_listed(source, target), *named])


def _listed(source: str, target: str) -> Iterator[_Group]:
    """The groups of the package's own lists."""
    for lefts, rights in _lines(source, target):
        yield (
            [_phrase(words, source) for words in lefts.split(_BETWEEN)],
            [_phrase(words, target) for words in rights.split(_BETWEEN)],
        )


def _lines(source: str, target: str) -> Iterator[tuple[str, str]]:
    """The cells of two languages in the package's own lists."""
    folder = files("tm.align.lexicon") / "data" / "starter"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            # Folded at once: cell by cell it would take longer than all the rest.
            text = match_form(file.read_text("utf-8"), vietnamese=True)
            yield from _rows(text.split("\n"), source, target)


def _rows(lines: list[str], source: str, target: str) -> Iterator[tuple[str, str]]:
    languages = lines[0].split("\t")
    if source not in languages or target not in languages:
        return
    places = languages.index(source), languages.index(target)
    for line in lines[1:]:
        cells = line.split("\t")
        if line[:1] == "#" or len(cells) <= max(places):
            continue
        yield cells[places[0]], cells[places[1]]


def _phrase(words: str, language: str) -> Phrase:
    if words.isalpha():
        return (stem(words, language),)
    parts = words.split()
    if not "".join(parts).isalpha():
        return phrase(words, Locale(language))
    return tuple([stem(word, language) for word in parts])


def _named(source: str, target: str) -> Iterator[tuple[str, str]]:
    """The names of the CLDR that both languages have."""
    # Its words are asked for by checks that a lookup runs, and nothing else of it.
    from babel import Locale as Names
    from babel import UnknownLocaleError

    try:
        there, here = Names.parse(source), Names.parse(target)
    except (UnknownLocaleError, ValueError):
        return
    for one, other in zip(_tables(there), _tables(here), strict=True):
        for key, name in one.items():
            if key in other:
                yield str(name), str(other[key])


def _tables(names: "Names") -> list[Mapping[object, str]]:
    tables: list[Mapping[object, str]] = [
        {k: v for k, v in names.territories.items() if len(k) == 2},
        {k: v for k, v in names.languages.items() if len(k) == 2},
        names.currencies,
        names.days["format"]["wide"],
        names.months["format"]["wide"],
    ]
    return tables
