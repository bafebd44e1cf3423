"""Messages of findings, in the language of the reader.

A finding has a key and arguments; `checks/data/LANGUAGE/messages.toml` has a template
for each key, with the arguments by name: `[num.percent]`, `lost_sign = "… {source} …"`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tm.finding import Argument, CatalogueWord, Finding
from tm.text.normal import nfc

LANGUAGES = ("en", "id", "vi")
"""The languages of messages."""
_PLACE = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for people that is not a finding: its key, and arguments by name."""

    key: str
    arguments: Mapping[str, Argument] = field(default_factory=dict, hash=False)

    def text(self, language: str) -> str:
        """The sentence in a language."""
        return write_message(self.key, self.arguments, language)


def in_language(finding: Finding, language: str) -> Finding:
    """The finding with its message in a language."""
    message = finding_message(finding, finding.check, language)
    return replace(finding, message=message)


def finding_message(finding: Finding, check: str, language: str) -> str:
    """The message of a finding of a check in a language.

    A key that is in no catalogue, as that of a check of others, is the message itself.

    >>> finding = Finding("space", arguments={"mark": ","})
    >>> finding_message(finding, "punct.space_before", "en")
    'Space before “,”'
    """
    key = f"{check}.{finding.key}"
    if key in messages("en"):
        text = write_message(key, finding.arguments, language)
    else:
        text = translated(finding.key, language)
    if finding.about_source:
        return write_message("source.finding", {"message": text}, language)
    return text


def write_message(key: str, arguments: Mapping[str, Argument], language: str) -> str:
    """The template of a key in a language, filled in with the arguments."""
    values = {name: _written(value, language) for name, value in arguments.items()}
    return messages(language)[key].format_map(values)


def _written(argument: Argument, language: str) -> str:
    """An argument as it stands in a message."""
    if isinstance(argument, CatalogueWord):
        return messages(language)[f"words.{argument.key}"]
    if isinstance(argument, Mapping):
        default = argument.get("en") or next(iter(argument.values()))
        return argument.get(language, default)
    return str(argument)


@lru_cache(maxsize=8)
def messages(language: str) -> Mapping[str, str]:
    """The templates of a language by their keys, such as `num.percent.lost_sign`."""
    return dict(_flattened(_table("messages", language)))


def described(description: str, language: str) -> str:
    """What a check finds or an option does, in a language; else itself.

    So are the paragraphs that explain a check, and what is done to a text to measure.
    """
    return _descriptions(language).get(description, description)


@lru_cache(maxsize=8)
def _descriptions(language: str) -> Mapping[str, str]:
    if language == "en":
        return {}
    tables: dict[str, dict[str, str]] = _old_table("descriptions", language)
    return {text: said for one in tables.values() for text, said in one.items()}


def _old_table(folder: str, language: str) -> dict[str, Any]:
    file = files("checks") / "data" / folder / f"{language}.toml"
    return tomllib.loads(nfc(file.read_text(encoding="utf-8")))


# Any: what TOML may be.
def _table(name: str, language: str) -> dict[str, Any]:
    file = files("checks") / "data" / language / f"{name}.toml"
    return tomllib.loads(nfc(file.read_text(encoding="utf-8")))


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The texts of nested tables by their dotted keys; those of a list by number."""
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{prefix}{key}", value
        elif isinstance(value, list):
            numbered = {str(number): text for number, text in enumerate(value)}
            yield from _flattened(numbered, f"{prefix}{key}.")
        else:
            yield from _flattened(value, f"{prefix}{key}.")


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of message, and its translation."""

    pattern: re.Pattern[str]
    translation: str


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The messages of a language; those with most letters of their own come first."""

    plain: Mapping[str, str]
    forms: tuple[_Form, ...]
    words: Mapping[str, str]


def translated(message: str, language: str) -> str:
    """A message of a check in a language; itself where no translation is known.

    >>> translated("more than one space", "id")
    'lebih dari satu spasi'
    """
    if language == "en":
        return message
    catalogue = _catalogue(language)
    if message in catalogue.plain:
        return catalogue.plain[message]
    for form in catalogue.forms:
        match = form.pattern.fullmatch(message)
        if match:
            there = [catalogue.words.get(part, part) for part in match.groups()]
            return _PLACE.sub(
                lambda place, there=there: there[int(place[1])],  # type: ignore[misc]
                form.translation,
            )
    return message


@lru_cache(maxsize=8)
def _catalogue(language: str) -> _Catalogue:
    table = _old_table("messages", language)
    messages: dict[str, str] = table["messages"]
    with_places = [text for text in messages if _PLACE.search(text)]
    with_places.sort(key=lambda text: -len(_PLACE.sub("", text)))
    return _Catalogue(
        plain={text: messages[text] for text in messages if text not in with_places},
        forms=tuple(_Form(_pattern(text), messages[text]) for text in with_places),
        words=table["words"],
    )


def _pattern(text: str) -> re.Pattern[str]:
    """What matches a form of message; its places hold anything, the shortest first."""
    parts = _PLACE.split(text)
    # Every second part is the number of a place; they are numbered in order.
    return re.compile("(.+?)".join(map(re.escape, parts[::2])), re.DOTALL)
