"""Repairing text that was decoded wrongly or is in a legacy encoding.

Two things happen to Vietnamese text: UTF-8 is decoded as windows-1252 or -1258 (`Ná»™i`
for `Nội`), and pages from before Unicode are in TCVN3 (`Hµ Néi`) or VNI (`Haø Noäi`),
which are fonts rather than encodings. Both are repaired only where there is no doubt,
and the repair is reported.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tm.language_data import read_data_file
from tm.result_cache import lazy_constant
from tm.text.language_id import identify_language
from tm.text.normal import nfc
from tm.text.word_pattern import LETTERS_PATTERN

_MIN_CHARACTER_GAIN = 3
_MIN_WORD_COUNT = 5
_MIN_PLAUSIBILITY = 0.9
_SYLLABLE_PATTERN = re.compile(
    # Onset, vowels and coda of a Vietnamese syllable, tones aside.
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?",
)
_TONES_PATTERN = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True, slots=True)
class EncodingRepair:
    """A repaired text and the fault that it had."""

    text: str
    fault: str
    """The fault, in words for people."""


def repair_encoding(text: str) -> EncodingRepair | None:
    """Repair a text in a wrong encoding; None if nothing is certainly wrong.

    The number of lines stays the same.

    >>> repair_encoding("Lá»… má»Ÿ kÃ½ CÃ´ng Æ°á»›c HÃ\u00a0 Ná»™i").text
    'Lễ mở ký Công ước Hà Nội'
    >>> repair_encoding("Lễ mở ký Công ước Hà Nội") is None
    True
    """
    if text.isascii():
        return None
    return _repair_misread(text) or _convert_old_font(text)


def _repair_misread(text: str) -> EncodingRepair | None:
    """Repair UTF-8 that was decoded as windows-1252 or windows-1258."""
    candidates = []
    for repair_line, encoding_name in (
        (_repair_windows_1252, "windows-1252"),
        (_repair_windows_1258, "windows-1258"),
    ):
        repaired_text = "\n".join(nfc(repair_line(line)) for line in text.split("\n"))
        # Each wrongly decoded letter takes two characters or three.
        candidates.append(
            (len(text) - len(repaired_text), repaired_text, encoding_name)
        )
    # The wrong one of the two finds only what both encodings have in common.
    character_gain, repaired_text, encoding_name = max(
        candidates, key=lambda candidate: candidate[0]
    )
    if character_gain < _MIN_CHARACTER_GAIN:
        return None
    return EncodingRepair(repaired_text, f"UTF-8 that was read as {encoding_name}")


def _repair_windows_1252(line: str) -> str:
    """Repair a line of UTF-8 that was read as windows-1252."""
    if line.isascii():
        return line
    # Reached by few pages, and slow to import.
    from ftfy import fix_encoding

    repaired_line = fix_encoding(line)
    return repaired_line if "\n" not in repaired_line else line


def _repair_windows_1258(line: str) -> str:
    """Repair a line of UTF-8 that was read as windows-1258."""
    if line.isascii():
        return line
    byte_by_character, misread_pattern = _compile_windows_1258()

    def decode_misread(misread_match: re.Match[str]) -> str:
        try:
            return bytes(
                byte_by_character[misread_character]
                for misread_character in misread_match[0]
            ).decode("utf-8")
        except UnicodeDecodeError:
            return misread_match[0]

    return misread_pattern.sub(decode_misread, line)


@lazy_constant
def _compile_windows_1258() -> tuple[Mapping[str, int], re.Pattern[str]]:
    """The byte of each character, and a pattern of wrongly decoded UTF-8 letters."""
    byte_by_character = {}
    for byte in range(0x80, 0x100):
        try:
            byte_by_character[bytes([byte]).decode("cp1258")] = byte
        except UnicodeDecodeError:  # browsers make a control character of it
            byte_by_character[chr(byte)] = byte

    def make_character_class(first_byte: int, last_byte: int) -> str:
        characters = (
            character
            for character, byte in byte_by_character.items()
            if first_byte <= byte <= last_byte
        )
        return f"[{''.join(map(re.escape, characters))}]"

    continuation_class = make_character_class(0x80, 0xBF)
    two_byte_pattern = f"{make_character_class(0xC3, 0xC6)}{continuation_class}"
    three_byte_pattern = (
        f"{make_character_class(0xE1, 0xE2)}{continuation_class}{continuation_class}"
    )
    misread_pattern = f"{two_byte_pattern}|{three_byte_pattern}"
    return byte_by_character, re.compile(misread_pattern)


def _convert_old_font(text: str) -> EncodingRepair | None:
    """Convert Vietnamese in TCVN3 or VNI, decoded as windows-1252."""
    if _is_vietnamese_text(text):
        return None
    plausibility_before = _compute_plausibility(text)
    for convert, font_name in ((_convert_tcvn3, "TCVN3 (ABC)"), (_convert_vni, "VNI")):
        converted_text = convert(text)
        if converted_text == text or not _is_vietnamese_text(converted_text):
            continue
        if (
            _compute_plausibility(converted_text) >= _MIN_PLAUSIBILITY
            and _compute_plausibility(converted_text) > plausibility_before
        ):
            return EncodingRepair(converted_text, f"Vietnamese in {font_name}")
    return None


def _is_vietnamese_text(text: str) -> bool:
    identified_locale = identify_language(text)
    return identified_locale is not None and identified_locale.tag == "vi"


def _compute_plausibility(text: str) -> float:
    """Share of words with diacritics that may be Vietnamese; 0 for too few words."""
    words = [word for word in LETTERS_PATTERN.findall(text) if not word.isascii()]
    if len(words) < _MIN_WORD_COUNT:
        return 0.0
    return sum(map(_is_syllable, words)) / len(words)


def _is_syllable(word: str) -> bool:
    """Whether a word may be a Vietnamese syllable."""
    word_without_tones = _TONES_PATTERN.sub(
        "", unicodedata.normalize("NFD", word.lower())
    )
    return (
        _SYLLABLE_PATTERN.fullmatch(unicodedata.normalize("NFC", word_without_tones))
        is not None
    )


def _convert_tcvn3(text: str) -> str:
    return text.translate(_make_tcvn3_table())


@lazy_constant
def _make_tcvn3_table() -> dict[int, str]:
    """Map the letters of windows-1252 to those of TCVN3."""
    letter_by_code_point = {}
    for letter_run in _read_tables()["tcvn3"]:
        for byte, letter in enumerate(letter_run["letters"], letter_run["first"]):
            letter_by_code_point[ord(bytes([byte]).decode("cp1252"))] = letter
    return letter_by_code_point


def _convert_vni(text: str) -> str:
    letter_by_pair, pair_pattern = _make_vni_table()
    return pair_pattern.sub(lambda pair_match: letter_by_pair[pair_match[0]], text)


@lazy_constant
def _make_vni_table() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Map letters and pairs of VNI to letters, with a pattern of them."""
    single_table = _read_tables()["vni_single"]
    letter_by_sequence = dict(
        zip(single_table["written"], single_table["meant"], strict=True)
    )
    for pair_row in _read_tables()["vni_pairs"]:
        base_letter = pair_row["letter"]
        for diacritic, meant_letter in zip(
            pair_row["diacritics"], pair_row["meant"], strict=True
        ):
            for first_character, second_character, converted_letter in (
                (base_letter, diacritic, meant_letter),
                (base_letter.upper(), diacritic.upper(), meant_letter.upper()),
                (base_letter.upper(), diacritic, meant_letter.upper()),
            ):
                letter_by_sequence[first_character + second_character] = (
                    converted_letter
                )
    sequences_longest_first = sorted(letter_by_sequence, key=len, reverse=True)
    return letter_by_sequence, re.compile(
        "|".join(map(re.escape, sequences_longest_first))
    )


@lazy_constant
def _read_tables() -> Mapping[str, Any]:
    return read_data_file("tm.text.input", "data/legacy_encodings.toml")
