"""What checks say, in the language of who reads it.

Checks write English. A catalogue of a language has a translation for each form of
message, with numbered places for what changes from one text to the next.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tm.finding import Finding
from tm.text.normal import nfc

LANGUAGES = ("en", "id", "vi")
"""In which messages are there."""
IN_THE_SOURCE = "in the source: "
"""How the message of a finding about the source begins."""
_PLACE = re.compile(r"\{(\d)\}")


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


def in_language(finding: Finding, language: str) -> Finding:
    """The finding with its message in a language; unchanged where none is known."""
    return replace(finding, message=translated(finding.message, language))


def translated(message: str, language: str) -> str:
    """A message of a check in a language; itself where no translation is known.

    >>> translated("space before “,”", "id")
    'ada spasi sebelum “,”'
    """
    if language == "en":
        return message
    catalogue = _catalogue(language)
    if message.startswith(IN_THE_SOURCE):
        rest = translated(message.removeprefix(IN_THE_SOURCE), language)
        return catalogue.plain[IN_THE_SOURCE.strip()] + " " + rest
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


def described(description: str, language: str) -> str:
    """What a check finds or an option does, in a language; else itself.

    So are the paragraphs that explain a check, and what is done to a text to measure.
    """
    return _descriptions(language).get(description, description)


@lru_cache(maxsize=8)
def _descriptions(language: str) -> Mapping[str, str]:
    if language == "en":
        return {}
    tables: dict[str, dict[str, str]] = _table("descriptions", language)
    return {text: said for one in tables.values() for text, said in one.items()}


# Any: what TOML may be.
def _table(folder: str, language: str) -> dict[str, Any]:
    file = files("checks") / "data" / folder / f"{language}.toml"
    return tomllib.loads(nfc(file.read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def _catalogue(language: str) -> _Catalogue:
    table = _table("messages", language)
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
