"""Segments: the pieces of text that a memory stores and compares.

Inline codes (tags, placeholders) are one character each, U+FFFC, so that regular
expressions, similarity and alignment work on an ordinary string.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
        remaining_text = Segment.of(self.locale, display_text).text
        for code in self.codes:
            text_before, _, text_after = remaining_text.partition(code.data or CODE)
            if len(text_before) < len(remaining_text):
                text_parts.append(text_before)
                kept_codes.append(code)
                remaining_text = text_after
        if not kept_codes or CODE in remaining_text:
            return Segment.of(self.locale, display_text)
        return Segment(
            self.locale, CODE.join([*text_parts, remaining_text]), tuple(kept_codes)
        )

    @property
    def key(self) -> bytes:
        """The hash of locale, text and codes, 16 bytes."""
        return compute_segment_key(self.locale.tag, self.text, self.codes)

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
        position_text = f"at position {unstorable_match.start()}"
        raise InvalidText(
            f"text holds {_describe_unstorable(unstorable_match[0], position_text)}"
        )


def _describe_unstorable(character: str, position_text: str) -> str:
    """Describe a character that no UTF-8 file, or no database, can hold."""
    code_point = ord(character)
    if code_point in _UNDECODED_BYTES:
        return (
            "a byte that is not UTF-8 "
            f"(0x{code_point - _UNDECODED_BYTES.start + 0x80:02X} {position_text}); "
            "use a terminal, or save the file, in UTF-8"
        )
    description = "half of a surrogate pair" if code_point else "a null character"
    return f"{description} (U+{code_point:04X} {position_text}); remove it"


def join_segments(segments: Sequence[Segment]) -> Segment:
    """Join successive segments into one."""
    separator = " " if segments[0].locale.uses_spaces else ""
    joined_text = separator.join(segment.text for segment in segments)
    codes = tuple(code for segment in segments for code in segment.codes)
    return Segment(segments[0].locale, joined_text, codes)


def compute_content_key(*parts: str | bytes) -> bytes:
    """Hash parts to 16 bytes: BLAKE2b over length-prefixed parts.

    >>> compute_content_key("ab", "c") == compute_content_key("a", "bc")
    False
    """
    content_hash = _EMPTY_HASH.copy()
    for part in parts:
        content_hash.update(
            _add_length_prefix(part.encode() if isinstance(part, str) else part)
        )
    return content_hash.digest()


def compute_content_keys(encoded_texts: Iterable[bytes]) -> list[bytes]:
    """Compute `compute_content_key` of each text, given in UTF-8.

    Speed trick: hashes of prefixes are copied, 36 % faster than hashing them again
    (benchmarks/text_optimisations.py).
    """
    content_keys = []
    copy_hash_by_length: dict[int, Callable[[], hashlib.blake2b]] = {}
    for encoded_text in encoded_texts:
        copy_hash = copy_hash_by_length.get(len(encoded_text))
        if copy_hash is None:
            content_hash = _EMPTY_HASH.copy()
            content_hash.update(len(encoded_text).to_bytes(8, "big"))
            copy_hash = copy_hash_by_length[len(encoded_text)] = content_hash.copy
        content_hash = copy_hash()
        content_hash.update(encoded_text)
        content_keys.append(content_hash.digest())
    return content_keys


def compute_segment_key(
    locale_tag: str, text: str, codes: tuple[Code, ...] = ()
) -> bytes:
    """Compute `Segment.key` from its parts."""
    segment_hash = start_hash(locale_tag).copy()
    encoded_text = text.encode()
    segment_hash.update(len(encoded_text).to_bytes(8, "big") + encoded_text)
    for code in codes:
        for part in (code.kind, code.id, code.data):
            segment_hash.update(_add_length_prefix(part.encode()))
    return segment_hash.digest()


def compute_segment_keys(
    locale_tags: Sequence[str],
    encoded_texts: Sequence[bytes],
    code_tuples: Sequence[tuple[Code, ...]],
) -> list[bytes]:
    """Compute the `Segment.key` of many segments, given by columns, texts in UTF-8."""
    segment_keys = []
    copy_hash_by_tag = {
        locale_tag: start_hash(locale_tag).copy for locale_tag in set(locale_tags)
    }
    for locale_tag, encoded_text, segment_codes in zip(
        locale_tags, encoded_texts, code_tuples, strict=True
    ):
        if segment_codes:
            segment_keys.append(
                compute_segment_key(locale_tag, encoded_text.decode(), segment_codes)
            )
            continue
        segment_hash = copy_hash_by_tag[locale_tag]()
        segment_hash.update(len(encoded_text).to_bytes(8, "big") + encoded_text)
        segment_keys.append(segment_hash.digest())
    return segment_keys


def _add_length_prefix(encoded_part: bytes) -> bytes:
    """Put the length of a part before it, so that parts cannot be confused."""
    return len(encoded_part).to_bytes(8, "big") + encoded_part


# Copying a hash that has begun takes half of the time of making one.
_EMPTY_HASH = hashlib.blake2b(digest_size=16)


def start_hash(first_part: str) -> "hashlib.blake2b":
    """The hash of a `compute_content_key` after its first part, for copying."""
    part_hash = _EMPTY_HASH.copy()
    part_hash.update(_add_length_prefix(first_part.encode()))
    return part_hash
