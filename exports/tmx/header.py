"""Headers of TMX files, which are kept when a file is written again.

Attributes that describe all units, such as `datatype`, become properties of the units.
"""

from collections.abc import Iterator, Mapping

from exports.entry import FileHeader, LossTally
from exports.xml.document import Element, parse_fragment
from exports.xml.escaping import escape_text, quote_attribute

_FILE_ATTRIBUTES = ("creationdate", "creationid", "changedate", "changeid", "adminlang")
"""Attributes that are about the file."""
_PROP_OR_NOTE_ATTRIBUTES = ("xml:lang", "o-encoding")
_ALLOWED_ATTRIBUTES_BY_ELEMENT = {
    "note": _PROP_OR_NOTE_ATTRIBUTES,
    "prop": ("type", *_PROP_OR_NOTE_ATTRIBUTES),
    "ude": ("name", "base"),
    "map": ("unicode", "code", "ent", "subst"),
}
_REQUIRED_ATTRIBUTE_BY_ELEMENT = {"prop": "type", "ude": "name", "map": "unicode"}


def read_header(header: Element) -> FileHeader:
    """Read the part of a header that is written again: all that the DTD allows."""
    attributes = header.attributes
    kept_attributes = [
        (name, attributes[name]) for name in _FILE_ATTRIBUTES if name in attributes
    ]
    return FileHeader(tuple(kept_attributes), "".join(_iterate_child_markup(header)))


def count_header_losses(header: Element, tally: LossTally) -> None:
    """Count the notes and properties of a header, which no unit keeps."""
    for child in header.content:
        if isinstance(child, Element):
            prop_type = (
                f" {child.attributes.get('type', '')}" if child.name == "prop" else ""
            )
            tally.add(f"elements <{child.name}>{prop_type} of the header")


def make_header(
    value_by_attribute: Mapping[str, str], file_header: FileHeader | None
) -> str:
    """Make the header, with the content that it had in the file before."""
    content_markup = (
        file_header.other_markup
        if file_header and parse_fragment(file_header.other_markup)
        else ""
    )
    value_by_attribute = (
        {**value_by_attribute, **dict(file_header.fields)}
        if file_header
        else value_by_attribute
    )
    attribute_markup = "".join(
        f" {name}={quote_attribute(value)}"
        for name, value in value_by_attribute.items()
    )
    if not content_markup:
        return f"<header{attribute_markup}/>"
    return f"<header{attribute_markup}>\n{content_markup}</header>"


def _iterate_child_markup(element: Element) -> Iterator[str]:
    """Iterate over the markup of the children that the DTD allows."""
    for child in element.content:
        if isinstance(child, str) or child.name not in _ALLOWED_ATTRIBUTES_BY_ELEMENT:
            continue
        attributes = child.attributes
        if "lang" in attributes:  # TMX before 1.3
            attributes = {**attributes, "xml:lang": attributes["lang"]}
        if _REQUIRED_ATTRIBUTE_BY_ELEMENT.get(child.name, "") not in ("", *attributes):
            continue
        attribute_markup = "".join(
            f" {name}={quote_attribute(attributes[name])}"
            for name in _ALLOWED_ATTRIBUTES_BY_ELEMENT[child.name]
            if name in attributes
        )
        content = escape_text(child.text)
        if child.name == "ude":
            content = "\n" + "".join(_iterate_child_markup(child))
        if child.name == "map":
            yield f"<{child.name}{attribute_markup}/>\n"
        else:
            yield f"<{child.name}{attribute_markup}>{content}</{child.name}>\n"
