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
    raw = []
    for item in items_of(element, scheme):
        if isinstance(item, str):
            raw += [RawCode(PLAIN, CODE)] * item.count(CODE)
            continue
        if item.part is CodePart.TEXT:
            raw.append(RawCode(item.code, escaped(item.code.data)))
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
        raw.append(RawCode(item.code, markup))
    return raw


def raw_name(tag: str) -> str:
    """The name in a start tag, with the prefix that the file has.

    >>> raw_name("<xlf:source xml:space='default'>")
    'xlf:source'
    """
    return tag[1:].split("/")[0].split(">")[0].split()[0]


def fit_codes(segment: Segment, codes: Sequence[RawCode]) -> str | None:
    """The markup of a segment with the codes of a file; absent if they do not fit."""
    markups = _chosen(segment.codes, codes)
    return None if markups is None else place_codes(segment.text, markups)


def place_codes(text: str, codes: Sequence[str]) -> str | None:
    """The markup of a text, given that of its codes; absent if it is no XML."""
    texts = storable(escaped(text))[0].split(CODE)
    if len(texts) != len(codes) + 1:
        return None
    out = [texts[0]]
    for code, text_after in zip(codes, texts[1:], strict=True):
        out += (code, text_after)
    markup = "".join(out)
    return markup if not codes or fragment(markup) is not None else None


def _chosen(needed_codes: Sequence[Code], codes: Sequence[RawCode]) -> list[str] | None:
    """The markup for each code that is wanted."""
    remaining = list(codes)
    markups: list[str] = []
    for code in needed_codes:
        same = [
            remaining_code
            for remaining_code in remaining
            if remaining_code.code == code
        ]
        alike = [
            remaining_code
            for remaining_code in remaining
            if _is_alike(remaining_code.code, code)
        ]
        if same or alike:
            taken = (same or alike)[0]
            remaining.remove(taken)
            markups.append(taken.markup)
        elif code == PLAIN:
            markups.append(CODE)
    if len(markups) == len(needed_codes):
        return markups
    if [_closes(remaining_code.code) for remaining_code in codes] == [
        _closes(code) for code in needed_codes
    ]:
        return [remaining_code.markup for remaining_code in codes]
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
