"""How languages that write by ear spell the names of others: data."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class NameSpelling:
    """Letters of names that languages write for each other."""

    one_sound: frozenset[str]
    """Two letters of a name for which a language that writes by ear has one."""
    equal_endings: frozenset[str]
    """Ends of one word in two spellings: Center, Centre."""
    exchanged_letters: frozenset[str]
    """Pairs of letters that languages write for each other, in alphabetical order."""
    sounds: tuple[tuple[str, str], ...]
    """Letters, and those that another language writes for them."""


@lru_cache(maxsize=1)
def name_spelling() -> NameSpelling:
    """Read the data, once."""
    file = files("checks") / "data" / "name_spelling.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return NameSpelling(
        frozenset(data["one_sound"].split()),
        frozenset(data["equal_endings"].split()),
        frozenset(data["exchanged_letters"].split()),
        tuple((written, heard) for written, heard in data["sounds"]),
    )
