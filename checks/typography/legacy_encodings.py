"""Vietnamese text in the legacy encodings TCVN3 (TCVN 5712, ABC fonts) and VNI."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_FEWEST_WORDS = 3
"""The fewest words of a text that certainly are in a legacy encoding."""


@dataclass(frozen=True, slots=True)
class LegacyEncodings:
    """The letters of both encodings, and patterns that show an encoding."""

    tcvn3_letters: Mapping[str, str]
    """Vietnamese letters by character."""
    vni_letters: Mapping[str, str]
    """Vietnamese letters by character or by pair of vowel and mark."""
    tcvn3_word_pattern: re.Pattern[str]
    """Matches in words that certainly are in TCVN3."""
    vni_word_pattern: re.Pattern[str]
    """Matches in words in lower case that certainly are in VNI."""
    vni_pair_pattern: re.Pattern[str]
    """Matches a vowel with its mark in VNI."""
    possible_pattern: re.Pattern[str]
    """Matches in every word that one of the word patterns matches."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "LegacyEncodings":
        """Build the encodings of a table. Any: the values of TOML."""
        tcvn3, vni = table["tcvn3"], table["vni"]
        vni_letters = dict(vni["single"])
        pair_patterns = []
        for vowel, (marks, letters) in vni["pairs"].items():
            vni_letters |= {
                vowel + mark: letter
                for mark, letter in zip(marks, letters, strict=True)
            }
            pair_patterns.append(f"{vowel}[{marks}]")
        signs = tcvn3["signs"]
        return cls(
            dict(zip(tcvn3["characters"], tcvn3["letters"], strict=True)),
            vni_letters,
            re.compile(
                rf"[a-zA-Z][{signs}][a-zA-Z]|[a-zA-Z][{tcvn3['final_signs']}](?![\w%])"
                rf"|(?<!\S){tcvn3['initial_sign']}[^\W\d]"
            ),
            re.compile(vni["certain"]),
            re.compile("|".join(pair_patterns), re.IGNORECASE),
            re.compile(
                f"[{signs}{vni['marks']}](?:(?<=[{signs}])|(?<=[{vni['vowels']}].))"
            ),
        )


def convert_legacy_text(text: str) -> str | None:
    """Convert a text to Unicode if it looks like Vietnamese in TCVN3 or VNI."""
    encodings = read_legacy_encodings()
    if not encodings.possible_pattern.search(text):
        return None
    words = text.split()
    certain_count = sum(
        bool(encodings.tcvn3_word_pattern.search(word)) for word in words
    )
    if certain_count >= _FEWEST_WORDS and certain_count * 4 >= len(words):
        letters = encodings.tcvn3_letters
        return "".join(letters.get(character, character) for character in text)
    certain_count = sum(
        bool(encodings.vni_word_pattern.search(word.lower())) for word in words
    )
    if certain_count >= _FEWEST_WORDS and certain_count * 3 >= len(words):
        return _convert_vni(text, encodings)
    return None


def _convert_vni(text: str, encodings: LegacyEncodings) -> str:
    def convert(characters: str) -> str:
        letter = encodings.vni_letters.get(characters.lower())
        if letter is None:
            return characters
        return letter.upper() if characters[0].isupper() else letter

    text_parts: list[str] = []
    offset = 0
    for pair_match in encodings.vni_pair_pattern.finditer(text):
        text_parts += map(convert, text[offset : pair_match.start()])
        text_parts.append(convert(pair_match[0]))
        offset = pair_match.end()
    return "".join([*text_parts, *map(convert, text[offset:])])


@lru_cache(maxsize=1)
def read_legacy_encodings() -> LegacyEncodings:
    """Read the letters and patterns of the legacy encodings."""
    file = files("checks") / "data" / "legacy_encodings.toml"
    return LegacyEncodings.from_table(tomllib.loads(file.read_text("utf-8")))
