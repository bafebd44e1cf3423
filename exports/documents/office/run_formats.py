"""Formats of runs of text in Word: which are equal, and what they are called.

Word splits a text into runs where it was edited or its spelling was checked; runs that
differ in nothing that a reader sees are one text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from exports.documents.office.xml_tree import OfficeElement

_IGNORED_PROPERTIES = frozenset(
    """bCs cs iCs kern lang noProof rPrChange rtl snapToGrid spacing szCs w webHidden
    fitText eastAsianLayout""".split()
)
"""Properties of spelling, of other scripts and of spaces between letters."""
_FONT_ATTRIBUTES = ("ascii", "hAnsi", "asciiTheme", "hAnsiTheme")
_DRAWING_ATTRIBUTES = ("b", "i", "u", "strike", "baseline", "sz", "cap")
"""Properties of runs in drawings, which are attributes."""
_TRUE_VALUES = ("1", "true", "on")
_TOGGLE_PROPERTIES = frozenset(
    "b i strike dstrike caps smallCaps vanish outline shadow emboss imprint".split()
)
_CODE_NAME_BY_PROPERTY = {
    "b": "b",
    "i": "i",
    "u": "u",
    "strike": "s",
    "dstrike": "s",
    "caps": "caps",
    "smallCaps": "caps",
    "highlight": "mark",
    "shd": "mark",
    "vanish": "hidden",
}
_CODE_NAME_BY_ALIGNMENT = {"superscript": "sup", "subscript": "sub"}
_OTHER_CODE_NAME = "font"
RunProperty = tuple[str, tuple[tuple[str, str], ...]]
"""Name of a property, and its attributes."""


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The format of a run of text."""

    properties: frozenset[RunProperty]
    markup: bytes = field(default=b"", compare=False)
    """The element of properties; empty without one."""

    @property
    def shows_space(self) -> bool:
        """Whether a reader sees the format of a space."""
        return any(name in ("u", "highlight", "shd") for name, _ in self.properties)


def read_run_format(run: OfficeElement, content: bytes) -> RunFormat:
    """Read the format of a run."""
    properties_element = run.find_child("rPr")
    if properties_element is None:
        return RunFormat(frozenset())
    markup = content[properties_element.start : properties_element.end]
    return RunFormat(
        frozenset(
            run_property
            for child in properties_element.children
            if (run_property := _read_property(child)) is not None
        )
        | {
            (name, () if value in _TRUE_VALUES else (("val", value),))
            for name, value in properties_element.attributes.items()
            if name in _DRAWING_ATTRIBUTES and value not in ("0", "none", "noStrike")
        },
        markup,
    )


def make_format_tags(run_format: RunFormat, base_format: RunFormat) -> tuple[str, str]:
    """Name the difference of a format from the one around it, as a pair of tags.

    >>> bold = RunFormat(frozenset({("b", ())}))
    >>> make_format_tags(bold, RunFormat(frozenset()))
    ('<b>', '</b>')
    """
    code_names = [
        *_list_property_names(run_format.properties - base_format.properties),
        *(
            f"not-{code_name}"
            for code_name in _list_property_names(
                base_format.properties - run_format.properties
            )
            if code_name
            not in (*_list_property_names(run_format.properties), _OTHER_CODE_NAME)
        ),
    ] or [_OTHER_CODE_NAME]
    return (
        "".join(f"<{code_name}>" for code_name in code_names),
        "".join(f"</{code_name}>" for code_name in reversed(code_names)),
    )


def _read_property(element: OfficeElement) -> RunProperty | None:
    """Read a property; None for one that is ignored, or has no effect."""
    property_name = element.name
    if property_name in _IGNORED_PROPERTIES:
        return None
    attributes = element.attributes
    if property_name == "rFonts":
        attributes = {
            attribute_name: attributes[attribute_name]
            for attribute_name in _FONT_ATTRIBUTES
            if attribute_name in attributes
        }
        if not attributes:
            return None
    if property_name in _TOGGLE_PROPERTIES and attributes.get("val") in _TRUE_VALUES:
        attributes = {}
    return property_name, tuple(sorted(attributes.items()))


def _list_property_names(properties: Iterable[RunProperty]) -> list[str]:
    """Name properties, the best known first."""
    names = {_make_property_name(*run_property) for run_property in properties}
    known_names = [*_CODE_NAME_BY_PROPERTY.values(), "sup", "sub"]
    return [
        *(name for name in dict.fromkeys(known_names) if name in names),
        *sorted(names - {*known_names, _OTHER_CODE_NAME}),
        *([_OTHER_CODE_NAME] if _OTHER_CODE_NAME in names else []),
    ]


def _make_property_name(name: str, attributes: tuple[tuple[str, str], ...]) -> str:
    value = dict(attributes).get("val", "")
    if name == "vertAlign":
        return _CODE_NAME_BY_ALIGNMENT.get(value, _OTHER_CODE_NAME)
    if name == "rStyle" and value.isalnum():
        return value
    return _CODE_NAME_BY_PROPERTY.get(name, _OTHER_CODE_NAME)
