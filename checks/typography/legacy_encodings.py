"""Vietnamese text in the legacy encodings TCVN3 (TCVN 5712, ABC fonts) and VNI."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

_MIN_WORDS = 3
"""The fewest words of a text that certainly are in a legacy encoding."""


@dataclass(frozen=True, slots=True)
class LegacyEncodings:
    """The letters of both encodings, and patterns that show an encoding."""

    letter_by_tcvn3_character: Mapping[str, str]
    """Vietnamese letters by character."""
    letter_by_vni_characters: Mapping[str, str]
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
    def from_table(cls, encoding_table: Mapping[str, Any]) -> "LegacyEncodings":
        """Build the encodings of a table. Any: the values of TOML."""
        tcvn3_table, vni_table = encoding_table["tcvn3"], encoding_table["vni"]
        letter_by_vni_characters = dict(vni_table["single"])
        pair_patterns = []
        for vowel, (marks, letters) in vni_table["pairs"].items():
            letter_by_vni_characters |= {
                vowel + mark: letter
                for mark, letter in zip(marks, letters, strict=True)
            }
            pair_patterns.append(f"{vowel}[{marks}]")
        tcvn3_signs = tcvn3_table["signs"]
        return cls(
            dict(zip(tcvn3_table["characters"], tcvn3_table["letters"], strict=True)),
            letter_by_vni_characters,
            re.compile(
                rf"[a-zA-Z][{tcvn3_signs}][a-zA-Z]|[a-zA-Z][{tcvn3_table['final_signs']}](?![\w%])"
                rf"|(?<!\S){tcvn3_table['initial_sign']}[^\W\d]"
            ),
            re.compile(vni_table["certain"]),
            re.compile("|".join(pair_patterns), re.IGNORECASE),
            re.compile(
                f"[{tcvn3_signs}{vni_table['marks']}](?:(?<=[{tcvn3_signs}])|(?<=[{vni_table['vowels']}].))"
            ),
        )


def convert_legacy_text(text: str) -> str | None:
    """Convert a text to Unicode if it looks like Vietnamese in TCVN3 or VNI."""
    encodings = read_legacy_encodings()
    if not encodings.possible_pattern.search(text):
        return None
    words = text.split()
    certain_word_count = sum(
        bool(encodings.tcvn3_word_pattern.search(word)) for word in words
    )
    if certain_word_count >= _MIN_WORDS and certain_word_count * 4 >= len(words):
        letter_by_character = encodings.letter_by_tcvn3_character
        return "".join(
            letter_by_character.get(character, character) for character in text
        )
    certain_word_count = sum(
        bool(encodings.vni_word_pattern.search(word.lower())) for word in words
    )
    if certain_word_count >= _MIN_WORDS and certain_word_count * 3 >= len(words):
        return _convert_vni(text, encodings)
    return None


def _convert_vni(text: str, encodings: LegacyEncodings) -> str:
    """Convert a text in VNI to Unicode."""

    def convert_characters(characters: str) -> str:
        letter = encodings.letter_by_vni_characters.get(characters.lower())
        if letter is None:
            return characters
        return letter.upper() if characters[0].isupper() else letter

    text_parts: list[str] = []
    offset = 0
    for pair_match in encodings.vni_pair_pattern.finditer(text):
        text_parts += map(convert_characters, text[offset : pair_match.start()])
        text_parts.append(convert_characters(pair_match[0]))
        offset = pair_match.end()
    return "".join([*text_parts, *map(convert_characters, text[offset:])])


@lazy_constant
def read_legacy_encodings() -> LegacyEncodings:
    """Read the letters and patterns of the legacy encodings."""
    return LegacyEncodings.from_table(
        read_data_file("checks", "data/legacy_encodings.toml")
    )
