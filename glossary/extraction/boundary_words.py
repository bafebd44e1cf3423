"""Which words of a language may begin, end or stand within a term: data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tm.language_data import read_table
from tm.text.normal import match_form, nfc, without_marks

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
    has_marks: bool = False
    """Whether Vietnamese names keep their marks."""
    things: tuple[str, ...] = ()
    """Names that begin as persons' do: places, and what is called after persons."""
    is_known: bool = False
    """Whether anything is known of the language."""


@lru_cache(maxsize=64)
def word_kinds(language: str) -> WordKinds:
    """What is known of a language; of most, its commonest words and no more."""
    table: Mapping[str, Any] | None = _read(
        "glossary.extraction", "data/extraction.toml"
    ).get(language)
    has_marks = language == "vi"
    surnames = frozenset(
        map(str.title, _read("glossary", "data/vi/forms.toml")["surnames"].split())
    )
    if not has_marks:
        surnames = frozenset(map(without_marks, surnames))
    if table is None:
        listed = read_table(language, "common_words.toml").get("words", "")
        common = _forms(listed.split(), language)
        return WordKinds(common, common, surnames=surnames, is_known=bool(common))
    vietnamese = _read("glossary.extraction", "data/extraction.toml")["vi"]
    things = _lines(vietnamese["places"]) + _lines(vietnamese["honoured"])
    if not has_marks:
        things = list(map(without_marks, things))

    def words(name: str) -> frozenset[str]:
        return _forms(table.get(name, "").split(), language)

    begin = words("begin") or words("edges")
    return WordKinds(
        begin=begin,
        end=words("end") or words("edges"),
        end_suffix=table.get("end_suffix", ""),
        barred=words("barred") or words("edges") - words("inside"),
        are_syllables=table.get("syllables", False),
        longest=table.get("longest", _LONGEST),
        # A surname that is a function word too, such as Từ, begins a sentence oftener.
        surnames=surnames - set(map(str.title, begin)),
        doubtful_surnames=frozenset(map(str.title, table.get("doubtful", "").split())),
        has_marks=has_marks,
        things=tuple(sorted(_forms(things, language))),
        is_known=True,
    )


@lru_cache(maxsize=4)
# Any: what TOML holds; the two files are ours, and hold texts and tables of texts.
def _read(package: str, path: str) -> Mapping[str, Any]:
    file = files(package).joinpath(path)
    return tomllib.loads(nfc(file.read_text(encoding="utf-8")))


def _lines(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in line.split("|") if word]


def _forms(words: list[str], language: str) -> frozenset[str]:
    return frozenset(match_form(word, vietnamese=language == "vi") for word in words)
