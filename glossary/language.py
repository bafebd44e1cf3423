"""What finding terms has to know of a language: data, one file a language."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tm.text.normal import folded, nfc


@dataclass(frozen=True, slots=True)
class LanguageData:
    """Words of a language that make or mar a term; lower case, marks as written."""

    dropped: tuple[str, ...] = ()
    """Not compared: plural markers that may stand inside a term."""
    suffix: str = ""
    """What `suffixes` are: `clitic` or `plural`."""
    suffixes: str = ""
    """A pattern of what may be attached to a term."""
    reduplicates: bool = False
    """Whether a word is doubled with a hyphen, as a plural."""
    surnames: frozenset[str] = frozenset()
    """Without marks, since names are written so in other languages."""
    middles: frozenset[str] = frozenset()
    """Without marks, like surnames."""
    persons: frozenset[str] = frozenset()
    """What comes after is a person."""
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
    file = files("glossary") / "data" / f"{language}.toml"
    if not file.is_file():
        return LanguageData()
    table = tomllib.loads(nfc(file.read_text(encoding="utf-8")))
    return LanguageData(
        dropped=tuple(table.get("dropped", ())),
        suffix=table.get("suffix", ""),
        suffixes=table.get("suffixes", ""),
        reduplicates=table.get("reduplicates", False),
        surnames=frozenset(map(folded, table.get("surnames", "").split())),
        middles=frozenset(map(folded, table.get("middles", ()))),
        persons=frozenset(table.get("persons", "").split()),
        openers=frozenset(table.get("openers", "").split()),
        pronouns=frozenset(table.get("pronouns", ())),
        heads=frozenset(table.get("heads", ())),
        ordinary=frozenset(table.get("ordinary", "").split("\n")) - {""},
        words=tuple(
            word for word in re.split(r"[|\n]", table.get("words", "")) if word
        ),
        linking=frozenset(map(folded, table.get("linking", "").split())),
    )
