"""Detect and repair text that was decoded in the wrong encoding."""

import re
from collections.abc import Iterator, Sequence

from checks.typography.legacy_encodings import convert_legacy_text
from tm.finding import Span
from tm.result_cache import lazy_constant

_CODECS = ("cp1252", "cp1258", "latin-1")
_SEQUENCE_LENGTH_BY_FIRST_BYTE = {
    0xC2: 2,
    0xC3: 2,
    0xC4: 2,
    0xC5: 2,
    0xC6: 2,
    0xCC: 2,
    0xE1: 3,
    0xE2: 3,
    0xEF: 3,
}
"""By first UTF-8 byte of Latin letters, marks and punctuation, the bytes of each."""
_DOUBTFUL_MARKS = "‘’“”–—…•›‹«»"
"""Marks that may be continuation bytes or end a word of good text: `CÓ”`."""
_PLAUSIBLE_TEXT_PATTERN = re.compile(
    "[\u00a0-\u024f\u0300-\u0323\u1e00-\u1eff\u2010-\u203a\u20a0-\u20bf\u2122\ufb01\ufb02\ufeff]"
)
_BROKEN_SEQUENCE_PATTERN = re.compile("â€(?!\\w)|(?<=[a-zđ])[ÃÂ] (?=[a-z])")
"""Broken sequences whose last byte was lost or became a space."""
_BROKEN_SEQUENCE_PARTS = ("â€", "Ã ", "Â ")
"""Texts of which each match of `_BROKEN_SEQUENCE_PATTERN` contains one."""


def find_misread_parts(text: str) -> list[tuple[Span, str | None]]:
    """Find the misread parts of a text, each with its correct text, if certain.

    >>> find_misread_parts("SÃ¡u nhân viên")
    [(Span(start=0, end=4), 'Sáu')]
    """
    if text.isascii():
        return []
    converted_text = convert_legacy_text(text)
    if converted_text is not None:
        return [(Span(0, len(text)), converted_text)]
    sequences = [*_find_sequences(text)]
    if sequences and all(is_doubtful for *_, is_doubtful in sequences):
        sequences = []
    if not sequences and not any(
        sequence_part in text for sequence_part in _BROKEN_SEQUENCE_PARTS
    ):
        return []
    misread_words: list[tuple[Span, str | None]] = []
    sequence_index = 0
    for word_match in re.finditer(r"[^ \n\t]+", text):
        while (
            sequence_index < len(sequences)
            and sequences[sequence_index][0] < word_match.start()
        ):
            sequence_index += 1  # the sequence starts in white space before the word
        word_sequences = []
        while (
            sequence_index < len(sequences)
            and sequences[sequence_index][0] < word_match.end()
        ):
            word_sequences.append(sequences[sequence_index][:3])
            sequence_index += 1
        if word_sequences:
            correct_parts, offset = [], word_match.start()
            for start, end, correct_text in word_sequences:
                correct_parts += [text[offset:start], correct_text]
                offset = end
            end = max(offset, word_match.end())
            misread_words.append(
                (
                    Span(word_match.start(), end),
                    "".join(correct_parts) + text[offset:end],
                )
            )
        elif broken_match := _BROKEN_SEQUENCE_PATTERN.search(
            text, word_match.start(), word_match.end() + 2
        ):
            misread_words.append(
                (
                    Span(word_match.start(), max(word_match.end(), broken_match.end())),
                    None,
                )
            )
    return misread_words


def _find_sequences(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Find runs of misread characters: start, end, correct text, whether doubtful."""
    offset = 0
    while candidate_match := _build_sequence_start_pattern().search(text, offset):
        offset = candidate_match.start()
        end_and_text = next(
            filter(None, (_decode_sequence(text, offset, codec) for codec in _CODECS)),
            None,
        )
        if end_and_text is None:
            offset += 1
            continue
        end, correct_text = end_and_text
        next_character = text[end : end + 1]
        is_doubtful = (
            text[end - 1] in _DOUBTFUL_MARKS
            and end - offset == 2
            and not next_character.isalpha()
        )
        yield offset, end, correct_text, is_doubtful
        offset = end


@lazy_constant
def _build_sequence_start_pattern() -> re.Pattern[str]:
    """Build the pattern of a possible first byte before a possible second byte."""

    def join_characters(byte_values: Sequence[int]) -> str:
        characters = {chr(byte_value) for byte_value in byte_values}
        for codec in _CODECS:
            characters |= {
                bytes([byte_value]).decode(codec, errors="ignore")
                for byte_value in byte_values
            }
        return "[" + re.escape("".join(sorted(characters))) + "]"

    first_byte_pattern = join_characters([*_SEQUENCE_LENGTH_BY_FIRST_BYTE])
    second_byte_pattern = join_characters(range(0x80, 0xC0))
    return re.compile(f"{first_byte_pattern}(?={second_byte_pattern})")


def _decode_sequence(text: str, offset: int, codec: str) -> tuple[int, str] | None:
    """Decode one misread letter; returns the end offset and the letter."""
    first_byte = _encode_byte(text[offset], codec)
    sequence_length = _SEQUENCE_LENGTH_BY_FIRST_BYTE.get(first_byte, 0)
    bytes_as_text = text[offset : offset + sequence_length]
    if not sequence_length or len(bytes_as_text) < sequence_length:
        return None
    try:
        correct_text = bytes(
            _encode_byte(character, codec) for character in bytes_as_text
        ).decode()
    except UnicodeDecodeError:
        return None
    return (
        (offset + sequence_length, correct_text)
        if _PLAUSIBLE_TEXT_PATTERN.fullmatch(correct_text)
        else None
    )


def _encode_byte(character: str, codec: str) -> int:
    """Encode a character as the byte it was read from; 0 if there is none."""
    try:
        return character.encode(codec)[0]
    except UnicodeEncodeError:
        # Bytes without a character in the code page were kept as C1 controls.
        return ord(character) if 0x80 <= ord(character) < 0xA0 else 0
