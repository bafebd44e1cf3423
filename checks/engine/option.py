"""Options of checks: their types, defaults and parsing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, cast

from checks.engine.messages import translate_description

OptionValueT = TypeVar("OptionValueT")
"""`float`, `int`, `bool`, `str` or a tuple of texts."""

Options: TypeAlias = Mapping[tuple[str, str], object]
"""The values that users set, by check id and option name."""

_CODE_POINT_PATTERN = re.compile(r"U\+([0-9A-Fa-f]{4,6})")
_BOOLEAN_BY_TEXT = {"true": True, "false": False}
_HIGHEST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Option(Generic[OptionValueT]):
    """One option of one check."""

    check_id: str
    name: str
    default: OptionValueT
    description: str
    """A description for users."""
    choices: tuple[str, ...] = ()
    """The allowed values; empty if any value of the type is allowed."""

    def read_value(self, options: Options) -> OptionValueT:
        """Return the value that is set, else the default."""
        return cast(OptionValueT, options.get((self.check_id, self.name), self.default))

    def describe(self, message_language: str) -> str:
        """Translate the description into a language."""
        return translate_description(
            f"{self.check_id}.options.{self.name}", self.description, message_language
        )

    @property
    def value_description(self) -> str:
        """The type of the option's values, in words."""
        if self.choices:
            return "one of " + ", ".join(choice or '""' for choice in self.choices)
        if isinstance(self.default, tuple):
            return "a list of texts"
        if isinstance(self.default, str):
            return "a text"
        if isinstance(self.default, bool):
            return "true or false"
        return "a whole number" if isinstance(self.default, int) else "a number"

    def parse(self, value: object) -> OptionValueT:
        """Parse a value of a file or a command line as the option's type.

        Texts may name a character as `U+200B`. Raises ValueError, which names the
        expected type.
        """
        parsed_value: object = None
        if isinstance(self.default, tuple):
            list_items = value.split(",") if isinstance(value, str) else value
            if isinstance(list_items, list | tuple):
                texts = [
                    list_item for list_item in list_items if isinstance(list_item, str)
                ]
                if len(texts) == len(list_items):
                    parsed_value = tuple(
                        _parse_character(text.strip() or text) for text in texts if text
                    )
        elif isinstance(self.default, bool):
            parsed_value = _BOOLEAN_BY_TEXT.get(str(value).lower())
        elif isinstance(self.default, str):
            parsed_value = value if isinstance(value, str) else None
        else:
            parsed_value = _parse_number(value, is_whole=isinstance(self.default, int))
        if parsed_value is None or (self.choices and parsed_value not in self.choices):
            raise ValueError(f"must be {self.value_description}, not {value!r}")
        return cast(OptionValueT, parsed_value)


def _parse_character(text: str) -> str:
    """Parse a code point such as `U+200B`; other texts stay as they are."""
    code_point_match = _CODE_POINT_PATTERN.fullmatch(text)
    if code_point_match is None or int(code_point_match[1], 16) > _HIGHEST_CODE_POINT:
        return text
    return chr(int(code_point_match[1], 16))


def _parse_number(value: object, *, is_whole: bool) -> float | int | None:
    """Parse a number of 0 or more; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = int(value) if is_whole else float(value)
    except (ValueError, OverflowError):
        return None
    if is_whole and isinstance(value, float) and value != number:
        return None
    return number if 0 <= number < float("inf") else None
