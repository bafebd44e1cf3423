"""Styles of spans of text in OpenDocument: which of them a reader sees."""

from typing import TypeAlias

from exports.documents.office.xml_tree import OfficeElement

SpanStyles: TypeAlias = dict[str, str | None]
"""The name of the code for each style; None for a style that shows nothing."""

_IGNORED_NAME_PARTS = (
    "rsid",
    "language",
    "country",
    "script",
    "-asian",
    "-complex",
    "letter-kerning",
)
"""Parts of the names of properties of editing, spelling and other scripts."""
_CODE_NAME_BY_PROPERTY = {
    "text-underline-style": "u",
    "text-line-through-style": "s",
    "background-color": "mark",
}
_OTHER_CODE_NAME = "font"


def read_span_styles(root: OfficeElement) -> SpanStyles:
    """Read the styles of spans that a part makes by itself."""
    styles: SpanStyles = {}
    automatic_styles = root.find_child("automatic-styles")
    for style in automatic_styles.children if automatic_styles else ():
        if style.name != "style" or style.attributes.get("family") != "text":
            continue
        code_names = [
            code_name
            for properties in style.children
            for attribute, value in properties.attributes.items()
            if (code_name := _make_property_name(attribute, value)) is not None
        ]
        if "parent-style-name" in style.attributes:
            code_names.append(_OTHER_CODE_NAME)
        styles[style.attributes.get("name", "")] = min(
            code_names, key=_make_sort_key, default=None
        )
    return styles


def _make_sort_key(name: str) -> tuple[bool, str]:
    return name == _OTHER_CODE_NAME, name


def _make_property_name(attribute: str, value: str) -> str | None:
    """Name a property; None for one without effect."""
    if any(part in attribute for part in _IGNORED_NAME_PARTS):
        return None
    if attribute == "font-weight":
        return "b" if value == "bold" else _OTHER_CODE_NAME
    if attribute == "font-style":
        return "i" if value == "italic" else _OTHER_CODE_NAME
    if attribute == "text-position":
        return "sub" if value.startswith(("sub", "-")) else "sup"
    return _CODE_NAME_BY_PROPERTY.get(attribute, _OTHER_CODE_NAME)
