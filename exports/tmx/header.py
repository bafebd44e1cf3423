"""Headers of TMX: what one says of its file, kept when the file is written anew.

What it says of every unit, such as `datatype`, is a property of the units instead.
"""

from collections.abc import Iterator, Mapping

from exports.entry import FileHeader, LossTally
from exports.xml.document import Element, escaped, fragment, quoted

_KEPT = ("creationdate", "creationid", "changedate", "changeid", "adminlang")
"""Attributes that are about the file."""
_PART = ("xml:lang", "o-encoding")
_ATTRIBUTES = {
    "note": _PART,
    "prop": ("type", *_PART),
    "ude": ("name", "base"),
    "map": ("unicode", "code", "ent", "subst"),
}
_NEEDED = {"prop": "type", "ude": "name", "map": "unicode"}


def read_header(header: Element) -> FileHeader:
    """What of a header is written again: all that the DTD allows there."""
    attributes = header.attributes
    fields = [(name, attributes[name]) for name in _KEPT if name in attributes]
    return FileHeader(tuple(fields), "".join(_markup(header)))


def count_header_losses(header: Element, tally: LossTally) -> None:
    """Count what a header says of its file, which no unit says."""
    for part in header.content:
        if isinstance(part, Element):
            kind = f" {part.attributes.get('type', '')}" if part.name == "prop" else ""
            tally.add(f"<{part.name}>{kind} of the header")


def header_markup(known: Mapping[str, str], heading: FileHeader | None) -> str:
    """The element of a header, with what was in that of the file before."""
    content = heading.content if heading and fragment(heading.content) else ""
    known = {**known, **dict(heading.fields)} if heading else known
    attributes = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    if not content:
        return f"<header{attributes}/>"
    return f"<header{attributes}>\n{content}</header>"


def _markup(element: Element) -> Iterator[str]:
    for part in element.content:
        if isinstance(part, str) or part.name not in _ATTRIBUTES:
            continue
        attributes = part.attributes
        if "lang" in attributes:  # TMX before 1.3
            attributes = {**attributes, "xml:lang": attributes["lang"]}
        if _NEEDED.get(part.name, "") not in ("", *attributes):
            continue
        attribute_markup = "".join(
            f" {name}={quoted(attributes[name])}"
            for name in _ATTRIBUTES[part.name]
            if name in attributes
        )
        content = escaped(part.text)
        if part.name == "ude":
            content = "\n" + "".join(_markup(part))
        if part.name == "map":
            yield f"<{part.name}{attribute_markup}/>\n"
        else:
            yield f"<{part.name}{attribute_markup}>{content}</{part.name}>\n"
