"""Names of XLIFF's elements and attributes, in both major versions."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

NAMESPACE_1 = "urn:oasis:names:tc:xliff:document:1.2"
NAMESPACE_2 = "urn:oasis:names:tc:xliff:document:2.0"
"""The namespace of 2.0, and of 2.1 too."""
NAMESPACE_2_2 = "urn:oasis:names:tc:xliff:document:2.2"
MATCHES_NAMESPACE = "urn:oasis:names:tc:xliff:matches:2.0"
GLOSSARY_NAMESPACE = "urn:oasis:names:tc:xliff:glossary:2.0"
METADATA_NAMESPACE = "urn:oasis:names:tc:xliff:metadata:2.0"
FORMAT_STYLE_NAMESPACE = "urn:oasis:names:tc:xliff:fs:2.0"
SIZE_NAMESPACE = "urn:oasis:names:tc:xliff:sizerestriction:2.0"

_TOOL_PREFIX_BY_NAMESPACE = {
    "http://sdl.com/FileTypes/SdlXliff/1.0": "sdl",
    "MQXliff": "mq",
    "http://www.memsource.com/mxlf/2.0": "m",
}
_OASIS_NAMESPACE_PATTERN = re.compile(r"urn:oasis:names:tc:xliff:([a-z]+):[0-9.]+")
_PREFIX_BY_MODULE = {
    "document": "",
    "matches": "mtc",
    "glossary": "gls",
    "metadata": "mda",
    "fs": "fs",
    "resourcedata": "res",
    "sizerestriction": "slr",
    "validation": "val",
    "changetracking": "ctr",
}
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


def choose_prefix(uri: str, file_prefix: str) -> str:
    """Choose the prefix of a namespace in this code, whatever a file calls it.

    >>> choose_prefix("urn:oasis:names:tc:xliff:document:1.2", "xlf")
    ''
    >>> choose_prefix("http://sdl.com/FileTypes/SdlXliff/1.0", "")
    'sdl'
    >>> choose_prefix("http://www.w3.org/1998/Math/MathML", "m")
    'm-other'
    """
    if uri == _XML_NAMESPACE:
        return "xml"
    if uri in _TOOL_PREFIX_BY_NAMESPACE:
        return _TOOL_PREFIX_BY_NAMESPACE[uri]
    oasis_match = _OASIS_NAMESPACE_PATTERN.fullmatch(uri)
    if oasis_match and oasis_match[1] in _PREFIX_BY_MODULE:
        return _PREFIX_BY_MODULE[oasis_match[1]]
    # A foreign namespace must not pass for XLIFF, or for one that we know.
    if file_prefix in _TOOL_PREFIX_BY_NAMESPACE.values():
        return f"{file_prefix}-other"
    return file_prefix or "other"


class MajorVersion(StrEnum):
    """Major version of XLIFF: 1.x or 2.x, which share little but the name."""

    ONE = "1"
    TWO = "2"

    @classmethod
    def from_version(cls, version: str) -> "MajorVersion":
        """Find the major version of a `version` attribute."""
        return cls.TWO if version.startswith("2") else cls.ONE


class InlineShape(StrEnum):
    """How an inline element holds the code that it represents."""

    SPAN = "span"
    """An element around text of the segment."""
    CONTENT = "content"
    """An element whose content is the native code."""
    EMPTY = "empty"
    """An empty element; an attribute or `originalData` has the native code."""


@dataclass(frozen=True, slots=True)
class InlineElementType:
    """What an inline element is: how it holds its code, and which attributes it has."""

    shape: InlineShape
    id_attribute_names: tuple[str, ...]
    """Attributes that may hold the id of the code; the first present one counts."""
    attribute_names: tuple[str, ...] = ()
    """The other attributes, in the order in which a code's kind has them."""
    shown_attribute_names: tuple[str, ...] = ()
    """Attributes with the native code; for a span, of begin and end."""
    data_attribute_names: tuple[str, ...] = ()
    """Attributes that refer to it in `originalData`; for a span, of begin and end."""

    def find_id_attribute(self, attribute_names: Collection[str]) -> str | None:
        """Find which of an element's attributes has the id of the code."""
        return next(
            (name for name in self.id_attribute_names if name in attribute_names), None
        )


_TEXT_ATTRIBUTES_1 = ("ctype", "ts", "xid", "equiv-text")
_EDITING_ATTRIBUTES_2 = ("canCopy", "canDelete", "canReorder", "copyOf")
_TYPE_ATTRIBUTES_2 = ("subType", "type")
_MODULE_ATTRIBUTES_2 = (
    "fs:fs",
    "fs:subFs",
    "slr:equivStorage",
    "slr:sizeInfo",
    "slr:sizeRestriction",
    "slr:storageRestriction",
)
_EMPTY_ELEMENT_ATTRIBUTES_2 = (
    *_EDITING_ATTRIBUTES_2,
    "equiv",
    "disp",
    "subFlows",
    *_TYPE_ATTRIBUTES_2,
    *_MODULE_ATTRIBUTES_2,
)
_MARKER_ATTRIBUTES_2 = ("translate", "type", "ref", "value")

INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION: dict[
    MajorVersion, dict[str, InlineElementType]
] = {
    MajorVersion.ONE: {
        "g": InlineElementType(
            InlineShape.SPAN, ("id",), ("clone", *_TEXT_ATTRIBUTES_1), ("equiv-text",)
        ),
        "mrk": InlineElementType(
            InlineShape.SPAN, ("mid",), ("mtype", "comment", "ts")
        ),
        "x": InlineElementType(
            InlineShape.EMPTY, ("id",), ("clone", *_TEXT_ATTRIBUTES_1), ("equiv-text",)
        ),
        "bx": InlineElementType(
            InlineShape.EMPTY,
            ("rid", "id"),
            ("id", "clone", *_TEXT_ATTRIBUTES_1),
            ("equiv-text",),
        ),
        "ex": InlineElementType(
            InlineShape.EMPTY,
            ("rid", "id"),
            ("id", "ts", "xid", "equiv-text"),
            ("equiv-text",),
        ),
        "ph": InlineElementType(
            InlineShape.CONTENT, ("id",), ("assoc", "crc", *_TEXT_ATTRIBUTES_1)
        ),
        "it": InlineElementType(
            InlineShape.CONTENT,
            ("rid", "id"),
            ("id", "pos", "crc", *_TEXT_ATTRIBUTES_1),
        ),
        "bpt": InlineElementType(
            InlineShape.CONTENT, ("rid", "id"), ("id", "crc", *_TEXT_ATTRIBUTES_1)
        ),
        "ept": InlineElementType(
            InlineShape.CONTENT, ("rid", "id"), ("id", "crc", "ts", "xid", "equiv-text")
        ),
    },
    MajorVersion.TWO: {
        "pc": InlineElementType(
            InlineShape.SPAN,
            ("id",),
            (
                *_EDITING_ATTRIBUTES_2,
                "canOverlap",
                "dir",
                "dispStart",
                "dispEnd",
                "equivStart",
                "equivEnd",
                "subFlowsStart",
                "subFlowsEnd",
                *_TYPE_ATTRIBUTES_2,
                *_MODULE_ATTRIBUTES_2,
            ),
            ("dispStart", "dispEnd"),
            ("dataRefStart", "dataRefEnd"),
        ),
        "mrk": InlineElementType(InlineShape.SPAN, ("id",), _MARKER_ATTRIBUTES_2),
        "ph": InlineElementType(
            InlineShape.EMPTY,
            ("id",),
            _EMPTY_ELEMENT_ATTRIBUTES_2,
            ("disp",),
            ("dataRef",),
        ),
        "sc": InlineElementType(
            InlineShape.EMPTY,
            ("id",),
            ("isolated", "canOverlap", "dir", *_EMPTY_ELEMENT_ATTRIBUTES_2),
            ("disp",),
            ("dataRef",),
        ),
        "ec": InlineElementType(
            InlineShape.EMPTY,
            ("startRef", "id"),
            ("id", "isolated", "canOverlap", "dir", *_EMPTY_ELEMENT_ATTRIBUTES_2),
            ("disp",),
            ("dataRef",),
        ),
        "sm": InlineElementType(InlineShape.EMPTY, ("id",), _MARKER_ATTRIBUTES_2),
        "em": InlineElementType(InlineShape.EMPTY, ("startRef",)),
    },
}

_YES_NO_EXPRESSION = "yes|no"
_HTML_ELEMENT_EXPRESSION = (
    "a|b|bdo|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|d[dlt]"
    "|del|div|em|h[1-6]|head|hr|html|i|img|label|legend|li|ol|p|pre|q|s|samp|select"
    "|small|span|strike|strong|su[bp]|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul"
)
_SIZE_EXPRESSION = r"\*|[0-9]+(?:,(?:\*|[0-9]+))?"
_ID_EXPRESSION = r"[\w.:-]+"
_EXPRESSION_BY_ATTRIBUTE = {
    "canCopy": _YES_NO_EXPRESSION,
    "canDelete": _YES_NO_EXPRESSION,
    "canOverlap": _YES_NO_EXPRESSION,
    "canReorder": "yes|no|firstNo",
    "clone": _YES_NO_EXPRESSION,
    "translate": _YES_NO_EXPRESSION,
    "isolated": _YES_NO_EXPRESSION,
    "dir": "ltr|rtl|auto",
    "type": "fmt|ui|quote|link|image|other",
    "subType": r"[^\s:]+:[^\s:]+",
    "assoc": "preceding|following|both",
    "pos": "open|close",
    "id": _ID_EXPRESSION,
    "mtype": r"x-\S+|term|protected|abbrev|abbreviation|acronym|name|datetime|phrase",
    "ctype": r"x-\S+|bold|italic|underlined|link",
    "ref": r"\S+",
    "fs:fs": _HTML_ELEMENT_EXPRESSION,
    "slr:equivStorage": "[0-9]+",
    "slr:sizeRestriction": _SIZE_EXPRESSION,
    "slr:storageRestriction": _SIZE_EXPRESSION,
}
_MARKER_TYPE_EXPRESSION = r"generic|comment|term|[^\s:]+:[^\s:]+"
_PLACEHOLDER_TYPE_EXPRESSION = r"x-\S+|image|pb|lb"
_EXPRESSION_BY_ELEMENT_AND_ATTRIBUTE = {
    ("mrk", "type"): _MARKER_TYPE_EXPRESSION,
    ("sm", "type"): _MARKER_TYPE_EXPRESSION,
    ("x", "ctype"): _PLACEHOLDER_TYPE_EXPRESSION,
    ("ph", "ctype"): _PLACEHOLDER_TYPE_EXPRESSION,
}
_UNWRITTEN_ATTRIBUTES = frozenset(
    ("copyOf", "subFlows", "subFlowsStart", "subFlowsEnd", "xid")
)
"""Attributes that refer to elements which a new file may lack."""
ID_PATTERN = re.compile(_ID_EXPRESSION, re.ASCII)
"""What an id can be: an NMTOKEN, of ASCII letters."""


def is_writable_attribute(element_name: str, attribute_name: str, value: str) -> bool:
    """Whether an inline element may have an attribute with a value."""
    if attribute_name in _UNWRITTEN_ATTRIBUTES or (
        ":" in attribute_name and attribute_name not in _MODULE_ATTRIBUTES_2
    ):
        return False
    value_expression = _EXPRESSION_BY_ELEMENT_AND_ATTRIBUTE.get(
        (element_name, attribute_name)
    ) or _EXPRESSION_BY_ATTRIBUTE.get(attribute_name)
    if value_expression is None:
        return True
    return re.fullmatch(value_expression, value, re.ASCII) is not None


def find_start_element_name(element_name: str) -> str:
    """Find the start element that stands for an element around text, as `<sc>`.

    Other names stay unchanged.

    >>> [find_start_element_name(name) for name in ("pc", "sc", "ph")]
    ['sc', 'sc', 'ph']
    """
    return {"pc": "sc", "mrk": "sm"}.get(element_name, element_name)
