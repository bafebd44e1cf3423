"""How official titles are put together: data, read from `data/titles.toml`.

No language is named here; a rule holds for the languages that the data give it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tm.text.normal import nfc

_ORDINARY = {"name", "kind", "cores", "not_fields", "country", "abroad"}


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
    inside: frozenset[str]
    """Languages that have the name of the place before the word."""
    shorts: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language and word: how the word is shortened in front of a name."""
    coordination: Mapping[str, Coordination]


@lru_cache(maxsize=1)
def title_rules() -> TitleRules:
    """The rules that come with the package."""
    file = files("glossary.titles") / "data" / "titles.toml"
    table = tomllib.loads(nfc(file.read_text(encoding="utf-8")))
    place = table["place"]
    return TitleRules(
        kinds=tuple(
            BodyKind(
                name=kind["name"],
                heads=_tuples(kind),
                cores=frozenset(kind.get("cores", ())),
                not_fields=frozenset(kind.get("not_fields", ())),
            )
            for kind in table["kind"]
        ),
        offices=tuple(
            Office(
                name=office["name"],
                kind=office["kind"],
                words={
                    language: OfficeWords(
                        office=words["office"],
                        forms=tuple(words["forms"]),
                        plural=tuple(words.get("plural", ())),
                        abroad=office.get("abroad", {}).get(language),
                    )
                    for language, words in office.items()
                    if language not in _ORDINARY
                },
                country=office.get("country", False),
            )
            for office in table["office"]
        ),
        place_fields=tuple(place["fields"]),
        country=_tuples(place["country"]),
        levels={
            language: words
            for language, words in _tuples(place["level"]).items()
            if language != "inside"
        },
        inside=frozenset(place["level"]["inside"]),
        shorts={language: _tuples(words) for language, words in place["short"].items()},
        coordination={
            language: Coordination(
                tuple(how["between"]), tuple(how["last"]), how.get("plural")
            )
            for language, how in table["coordination"].items()
        },
    )


def core_of(name: str, head: str) -> str | None:
    """What a pattern's `{core}` stands for in a name; None if it does not fit.

    >>> core_of("Ministry of Finance", "Ministry of {core}")
    'Finance'
    >>> core_of("Ministry", "Ministry of {core}") is None
    True
    """
    before, after = head.split("{core}")
    end = len(name) - len(after)
    if len(before) < end and name.startswith(before) and name.endswith(after):
        core = name[len(before) : end]
        return core if re.match(r"\w", core) else None
    return None


def _tuples(table: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The lists of a table that are no settings, by language."""
    return {
        key: tuple(map(str, value))
        for key, value in table.items()
        if key not in _ORDINARY and isinstance(value, list)
    }
