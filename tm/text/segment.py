"""Segments: the pieces of text that a memory stores and compares.

Inline codes (tags, placeholders) are one character each, U+FFFC, so that regular
expressions, similarity and alignment work on an ordinary string.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from tm.errors import InvalidText
from tm.text.locale import Locale
from tm.text.normal import nfc

CODE = "\ufffc"
"""Stands in a segment's text where an inline code is."""

_UNDECODED_BYTES = range(0xDC80, 0xDD00)
"""What Python makes of the bytes of an argument that are not UTF-8."""
# Half a surrogate pair has no UTF-8, and PostgreSQL refuses U+0000.
_UNSTORABLE_PATTERN = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code: a tag or a placeholder, not text to be read."""

    kind: str
    """What the standard calls it: `bpt`, `ept`, `ph`, `pc`, `text` …"""
    id: str
    """Joins an opening code with its closing one, and source with target."""
    data: str
    """The native code, such as `<b>` or `%s`."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text in one language, usually a sentence, a heading or a title."""

    locale: Locale
    text: str
    """NFC; one U+FFFC for each code."""
    codes: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        # Most have none, and counting takes longer than looking.
        if not self.codes and CODE not in self.text:
            return
        if self.text.count(CODE) != len(self.codes):
            raise ValueError("a segment needs one U+FFFC for each of its codes")

    @classmethod
    def of(cls, locale: Locale, text: str) -> Self:
        """Make the segment of a plain text, in NFC and trimmed.

        A U+FFFC in the text becomes a code, so that nothing is lost. Raises InvalidText
        for what a database or a file cannot store: half of a surrogate pair, and
        U+0000.
        """
        plain_text = nfc(text).strip()
        require_storable_text(plain_text)
        codes = (Code("text", "", CODE),) * plain_text.count(CODE)
        return cls(locale, plain_text, codes)

    def replace_display_text(self, display_text: str) -> "Segment":
        """Make the segment of an edited `display_text`.

        Its codes stay where they are written out, in their order; a code that the text
        no longer has is left out. Raises InvalidText as `of`.
        """
        text_parts, kept_codes = [], []
        rest = Segment.of(self.locale, display_text).text
        for code in self.codes:
            text_before, _, text_after = rest.partition(code.data or CODE)
            if len(text_before) < len(rest):
                text_parts.append(text_before)
                kept_codes.append(code)
                rest = text_after
        if not kept_codes or CODE in rest:
            return Segment.of(self.locale, display_text)
        return Segment(self.locale, CODE.join([*text_parts, rest]), tuple(kept_codes))

    @property
    def key(self) -> bytes:
        """The hash of locale, text and codes, 16 bytes."""
        return _compute_cached_segment_key(self.locale.tag, self.text, self.codes)

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to translate."""
        return not self.text.replace(CODE, "").strip()

    @property
    def display_text(self) -> str:
        """The text with its codes written out, for people."""
        if not self.codes:
            return self.text
        texts_between = self.text.split(CODE)
        displayed_texts = [texts_between[0]]
        for code, text_after_code in zip(self.codes, texts_between[1:], strict=True):
            displayed_texts += (code.data, text_after_code)
        return "".join(displayed_texts)


def require_storable_text(text: str) -> None:
    """Raise InvalidText for text that no UTF-8 file, or no database, can hold."""
    if text.isascii() and "\0" not in text:
        return
    unstorable_match = _UNSTORABLE_PATTERN.search(text)
    if unstorable_match is not None:
        place = f"at position {unstorable_match.start()}"
        raise InvalidText(
            f"text holds {_describe_unstorable(unstorable_match[0], place)}"
        )


def _describe_unstorable(character: str, place: str) -> str:
    """Describe a character that no UTF-8 file, or no database, can hold."""
    code = ord(character)
    if code in _UNDECODED_BYTES:
        return (
            f"a byte that is not UTF-8 (0x{code - _UNDECODED_BYTES.start + 0x80:02X} "
            f"{place}); use a terminal, or save the file, in UTF-8"
        )
    name = "half of a surrogate pair" if code else "U+0000"
    return f"{name} (U+{code:04X} {place})"


def compute_content_key(*parts: str | bytes) -> bytes:
    """Hash parts to 16 bytes: BLAKE2b over length-prefixed parts.

    >>> compute_content_key("ab", "c") == compute_content_key("a", "bc")
    False
    """
    content_hash = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded_part = part.encode() if isinstance(part, str) else part
        # Its length comes before a part, so that parts cannot be confused.
        content_hash.update(len(encoded_part).to_bytes(8, "big") + encoded_part)
    return content_hash.digest()


def compute_segment_key(
    locale_tag: str, text: str | bytes, codes: tuple[Code, ...] = ()
) -> bytes:
    """Compute `Segment.key` from its parts; the text may be given in UTF-8."""
    code_parts = [part for code in codes for part in (code.kind, code.id, code.data)]
    return compute_content_key(locale_tag, text, *code_parts)


# A key is asked for several times while a unit is stored.
_compute_cached_segment_key = lru_cache(maxsize=8192)(compute_segment_key)
