"""The names of XLIFF's elements and attributes, in both of its generations."""

import re
from dataclasses import dataclass
from enum import StrEnum

VERSION_1 = "urn:oasis:names:tc:xliff:document:1.2"
VERSION_2 = "urn:oasis:names:tc:xliff:document:2.0"
"""The namespace of 2.0, and of 2.1 too."""
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"

_OF_TOOLS = {
    "http://sdl.com/FileTypes/SdlXliff/1.0": "sdl",
    "MQXliff": "mq",
    "http://www.memsource.com/mxlf/2.0": "m",
}
_OASIS = re.compile(r"urn:oasis:names:tc:xliff:([a-z]+):[0-9.]+")
_PREFIXES = {
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
_XML = "http://www.w3.org/XML/1998/namespace"


def prefix_of(uri: str, prefix: str) -> str:
    """The prefix that a namespace has in our code, whatever a file calls it.

    >>> prefix_of("urn:oasis:names:tc:xliff:document:1.2", "xlf")
    ''
    >>> prefix_of("http://sdl.com/FileTypes/SdlXliff/1.0", "")
    'sdl'
    >>> prefix_of("http://www.w3.org/1998/Math/MathML", "m")
    'm-other'
    """
    if uri == _XML:
        return "xml"
    if uri in _OF_TOOLS:
        return _OF_TOOLS[uri]
    known = _OASIS.fullmatch(uri)
    if known and known[1] in _PREFIXES:
        return _PREFIXES[known[1]]
    # A foreign namespace must not pass for XLIFF, or for one that we know.
    if prefix in _OF_TOOLS.values():
        return f"{prefix}-other"
    return prefix or "other"


class Generation(StrEnum):
    """Which of the two XLIFFs a file is; they share little but the name."""

    ONE = "1"
    TWO = "2"

    @classmethod
    def of(cls, version: str) -> "Generation":
        """The one of a `version` attribute."""
        return cls.TWO if version.startswith("2") else cls.ONE


class InlineShape(StrEnum):
    """How an inline element holds what it stands for."""

    SPAN = "span"
    """Around text, which is text of the segment."""
    CONTENT = "content"
    """Its content is the native code."""
    EMPTY = "empty"
    """It has no content; an attribute, or `originalData`, says the native code."""


@dataclass(frozen=True, slots=True)
class InlineElement:
    """An inline element."""

    shape: InlineShape
    id: tuple[str, ...]
    """Attributes that may be the id of its code; the first that is there is it."""
    attributes: tuple[str, ...] = ()
    """The others, in the order in which a code's kind has them."""
    shown: tuple[str, ...] = ()
    """Attributes that say the native code; for a span, that of begin and end."""
    data: tuple[str, ...] = ()
    """Attributes that refer to it in `originalData`; for a span, of begin and end."""


_TEXT_1 = ("ctype", "ts", "xid", "equiv-text")
_CAN_2 = ("canCopy", "canDelete", "canReorder", "copyOf")
_TYPE_2 = ("subType", "type")
_POINT_2 = (*_CAN_2, "equiv", "disp", "subFlows", *_TYPE_2)
_MARKER_2 = ("translate", "type", "ref", "value")

INLINE: dict[Generation, dict[str, InlineElement]] = {
    Generation.ONE: {
        "g": InlineElement(
            InlineShape.SPAN, ("id",), ("clone", *_TEXT_1), ("equiv-text",)
        ),
        "mrk": InlineElement(InlineShape.SPAN, ("mid",), ("mtype", "comment", "ts")),
        "x": InlineElement(
            InlineShape.EMPTY, ("id",), ("clone", *_TEXT_1), ("equiv-text",)
        ),
        "bx": InlineElement(
            InlineShape.EMPTY, ("rid", "id"), ("id", "clone", *_TEXT_1), ("equiv-text",)
        ),
        "ex": InlineElement(
            InlineShape.EMPTY,
            ("rid", "id"),
            ("id", "ts", "xid", "equiv-text"),
            ("equiv-text",),
        ),
        "ph": InlineElement(InlineShape.CONTENT, ("id",), ("assoc", "crc", *_TEXT_1)),
        "it": InlineElement(
            InlineShape.CONTENT, ("rid", "id"), ("id", "pos", "crc", *_TEXT_1)
        ),
        "bpt": InlineElement(
            InlineShape.CONTENT, ("rid", "id"), ("id", "crc", *_TEXT_1)
        ),
        "ept": InlineElement(
            InlineShape.CONTENT, ("rid", "id"), ("id", "crc", "ts", "xid", "equiv-text")
        ),
    },
    Generation.TWO: {
        "pc": InlineElement(
            InlineShape.SPAN,
            ("id",),
            (
                *_CAN_2,
                "canOverlap",
                "dir",
                "dispStart",
                "dispEnd",
                "equivStart",
                "equivEnd",
                "subFlowsStart",
                "subFlowsEnd",
                *_TYPE_2,
            ),
            ("dispStart", "dispEnd"),
            ("dataRefStart", "dataRefEnd"),
        ),
        "mrk": InlineElement(InlineShape.SPAN, ("id",), _MARKER_2),
        "ph": InlineElement(
            InlineShape.EMPTY, ("id",), _POINT_2, ("disp",), ("dataRef",)
        ),
        "sc": InlineElement(
            InlineShape.EMPTY,
            ("id",),
            ("isolated", "canOverlap", "dir", *_POINT_2),
            ("disp",),
            ("dataRef",),
        ),
        "ec": InlineElement(
            InlineShape.EMPTY,
            ("startRef", "id"),
            ("id", "isolated", "canOverlap", "dir", *_POINT_2),
            ("disp",),
            ("dataRef",),
        ),
        "sm": InlineElement(InlineShape.EMPTY, ("id",), _MARKER_2),
        "em": InlineElement(InlineShape.EMPTY, ("startRef",)),
    },
}

_YES_NO = "yes|no"
_NAME = r"[\w.:-]+"
_VALUES = {
    "canCopy": _YES_NO,
    "canDelete": _YES_NO,
    "canOverlap": _YES_NO,
    "canReorder": "yes|no|firstNo",
    "clone": _YES_NO,
    "translate": _YES_NO,
    "isolated": _YES_NO,
    "dir": "ltr|rtl|auto",
    "type": "fmt|ui|quote|link|image|other",
    "subType": r"[^\s:]+:[^\s:]+",
    "assoc": "preceding|following|both",
    "pos": "open|close",
    "id": _NAME,
    "mtype": r"x-\S+|term|protected|abbrev|abbreviation|acronym|name|datetime|phrase",
    "ctype": r"x-\S+|bold|italic|underlined|link",
    "ref": r"\S+",
}
_NOTED = r"generic|comment|term|[^\s:]+:[^\s:]+"
_ALONE = r"x-\S+|image|pb|lb"
_OF_ELEMENT = {
    ("mrk", "type"): _NOTED,
    ("sm", "type"): _NOTED,
    ("x", "ctype"): _ALONE,
    ("ph", "ctype"): _ALONE,
}
_UNWRITTEN = frozenset(("copyOf", "subFlows", "subFlowsStart", "subFlowsEnd", "xid"))
"""What refers to something that need not be in a file written anew."""
NAME = re.compile(_NAME, re.ASCII)
"""What an id can be: an NMTOKEN, of ASCII letters."""


def may_write(element: str, attribute: str, value: str) -> bool:
    """Whether an inline element can be written with an attribute of that value."""
    if attribute in _UNWRITTEN or ":" in attribute:
        return False
    pattern = _OF_ELEMENT.get((element, attribute)) or _VALUES.get(attribute)
    if pattern is None:
        return True
    return re.fullmatch(pattern, value, re.ASCII) is not None


def point_of(element: str) -> str:
    """What an element around text is called as two points; any other is itself.

    >>> point_of("pc"), point_of("sc"), point_of("ph")
    ('sc', 'sc', 'ph')
    """
    return {"pc": "sc", "mrk": "sm"}.get(element, element)
