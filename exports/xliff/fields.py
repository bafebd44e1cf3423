"""Properties of a unit for metadata of XLIFF that has no field.

An attribute is `xliff:` and its name. Notes with attributes are `xliff:note` with
these, proposals `xliff:match`, terms of a glossary `xliff:term`, both in JSON. An
element of another tool is `xliff:element`, as it stands.
"""

import json
import re
from collections.abc import Iterable, Iterator

from exports.editable_file import TranslationCandidate
from exports.provenance import is_own_remark
from exports.xliff.inline.content import ReadingScheme, format_content, read_segment
from exports.xml.document import Element
from exports.xml.escaping import escape_text, quote_attribute
from tm.text.locale import Locale
from tm.unit_property import Property, Side

PROPERTY_PREFIX = "xliff:"
NOTE_PROPERTY = "xliff:note"
MATCH_PROPERTY = "xliff:match"
TERM_PROPERTY = "xliff:term"
ELEMENT_PROPERTY = "xliff:element"
MATCH_TYPES = ("am", "ebm", "idm", "ice", "mt", "tb", "tm", "other")
"""Types of a proposal in 2.x; 1.2 has them with `x-` before them."""
_UNKNOWN_LOCALE = Locale("und")
_MATCH_ELEMENTS = ("source", "seg-source", "target", "originalData")
_MAX_ELEMENT_LENGTH = 10_000
"""Longer elements, such as the history of a unit, are not kept."""
_NOTE_NAME_PATTERN = re.compile(r'xliff:note((?: [\w-]+="[^"<>&\t\n\r]*")+)?')
_NOTE_ATTRIBUTE_PATTERN = re.compile(r' ([\w-]+)="([^"]*)"')


def dump_candidate(candidate: TranslationCandidate) -> str:
    """Dump a candidate as the value of a property."""
    text_by_field = {
        "quality": candidate.quality,
        "origin": candidate.origin,
        "type": candidate.type,
        "source": candidate.source,
        "target": candidate.target,
    }
    return _dump_json(
        {
            field_name: field_text
            for field_name, field_text in text_by_field.items()
            if field_text
        }
    )


def load_candidate(text: str) -> TranslationCandidate | None:
    """Load a candidate from the value of a property; None if it is not one."""
    text_by_field = _load_text_fields(text)
    target = text_by_field.pop("target", None)
    if target is None or not set(text_by_field) <= {
        "quality",
        "origin",
        "type",
        "source",
    }:
        return None
    return TranslationCandidate(target, **text_by_field)


def make_attribute_properties(
    element: Element, skipped_names: Iterable[str], side: Side = Side.UNIT
) -> list[Property]:
    """Convert the attributes of an element to properties, but for skipped ones."""
    all_skipped_names = {"xml:lang", "xml:space", *skipped_names}
    return [
        Property(PROPERTY_PREFIX + attribute_name, attribute_value, side)
        for attribute_name, attribute_value in element.attributes.items()
        if attribute_name not in all_skipped_names
    ]


def make_note_property(note: Element) -> Property:
    """Convert a note to a property; without attributes it is `xliff:note`."""
    attribute_value_by_name = {
        attribute_name: attribute_value
        for attribute_name, attribute_value in sorted(note.attributes.items())
        if attribute_name not in ("xml:lang", "id")
        and (attribute_name, attribute_value) != ("priority", "1")
    }
    annotated_sides = [
        attribute_value_by_name.pop(attribute_name, "")
        for attribute_name in ("annotates", "appliesTo")
    ]
    side = next(
        (
            Side(side_name)
            for side_name in annotated_sides
            if side_name in ("source", "target")
        ),
        Side.UNIT,
    )
    attribute_markup = "".join(
        f" {attribute_name}={quote_attribute(attribute_value)}"
        for attribute_name, attribute_value in attribute_value_by_name.items()
    )
    return Property(NOTE_PROPERTY + attribute_markup, note.text, side)


def format_note(
    property: Property, *, side_attribute: str, allowed_attributes: tuple[str, ...]
) -> str | None:
    """Make the note of a property; None if an attribute is not allowed."""
    name_match = _NOTE_NAME_PATTERN.fullmatch(property.name)
    if name_match is None:
        return None
    note_attributes = dict(_NOTE_ATTRIBUTE_PATTERN.findall(name_match[1] or ""))
    if not set(note_attributes) <= set(allowed_attributes):
        return None
    if not re.fullmatch("[1-9]|10", note_attributes.get("priority", "1")):
        return None
    attribute_markup = "".join(
        f' {attribute_name}="{attribute_value}"'
        for attribute_name, attribute_value in note_attributes.items()
    )
    if property.side is not Side.UNIT:
        attribute_markup += f' {side_attribute}="{property.side}"'
    return (
        f"<note{attribute_markup}>{escape_text(property.value)}</note>\n"
        if attribute_markup
        else None
    )


def make_element_property(element: Element) -> Property | None:
    """Convert an element to a property; None if it is too long to keep."""
    attribute_markup = "".join(
        f" {attribute_name}={quote_attribute(attribute_value)}"
        for attribute_name, attribute_value in element.attributes.items()
    )
    content = format_content(element).strip()
    markup = f"<{element.name}{attribute_markup}>{content}</{element.name}>"
    return (
        Property(ELEMENT_PROPERTY, markup)
        if len(markup) <= _MAX_ELEMENT_LENGTH
        else None
    )


def make_match_properties(
    match_element: Element,
    scheme: ReadingScheme,
    *,
    quality_attribute: str,
    type_attribute: str,
    origin_attribute: str = "origin",
) -> Iterator[Property]:
    """Convert a proposal to properties, given the names of three attributes.

    What else it says follows as properties of their own. A proposal that Padanan made
    of the memory is none of the unit's own.
    """
    if is_own_remark(match_element.attributes.get(origin_attribute, "")):
        return
    side_texts: list[str | None] = []
    for child_name in ("source", "target"):
        side_element = next(match_element.find_children(child_name), None)
        segment = read_segment(_UNKNOWN_LOCALE, side_element, scheme)
        side_texts.append(segment.display_text or None)
    match_attributes = match_element.attributes
    match_type = match_attributes.get(type_attribute)
    if match_type is not None and match_type.removeprefix("x-") in MATCH_TYPES:
        match_type = match_type.removeprefix("x-")
    candidate = TranslationCandidate(
        side_texts[1] or "",
        side_texts[0],
        match_attributes.get(quality_attribute),
        match_attributes.get(origin_attribute),
        match_type,
    )
    yield Property(MATCH_PROPERTY, dump_candidate(candidate))
    skipped_names = (
        quality_attribute,
        type_attribute,
        origin_attribute,
        "id",
        "mid",
        "ref",
    )
    for property in make_attribute_properties(match_element, skipped_names):
        attribute_name = property.name.removeprefix(PROPERTY_PREFIX)
        yield Property(f"{MATCH_PROPERTY}:{attribute_name}", property.value)
    for child in match_element.content:
        if isinstance(child, Element) and child.name not in _MATCH_ELEMENTS:
            element_property = make_element_property(child)
            if element_property is not None:
                yield Property(f"{MATCH_PROPERTY}:element", element_property.value)


def make_term_properties(glossary: Element) -> Iterator[Property]:
    """Convert the terms of a glossary to properties."""
    for glossary_entry in glossary.find_children("gls:glossEntry"):
        texts_by_element_name: dict[str, list[str]] = {
            "term": [],
            "translation": [],
            "definition": [],
        }
        for child in glossary_entry.content:
            if isinstance(child, Element) and child.name.startswith("gls:"):
                texts_by_element_name.setdefault(child.name[4:], []).append(child.text)
        yield Property(
            TERM_PROPERTY,
            _dump_json(
                {
                    "term": "".join(texts_by_element_name["term"]),
                    "translations": texts_by_element_name["translation"],
                    "definition": "".join(texts_by_element_name["definition"]) or None,
                }
            ),
        )


def format_glossary_entry(property: Property) -> str | None:
    """Make the glossary entry of a property; None if it is not one."""
    try:
        json_object = json.loads(property.value)
        term, translations = json_object["term"], json_object["translations"]
        definition = json_object["definition"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = [term, *translations] if isinstance(translations, list) else [None]
    if definition is not None:
        texts.append(definition)
    if not all(isinstance(text, str) for text in texts) or len(texts) < 2:
        return None
    markups = [f"<gls:term>{escape_text(term)}</gls:term>"]
    markups += [
        f"<gls:translation>{escape_text(translation)}</gls:translation>"
        for translation in translations
    ]
    if definition is not None:
        markups.append(f"<gls:definition>{escape_text(definition)}</gls:definition>")
    return f"<gls:glossEntry>{''.join(markups)}</gls:glossEntry>"


def _load_text_fields(text: str) -> dict[str, str]:
    """Load a JSON object of texts; empty for anything else."""
    try:
        json_object = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(json_object, dict):
        return {}
    return (
        json_object
        if all(isinstance(field_value, str) for field_value in json_object.values())
        else {}
    )


def _dump_json(json_value: object) -> str:
    return json.dumps(json_value, ensure_ascii=False, separators=(",", ":"))
