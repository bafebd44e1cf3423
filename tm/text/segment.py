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
    """An inline code: a tag, a placeholder, anything that is not for reading."""

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
        """The segment that plain text makes: composed, its ends trimmed.

        A U+FFFC that the text itself holds becomes a code, so that nothing is lost.
        Raises InvalidText for what a database or a file cannot hold: half of a
        surrogate pair, and U+0000.
        """
        plain = nfc(text).strip()
        demand_storable(plain)
        codes = (Code("text", "", CODE),) * plain.count(CODE)
        return cls(locale, plain, codes)

    @property
    def key(self) -> bytes:
        """16 bytes that say what the segment is: locale, text and codes, hashed."""
        return _segment_key(self.locale.tag, self.text, self.codes)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to translate in it."""
        return not self.text.replace(CODE, "").strip()

    @property
    def display(self) -> str:
        """The text with its codes written out, for reading only."""
        if not self.codes:
            return self.text
        pieces = self.text.split(CODE)
        shown = [pieces[0]]
        for code, piece in zip(self.codes, pieces[1:], strict=True):
            shown += (code.data, piece)
        return "".join(shown)


def demand_storable(text: str) -> None:
    """Raise InvalidText for text that no UTF-8 file, or no database, can hold."""
    if text.isascii() and "\0" not in text:
        return
    found = _UNSTORABLE.search(text)
    if found is not None:
        what = "U+0000" if found[0] == "\0" else "half of a surrogate pair"
        at = f"U+{ord(found[0]):04X} at position {found.start()}"
        raise InvalidText(f"text holds {what} ({at})")


def content_key(*parts: str | bytes) -> bytes:
    """16 bytes that differ when any part does: BLAKE2b over length-prefixed parts.

    >>> content_key("ab", "c") == content_key("a", "bc")
    False
    """
    hashed = _EMPTY.copy()
    for part in parts:
        hashed.update(_counted(part.encode() if isinstance(part, str) else part))
    return hashed.digest()


def content_keys(texts: Iterable[bytes]) -> list[bytes]:
    """`content_key` of each text, given in UTF-8."""
    found = []
    begun: dict[int, Callable[[], hashlib.blake2b]] = {}
    for data in texts:
        copied = begun.get(len(data))
        if copied is None:
            hashed = _EMPTY.copy()
            hashed.update(len(data).to_bytes(8, "big"))
            copied = begun[len(data)] = hashed.copy
        hashed = copied()
        hashed.update(data)
        found.append(hashed.digest())
    return found


def segment_key(tag: str, text: str, codes: tuple[Code, ...] = ()) -> bytes:
    """`Segment.key` of what makes it."""
    hashed = begun_key(tag).copy()
    data = text.encode()
    hashed.update(len(data).to_bytes(8, "big") + data)
    for code in codes:
        for part in (code.kind, code.id, code.data):
            hashed.update(_counted(part.encode()))
    return hashed.digest()


def segment_keys(
    tags: Sequence[str], texts: Sequence[bytes], codes: Sequence[tuple[Code, ...]]
) -> list[bytes]:
    """`Segment.key` of many, given by columns, their texts in UTF-8."""
    keys = []
    begun = {tag: begun_key(tag).copy for tag in set(tags)}
    for tag, data, known in zip(tags, texts, codes, strict=True):
        if known:
            keys.append(segment_key(tag, data.decode(), known))
            continue
        hashed = begun[tag]()
        hashed.update(len(data).to_bytes(8, "big") + data)
        keys.append(hashed.digest())
    return keys


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + data


# Copying a hash that has begun takes half of the time of making one.
_EMPTY = hashlib.blake2b(digest_size=16)


@lru_cache(maxsize=1024)
def begun_key(part: str) -> "hashlib.blake2b":
    """The hash of a `content_key` after its first part; to be copied."""
    hashed = _EMPTY.copy()
    hashed.update(_counted(part.encode()))
    return hashed


# A key is asked for several times while a unit is stored.
_segment_key = lru_cache(maxsize=8192)(segment_key)
