"""Layout of the plain units of a TMX file, learnt from one of them.

A program writes its units all alike. An expression for just that, made of the markup
between the values of one unit, reads many at once. Saves 95 % of reading such files
(`benchmarks/export_tricks.py`).

Attributes, dates and texts of these units are read here, too, without a parser; a value
is None where only a parser reads it right.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

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
PLAIN_VALUE = '[^"<&\t\n]*+'
"""Pattern of an attribute's value without entities or line breaks."""

UnitLayout = tuple["re.Pattern[bytes]", Callable[[tuple[Any, ...]], Any]]
"""A pattern that matches one unit or all the rest, and a getter of its values.

The last group is the rest. The values are the four fields, then attributes and content
of either `<tuv>`. Absent fields are what the last group is.
"""

_FIELD_GROUPS = (2, 3, 4, 5)
_LANGUAGE_GROUPS = (8, 11)
_CONTENT_GROUPS = (10, 13)
_LANGUAGE_ATTRIBUTE = re.compile(f'( [a-z:]+=")({PLAIN_VALUE})(")'.encode())


def find_layout(unit_match: "re.Match[bytes]") -> UnitLayout | None:
    """Find the layout of a unit of two texts; None if a `<tuv>` has more attributes.

    `unit_match` has its fields in groups 2 to 5, and attributes and content of the
    `<tuv>` in groups 8, 10, 11 and 13.
    """
    expression, end_offset = b"", unit_match.start()
    group_positions: dict[int, int] = {}
    groups = (*_FIELD_GROUPS, *_LANGUAGE_GROUPS, *_CONTENT_GROUPS)
    for start_offset, group in sorted(
        (unit_match.start(group), group) for group in groups
    ):
        if start_offset < 0:
            continue
        value_pattern = PLAIN_VALUE.encode() if group in _FIELD_GROUPS else b"[^<]*+"
        if group in _LANGUAGE_GROUPS:
            language = _LANGUAGE_ATTRIBUTE.fullmatch(unit_match[group])
            if language is None:
                return None
            value_pattern = re.escape(language[1]) + PLAIN_VALUE.encode() + language[3]
        expression += (
            re.escape(unit_match.string[end_offset:start_offset])
            + b"("
            + value_pattern
            + b")"
        )
        end_offset = unit_match.end(group)
        group_positions[group] = len(group_positions)
    expression += re.escape(unit_match.string[end_offset : unit_match.end()])
    order = (
        *_FIELD_GROUPS,
        _LANGUAGE_GROUPS[0],
        _CONTENT_GROUPS[0],
        _LANGUAGE_GROUPS[1],
        _CONTENT_GROUPS[1],
    )
    read_values = itemgetter(
        *(group_positions.get(group, len(group_positions)) for group in order)
    )
    return _compile(expression + b"|((?s:.++))"), read_values


@lru_cache(maxsize=64)
def _compile(expression: bytes) -> "re.Pattern[bytes]":
    return re.compile(expression)


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
