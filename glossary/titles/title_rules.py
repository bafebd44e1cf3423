"""Rules for composing official titles, read from data files.

`data/titles.toml` here has what is the same in all languages, and
`glossary/data/LANGUAGE/titles.toml` the words of each. No language is named here; a
rule holds for the languages that the data give it.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from glossary.language_data import languages_with, read_table
from tm.text.normal import nfc


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body, recognised by the beginning or end of its names."""

    name: str
    heads: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{core}`."""
    cores: frozenset[str]
    """The only cores allowed, in at least one language; empty: any core."""
    not_fields: frozenset[str]
    """Subject fields whose bodies have other offices."""


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """An office in one language."""

    office: str
    """The term by which the entry of the office is found in the termbase."""
    forms: tuple[str, ...]
    """Patterns of the whole title, the preferred one first."""
    plural: tuple[str, ...] = ()
    """Patterns that only occur at the beginning of an enumeration."""
    abroad: str | None = None
    """The pattern before a country, if it differs."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that goes with a kind of body."""

    name: str
    kind: str
    words: Mapping[str, OfficeWords]
    country: bool
    """Whether the title may be followed by a country."""

    @property
    def id(self) -> str:
        """The id of the office if the termbase has no entry for it."""
        return "rank:" + re.sub(r"\W+", "-", self.name.replace("'s", ""))


@dataclass(frozen=True, slots=True)
class Coordination:
    """The words of one language that join the bodies of several titles."""

    between: tuple[str, ...]
    last: tuple[str, ...]
    """Separators before the last body."""
    plural: str | None
    """A word required in or before the first title, in small letters; None: none."""


@dataclass(frozen=True, slots=True)
class TitleRules:
    """All rules for titles, in all languages."""

    kinds: tuple[BodyKind, ...]
    offices: tuple[Office, ...]
    place_fields: tuple[str, ...]
    country: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{title}` and `{place}`."""
    levels: Mapping[str, tuple[str, ...]]
    """By language, in the same order: level words that a place must follow."""
    name_before_level: frozenset[str]
    """Languages with the name of the place before the level word."""
    short_levels: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language and level word: its abbreviations before a name."""
    coordination: Mapping[str, Coordination]


@lru_cache(maxsize=1)
def title_rules() -> TitleRules:
    """Read the rules that come with the package."""
    file = files("glossary.titles") / "data" / "titles.toml"
    general = tomllib.loads(nfc(file.read_text(encoding="utf-8")))
    tables = _language_tables(general["languages"])
    places = {
        language: table["place"]
        for language, table in tables.items()
        if "place" in table
    }
    return TitleRules(
        kinds=tuple(_body_kind(kind, tables) for kind in general["kind"]),
        offices=tuple(_office(office, tables) for office in general["office"]),
        place_fields=tuple(general["place"]["fields"]),
        country=_lists(places, "country"),
        levels=_lists(places, "levels"),
        name_before_level=frozenset(
            language
            for language, place in places.items()
            if place.get("name_before_level", False)
        ),
        short_levels={
            language: {
                word: tuple(shorts) for word, shorts in place.get("short", {}).items()
            }
            for language, place in places.items()
        },
        coordination={
            language: Coordination(
                tuple(table["coordination"]["between"]),
                tuple(table["coordination"]["last"]),
                table["coordination"].get("plural"),
            )
            for language, table in tables.items()
            if "coordination" in table
        },
    )


# Any, here and below: what TOML holds; the files are ours.
def _language_tables(first: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Read the tables of all languages that have one, in the order of `first`."""
    languages = dict.fromkeys((*first, *languages_with("titles.toml")))
    tables = ((language, read_table(language, "titles.toml")) for language in languages)
    return {language: table for language, table in tables if table is not None}


def _body_kind(
    kind: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> BodyKind:
    return BodyKind(
        name=kind["name"],
        heads={
            language: tuple(table["body"][kind["name"]])
            for language, table in tables.items()
            if kind["name"] in table.get("body", ())
        },
        cores=frozenset(kind.get("cores", ())),
        not_fields=frozenset(kind.get("not_fields", ())),
    )


def _office(
    office: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> Office:
    words = {
        language: table["office"][office["name"]]
        for language, table in tables.items()
        if office["name"] in table.get("office", ())
    }
    return Office(
        name=office["name"],
        kind=office["kind"],
        words={
            language: OfficeWords(
                office=words_of_language["office"],
                forms=tuple(words_of_language["forms"]),
                plural=tuple(words_of_language.get("plural", ())),
                abroad=words_of_language.get("abroad"),
            )
            for language, words_of_language in words.items()
        },
        country=office.get("country", False),
    )


def _lists(
    places: Mapping[str, Mapping[str, Any]], name: str
) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(place[name])
        for language, place in places.items()
        if name in place
    }


def find_core(name: str, head: str) -> str | None:
    """Find the part of a name that matches `{core}`; None if the pattern fails.

    >>> find_core("Ministry of Finance", "Ministry of {core}")
    'Finance'
    >>> find_core("Ministry", "Ministry of {core}") is None
    True
    """
    prefix, suffix = head.split("{core}")
    end = len(name) - len(suffix)
    if len(prefix) < end and name.startswith(prefix) and name.endswith(suffix):
        core = name[len(prefix) : end]
        return core if re.match(r"\w", core) else None
    return None
