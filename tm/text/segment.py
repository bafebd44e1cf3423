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
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


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
        plain = nfc(text).strip()
        demand_storable(plain)
        codes = (Code("text", "", CODE),) * plain.count(CODE)
        return cls(locale, plain, codes)

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
        shown = [texts_between[0]]
        for code, text in zip(self.codes, texts_between[1:], strict=True):
            shown += (code.data, text)
        return "".join(shown)


def demand_storable(text: str) -> None:
    """Raise InvalidText for text that no UTF-8 file, or no database, can hold."""
    if text.isascii() and "\0" not in text:
        return
    unstorable = _UNSTORABLE.search(text)
    if unstorable is not None:
        what = "U+0000" if unstorable[0] == "\0" else "half of a surrogate pair"
        position = f"U+{ord(unstorable[0]):04X} at position {unstorable.start()}"
        raise InvalidText(f"text holds {what} ({position})")


def content_key(*parts: str | bytes) -> bytes:
    """Hash parts to 16 bytes: BLAKE2b over length-prefixed parts.

    >>> content_key("ab", "c") == content_key("a", "bc")
    False
    """
    hashed = _EMPTY.copy()
    for part in parts:
        hashed.update(_with_length(part.encode() if isinstance(part, str) else part))
    return hashed.digest()


def content_keys(texts: Iterable[bytes]) -> list[bytes]:
    """Compute `content_key` of each text, given in UTF-8."""
    keys = []
    copies: dict[int, Callable[[], hashlib.blake2b]] = {}
    for data in texts:
        copy_hash = copies.get(len(data))
        if copy_hash is None:
            hashed = _EMPTY.copy()
            hashed.update(len(data).to_bytes(8, "big"))
            copy_hash = copies[len(data)] = hashed.copy
        hashed = copy_hash()
        hashed.update(data)
        keys.append(hashed.digest())
    return keys


def segment_key(tag: str, text: str, codes: tuple[Code, ...] = ()) -> bytes:
    """Compute `Segment.key` from its parts."""
    hashed = started_hash(tag).copy()
    data = text.encode()
    hashed.update(len(data).to_bytes(8, "big") + data)
    for code in codes:
        for part in (code.kind, code.id, code.data):
            hashed.update(_with_length(part.encode()))
    return hashed.digest()


def segment_keys(
    tags: Sequence[str], texts: Sequence[bytes], codes: Sequence[tuple[Code, ...]]
) -> list[bytes]:
    """Compute the `Segment.key` of many segments, given by columns, texts in UTF-8."""
    keys = []
    copies = {tag: started_hash(tag).copy for tag in set(tags)}
    for tag, data, segment_codes in zip(tags, texts, codes, strict=True):
        if segment_codes:
            keys.append(segment_key(tag, data.decode(), segment_codes))
            continue
        hashed = copies[tag]()
        hashed.update(len(data).to_bytes(8, "big") + data)
        keys.append(hashed.digest())
    return keys


def _with_length(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + data


# Copying a hash that has begun takes half of the time of making one.
_EMPTY = hashlib.blake2b(digest_size=16)


@lru_cache(maxsize=1024)
def started_hash(part: str) -> "hashlib.blake2b":
    """The hash of a `content_key` after its first part, for copying."""
    hashed = _EMPTY.copy()
    hashed.update(_with_length(part.encode()))
    return hashed


# A key is asked for several times while a unit is stored.
_segment_key = lru_cache(maxsize=8192)(segment_key)
