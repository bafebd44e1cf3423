"""Repairing text that was decoded wrongly or is in a legacy encoding.

Two things happen to Vietnamese text: UTF-8 is decoded as windows-1252 or -1258 (`Ná»™i`
for `Nội`), and pages from before Unicode are in TCVN3 (`Hµ Néi`) or VNI (`Haø Noäi`),
which are fonts rather than encodings. Both are repaired only where there is no doubt,
and the repair is reported.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tm.text.language_id import identify_language
from tm.text.normal import nfc
from tm.text.word_pattern import LETTERS_PATTERN

_MIN_GAIN = 3
_MIN_WORDS = 5
_MIN_PLAUSIBILITY = 0.9
_SYLLABLE = re.compile(
    # Onset, vowels and coda of a Vietnamese syllable, tones aside.
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?",
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


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
    for repair, name in (
        (_repair_windows_1252, "windows-1252"),
        (_repair_windows_1258, "windows-1258"),
    ):
        repaired_text = "\n".join(nfc(repair(line)) for line in text.split("\n"))
        # Each wrongly decoded letter takes two characters or three.
        candidates.append((len(text) - len(repaired_text), repaired_text, name))
    # The wrong one of the two finds only what both encodings have in common.
    gain, repaired_text, name = max(candidates, key=lambda candidate: candidate[0])
    if gain < _MIN_GAIN:
        return None
    return EncodingRepair(repaired_text, f"UTF-8 that was read as {name}")


def _repair_windows_1252(line: str) -> str:
    if line.isascii():
        return line
    # Reached by few pages, and slow to import.
    from ftfy import fix_encoding

    repaired_line = fix_encoding(line)
    return repaired_line if "\n" not in repaired_line else line


def _repair_windows_1258(line: str) -> str:
    if line.isascii():
        return line
    byte_by_character, misread_pattern = _windows_1258()

    def whole(torn_letter: re.Match[str]) -> str:
        try:
            return bytes(byte_by_character[letter] for letter in torn_letter[0]).decode(
                "utf-8"
            )
        except UnicodeDecodeError:
            return torn_letter[0]

    return misread_pattern.sub(whole, line)


@cache
def _windows_1258() -> tuple[Mapping[str, int], re.Pattern[str]]:
    """The byte of each character, and a pattern of wrongly decoded UTF-8 letters."""
    byte_by_character = {}
    for byte in range(0x80, 0x100):
        try:
            byte_by_character[bytes([byte]).decode("cp1258")] = byte
        except UnicodeDecodeError:  # browsers make a control character of it
            byte_by_character[chr(byte)] = byte

    def some(first: int, last: int) -> str:
        characters = (
            c for c, byte in byte_by_character.items() if first <= byte <= last
        )
        return f"[{''.join(map(re.escape, characters))}]"

    continuation = some(0x80, 0xBF)
    two_bytes = f"{some(0xC3, 0xC6)}{continuation}"
    three_bytes = f"{some(0xE1, 0xE2)}{continuation}{continuation}"
    misread_pattern = f"{two_bytes}|{three_bytes}"
    return byte_by_character, re.compile(misread_pattern)


def _convert_old_font(text: str) -> EncodingRepair | None:
    """Convert Vietnamese in TCVN3 or VNI, decoded as windows-1252."""
    if _is_vietnamese(text):
        return None
    plausibility_before = _compute_plausibility(text)
    for convert, name in ((_convert_tcvn3, "TCVN3 (ABC)"), (_convert_vni, "VNI")):
        converted_text = convert(text)
        if converted_text == text or not _is_vietnamese(converted_text):
            continue
        if (
            _compute_plausibility(converted_text) >= _MIN_PLAUSIBILITY
            and _compute_plausibility(converted_text) > plausibility_before
        ):
            return EncodingRepair(converted_text, f"Vietnamese in {name}")
    return None


def _is_vietnamese(text: str) -> bool:
    language = identify_language(text)
    return language is not None and language.tag == "vi"


def _compute_plausibility(text: str) -> float:
    """Share of words with diacritics that may be Vietnamese; 0 for too few words."""
    words = [word for word in LETTERS_PATTERN.findall(text) if not word.isascii()]
    if len(words) < _MIN_WORDS:
        return 0.0
    return sum(map(_is_syllable, words)) / len(words)


def _is_syllable(word: str) -> bool:
    bare = _TONES.sub("", unicodedata.normalize("NFD", word.lower()))
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def _convert_tcvn3(text: str) -> str:
    return text.translate(_tcvn3_letters())


@cache
def _tcvn3_letters() -> dict[int, str]:
    table = {}
    for run in _tables()["tcvn3"]:
        for byte, letter in enumerate(run["letters"], run["first"]):
            table[ord(bytes([byte]).decode("cp1252"))] = letter
    return table


def _convert_vni(text: str) -> str:
    pairs, pattern = _vni_letters()
    return pattern.sub(lambda found: pairs[found[0]], text)


@cache
def _vni_letters() -> tuple[Mapping[str, str], re.Pattern[str]]:
    single = _tables()["vni_single"]
    pairs = dict(zip(single["written"], single["meant"], strict=True))
    for row in _tables()["vni_pairs"]:
        letter = row["letter"]
        for mark, meant in zip(row["diacritics"], row["meant"], strict=True):
            for first, second, result in (
                (letter, mark, meant),
                (letter.upper(), mark.upper(), meant.upper()),
                (letter.upper(), mark, meant.upper()),
            ):
                pairs[first + second] = result
    longest_first = sorted(pairs, key=len, reverse=True)
    return pairs, re.compile("|".join(map(re.escape, longest_first)))


@cache
def _tables() -> Mapping[str, Any]:
    file = files("tm.text.input") / "data" / "legacy_encodings.toml"
    return tomllib.loads(file.read_text("utf-8"))
