"""Errors of characters: invisible, look-alike, wrongly decoded, decomposed."""

import re
import unicodedata
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import (
    CleanUnit,
    find_word_matches,
)
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from tm.finding import Span
from tm.text.normal import fold_tone_style

_INVISIBLE_CHARACTERS = "\u00ad\u200b\u2060\u200e\ufeff"
_CONTROL_CHARACTERS = "\x02\x08\x1b\ufffd"
_CYRILLIC_BY_LATIN_LETTER = str.maketrans("aceopxyAEOPCTXKMH", "асеорхуАЕОРСТХКМН")

_MIN_TONED_WORDS = 3
"""The fewest words of a document that show its style of tone marks."""


@error_kind("invisible", "char.invisible", needs_source=False)
def insert_invisible_character(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """An invisible character stands inside a word."""
    for offset in _choose_offsets_inside_words(clean_unit, random):
        yield TextEdit(Span(offset, offset), random.choice(_INVISIBLE_CHARACTERS))


@error_kind("control", "char.control", needs_source=False)
def insert_control_character(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A control character stands inside a word."""
    for offset in _choose_offsets_inside_words(clean_unit, random):
        yield TextEdit(Span(offset, offset), random.choice(_CONTROL_CHARACTERS))


@error_kind("nbsp", "char.nbsp", needs_source=False)
def replace_space_by_no_break_space(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A space between words has become a no-break space."""
    for space_match in re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", clean_unit.target):
        yield TextEdit(Span(*space_match.span()), "\u00a0")


@error_kind("lookalike", "char.lookalike", needs_source=False)
def replace_letter_by_lookalike(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A Cyrillic letter stands for the Latin one that it looks like."""
    for word_match in find_word_matches(clean_unit.target):
        letter_indexes = [
            letter_index
            for letter_index, letter in enumerate(word_match[0])
            if letter.translate(_CYRILLIC_BY_LATIN_LETTER) != letter
        ]
        if letter_indexes and len(word_match[0]) > 2:
            letter_offset = word_match.start() + random.choice(letter_indexes)
            yield TextEdit(
                Span(letter_offset, letter_offset + 1),
                clean_unit.target[letter_offset].translate(_CYRILLIC_BY_LATIN_LETTER),
            )


@error_kind("mojibake", "char.mojibake", needs_source=False)
def misread_word(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A word was read in the wrong encoding: `Ã¡` for `á`."""
    for word_match in re.finditer(r"\S*[^\x00-\x9f\s]\S*", clean_unit.target):
        misread_text = _misread_as_windows_1252(word_match[0])
        if misread_text and misread_text != word_match[0]:
            yield TextEdit(Span(*word_match.span()), misread_text)


@error_kind("nfd-word", "char.nfc", needs_source=False)
def decompose_word(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The letters of a word are decomposed (NFD)."""
    for word_match in find_word_matches(clean_unit.target):
        decomposed_text = unicodedata.normalize("NFD", word_match[0])
        if decomposed_text != word_match[0]:
            yield TextEdit(Span(*word_match.span()), decomposed_text)


@error_kind("nfd-unit", "char.nfc", needs_source=False)
def decompose_target(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The letters of the whole text are decomposed (NFD)."""
    decomposed_text = unicodedata.normalize("NFD", clean_unit.target)
    if decomposed_text != clean_unit.target:
        yield TextEdit(Span(0, len(clean_unit.target)), decomposed_text)


@error_kind("tone-place", "vi.tone", needs_source=False)
def move_tone_marks(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A tone mark stands where the other style has it: hoà among hòa."""
    toned_word_matches = [
        word_match
        for word_match in find_word_matches(clean_unit.target)
        if _has_old_tone_mark(word_match[0])
    ]
    if (
        not toned_word_matches
        or clean_unit.context.cache.call(
            _count_old_tone_words, clean_unit.document_text
        )
        < _MIN_TONED_WORDS
    ):
        return
    for word_match in toned_word_matches:
        yield TextEdit(Span(*word_match.span()), fold_tone_style(word_match[0]))


def _count_old_tone_words(text: str) -> int:
    return sum(map(_has_old_tone_mark, text.split()))


def _has_old_tone_mark(word: str) -> bool:
    """Whether a word has a tone mark where the old style has it."""
    return not word.isascii() and fold_tone_style(word) != word


def _choose_offsets_inside_words(
    clean_unit: CleanUnit, random: Random
) -> Iterator[int]:
    for word_match in find_word_matches(clean_unit.target):
        if len(word_match[0]) > 3:
            yield word_match.start() + random.randrange(1, len(word_match[0]))


def _misread_as_windows_1252(text: str) -> str | None:
    """Decode the UTF-8 of a text as Windows-1252; undefined bytes become controls."""
    try:
        utf8_bytes = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return "".join(_decode_windows_1252_byte(byte) for byte in utf8_bytes)


def _decode_windows_1252_byte(byte_value: int) -> str:
    """Decode a byte; an undefined one becomes a control character."""
    try:
        return bytes([byte_value]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte_value)


@error_kind("residue", "page.residue", needs_source=False)
def append_marker(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A marker of a content system stands at the end of a text: `[iklan_2]`."""
    end = len(clean_unit.target)
    yield TextEdit(Span(end, end), f" [iklan_{random.randint(1, 3)}]")
