"""Translations fitted to the inline elements that a file has.

A code of a translation becomes the element that stands for it in the file, as it is
written there, so that nothing new has to be declared or explained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.xliff.content import CLOSING, PLAIN, CodePart, ReadingScheme, items_of
from exports.xml.document import Element, escaped, fragment, storable
from exports.xml.editable import EditableXml, ElementSpan
from tm.text.segment import CODE, Code, Segment


@dataclass(frozen=True, slots=True)
class RawCode:
    """A code and its markup in the file."""

    code: Code
    markup: str


def raw_codes(
    element: Element,
    scheme: ReadingScheme,
    spans: Mapping[int, ElementSpan],
    text: EditableXml,
) -> list[RawCode]:
    """The codes in an element, with their markup."""
    found = []
    for item in items_of(element, scheme):
        if isinstance(item, str):
            found += [RawCode(PLAIN, CODE)] * item.count(CODE)
            continue
        if item.part is CodePart.TEXT:
            found.append(RawCode(item.code, escaped(item.code.data)))
            continue
        span = spans[id(item.element)]
        tag = text.tag(span)
        if item.part is CodePart.WHOLE:
            markup = text.text[span.start : span.end]
        elif item.part is CodePart.BEGIN:
            markup = tag[:-2].rstrip() + ">" if span.is_empty_tag else tag
        elif span.is_empty_tag:
            markup = f"</{raw_name(tag)}>"
        else:
            markup = text.text[span.inner_end : span.end]
        found.append(RawCode(item.code, markup))
    return found


def raw_name(tag: str) -> str:
    """The name in a start tag, with the prefix that the file has.

    >>> raw_name("<xlf:source xml:space='default'>")
    'xlf:source'
    """
    return tag[1:].split("/")[0].split(">")[0].split()[0]


def fit_codes(segment: Segment, codes: Sequence[RawCode]) -> str | None:
    """The markup of a segment with the codes of a file; absent if they do not fit."""
    chosen = _chosen(segment.codes, codes)
    return None if chosen is None else place_codes(segment.text, chosen)


def place_codes(text: str, codes: Sequence[str]) -> str | None:
    """The markup of a text, given that of its codes; absent if it is no XML."""
    pieces = storable(escaped(text))[0].split(CODE)
    if len(pieces) != len(codes) + 1:
        return None
    out = [pieces[0]]
    for code, piece in zip(codes, pieces[1:], strict=True):
        out += (code, piece)
    made = "".join(out)
    return made if not codes or fragment(made) is not None else None


def _chosen(wanted: Sequence[Code], codes: Sequence[RawCode]) -> list[str] | None:
    """The markup for each code that is wanted."""
    left = list(codes)
    chosen: list[str] = []
    for code in wanted:
        same = [one for one in left if one.code == code]
        alike = [one for one in left if _is_alike(one.code, code)]
        if same or alike:
            taken = (same or alike)[0]
            left.remove(taken)
            chosen.append(taken.markup)
        elif code == PLAIN:
            chosen.append(CODE)
    if len(chosen) == len(wanted):
        return chosen
    if [_closes(one.code) for one in codes] == [_closes(code) for code in wanted]:
        return [one.markup for one in codes]
    return None


def _is_alike(code: Code, other: Code) -> bool:
    """Whether codes of different tools stand for the same native code.

    So do those of the same element of which one was read without its native code.
    """
    if code.data and other.data:
        return code.data == other.data and _closes(code) == _closes(other)
    return (code.kind, code.id) == (other.kind, other.id)


def _closes(code: Code) -> bool:
    name = code.kind.split(" ")[0]
    return name.startswith("/") or name in CLOSING
