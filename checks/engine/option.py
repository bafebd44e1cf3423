"""Options of checks: what a user may set, with its kind and its default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, cast

from checks.engine.messages import described

T = TypeVar("T")
"""`float`, `int`, `bool`, `str` or a tuple of texts."""

Options: TypeAlias = Mapping[tuple[str, str], object]
"""What is set, by check and name of the option."""

_CODE_POINT = re.compile(r"U\+([0-9A-Fa-f]{4,6})")
_TRUTHS = {"true": True, "false": False}
_HIGHEST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One option of one check."""

    check: str
    name: str
    default: T
    help: str
    """What it does, for people."""
    choices: tuple[str, ...] = ()
    """All values that there are, where they are few."""

    def of(self, options: Options) -> T:
        """Its value where it is set, else its default."""
        return cast(T, options.get((self.check, self.name), self.default))

    def describe(self, language: str) -> str:
        """The description in a language."""
        return described(f"{self.check}.options.{self.name}", self.help, language)

    @property
    def kind(self) -> str:
        """What its values are, in words."""
        if self.choices:
            return "one of " + ", ".join(choice or '""' for choice in self.choices)
        if isinstance(self.default, tuple):
            return "a list of texts"
        if isinstance(self.default, str):
            return "a text"
        if isinstance(self.default, bool):
            return "true or false"
        return "a whole number" if isinstance(self.default, int) else "a number"

    def parsed(self, value: object) -> T:
        """A value of a file or a command line as one of the option's kind.

        Texts may name a character as `U+200B`. Raises ValueError, which says what is
        wanted.
        """
        parsed: object = None
        if isinstance(self.default, tuple):
            parts = value.split(",") if isinstance(value, str) else value
            if isinstance(parts, list | tuple):
                texts = [p for p in parts if isinstance(p, str)]
                if len(texts) == len(parts):
                    parsed = tuple(_character(t.strip() or t) for t in texts if t)
        elif isinstance(self.default, bool):
            parsed = _TRUTHS.get(str(value).lower())
        elif isinstance(self.default, str):
            parsed = value if isinstance(value, str) else None
        else:
            parsed = _number(value, is_whole=isinstance(self.default, int))
        if parsed is None or (self.choices and parsed not in self.choices):
            raise ValueError(f"must be {self.kind}, not {value!r}")
        return cast(T, parsed)


def _character(text: str) -> str:
    code_point = _CODE_POINT.fullmatch(text)
    if code_point is None or int(code_point[1], 16) > _HIGHEST:
        return text
    return chr(int(code_point[1], 16))


def _number(value: object, *, is_whole: bool) -> float | int | None:
    """A number of 0 or more; absent for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = int(value) if is_whole else float(value)
    except (ValueError, OverflowError):
        return None
    if is_whole and isinstance(value, float) and value != number:
        return None
    return number if 0 <= number < float("inf") else None
