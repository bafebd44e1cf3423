"""Attributes, dates and texts of plain units, read from their UTF-8 without a parser.

They are None where only a parser reads them right. docs/architecture/speed.md has the
gain of the fast reader.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from exports.tmx.fields import iso_date
from tm.text.normal import nfc
from tm.text.segment import CODE

NAME = "[A-Za-z_][A-Za-z0-9_:.-]*+"
"""Pattern of the name of an attribute."""
_ATTRIBUTES = re.compile(rf'({NAME})="([^"]*+)"')
_UNKNOWN_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_ENTITY_CHARACTERS = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&amp;", "&"),  # last, or the others would be read in what it makes
)
_SPECIAL_BYTES = b"&<]"
"""A content with any of these bytes may have to be decoded."""
_NUMPY_MIN_COUNT = 50


def read_attributes(attribute_markup: str) -> dict[str, str] | None:
    """Read attributes by name; None where a parser would refuse or change them."""
    if not attribute_markup:
        return {}
    name_value_pairs = _ATTRIBUTES.findall(attribute_markup)
    attributes = dict(name_value_pairs)
    if (
        len(attributes) != len(name_value_pairs)
        or "\n" in attribute_markup
        or "\t" in attribute_markup
    ):
        return None
    if "&" in attribute_markup:
        for name, value in name_value_pairs:
            text = unescape(value)
            if text is None:
                return None
            attributes[name] = text
    return attributes


# The same few dates and names are written again and again.
@lru_cache(maxsize=1 << 12)
def decode_date(value: bytes | None) -> str | None:
    return None if value is None else iso_date(value.decode())


@lru_cache(maxsize=1 << 12)
def decode_name(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def decode_tuids(tuids: Sequence[bytes | None]) -> Sequence[str | None]:
    if None in tuids:
        return list(map(decode_name, tuids))
    # No plain value holds a line feed.
    return b"\n".join(tuids).decode().split("\n")  # type: ignore[arg-type]


def read_texts(contents: Sequence[bytes]) -> list[bytes | None]:
    """Read the texts of segments as `read_text` does, in UTF-8."""
    texts: list[bytes | None] = list(contents)
    for index in _find_special_texts(contents):
        text = read_text(contents[index].decode())
        texts[index] = None if text is None else text.encode()
    return texts


def _find_special_texts(contents: Sequence[bytes]) -> Iterable[int]:
    """Find the indexes of texts that may have to be decoded or normalised."""
    if len(contents) < _NUMPY_MIN_COUNT:
        return range(len(contents))
    # numpy takes longer to import than a few texts take.
    from tm.text.nfc_quick_check import list_unnormalised_texts

    return list_unnormalised_texts(contents, _SPECIAL_BYTES)


def read_text(content: str) -> str | None:
    """Read the text of a segment; None if it has inline codes."""
    if "<" in content:
        return None
    if "&" in content or "]" in content:
        text = unescape(content)
        if text is None:
            return None
        content = text
    return None if CODE in content else nfc(content).strip()


def unescape(content: str) -> str | None:
    """Replace the five entities of XML; None if there are others."""
    if "]]>" in content:
        return None
    if "&" not in content:
        return content
    if _UNKNOWN_ENTITY.search(content):
        return None
    for entity, character in _ENTITY_CHARACTERS:
        content = content.replace(entity, character)
    return content
