"""TMX's content markup: `<seg>` with its inline elements, to and from segments.

An inline element is one code of a segment. Its kind is the element's name with the
attributes that TMX allows it, apart from the id: `bpt type="bold"`. An element with
`<sub>` in it keeps its markup as data, and its kind says so: `ph+sub`. `<hi>` marks
text of the segment, so it is two codes, `hi` and `/hi`.
"""

import re
from collections.abc import Sequence

from exports.entry import LossTally
from exports.tmx.word_revisions import accept_revisions, has_revisions
from exports.xml.document import Element, escaped, fragment, quoted
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment

_ID = {"bpt": "i", "ept": "i", "ph": "x", "it": "x", "ut": "x", "hi": "x"}
"""The attribute of each inline element that is its code's id."""
_ATTRIBUTES = {
    "bpt": ("i", "x", "type"),
    "ept": ("i",),
    "ph": ("x", "assoc", "type"),
    "it": ("x", "pos", "type"),
    "ut": ("x",),
    "hi": ("x", "type"),
    "sub": ("datatype", "type"),
}
_REQUIRED = {"bpt": "i", "ept": "i", "it": "pos"}
_ATTRIBUTE = re.compile(
    # A value as `quoted` writes it.
    r' (\w+)="((?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*)"'
)
_KIND = re.compile(rf"(bpt|ept|ph|it|ut|hi)(\+sub)?((?:{_ATTRIBUTE.pattern})*)")
_CLOSING_HIGHLIGHT = "/hi"
_FOREIGN = "x-padanan:"
"""Begins the type of what stands for a code that TMX has no element for there."""
_PLAIN = Code("text", "", CODE)
"""The code of a U+FFFC that stood in plain text."""


def segment_of(locale: Locale, seg: Element, tally: LossTally) -> Segment:
    """The segment that a `<seg>` holds, its ends trimmed."""
    texts: list[str] = []
    codes: list[Code] = []
    if len(seg.content) == 1 and isinstance(seg.content[0], str):
        texts.append(seg.content[0])  # most segments are plain
        codes.extend([_PLAIN] * texts[0].count(CODE))
    else:
        _collect(seg, texts, codes, tally)
        if has_revisions(codes):
            texts, codes, struck = accept_revisions(texts, codes)
            tally.add("texts that tracked changes strike out", struck)
    return Segment(locale, nfc("".join(texts)).strip(), tuple(codes))


def markup_of(segment: Segment) -> str:
    """The content of the `<seg>` that holds a segment.

    Characters that XML cannot hold are still in it.
    """
    if not segment.codes:
        return escaped(segment.text)
    texts = escaped(segment.text).split(CODE)
    highlights = _balanced(segment.codes)
    foreign = {code.id for code in segment.codes if _is_foreign_half(code)}
    lonely = _lonely(segment.codes)
    out = [texts[0]]
    for index, code in enumerate(segment.codes):
        if _is_half(code) and code.id in foreign:
            code_markup = _stand_in(code)
        elif index in lonely:
            code_markup = _isolated(code)
        else:
            code_markup = _element(code, highlights)
        out += (code_markup, texts[index + 1])
    return "".join(out)


def _collect(
    element: Element, pieces: list[str], codes: list[Code], tally: LossTally
) -> None:
    for part in element.content:
        if isinstance(part, str):
            pieces.append(part)
            codes.extend([_PLAIN] * part.count(CODE))
        elif part.name == "hi":
            code = _code(part, tally)
            pieces.append(CODE)
            codes.append(code)
            _collect(part, pieces, codes, tally)
            pieces.append(CODE)
            codes.append(Code(_CLOSING_HIGHLIGHT, code.id, ""))
        elif part.name in _ID:
            pieces.append(CODE)
            codes.append(_code(part, tally))
        else:
            tally.add(f"<{part.name}> around text")
            _collect(part, pieces, codes, tally)


def _code(element: Element, tally: LossTally) -> Code:
    name = element.name
    attributes = element.attributes
    id = attributes.get(_ID[name], "")
    type = attributes.get("type", "")
    if name in ("ph", "it") and type.startswith(_FOREIGN):
        return Code(type.removeprefix(_FOREIGN), id, element.text)
    nested = name != "hi" and any(isinstance(part, Element) for part in element.content)
    kind = name + ("+sub" if nested else "")
    allowed = _ATTRIBUTES[name]
    for attribute in allowed:
        if attribute in attributes and attribute != _ID[name]:
            kind += f" {attribute}={quoted(attributes[attribute])}"
    for attribute in attributes:
        if attribute not in allowed:
            tally.add(f"attribute {attribute} of <{name}>")
    if name == "hi":
        return Code(kind, id, "")
    return Code(kind, id, _inner(element, name) if nested else element.text)


def _element(code: Code, highlights: bool) -> str:
    """The markup of one code."""
    if code == _PLAIN:
        return CODE
    if code.kind == _CLOSING_HIGHLIGHT and highlights and not code.data:
        return "</hi>"
    kind_match = _KIND.fullmatch(code.kind)
    if kind_match is None or not _is_allowed(kind_match, code.data, highlights):
        return _stand_in(code)
    name, nested, attributes = kind_match[1], kind_match[2], kind_match[3]
    start = f"<{name}{_id(_ID[name], code.id)}{attributes}>"
    if name == "hi":
        return start
    content = code.data if nested else escaped(code.data)
    return f"{start}{content}</{name}>"


def _stand_in(code: Code) -> str:
    """The `<ph>` of a code that TMX has no element for."""
    type = quoted(_FOREIGN + code.kind)
    return f"<ph{_id('x', code.id)} type={type}>{escaped(code.data)}</ph>"


def _isolated(code: Code) -> str:
    """The `<it>` of half of a pair whose other half is not in the segment."""
    position = "begin" if code.kind.startswith("bpt") else "end"
    type = quoted(_FOREIGN + code.kind)
    start = f'<it{_id("x", code.id)} pos="{position}" type={type}>'
    return f"{start}{escaped(code.data)}</it>"


def _lonely(codes: Sequence[Code]) -> set[int]:
    """The places of halves of pairs that have no other half, each of which is once."""
    opened: dict[str, int] = {}
    ids: set[str] = set()
    lonely_indexes: set[int] = set()
    for index, code in enumerate(codes):
        if code.kind.startswith("bpt") and code.id not in ids:
            opened[code.id] = index
            ids.add(code.id)
        elif _is_half(code) and (
            code.kind.startswith("bpt") or opened.pop(code.id, None) is None
        ):
            lonely_indexes.add(index)
    return lonely_indexes.union(opened.values())


def _is_half(code: Code) -> bool:
    """Whether it begins or ends a pair."""
    return code.kind[:3] in ("bpt", "ept")


def _is_foreign_half(code: Code) -> bool:
    """Whether TMX cannot hold a half of a pair, which takes the other half with it."""
    kind_match = _KIND.fullmatch(code.kind)
    return _is_half(code) and (
        kind_match is None or not _is_allowed(kind_match, code.data, highlights=False)
    )


def _id(attribute: str, id: str) -> str:
    # The DTD wants an i, an x is as one likes.
    return f" {attribute}={quoted(id)}" if id or attribute == "i" else ""


def _is_allowed(known: re.Match[str], data: str, highlights: bool) -> bool:
    name, nested, attributes = known[1], known[2], known[3]
    named = [match[1] for match in _ATTRIBUTE.finditer(attributes)]
    allowed = [a for a in _ATTRIBUTES[name] if a != _ID[name]]
    if named != [attribute for attribute in allowed if attribute in named]:
        return False
    if name == "it" and not re.search(' pos="(?:begin|end)"', attributes):
        return False
    if name in ("ph", "it") and f' type="{_FOREIGN}' in attributes:
        return False
    if name == "hi":
        return highlights and not data and not nested
    return not nested or _is_markup(data, name)


def _is_markup(data: str, name: str) -> bool:
    """Whether data is the content of an element of that name, with elements in it."""
    element = fragment(data)
    return (
        element is not None
        and any(isinstance(part, Element) for part in element.content)
        and _inner(element, name) == data
    )


def _balanced(codes: Sequence[Code]) -> bool:
    """Whether every `hi` is closed, in order, by a `/hi` of its id."""
    stack = []
    for code in codes:
        if code.kind == "hi" or code.kind.startswith("hi "):
            if code.data or not _KIND.fullmatch(code.kind):
                return False
            stack.append(code.id)
        elif code.kind == _CLOSING_HIGHLIGHT and (
            code.data or not stack or stack.pop() != code.id
        ):
            return False
    return not stack


def _inner(element: Element, name: str) -> str:
    """The content of an inline element of a name, with what TMX allows in it."""
    out = []
    for part in element.content:
        if isinstance(part, str):
            out.append(escaped(part))
            continue
        inner = _inner(part, part.name)
        needed = _REQUIRED.get(part.name)
        if not _may_hold(name, part.name) or (needed and needed not in part.attributes):
            out.append(inner)
            continue
        attributes = "".join(
            f" {attribute}={quoted(part.attributes[attribute])}"
            for attribute in _ATTRIBUTES[part.name]
            if attribute in part.attributes
        )
        out.append(f"<{part.name}{attributes}>{inner}</{part.name}>")
    return "".join(out)


def _may_hold(outer: str, inner: str) -> bool:
    """Whether the DTD allows one inline element directly in another."""
    if outer in ("sub", "hi"):
        return inner in _ID
    return inner == "sub"
