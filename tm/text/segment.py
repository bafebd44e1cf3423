"""Segments: the pieces of text that a memory stores and compares.

Inline codes (tags, placeholders) are one character each, U+FFFC, so that regular
expressions, similarity and alignment work on an ordinary string.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from tm.errors import InvalidText
from tm.text.locale import Locale
from tm.text.normal import nfc

CODE = "\ufffc"
"""Stands in a segment's text where an inline code is."""

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
        demand_storable(plain_text)
        codes = (Code("text", "", CODE),) * plain_text.count(CODE)
        return cls(locale, plain_text, codes)

    @property
    def key(self) -> bytes:
        """The hash of locale, text and codes, 16 bytes."""
        return _segment_key(self.locale.tag, self.text, self.codes)

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to translate."""
        return not self.text.replace(CODE, "").strip()

    @property
    def display(self) -> str:
        """The text with its codes written out, for people."""
        if not self.codes:
            return self.text
        texts_between = self.text.split(CODE)
        displayed_texts = [texts_between[0]]
        for code, text in zip(self.codes, texts_between[1:], strict=True):
            displayed_texts += (code.data, text)
        return "".join(displayed_texts)


def demand_storable(text: str) -> None:
    """Raise InvalidText for text that no UTF-8 file, or no database, can hold."""
    if text.isascii() and "\0" not in text:
        return
    unstorable_match = _UNSTORABLE_PATTERN.search(text)
    if unstorable_match is not None:
        unstorable_name = (
            "U+0000" if unstorable_match[0] == "\0" else "half of a surrogate pair"
        )
        position = (
            f"U+{ord(unstorable_match[0]):04X} at position {unstorable_match.start()}"
        )
        raise InvalidText(f"text holds {unstorable_name} ({position})")


def content_key(*parts: str | bytes) -> bytes:
    """Hash parts to 16 bytes: BLAKE2b over length-prefixed parts.

    >>> content_key("ab", "c") == content_key("a", "bc")
    False
    """
    started_hash = _EMPTY_HASH.copy()
    for part in parts:
        started_hash.update(
            _prefix_length(part.encode() if isinstance(part, str) else part)
        )
    return started_hash.digest()


def content_keys(texts: Iterable[bytes]) -> list[bytes]:
    """Compute `content_key` of each text, given in UTF-8."""
    keys = []
    copy_hash_by_length: dict[int, Callable[[], hashlib.blake2b]] = {}
    for encoded_text in texts:
        copy_hash = copy_hash_by_length.get(len(encoded_text))
        if copy_hash is None:
            started_hash = _EMPTY_HASH.copy()
            started_hash.update(len(encoded_text).to_bytes(8, "big"))
            copy_hash = copy_hash_by_length[len(encoded_text)] = started_hash.copy
        started_hash = copy_hash()
        started_hash.update(encoded_text)
        keys.append(started_hash.digest())
    return keys


def segment_key(tag: str, text: str, codes: tuple[Code, ...] = ()) -> bytes:
    """Compute `Segment.key` from its parts."""
    hashed = started_hash(tag).copy()
    encoded_text = text.encode()
    hashed.update(len(encoded_text).to_bytes(8, "big") + encoded_text)
    for code in codes:
        for part in (code.kind, code.id, code.data):
            hashed.update(_prefix_length(part.encode()))
    return hashed.digest()


def segment_keys(
    tags: Sequence[str], texts: Sequence[bytes], codes: Sequence[tuple[Code, ...]]
) -> list[bytes]:
    """Compute the `Segment.key` of many segments, given by columns, texts in UTF-8."""
    keys = []
    copy_hash_by_tag = {tag: started_hash(tag).copy for tag in set(tags)}
    for tag, encoded_text, segment_codes in zip(tags, texts, codes, strict=True):
        if segment_codes:
            keys.append(segment_key(tag, encoded_text.decode(), segment_codes))
            continue
        hashed = copy_hash_by_tag[tag]()
        hashed.update(len(encoded_text).to_bytes(8, "big") + encoded_text)
        keys.append(hashed.digest())
    return keys


def _prefix_length(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part


# Copying a hash that has begun takes half of the time of making one.
_EMPTY_HASH = hashlib.blake2b(digest_size=16)


@lru_cache(maxsize=1024)
def started_hash(first_part: str) -> "hashlib.blake2b":
    """The hash of a `content_key` after its first part, for copying."""
    hashed = _EMPTY_HASH.copy()
    hashed.update(_prefix_length(first_part.encode()))
    return hashed


# A key is asked for several times while a unit is stored.
_segment_key = lru_cache(maxsize=8192)(segment_key)
