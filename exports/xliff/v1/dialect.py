"""Elements and attributes that translation tools add to XLIFF 1.2.

Trados (`sdl:`), memoQ (`mq:`) and Phrase, once Memsource (`m:`).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from exports.provenance import Fields
from exports.xliff.fields import NOTE_PROPERTY, make_element_property
from exports.xml.document import Element
from exports.xml.escaping import quote_attribute
from tm.unit_property import Property, Side

TRADOS_DEFINITIONS = "sdl:seg-defs"
TRADOS_COMMENT = "sdl:cmt-def"
"""A comment of Trados, before all units, which refer to it by its id."""
MEMOQ_INSERTED_MATCH = "mq:insertedmatch"
"""memoQ's proposal that a translation was made from."""
TRADOS_TAG = "sdl:tag"
"""Native code of an inline element in the header of a file of Trados."""
PHRASE_MARKS = "m:tunit-metadata"
"""Phrase's inline codes, which are braces in the texts of a unit."""
_TOOL_PROPERTY_PREFIXES = ("xliff:sdl:", "xliff:mq:", "xliff:m:")
_LOCKED_PROPERTIES = ("xliff:sdl:locked", "xliff:mq:locked", "xliff:m:locked")
_MEMOQ_NULL_DATE_PREFIX = "0001-"
"""Prefix of memoQ's date for an event that has not happened."""
_MEMOQ_DATE_PATTERN = re.compile(r"(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d:\d\d)", re.ASCII)


def read_status_properties(unit: Element) -> dict[str, list[Property]]:
    """Read Trados's properties of each segment of a unit, by the segment's id."""
    properties_by_segment_id: dict[str, list[Property]] = {}
    for definitions_element in unit.find_children(TRADOS_DEFINITIONS):
        for segment_element in definitions_element.find_children("sdl:seg"):
            properties = properties_by_segment_id.setdefault(
                segment_element.attributes.get("id", ""), []
            )
            for property_name, attribute_value in segment_element.attributes.items():
                if property_name != "id":
                    properties.append(
                        Property(f"xliff:sdl:{property_name}", attribute_value)
                    )
            for value_element in segment_element.find_children("sdl:value"):
                property_name = (
                    f"xliff:sdl:value:{value_element.attributes.get('key', '')}"
                )
                properties.append(Property(property_name, value_element.text))
            for other_element in segment_element.content:
                if (
                    isinstance(other_element, Element)
                    and other_element.name != "sdl:value"
                ):
                    element_property = make_element_property(other_element)
                    properties += [element_property] if element_property else []
    return properties_by_segment_id


def read_author_fields(properties: list[Property]) -> Fields:
    """Read the author and dates of a unit from its properties."""
    value_by_name = {
        property.name.removeprefix("xliff:"): property.value
        for property in properties
        if property.name.startswith(_TOOL_PROPERTY_PREFIXES)
    }
    if not value_by_name:
        return {}

    def find_first_value(*names: str) -> str:
        return next(
            (
                value_by_name[property_name]
                for property_name in names
                if value_by_name.get(property_name)
            ),
            "",
        )

    text_by_field = {
        "author": find_first_value(
            "sdl:value:created_by",
            "mq:translatorcommitusername",
            "mq:lastchanginguser",
            "m:created-by",
        ),
        "created": _convert_date(
            find_first_value(
                "sdl:value:created_on", "mq:translatorcommittimestamp", "m:created-at"
            )
        ),
        "changed": _convert_date(
            find_first_value(
                "sdl:value:modified_on", "mq:lastchangedtimestamp", "m:modified-at"
            )
        ),
    }
    return {
        field_name: field_text
        for field_name, field_text in text_by_field.items()
        if field_text
    }


def is_locked(properties: list[Property]) -> bool:
    """Whether the properties of a segment lock it."""
    return any(
        property.name in _LOCKED_PROPERTIES and property.value in ("true", "locked")
        for property in properties
    )


def read_comments(element: Element) -> list[Property]:
    """Read the comments in an element of a unit; none in other elements."""
    if element.name == "mq:comments":
        return [
            _make_comment_property(comment_element, "creatoruser", "time")
            for comment_element in element.find_children("mq:comment")
        ]
    if element.name == "m:comment":
        return [_make_comment_property(element, "created-by", "created-at")]
    if element.name == TRADOS_COMMENT:
        comment_elements = [
            descendant
            for descendant in _iterate_descendants(element)
            if descendant.name == "Comment"
        ]
        return [
            _make_comment_property(comment_element, "user", "date")
            for comment_element in comment_elements
        ]
    return []


def iterate_references(unit: Element) -> Iterator[tuple[str, str]]:
    """Iterate over the names and ids of elements that a unit refers to."""
    references = [
        (TRADOS_COMMENT, comment_id) for comment_id in iterate_comment_ids(unit)
    ]
    for descendant in _iterate_descendants(unit):
        if descendant.name in ("g", "x") and "id" in descendant.attributes:
            references.append((TRADOS_TAG, descendant.attributes["id"]))
    yield from dict.fromkeys(references)


def read_native_codes(unit: Element) -> dict[str, tuple[str, str]]:
    """Read the native codes of begin and end of inline elements, by id."""
    native_code_pair_by_id = {}
    for tag_element in unit.find_children(TRADOS_TAG):
        text_by_name = {
            descendant.name: descendant.text
            for descendant in _iterate_descendants(tag_element)
        }
        opening_or_whole_code = text_by_name.get(
            "sdl:bpt", text_by_name.get("sdl:ph", text_by_name.get("sdl:st", ""))
        )
        native_code_pair_by_id[tag_element.attributes.get("id", "")] = (
            opening_or_whole_code,
            text_by_name.get("sdl:ept", ""),
        )
    return native_code_pair_by_id


def iterate_comment_ids(element: Element) -> Iterator[str]:
    """Iterate over the ids of comments that an element refers to, each once."""
    comment_ids = (
        descendant.attributes.get("sdl:cid")
        for descendant in _iterate_descendants(element)
    )
    yield from dict.fromkeys(comment_id for comment_id in comment_ids if comment_id)


def read_phrase_code_ids(unit: Element) -> frozenset[str] | None:
    """Read the ids of Phrase's inline codes; None in files of other tools."""
    if not any(attribute_name.startswith("m:") for attribute_name in unit.attributes):
        return None
    return frozenset(
        mark_element.attributes["id"]
        for marks_element in unit.find_children(PHRASE_MARKS)
        for mark_element in marks_element.find_children("m:mark")
        if "id" in mark_element.attributes
    )


def _make_comment_property(
    element: Element, user_attribute: str, date_attribute: str
) -> Property:
    """Convert a comment to a property with its author and date."""
    text_by_attribute = {
        name.rpartition(":")[2]: value
        for name, value in sorted(element.attributes.items())
    }
    side_name = text_by_attribute.pop("appliesto", "").lower()
    side = next(
        (side for side in (Side.SOURCE, Side.TARGET) if side == side_name), Side.UNIT
    )
    fields = {
        "from": text_by_attribute.pop(user_attribute, ""),
        "date": _convert_date(text_by_attribute.pop(date_attribute, "")),
    } | text_by_attribute
    name = "".join(
        f" {name}={quote_attribute(value)}" for name, value in fields.items() if value
    )
    return Property(NOTE_PROPERTY + name, element.text.strip(), side)


def _convert_date(text: str) -> str:
    """Convert a date of these tools to ISO 8601; others stay unchanged."""
    if text.startswith(_MEMOQ_NULL_DATE_PREFIX) or text == "0":
        return ""
    date_match = _MEMOQ_DATE_PATTERN.fullmatch(text)
    if date_match:
        return f"{date_match[3]}-{date_match[1]}-{date_match[2]}T{date_match[4]}"
    if re.fullmatch("[0-9]{12,14}", text):  # milliseconds since 1970
        date_time = datetime.fromtimestamp(int(text) // 1000, UTC)
        return date_time.strftime("%Y-%m-%dT%H:%M:%SZ")
    return text


def _iterate_descendants(element: Element) -> Iterator[Element]:
    for child in element.content:
        if isinstance(child, Element):
            yield child
            yield from _iterate_descendants(child)
