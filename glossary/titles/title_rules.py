"""How official titles are put together: data, read from files.

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
    """A kind of body, known by how its names begin or end."""

    name: str
    heads: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{core}`."""
    cores: frozenset[str]
    """If any, the only cores that names in one of the languages may have."""
    not_fields: frozenset[str]
    """Subject fields whose bodies are led otherwise."""


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """An office in one language."""

    office: str
    """The term that tells which entry of the termbase the office is."""
    forms: tuple[str, ...]
    """Patterns of the whole title; the first is the one to use."""
    plural: tuple[str, ...] = ()
    """Patterns that only begin an enumeration."""
    abroad: str | None = None
    """The pattern to use before a country, if it is another."""


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
        """What stands for it where the termbase has no entry of it."""
        return "rank:" + re.sub(r"\W+", "-", self.name.replace("'s", ""))


@dataclass(frozen=True, slots=True)
class Coordination:
    """How the bodies of several titles follow one another."""

    between: tuple[str, ...]
    last: tuple[str, ...]
    """What stands before the last one."""
    plural: str | None
    """What must stand in or before the first title, in small letters, if anything."""


@dataclass(frozen=True, slots=True)
class TitleRules:
    """All there is to know of titles."""

    kinds: tuple[BodyKind, ...]
    offices: tuple[Office, ...]
    place_fields: tuple[str, ...]
    country: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{title}` and `{place}`."""
    levels: Mapping[str, tuple[str, ...]]
    """By language, in the same order: words at which a title waits for a place."""
    name_before_level: frozenset[str]
    """Languages that have the name of the place before the word."""
    short_levels: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language and word: how the word is shortened in front of a name."""
    coordination: Mapping[str, Coordination]


@lru_cache(maxsize=1)
def title_rules() -> TitleRules:
    """The rules that come with the package."""
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
    """The tables of all languages that have one, some of them first."""
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
    """What a pattern's `{core}` stands for in a name; None if it does not fit.

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
