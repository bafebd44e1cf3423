"""Detection and repair of text that was read in the wrong encoding."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tm.finding import Span

_CODECS = ("cp1252", "cp1258", "latin-1")
_LEAD = {
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
"""First bytes in UTF-8 of Latin letters, marks and punctuation; their lengths."""
_MARKS = "‘’“”–—…•›‹«»"
"""Continuation bytes that also end a word of good text: `CÓ”`."""
_GOOD = re.compile(
    "[\u00a0-\u024f\u0300-\u0323\u1e00-\u1eff\u2010-\u203a\u20a0-\u20bf\u2122\ufb01\ufb02\ufeff]"
)
_BROKEN = re.compile("â€(?!\\w)|(?<=[a-zđ])[ÃÂ] (?=[a-z])")
"""Broken sequences whose last byte was lost or became a space."""
_BROKEN_SIGNS = ("â€", "Ã ", "Â ")
"""Texts of which each match of `_BROKEN` contains one."""

# TCVN 5712 (ABC fonts) puts Vietnamese letters on Latin-1's signs.
_TCVN = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN_SIGNS = "µ¶·¸¹¨»¼½¾©®ª«¬\xad"
_TCVN_SURE = re.compile(
    rf"[a-zA-Z][{_TCVN_SIGNS}][a-zA-Z]|[a-zA-Z][µ¸¶¹·](?![\w%])|(?<!\S)®[^\W\d]"
)

# VNI writes the mark as a second character after the vowel.
_VNI_MARKS = {
    "a": dict(zip("øùûõïâêàáåãäèéúüë", "àáảãạâăầấẩẫậằắẳẵặ", strict=True)),
    "e": dict(zip("øùûõïâàáåãä", "èéẻẽẹêềếểễệ", strict=True)),
    "o": dict(zip("øùûõïâàáåãä", "òóỏõọôồốổỗộ", strict=True)),
    "u": dict(zip("øùûõï", "ùúủũụ", strict=True)),
    "y": dict(zip("øùûõ", "ỳýỷỹ", strict=True)),
    "ô": dict(zip("øùûõï", "ờớởỡợ", strict=True)),
    "ö": dict(zip("øùûõï", "ừứửữự", strict=True)),
}
_VNI_ALONE = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
}
_VNI_PAIR = re.compile("|".join(f"{a}[{''.join(b)}]" for a, b in _VNI_MARKS.items()))
_VNI_SURE = re.compile("[aeouyôö][øùûõï]|[aeo][äåâ]")
_MAYBE_LEGACY = re.compile(
    f"[{_TCVN_SIGNS}øùûõïäåâØÙÛÕÏÄÅÂ\u212b](?:(?<=[{_TCVN_SIGNS}])|(?<=[aeouyôöAEOUYÔÖ].))"
)
"""A part of every word that `_TCVN_SURE` or `_VNI_SURE` matches."""
_FEWEST_WORDS = 3


def misread(text: str) -> list[tuple[Span, str | None]]:
    """Find the misread parts of a text, each with its correct text, if certain.

    >>> misread("SÃ¡u nhân viên")
    [(Span(start=0, end=4), 'Sáu')]
    """
    return [] if text.isascii() else _misread(text)


@lru_cache(maxsize=256)
def _misread(text: str) -> list[tuple[Span, str | None]]:
    legacy = _legacy(text)
    if legacy is not None:
        return [(Span(0, len(text)), legacy)]
    pieces = [*_sequences(text)]
    if pieces and all(weak for *_, weak in pieces):
        pieces = []
    if not pieces and not any(sign in text for sign in _BROKEN_SIGNS):
        return []
    misread_words: list[tuple[Span, str | None]] = []
    run_index = 0
    for word in re.finditer(r"[^ \n\t]+", text):
        while run_index < len(pieces) and pieces[run_index][0] < word.start():
            run_index += 1  # it starts in the white space before
        runs_in_word = []
        while run_index < len(pieces) and pieces[run_index][0] < word.end():
            runs_in_word.append(pieces[run_index][:3])
            run_index += 1
        if runs_in_word:
            fixed, position = [], word.start()
            for start, end, good in runs_in_word:
                fixed += [text[position:start], good]
                position = end
            end = max(position, word.end())
            misread_words.append(
                (Span(word.start(), end), "".join(fixed) + text[position:end])
            )
        elif broken := _BROKEN.search(text, word.start(), word.end() + 2):
            misread_words.append(
                (Span(word.start(), max(word.end(), broken.end())), None)
            )
    return misread_words


def _sequences(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Find runs of misread characters: start, end, correct text, whether doubtful."""
    position = 0
    while candidate := _candidates().search(text, position):
        position = candidate.start()
        read = next(filter(None, (_decoded(text, position, c) for c in _CODECS)), None)
        if read is None:
            position += 1
            continue
        end, good = read
        next_character = text[end : end + 1]
        weak = (
            text[end - 1] in _MARKS
            and end - position == 2
            and not next_character.isalpha()
        )
        yield position, end, good, weak
        position = end


@lru_cache(maxsize=1)
def _candidates() -> re.Pattern[str]:
    """Build the pattern of a possible first byte before a possible second byte."""

    def shown(bytes_: Sequence[int]) -> str:
        characters = {chr(byte) for byte in bytes_}
        for codec in _CODECS:
            characters |= {bytes([b]).decode(codec, errors="ignore") for b in bytes_}
        return "[" + re.escape("".join(sorted(characters))) + "]"

    return re.compile(f"{shown([*_LEAD])}(?={shown(range(0x80, 0xC0))})")


def _decoded(text: str, position: int, codec: str) -> tuple[int, str] | None:
    lead = _byte(text[position], codec)
    length = _LEAD.get(lead, 0)
    bytes_as_text = text[position : position + length]
    if not length or len(bytes_as_text) < length:
        return None
    try:
        good = bytes(_byte(character, codec) for character in bytes_as_text).decode()
    except UnicodeDecodeError:
        return None
    return (position + length, good) if _GOOD.fullmatch(good) else None


def _byte(character: str, codec: str) -> int:
    """Encode a character as the byte it was read from; 0 if there is none."""
    try:
        return character.encode(codec)[0]
    except UnicodeEncodeError:
        # Bytes without a character in the code page were kept as C1 controls.
        return ord(character) if 0x80 <= ord(character) < 0xA0 else 0


def _legacy(text: str) -> str | None:
    """Convert a text to Unicode if it looks like Vietnamese in TCVN3 or VNI."""
    if not _MAYBE_LEGACY.search(text):
        return None
    words = text.split()
    sure = sum(bool(_TCVN_SURE.search(word)) for word in words)
    if sure >= _FEWEST_WORDS and sure * 4 >= len(words):
        return "".join(_TCVN.get(character, character) for character in text)
    sure = sum(bool(_VNI_SURE.search(word.lower())) for word in words)
    if sure >= _FEWEST_WORDS and sure * 3 >= len(words):
        return _from_vni(text)
    return None


def _from_vni(text: str) -> str:
    def joined(match: re.Match[str]) -> str:
        pair = match[0].lower()
        good = _VNI_MARKS[pair[0]][pair[1]]
        return good.upper() if match[0][0].isupper() else good

    def alone(character: str) -> str:
        good = _VNI_ALONE.get(character.lower())
        if good is None:
            return character
        return good.upper() if character.isupper() else good

    pieces, position = [], 0
    for match in re.finditer(_VNI_PAIR.pattern, text, re.IGNORECASE):
        pieces += [*map(alone, text[position : match.start()]), joined(match)]
        position = match.end()
    return "".join([*pieces, *map(alone, text[position:])])
