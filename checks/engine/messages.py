"""Messages of findings, in the language of the reader.

A finding has a key and arguments; `checks/data/LANGUAGE/messages.toml` has a template
for each key, with the arguments by name: `[num.percent]`, `lost_sign = "… {source} …"`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from checks.language_data import read_own_table
from tm.finding import Argument, CatalogueWord, Finding

LANGUAGES = ("en", "id", "vi")
"""The languages of messages."""


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
    text = message_text(check, finding.key, finding.arguments, language)
    if finding.about_source:
        return write_message("source.finding", {"message": text}, language)
    return text


def message_text(
    check: str, key: str, arguments: Mapping[str, Argument], language: str
) -> str:
    """The text of a key of a check; the key itself where no catalogue has it."""
    full_key = f"{check}.{key}"
    if full_key not in messages("en"):
        return key
    return write_message(full_key, arguments, language)


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
    return dict(_flattened(read_own_table(language, "messages.toml")))


def described(key: str, english: str, language: str) -> str:
    """The description of a check, an option or a seeded error in a language.

    By its key, such as `num.percent.description`; the English text where there is none.
    """
    if language == "en":
        return english
    return descriptions(language).get(key, english)


@lru_cache(maxsize=8)
def descriptions(language: str) -> Mapping[str, str]:
    """The translated descriptions by their keys, such as `num.percent.description`."""
    return dict(_flattened(read_own_table(language, "descriptions.toml")))


# Any: what TOML may be.
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
