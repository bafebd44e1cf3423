"""Rules for composing official titles, read from data files.

`data/titles.toml` here has what is the same in all languages, and
`glossary/data/LANGUAGE/titles.toml` the words of each. No language is named here; a
rule holds for the languages that the data give it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from glossary.entries.entry import ConceptEntry
from glossary.language_data import list_languages_with_file, read_table
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant


class BodyKind(NamedTuple):
    """A kind of body, recognised by the beginning or end of its names."""

    name: str
    patterns_by_language: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{core}`."""
    allowed_cores: frozenset[str]
    """The only cores allowed, in at least one language; empty: any core."""
    excluded_subject_fields: frozenset[str]
    """Subject fields whose bodies have other offices."""


class OfficeWords(NamedTuple):
    """An office in one language."""

    office_term: str
    """The term by which the entry of the office is found in the termbase."""
    patterns: tuple[str, ...]
    """Patterns of the whole title, the preferred one first."""
    plural_patterns: tuple[str, ...] = ()
    """Patterns that only occur at the beginning of an enumeration."""
    country_pattern: str | None = None
    """The pattern before a country, if it differs."""


class Office(NamedTuple):
    """An office that goes with a kind of body."""

    name: str
    body_kind: str
    words_by_language: Mapping[str, OfficeWords]
    takes_country: bool
    """Whether the title may be followed by a country."""

    @property
    def id(self) -> str:
        """The id of the office if the termbase has no entry for it."""
        return "rank:" + re.sub(r"\W+", "-", self.name.replace("'s", ""))


class Coordination(NamedTuple):
    """The words of one language that join the bodies of several titles."""

    separators: tuple[str, ...]
    last_separators: tuple[str, ...]
    """Separators before the last body."""
    plural_word: str | None
    """A word required in or before the first title, in small letters; None: none."""


class TitleRules(NamedTuple):
    """All rules for titles, in all languages."""

    body_kinds: tuple[BodyKind, ...]
    offices: tuple[Office, ...]
    place_subject_fields: tuple[str, ...]
    country_templates_by_language: Mapping[str, tuple[str, ...]]
    """By language: patterns with `{title}` and `{place}`."""
    level_words_by_language: Mapping[str, tuple[str, ...]]
    """By language, in the same order: level words that a place must follow."""
    languages_with_name_before_level: frozenset[str]
    """Languages with the name of the place before the level word."""
    abbreviations_by_language: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language and level word: its abbreviations before a name."""
    coordination_by_language: Mapping[str, Coordination]


@lazy_constant
def read_title_rules() -> TitleRules:
    """Read the rules that come with the package."""
    general_table = read_data_file("glossary.titles", "data/titles.toml")
    table_by_language = _read_language_tables(general_table["languages"])
    place_table_by_language = {
        language: table["place"]
        for language, table in table_by_language.items()
        if "place" in table
    }
    return TitleRules(
        body_kinds=tuple(
            _read_body_kind(kind_table, table_by_language)
            for kind_table in general_table["kind"]
        ),
        offices=tuple(
            _read_office(office_table, table_by_language)
            for office_table in general_table["office"]
        ),
        place_subject_fields=tuple(general_table["place"]["fields"]),
        country_templates_by_language=_read_place_lists(
            place_table_by_language, "country"
        ),
        level_words_by_language=_read_place_lists(place_table_by_language, "levels"),
        languages_with_name_before_level=frozenset(
            language
            for language, place_table in place_table_by_language.items()
            if place_table.get("name_before_level", False)
        ),
        abbreviations_by_language={
            language: {
                level_word: tuple(abbreviations)
                for level_word, abbreviations in place_table.get("short", {}).items()
            }
            for language, place_table in place_table_by_language.items()
        },
        coordination_by_language={
            language: Coordination(
                tuple(table["coordination"]["between"]),
                tuple(table["coordination"]["last"]),
                table["coordination"].get("plural"),
            )
            for language, table in table_by_language.items()
            if "coordination" in table
        },
    )


# Any, here and below: what TOML holds; the files are ours.
def _read_language_tables(
    first_languages: Sequence[str],
) -> dict[str, Mapping[str, Any]]:
    """Read the tables of all languages that have one, some languages first."""
    languages = dict.fromkeys(
        (*first_languages, *list_languages_with_file("titles.toml"))
    )
    languages_with_tables = (
        (language, read_table(language, "titles.toml")) for language in languages
    )
    return {
        language: table
        for language, table in languages_with_tables
        if table is not None
    }


def _read_body_kind(
    kind_table: Mapping[str, Any], table_by_language: Mapping[str, Mapping[str, Any]]
) -> BodyKind:
    """Read a kind of body with its patterns in all languages."""
    return BodyKind(
        name=kind_table["name"],
        patterns_by_language={
            language: tuple(table["body"][kind_table["name"]])
            for language, table in table_by_language.items()
            if kind_table["name"] in table.get("body", ())
        },
        allowed_cores=frozenset(kind_table.get("cores", ())),
        excluded_subject_fields=frozenset(kind_table.get("not_fields", ())),
    )


def _read_office(
    office_table: Mapping[str, Any], table_by_language: Mapping[str, Mapping[str, Any]]
) -> Office:
    """Read an office with its words in all languages."""
    words_table_by_language = {
        language: table["office"][office_table["name"]]
        for language, table in table_by_language.items()
        if office_table["name"] in table.get("office", ())
    }
    return Office(
        name=office_table["name"],
        body_kind=office_table["kind"],
        words_by_language={
            language: OfficeWords(
                office_term=words_table["office"],
                patterns=tuple(words_table["forms"]),
                plural_patterns=tuple(words_table.get("plural", ())),
                country_pattern=words_table.get("abroad"),
            )
            for language, words_table in words_table_by_language.items()
        },
        takes_country=office_table.get("country", False),
    )


def _read_place_lists(
    place_table_by_language: Mapping[str, Mapping[str, Any]], table_key: str
) -> dict[str, tuple[str, ...]]:
    """Read a list of the place table of each language that has it."""
    return {
        language: tuple(place_table[table_key])
        for language, place_table in place_table_by_language.items()
        if table_key in place_table
    }


def extract_core_name(name: str, template: str) -> str | None:
    """Find the part of a name that matches `{core}`; None if the pattern fails.

    >>> extract_core_name("Ministry of Finance", "Ministry of {core}")
    'Finance'
    >>> extract_core_name("Ministry", "Ministry of {core}") is None
    True
    """
    prefix, _, suffix = template.partition("{core}")
    core_end = len(name) - len(suffix)
    if name.startswith(prefix) and name.endswith(suffix) and len(prefix) < core_end:
        core = name[len(prefix) : core_end]
        return core if core[0].isalnum() or core[0] == "_" else None
    return None


@lazy_constant
def list_level_endings() -> tuple[str, ...]:
    """List the last words of titles that need a place, in all languages."""
    rules = read_title_rules()
    return tuple(
        f" {level_word}"
        for language, level_words in rules.level_words_by_language.items()
        if language not in rules.languages_with_name_before_level
        for level_word in level_words
    )


def has_level_word(text: str, level_word: str, is_name_before_level: bool) -> bool:
    """Whether a title needs a place of a level, by the level word in its text."""
    return (
        f" {level_word} " in f" {text}"
        if is_name_before_level
        else text.endswith(f" {level_word}")
    )


def strip_level_word(name: str, title: str, language: str) -> str:
    """Strip the level word that a title ends in, or its abbreviation, from a name."""
    rules = read_title_rules()
    for level_word in rules.level_words_by_language[language]:
        if not title.lower().endswith(level_word):
            continue
        for level_form in (
            level_word,
            *rules.abbreviations_by_language.get(language, {}).get(level_word, ()),
        ):
            name_without_level = name[len(level_form) :]
            if name.lower().startswith(level_form.lower()) and (
                name_without_level.startswith(" ") or level_form.endswith(".")
            ):
                return name_without_level.strip() or name
    return name


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    subject_field = entry.subject_field or ""
    return subject_field.startswith(read_title_rules().place_subject_fields)
