"""Messages of findings, in the language of the reader.

A finding has a key and arguments; `checks/data/LANGUAGE/messages.toml` has a template
for each key, with the arguments by name: `[num.percent]`, `lost_sign = "… {source} …"`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks.language_data import read_own_table
from tm.finding import CatalogueWord, Finding, MessageArgument
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant

_DESCRIPTIONS_FILE = LanguageFileKind(
    "descriptions.toml",
    "descriptions of checks, options and seeded errors",
    "descriptions are in English",
)

_MESSAGES_FILE = LanguageFileKind(
    "messages.toml",
    "messages of findings",
    "messages are in English",
)

LANGUAGES = ("en", "id", "vi")
"""The languages of messages."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is not of a finding: its key, and arguments by name."""

    key: str
    arguments: Mapping[str, MessageArgument] = field(default_factory=dict, hash=False)

    def write(self, message_language: str) -> str:
        """Write the message in a language."""
        return write_message(self.key, self.arguments, message_language)


def translate_finding(finding: Finding, message_language: str) -> Finding:
    """Return the finding with its message in a language."""
    message = write_finding_message(finding, finding.check, message_language)
    return replace(finding, message=message)


def write_finding_message(
    finding: Finding, check_id: str, message_language: str
) -> str:
    """Write the message of a check's finding in a language.

    A key that is in no catalogue, as in a plugin's check, is the message itself.

    >>> finding = Finding("space", arguments={"mark": ","})
    >>> write_finding_message(finding, "punct.space_before", "en")
    'Space before “,”'
    """
    message = write_check_message(
        check_id, finding.key, finding.arguments, message_language
    )
    if finding.about_source:
        return write_message("source.finding", {"message": message}, message_language)
    return message


def write_check_message(
    check_id: str,
    key: str,
    arguments: Mapping[str, MessageArgument],
    message_language: str,
) -> str:
    """Write the message of a check's key; the key itself if no catalogue has it."""
    full_key = f"{check_id}.{key}"
    if full_key not in read_messages("en"):
        return key
    return write_message(full_key, arguments, message_language)


def write_message(
    key: str, arguments: Mapping[str, MessageArgument], message_language: str
) -> str:
    """Fill in the template of a key in a language with the arguments."""
    formatted_arguments = {
        argument_name: _format_argument(argument, message_language)
        for argument_name, argument in arguments.items()
    }
    return read_messages(message_language)[key].format_map(formatted_arguments)


def _format_argument(argument: MessageArgument, message_language: str) -> str:
    """Format an argument for a message."""
    if isinstance(argument, CatalogueWord):
        return read_messages(message_language)[f"words.{argument.key}"]
    if isinstance(argument, Mapping):
        default_text = argument.get("en") or next(iter(argument.values()))
        return argument.get(message_language, default_text)
    return str(argument)


@lazy_constant
def read_messages(message_language: str) -> Mapping[str, str]:
    """Read the templates of a language, by keys such as `num.percent.lost_sign`."""
    return dict(_flatten_table(read_own_table(message_language, _MESSAGES_FILE)))


def translate_description(key: str, english_text: str, message_language: str) -> str:
    """Translate the description of a check, an option or a seeded error.

    It has a key such as `num.percent.description`; untranslated, it stays English.
    """
    if message_language == "en":
        return english_text
    return read_descriptions(message_language).get(key, english_text)


@lazy_constant
def read_descriptions(message_language: str) -> Mapping[str, str]:
    """Read the translated descriptions, by keys such as `num.percent.description`."""
    return dict(_flatten_table(read_own_table(message_language, _DESCRIPTIONS_FILE)))


# Any: what TOML may be.
def _flatten_table(
    table: Mapping[str, Any], key_prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Flatten nested tables to texts by dotted keys; items of lists by index."""
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{key_prefix}{key}", value
        elif isinstance(value, list):
            text_by_list_index = {
                str(list_index): text for list_index, text in enumerate(value)
            }
            yield from _flatten_table(text_by_list_index, f"{key_prefix}{key}.")
        else:
            yield from _flatten_table(value, f"{key_prefix}{key}.")
