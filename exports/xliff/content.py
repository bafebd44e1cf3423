"""What stands in a `<source>` or `<target>`: text with inline elements, as segments.

An inline element is a code whose kind is the element's name with its attributes, but
for the id and what refers to other elements: `ph equiv="name"`. An element around
text is two codes, such as `g` and `/g`. A code's data is the native code: the
element's content, its part of `originalData`, or what it is shown as.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exports.xliff.names import INLINE, Generation, InlineElement, InlineShape
from exports.xml.document import Element, escaped, quoted
from tm.errors import InvalidText
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment, demand_storable

BOUND = Code("seg", "", "")
"""Stands for a segment of 1.2 between the texts around it."""
PLAIN = Code("text", "", CODE)
"""The code of a U+FFFC that stood in plain text."""
NESTED = "+sub"
"""Ends the name in the kind of a code whose data is markup."""
CLOSING = frozenset(("ec", "em", "ex", "ept"))
_ADDED, _STRUCK = "x-sdl-added", "x-sdl-deleted"
_NO_CODES = ("seg", _ADDED)
"""Marks that are none of the text: bounds of segments, and what Trados has tracked."""
_BRACES = re.compile(
    r"\{(?P<open>[0-9]{1,9}|[A-Za-z^_]{1,3})>"
    r"|<(?P<close>[0-9]{1,9}|[A-Za-z^_]{1,3})\}"
    r"|\{(?P<alone>[0-9]{1,9})\}"
)
_INDENTED = re.compile(r"[ \t]*\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text that is no segment, with a code for each U+FFFC in it."""

    text: str
    codes: tuple[Code, ...] = ()


class CodePart(StrEnum):
    """Which part of an element a code is."""

    WHOLE = "whole"
    BEGIN = "begin"
    END = "end"
    TEXT = "text"
    """No element at all, but text that stands for a code."""


@dataclass(frozen=True, slots=True)
class InlineMark:
    """An inline code where it stands in a text."""

    code: Code
    element: Element
    part: CodePart

    @property
    def key(self) -> str:
        """Its id in the file; with a slash if it closes."""
        attributes = self.element.attributes
        closes = self.part is CodePart.END or self.element.name in CLOSING
        names = ("startRef", "rid", "id", "mid") if closes else ("id", "rid", "mid")
        id = next((attributes[name] for name in names if name in attributes), "")
        return f"/{id}" if closes else id


Exact = Mapping[str, Code]
"""Codes as they were before they were written as others, by the keys of their marks."""


@dataclass(frozen=True, slots=True)
class ReadingScheme:
    """How to read inline elements."""

    generation: Generation
    data: Mapping[str, str] = field(default_factory=dict)
    """The `originalData` of the unit."""
    exact: Exact = field(default_factory=dict)
    preserve: bool = True
    """Whether line breaks with indentation are text: `xml:space`."""
    native: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """In files of Trados, native codes of elements by their id: of begin and end."""
    braces: frozenset[str] | None = None
    """In files of Phrase, the ids of codes that stand in braces: `{1>bold<1}, {2}`."""
    bounds: bool = False
    """Whether a segment of 1.2 is one code, `BOUND`, in place of what it holds."""


def segment_of(
    locale: Locale, element: Element | None, scheme: ReadingScheme
) -> Segment:
    """The segment that an element holds, its ends trimmed."""
    coded = (
        coded_of(items_of(element, scheme)) if element is not None else CodedText("")
    )
    text = coded.text
    if not scheme.preserve:
        text = _INDENTED.sub(" ", text)
    return Segment(locale, nfc(text).strip(), coded.codes)


def coded_of(items: Iterable[str | InlineMark]) -> CodedText:
    """Texts and codes as one text."""
    texts: list[str] = []
    codes: list[Code] = []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
            codes.extend([PLAIN] * item.count(CODE))
        else:
            texts.append(CODE)
            codes.append(item.code)
    return CodedText("".join(texts), tuple(codes))


def items_of(element: Element, scheme: ReadingScheme) -> Iterator[str | InlineMark]:
    """The texts and the codes in an element, in order."""
    if scheme.braces is not None and _has_no_elements(element):
        yield from _in_braces(element, scheme.braces)
        return
    for part in element.content:
        if isinstance(part, str):
            yield part
        elif part.name == "cp":
            yield _character(part)
        elif scheme.bounds and is_segment(part):
            yield InlineMark(BOUND, part, CodePart.WHOLE)
        elif part.name == "mrk" and part.attributes.get("mtype") in _NO_CODES:
            yield from items_of(part, scheme)
        elif not is_struck_out(part):
            yield from _marks(part, scheme)


def _has_no_elements(element: Element) -> bool:
    return all(isinstance(part, str) for part in element.content)


def _in_braces(element: Element, ids: frozenset[str]) -> Iterator[str | InlineMark]:
    """The texts and the codes of a text of Phrase.

    Ids of letters, such as `b` for bold, are explained nowhere: they count in pairs.
    """
    text = element.text
    copied_until = 0
    for match in _BRACES.finditer(text):
        id = match["open"] or match["close"] or match["alone"]
        is_pair = f"{{{id}>" in text and f"<{id}}}" in text
        if id not in ids and (id.isdigit() or not is_pair):
            continue
        kind = "bpt" if match["open"] else "ept" if match["close"] else "ph"
        yield text[copied_until : match.start()]
        standing = Element(kind, {"id": id}, element.line, [match[0]])
        yield InlineMark(Code(kind, id, match[0]), standing, CodePart.TEXT)
        copied_until = match.end()
    yield text[copied_until:]


def is_segment(element: Element) -> bool:
    """Whether an element of 1.2 is a segment of its text."""
    return element.name == "mrk" and element.attributes.get("mtype") == "seg"


def is_struck_out(element: Element) -> bool:
    """Whether a tracked change of Trados deletes what is in an element."""
    return element.name == "mrk" and element.attributes.get("mtype") == _STRUCK


def struck_out(element: Element | None) -> int:
    """How many texts in an element tracked changes strike out."""
    count = 0
    for part in element.content if element is not None else ():
        if isinstance(part, Element):
            count += 1 if is_struck_out(part) else struck_out(part)
    return count


def is_tracked(element: Element | None) -> bool:
    """Whether there are tracked changes of Trados in an element."""
    return element is not None and any(
        (part.name == "mrk" and part.attributes.get("mtype") in (_ADDED, _STRUCK))
        or is_tracked(part)
        for part in element.content
        if isinstance(part, Element)
    )


def data_of(unit: Element) -> dict[str, str]:
    """The `originalData` of a unit, by id."""
    found = {}
    for original in unit.children("originalData"):
        for data in original.children("data"):
            found[data.attributes.get("id", "")] = _with_characters(data)
    return found


def inner_markup(element: Element) -> str:
    """The markup inside an element."""
    out = []
    for part in element.content:
        if isinstance(part, str):
            out.append(escaped(part))
            continue
        attributes = "".join(
            f" {a}={quoted(value)}" for a, value in part.attributes.items()
        )
        out.append(f"<{part.name}{attributes}>{inner_markup(part)}</{part.name}>")
    return "".join(out)


def exact_text(exact: Exact) -> str:
    """Exact codes as one text, of characters that XML can hold."""
    records = {key: [code.kind, code.id, code.data] for key, code in exact.items()}
    text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def exact_of(text: str | None) -> dict[str, Code]:
    """What `exact_text` wrote. Raises ValueError for anything else."""
    if not text:
        return {}
    records = json.loads(text)
    if not isinstance(records, dict):
        raise ValueError("codes are not a JSON object")
    found = {}
    for key, record in records.items():
        if not isinstance(record, list) or len(record) != 3:
            raise ValueError(f"code {key!r} is not a kind, an id and a text")
        if not all(isinstance(part, str) for part in record):
            raise ValueError(f"code {key!r} is not made of texts")
        for part in record:
            demand_storable(part)
        found[key] = Code(*record)
    return found


def _marks(element: Element, scheme: ReadingScheme) -> Iterator[str | InlineMark]:
    known = INLINE[scheme.generation].get(element.name)
    if known is None:
        inline = InlineElement(
            InlineShape.SPAN if element.content else InlineShape.EMPTY, ("id",)
        )
    else:
        inline = known
    used = next((name for name in inline.id if name in element.attributes), None)
    id = element.attributes.get(used, "") if used else ""
    nested = inline.shape is InlineShape.CONTENT and any(
        isinstance(part, Element) for part in element.content
    )
    kind = element.name + (NESTED if nested else "") + _attributes(element, inline)
    begin = _native(element, inline, scheme, 0)
    if inline.shape is InlineShape.SPAN:
        yield _mark(Code(kind, id, begin), element, CodePart.BEGIN, scheme)
        yield from items_of(element, scheme)
        end = _native(element, inline, scheme, 1)
        closing = Code(f"/{element.name}", id, end)
        yield _mark(closing, element, CodePart.END, scheme)
        return
    if inline.shape is InlineShape.CONTENT:
        begin = inner_markup(element) if nested else element.text
    yield _mark(Code(kind, id, begin), element, CodePart.WHOLE, scheme)


def _mark(
    code: Code, element: Element, part: CodePart, scheme: ReadingScheme
) -> InlineMark:
    mark = InlineMark(code, element, part)
    exact = scheme.exact.get(mark.key)
    return mark if exact is None else InlineMark(exact, element, part)


def _attributes(element: Element, inline: InlineElement) -> str:
    """What of an element's attributes belongs to the kind of its code."""
    attributes = element.attributes
    used = next((name for name in inline.id if name in attributes), None)
    other_names = [
        name for name in inline.attributes if name in attributes and name != used
    ]
    passed = {*inline.attributes, *inline.data, used}
    other_names += sorted(name for name in attributes if name not in passed)
    return "".join(f" {name}={quoted(attributes[name])}" for name in other_names)


def _native(
    element: Element, inline: InlineElement, scheme: ReadingScheme, position: int
) -> str:
    """The native code of an empty element, or of the begin or end of a span."""
    attributes = element.attributes
    if position < len(inline.data):
        reference = attributes.get(inline.data[position])
        if reference is not None and reference in scheme.data:
            return scheme.data[reference]
    shown_text = (
        attributes.get(inline.shown[position]) if position < len(inline.shown) else None
    )
    return shown_text or scheme.native.get(attributes.get("id", ""), ("", ""))[position]


def _with_characters(element: Element) -> str:
    """The text of an element in which `<cp>` are characters."""
    out = []
    for part in element.content:
        if isinstance(part, str):
            out.append(part)
        elif part.name == "cp" and isinstance(character := _character(part), str):
            out.append(character)
    return "".join(out)


def _character(element: Element) -> str | InlineMark:
    """The character that a `<cp>` is, or a code where no text can hold it."""
    hex = element.attributes.get("hex", "")
    try:
        character = chr(int(hex, 16))
        demand_storable(character)
    except (ValueError, OverflowError, InvalidText):
        return InlineMark(
            Code(f"cp hex={quoted(hex)}", "", ""), element, CodePart.WHOLE
        )
    return character
