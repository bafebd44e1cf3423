"""Words that cannot begin, end or stand inside a term, by language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from glossary.language_data import read_table as read_glossary_table
from tm.language_data import read_table
from tm.text.normal import match_form, remove_diacritics

_LONGEST = 12


@dataclass(frozen=True, slots=True)
class WordKinds:
    """Words of a language that limit its terms, in match form (`match_form`)."""

    begin: frozenset[str] = frozenset()
    """Words that begin no term."""
    end: frozenset[str] = frozenset()
    """Words that end no term."""
    end_suffix: str = ""
    """An ending of words that end no term, such as the genitive in English."""
    barred: frozenset[str] = frozenset()
    """Words that stand in no term."""
    are_syllables: bool = False
    """Whether spaces separate syllables rather than words, as in Vietnamese."""
    surnames: frozenset[str] = frozenset()
    """Vietnamese surnames, capitalised, as this language writes them."""
    doubtful_surnames: frozenset[str] = frozenset()
    """Surnames that also begin names of bodies."""
    longest: int = _LONGEST
    """The usual maximum number of words in a term."""
    has_diacritics: bool = False
    """Whether Vietnamese names keep their diacritics in this language."""
    not_persons: tuple[str, ...] = ()
    """Names that begin with a surname but are places or are named after persons."""
    is_known: bool = False
    """Whether there are data for the language."""


@lru_cache(maxsize=64)
def read_word_kinds(language: str) -> WordKinds:
    """Read the boundary words of a language.

    Most languages only have a list of their commonest words.
    """
    table = read_glossary_table(language, "extraction.toml")
    has_diacritics = language == "vi"
    surnames = frozenset(map(str.title, _vietnamese("forms.toml")["surnames"].split()))
    if not has_diacritics:
        surnames = frozenset(map(remove_diacritics, surnames))
    if table is None:
        words = read_table(language, "common_words.toml").get("words", "")
        common = _match_forms(words.split(), language)
        return WordKinds(common, common, surnames=surnames, is_known=bool(common))
    vietnamese = _vietnamese("extraction.toml")
    not_persons = _split(vietnamese["places"]) + _split(vietnamese["honoured"])
    if not has_diacritics:
        not_persons = list(map(remove_diacritics, not_persons))

    def read_words(name: str) -> frozenset[str]:
        return _match_forms(table.get(name, "").split(), language)

    begin = read_words("begin") or read_words("edges")
    return WordKinds(
        begin=begin,
        end=read_words("end") or read_words("edges"),
        end_suffix=table.get("end_suffix", ""),
        barred=read_words("barred") or read_words("edges") - read_words("inside"),
        are_syllables=table.get("syllables", False),
        longest=table.get("longest", _LONGEST),
        # As a function word, a surname such as Từ begins sentences more often.
        surnames=surnames - set(map(str.title, begin)),
        doubtful_surnames=frozenset(map(str.title, table.get("doubtful", "").split())),
        has_diacritics=has_diacritics,
        not_persons=tuple(sorted(_match_forms(not_persons, language))),
        is_known=True,
    )


# Any: what TOML holds; the files are ours, and hold texts.
def _vietnamese(name: str) -> Mapping[str, Any]:
    """Read a Vietnamese data file, since texts of any language have Vietnamese names."""
    table = read_glossary_table("vi", name)
    assert table is not None
    return table


def _split(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in line.split("|") if word]


def _match_forms(words: list[str], language: str) -> frozenset[str]:
    return frozenset(match_form(word, vietnamese=language == "vi") for word in words)
