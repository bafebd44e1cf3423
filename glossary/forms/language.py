"""What finding terms has to know of a language: data, one file a language."""

import re
from dataclasses import dataclass
from functools import lru_cache

from glossary.language_data import read_table
from tm.text.normal import folded


@dataclass(frozen=True, slots=True)
class LanguageData:
    """Words of a language that make or mar a term; lower case, marks as written."""

    dropped: tuple[str, ...] = ()
    """Not compared: plural markers that may stand inside a term."""
    suffix: str = ""
    """What `suffixes` are: `clitic` or `plural`."""
    suffixes: str = ""
    """A pattern of what may be attached to a term."""
    suffix_letters: str = ""
    """The letters with which one begins: most are told from them."""
    reduplicates: bool = False
    """Whether a word is doubled with a hyphen, as a plural."""
    plural_before: str = ""
    """A pattern of what follows the noun of a term: `of` in `Ministry of Defence`."""
    head_ends_before: str = ""
    """A pattern of what follows the noun of a term that is to be put in the plural."""
    plurals: tuple[tuple[str, str], ...] = ()
    """Patterns of how a noun ends, and how its plural does; the first that fits."""
    joins: tuple[str, ...] = ()
    """What stands between two that share a word: `, `, ` và `."""
    shared_heads: tuple[str, ...] = ()
    """Words before several names that need not be said again: `các Bộ X, Y và Z`."""
    shared_tails: tuple[str, ...] = ()
    """Words after several names: `Foreign and Defence Ministers`."""
    stands_alone: bool = False
    """Whether names without a shared word are names of others: `Công an Hà Nội`."""
    several: frozenset[str] = frozenset()
    """Words that say that what follows are several."""
    surnames: frozenset[str] = frozenset()
    """Without marks, since names are written so in other languages."""
    middles: frozenset[str] = frozenset()
    """Without marks, like surnames."""
    persons: frozenset[str] = frozenset()
    """What comes after is a person."""
    streets: frozenset[str] = frozenset()
    """What comes after is a street, called after something."""
    no_streets: tuple[str, ...] = ()
    """They end in one of `streets` and are none."""
    openers: frozenset[str] = frozenset()
    """They start a sentence and are no part of a name."""
    pronouns: frozenset[str] = frozenset()
    """Names that are pronouns in small letters."""
    heads: frozenset[str] = frozenset()
    """Words that head a title: a capital after them is no name."""
    ordinary: frozenset[str] = frozenset()
    """Capitalised terms that are other words in small letters."""
    words: tuple[str, ...] = ()
    """They contain a term without meaning it."""
    linking: frozenset[str] = frozenset()
    """Without marks; abbreviations may leave them out."""


@lru_cache(maxsize=64)
def language_data(language: str) -> LanguageData:
    """The data of a language; empty for one that has none."""
    if not re.fullmatch("[a-z]{2,3}", language):
        return LanguageData()
    table = read_table(language, "forms.toml")
    if table is None:
        return LanguageData()
    return LanguageData(
        dropped=tuple(table.get("dropped", ())),
        suffix=table.get("suffix", ""),
        suffixes=table.get("suffixes", ""),
        suffix_letters=table.get("suffix_letters", ""),
        reduplicates=table.get("reduplicates", False),
        plural_before=table.get("plural_before", ""),
        head_ends_before=table.get("head_ends_before", ""),
        plurals=tuple((ending, plural) for ending, plural in table.get("plurals", ())),
        joins=tuple(table.get("joins", ())),
        shared_heads=_listed(table.get("shared_heads", "")),
        shared_tails=_listed(table.get("shared_tails", "")),
        stands_alone=table.get("stands_alone", False),
        several=frozenset(table.get("several", "").split()),
        surnames=frozenset(map(folded, table.get("surnames", "").split())),
        middles=frozenset(map(folded, table.get("middles", ()))),
        persons=frozenset(table.get("persons", "").split()),
        streets=frozenset(table.get("streets", "").split()),
        no_streets=tuple(table.get("no_streets", ())),
        openers=frozenset(table.get("openers", "").split()),
        pronouns=frozenset(table.get("pronouns", ())),
        heads=frozenset(table.get("heads", ())),
        ordinary=frozenset(table.get("ordinary", "").split("\n")) - {""},
        words=_listed(table.get("words", "")),
        linking=frozenset(map(folded, table.get("linking", "").split())),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[|\n]", text) if word)
