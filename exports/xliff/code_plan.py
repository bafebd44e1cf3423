"""Which inline element stands for each code of a segment in a file written anew.

A code of the same XLIFF is written as the element it was, if that is valid where it
stands. Any other code becomes a plain placeholder, or one of a pair of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from exports.xliff.content import NESTED, PLAIN, inner_markup
from exports.xliff.names import (
    INLINE,
    NAME,
    Generation,
    InlineShape,
    may_write,
    point_of,
)
from exports.xml.document import Element, fragment
from tm.text.segment import Code

_ATTRIBUTE = re.compile(
    # A value as `quoted` writes it.
    r' ([\w:.-]+)="((?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*)"'
)
_KIND = re.compile(rf"([\w:.-]+)(\+sub)?((?:{_ATTRIBUTE.pattern})*)")
_CLOSES = {
    "bpt": "ept",
    "bx": "ex",
    "sc": "ec",
    "sm": "em",
    "g": "/g",
    "pc": "/pc",
    "mrk": "/mrk",
    "hi": "/hi",
}
_ISOLATED = ' isolated="yes"'
_OPENS = {closing: opening for opening, closing in _CLOSES.items()}
_PAIR = {Generation.ONE: ("bpt", "ept"), Generation.TWO: ("sc", "ec")}
_SUB_ATTRIBUTES = ("datatype", "ctype", "xid")


@dataclass(frozen=True, slots=True)
class CodeElement:
    """The element that stands for a code."""

    name: str
    """With a slash: the end of an element around text."""
    id: str
    attributes: tuple[tuple[str, str], ...] = ()
    is_markup: bool = False
    """Whether the code's data is the element's content as it stands."""
    end: Code | None = None
    """Of an element around text: the code that is its end."""


class InlineIds:
    """Gives inline elements their ids: a code's own, where that can be."""

    def __init__(self, sides: Iterable[Sequence[Code]]) -> None:
        self._wanted = {code.id for codes in sides for code in codes}
        self._first: dict[tuple[Code, str, int], str] = {}
        self._seen: Counter[tuple[Code, str]] = Counter()
        self._used: set[str] = set()
        self._names: dict[str, str] = {}
        """What element has an id, on either side."""
        self._joining: set[str] = set()
        """What joins the elements of pairs: their ids, or `rid`."""

    def begin_side(self) -> None:
        """The codes that follow are of the other side."""
        self._seen.clear()
        self._used.clear()
        self._joining.clear()

    def take(self, code: Code, element: str, *, joins_only: bool = False) -> str:
        """The id for a code; the same for the same code on either side.

        `element`: the name of the one that it is written as, which is the same for
        all that have an id, on either side.
        """
        taken = self._joining if joins_only else self._joining | self._used
        name = point_of(element)
        self._seen[code, name] += 1
        occurrence = (code, name, self._seen[code, name])
        id = self._first.get(occurrence)
        if id is None or id in taken:
            id = code.id
            is_other = self._names.get(id, name) != name
            if not NAME.fullmatch(id) or id in taken or is_other:
                id = self._fresh()
            self._first.setdefault(occurrence, id)
        self._names.setdefault(id, name)
        self._joining.add(id)
        if not joins_only:
            self._used.add(id)
        return id

    def claim(self, id: str) -> bool:
        """Whether an id that joins nothing is free; it is taken then."""
        if not NAME.fullmatch(id) or id in self._used:
            return False
        self._used.add(id)
        return True

    def _fresh(self) -> str:
        taken = {*self._wanted, *self._used, *self._joining, *self._first.values()}
        return next(
            id for number in range(1, 2**31) if (id := f"p{number}") not in taken
        )


def plan_codes(
    generation: Generation,
    side: Sequence[Sequence[Code]],
    elements: Sequence[int],
    ids: InlineIds,
) -> list[list[CodeElement]]:
    """The element for each code of one side, text by text.

    A pair may begin in one text of a unit and end in another; one that is an element
    around text, only in texts of one element, whose numbers `elements` are.
    """
    codes = list(chain.from_iterable(side))
    texts = [
        position
        for position, codes_of_text in zip(elements, side, strict=True)
        for _ in codes_of_text
    ]
    partners = _partners(codes, texts)
    spans = _nested(codes, partners, texts, generation)
    forms: list[CodeElement | None] = [None] * len(codes)
    for position, code in enumerate(codes):
        partner = partners[position]
        if code == PLAIN or (partner is not None and partner < position):
            continue  # an end is made with its beginning
        if partner is None:
            forms[position] = _alone(generation, code, ids)
            continue
        opening_and_closing = (code, codes[partner])
        forms[position], forms[partner] = (
            _span(generation, *opening_and_closing, ids) if position in spans else None
        ) or _pair(generation, *opening_and_closing, ids)
    elements_of_codes = iter(form or CodeElement("", "") for form in forms)
    return [[*islice(elements_of_codes, len(codes_of_text))] for codes_of_text in side]


def attributes_of(kind: str) -> tuple[str, bool, dict[str, str]] | None:
    """What the kind of a code says: a name, whether it is nested, attributes."""
    match = _KIND.fullmatch(kind)
    if match is None:
        return None
    element = fragment(f"<e{match[3]}/>")
    if element is None or not isinstance(element.content[0], Element):
        return None  # an attribute twice
    return match[1], bool(match[2]), element.content[0].attributes


def _partners(codes: Sequence[Code], texts: Sequence[int]) -> list[int | None]:
    """For each code the place of the one that opens or closes it.

    `texts`: the number of the text that each is in.
    """
    partners: list[int | None] = [None] * len(codes)
    open: dict[tuple[str, str], list[int]] = {}
    for position, code in enumerate(codes):
        name = re.match(r"/?[\w:.-]*", code.kind)
        spelled = name[0] if name else ""
        if spelled in _CLOSES:
            open.setdefault((spelled, code.id), []).append(position)
        elif spelled in _OPENS:
            waiting = open.get((_OPENS[spelled], code.id))
            if waiting and (
                texts[waiting[-1]] == texts[position]
                or not any(
                    _ISOLATED in codes[code_index].kind
                    for code_index in (waiting[-1], position)
                )
            ):
                partner = waiting.pop()
                partners[position], partners[partner] = partner, position
    return partners


def _nested(
    codes: Sequence[Code],
    partners: Sequence[int | None],
    texts: Sequence[int],
    generation: Generation,
) -> set[int]:
    """The beginnings of pairs that can be elements around text."""
    nested_indexes: set[int] = set()
    stack: list[int] = []
    for index, partner in enumerate(partners):
        if partner is None or texts[index] != texts[partner]:
            continue
        name = codes[min(index, partner)].kind.partition(" ")[0]
        inline = INLINE[generation].get(name)
        if inline is None or inline.shape is not InlineShape.SPAN:
            continue
        if index < partner:
            stack.append(index)
        elif partner in stack:
            # What was opened since and is still open would overlap.
            del stack[stack.index(partner) :]
            nested_indexes.add(partner)
    return nested_indexes


def _span(
    generation: Generation, code: Code, end: Code, ids: InlineIds
) -> tuple[CodeElement, CodeElement] | None:
    native = _native(generation, code)
    if native is None or end.kind != f"/{native[0]}":
        return None
    name, _, attributes = native
    if generation is Generation.ONE:
        if name == "mrk" and "mtype" not in attributes:
            return None
        if not code.id and name == "mrk":
            return CodeElement(name, "", tuple(attributes.items())), CodeElement(
                end.kind, ""
            )
    id = ids.take(code, name)
    return CodeElement(name, id, tuple(attributes.items()), end=end), CodeElement(
        end.kind, id
    )


def _pair(
    generation: Generation, code: Code, end: Code, ids: InlineIds
) -> tuple[CodeElement, CodeElement]:
    opening, closing = _native(generation, code), _native(generation, end)
    if (
        opening
        and closing
        and _CLOSES[opening[0]] == closing[0]
        and "isolated" not in opening[2]
        and "isolated" not in closing[2]
    ):
        own = [native[2].get("id") for native in (opening, closing)]
        if not any(own) or (all(own) and all(ids.claim(str(id)) for id in own)):
            id = ids.take(code, opening[0], joins_only=any(own))
            return (
                CodeElement(opening[0], id, tuple(opening[2].items()), opening[1]),
                CodeElement(closing[0], id, tuple(closing[2].items()), closing[1]),
            )
    first, last = _PAIR[generation]
    id = ids.take(code, first)
    return CodeElement(first, id), CodeElement(last, id)


def _alone(generation: Generation, code: Code, ids: InlineIds) -> CodeElement:
    native = _native(generation, code)
    if native is not None:
        name, nested, attributes = native
        is_alone = name in ("ph", "x") or (name == "it" and "pos" in attributes)
        if name in ("sc", "ec"):
            is_alone = attributes.get("isolated") == "yes"
        if is_alone and "id" not in attributes:
            return CodeElement(
                name, ids.take(code, name), tuple(attributes.items()), nested
            )
    return CodeElement("ph", ids.take(code, "ph"))


def _native(
    generation: Generation, code: Code
) -> tuple[str, bool, dict[str, str]] | None:
    """The element that a code was in this XLIFF, if it can be written again."""
    kind_attributes = attributes_of(code.kind)
    if kind_attributes is None:
        return None
    name, nested, attributes = kind_attributes
    inline = INLINE[generation].get(name)
    if inline is None:
        return None
    may_stand = {
        attribute: value
        for attribute, value in attributes.items()
        if attribute in inline.attributes and may_write(name, attribute, value)
    }
    if name == "mrk" and generation is Generation.ONE:
        # A mark, such as a comment of Trados, stays one: the codes of a translation
        # are its source's, but a mark may be on one side alone.
        attributes = may_stand
    if may_stand != attributes:
        return None
    if nested and not (
        inline.shape is InlineShape.CONTENT and _is_sub_markup(code.data)
    ):
        return None
    if generation is Generation.ONE and inline.shape is not InlineShape.CONTENT:
        if code.data != attributes.get("equiv-text", ""):
            return None
    return name, nested, attributes


def _is_sub_markup(data: str) -> bool:
    """Whether data is what an element of XLIFF 1.2 may hold, with `<sub>` in it."""
    element = fragment(data)
    if element is None or inner_markup(element) != data:
        return False
    return NESTED[1:] in (
        part.name for part in element.content if isinstance(part, Element)
    ) and _are_subs(element)


def _are_subs(element: Element) -> bool:
    for sub in element.content:
        if isinstance(sub, str):
            continue
        if sub.name != "sub" or not set(sub.attributes) <= set(_SUB_ATTRIBUTES):
            return False
        for part in sub.content:
            if isinstance(part, Element) and not _is_inline(part):
                return False
    return True


def _is_inline(element: Element) -> bool:
    inline = INLINE[Generation.ONE].get(element.name)
    if inline is None or ("id" not in element.attributes and element.name != "mrk"):
        return False
    for attribute, value in element.attributes.items():
        allowed = attribute in inline.attributes or attribute in inline.id
        if not allowed or not may_write(element.name, attribute, value):
            return False
    if inline.shape is InlineShape.CONTENT:
        return _are_subs(element)
    return all(
        _is_inline(part) for part in element.content if isinstance(part, Element)
    )
