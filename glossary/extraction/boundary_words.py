"""Which words of a language may begin, end or stand within a term: data."""

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
    """Words in match form (`tm.text.normal.match_form`)."""

    begin: frozenset[str] = frozenset()
    """No term begins with one."""
    end: frozenset[str] = frozenset()
    """No term ends with one."""
    end_suffix: str = ""
    """No term ends with a word that ends so: the genitive of English."""
    barred: frozenset[str] = frozenset()
    """They stand in no term."""
    are_syllables: bool = False
    """Whether what stands between spaces is seldom a whole word."""
    surnames: frozenset[str] = frozenset()
    """A Vietnamese name begins with one, as this language writes it, in capitals."""
    doubtful_surnames: frozenset[str] = frozenset()
    """Those that also begin names of bodies."""
    longest: int = _LONGEST
    """Words of the longest term, as a rule."""
    has_diacritics: bool = False
    """Whether Vietnamese names keep their diacritics."""
    not_persons: tuple[str, ...] = ()
    """Names that begin as persons' do: places, and what is called after persons."""
    is_known: bool = False
    """Whether anything is known of the language."""


@lru_cache(maxsize=64)
def read_word_kinds(language: str) -> WordKinds:
    """Read what is known of a language; of most, its commonest words and no more."""
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
        # A surname that is a function word too, such as Từ, begins a sentence oftener.
        surnames=surnames - set(map(str.title, begin)),
        doubtful_surnames=frozenset(map(str.title, table.get("doubtful", "").split())),
        has_diacritics=has_diacritics,
        not_persons=tuple(sorted(_match_forms(not_persons, language))),
        is_known=True,
    )


# Any: what TOML holds; the files are ours, and hold texts.
def _vietnamese(name: str) -> Mapping[str, Any]:
    """A file of Vietnamese, whose names stand in texts of every language."""
    table = read_glossary_table("vi", name)
    assert table is not None
    return table


def _split(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in line.split("|") if word]


def _match_forms(words: list[str], language: str) -> frozenset[str]:
    return frozenset(match_form(word, vietnamese=language == "vi") for word in words)
