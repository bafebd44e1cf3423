"""Reading of many TMX units with the layout of one of them.

A program writes all units in one layout. An expression for this layout, made of the
markup between the values of one unit, reads many units at once. Saves 94 % of reading
such files (`benchmarks/export_optimisations.py`).

Attributes, dates and texts of these units are read here without a parser; a value is
None if only a parser can read it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from exports.tmx.fields import convert_to_iso_date
from tm.text.normal import nfc
from tm.text.segment import CODE

NAME_EXPRESSION = "[A-Za-z_][A-Za-z0-9_:.-]*+"
"""Pattern of the name of an attribute."""
_ATTRIBUTE_PATTERN = re.compile(rf'({NAME_EXPRESSION})="([^"]*+)"')
_UNKNOWN_ENTITY_PATTERN = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_ENTITY_CHARACTER_PAIRS = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&amp;", "&"),  # last: its result may look like another entity
)
_SPECIAL_BYTES = b"&<]"
"""A content with any of these bytes may have to be decoded."""
_MIN_COUNT_FOR_NUMPY = 50
PLAIN_VALUE_EXPRESSION = '[^"<&\t\n]*+'
"""Pattern of an attribute's value without entities or line breaks."""


class PlainUnitColumns(NamedTuple):
    """The markup of plain units, a column for each field and each part of a `<tuv>`."""

    tuids: Sequence[bytes | None]
    created_dates: Sequence[bytes | None]
    authors: Sequence[bytes | None]
    changed_dates: Sequence[bytes | None]
    first_attribute_markups: Sequence[bytes]
    first_contents: Sequence[bytes]
    second_attribute_markups: Sequence[bytes]
    second_contents: Sequence[bytes]


UnitLayout = tuple["re.Pattern[bytes]", Callable[[tuple[Any, ...]], Any]]
"""A pattern that matches one unit or all remaining text, and a getter of its values.

The last group is the remaining text. The values are those of `PlainUnitColumns`, in
order. Missing fields have the value of the last group.
"""

_FIELD_GROUP_NUMBERS = (2, 3, 4, 5)
_LANGUAGE_GROUP_NUMBERS = (8, 11)
_CONTENT_GROUP_NUMBERS = (10, 13)
_LANGUAGE_ATTRIBUTE_PATTERN = re.compile(
    f'( [a-z:]+=")({PLAIN_VALUE_EXPRESSION})(")'.encode()
)


def find_layout(unit_match: "re.Match[bytes]") -> UnitLayout | None:
    """Find the layout of a unit of two texts; None if a `<tuv>` has more attributes.

    `unit_match` has its fields in groups 2 to 5, and attributes and content of the
    `<tuv>` in groups 8, 10, 11 and 13.
    """
    expression, markup_start = b"", unit_match.start()
    index_by_group_number: dict[int, int] = {}
    group_numbers = (
        *_FIELD_GROUP_NUMBERS,
        *_LANGUAGE_GROUP_NUMBERS,
        *_CONTENT_GROUP_NUMBERS,
    )
    for value_start, group_number in sorted(
        (unit_match.start(group_number), group_number) for group_number in group_numbers
    ):
        if value_start < 0:
            continue
        value_expression = (
            PLAIN_VALUE_EXPRESSION.encode()
            if group_number in _FIELD_GROUP_NUMBERS
            else b"[^<]*+"
        )
        if group_number in _LANGUAGE_GROUP_NUMBERS:
            language_match = _LANGUAGE_ATTRIBUTE_PATTERN.fullmatch(
                unit_match[group_number]
            )
            if language_match is None:
                return None
            value_expression = (
                re.escape(language_match[1])
                + PLAIN_VALUE_EXPRESSION.encode()
                + language_match[3]
            )
        expression += (
            re.escape(unit_match.string[markup_start:value_start])
            + b"("
            + value_expression
            + b")"
        )
        markup_start = unit_match.end(group_number)
        index_by_group_number[group_number] = len(index_by_group_number)
    expression += re.escape(unit_match.string[markup_start : unit_match.end()])
    value_group_numbers = (
        *_FIELD_GROUP_NUMBERS,
        _LANGUAGE_GROUP_NUMBERS[0],
        _CONTENT_GROUP_NUMBERS[0],
        _LANGUAGE_GROUP_NUMBERS[1],
        _CONTENT_GROUP_NUMBERS[1],
    )
    read_values = itemgetter(
        *(
            index_by_group_number.get(group_number, len(index_by_group_number))
            for group_number in value_group_numbers
        )
    )
    return re.compile(expression + b"|((?s:.++))"), read_values


def read_attributes(attribute_markup: str) -> dict[str, str] | None:
    """Read attributes by name; None where a parser would refuse or change them."""
    if not attribute_markup:
        return {}
    name_value_pairs = _ATTRIBUTE_PATTERN.findall(attribute_markup)
    value_by_attribute = dict(name_value_pairs)
    if (
        len(value_by_attribute) != len(name_value_pairs)
        or "\n" in attribute_markup
        or "\t" in attribute_markup
    ):
        return None
    if "&" in attribute_markup:
        for name, value in name_value_pairs:
            text = replace_entities(value)
            if text is None:
                return None
            value_by_attribute[name] = text
    return value_by_attribute


def decode_date(date_bytes: bytes | None) -> str | None:
    """Convert a date of TMX, in UTF-8, to ISO 8601."""
    return None if date_bytes is None else convert_to_iso_date(date_bytes.decode())


def decode_name(name_bytes: bytes | None) -> str | None:
    """Decode the name of an author, or None."""
    return None if name_bytes is None else name_bytes.decode()


def decode_tuids(tuids: Sequence[bytes | None]) -> Sequence[str | None]:
    """Decode the `tuid` of each unit, or None."""
    if None in tuids:
        return list(map(decode_name, tuids))
    # No plain value holds a line feed.
    return b"\n".join(tuids).decode().split("\n")  # type: ignore[arg-type]


def read_texts(contents: Sequence[bytes]) -> list[bytes | None]:
    """Read the texts of segments as `read_text` does, in UTF-8."""
    texts: list[bytes | None] = list(contents)
    for content_index in _find_special_texts(contents):
        text = read_text(contents[content_index].decode())
        texts[content_index] = None if text is None else text.encode()
    return texts


def _find_special_texts(contents: Sequence[bytes]) -> Iterable[int]:
    """Find the indexes of texts that may have to be decoded or normalised."""
    if len(contents) < _MIN_COUNT_FOR_NUMPY:
        return range(len(contents))
    # Importing numpy takes longer than reading a few texts.
    from tm.text.nfc_quick_check import list_unnormalised_texts

    return list_unnormalised_texts(contents, _SPECIAL_BYTES)


def read_text(content: str) -> str | None:
    """Read the text of a segment; None if it has inline codes."""
    if "<" in content:
        return None
    if "&" in content or "]" in content:
        text = replace_entities(content)
        if text is None:
            return None
        content = text
    return None if CODE in content else nfc(content).strip()


def replace_entities(content: str) -> str | None:
    """Replace the five entities of XML; None if there are others."""
    if "]]>" in content:
        return None
    if "&" not in content:
        return content
    if _UNKNOWN_ENTITY_PATTERN.search(content):
        return None
    for entity, character in _ENTITY_CHARACTER_PAIRS:
        content = content.replace(entity, character)
    return content
