"""Choice of the inline element for each code of a segment in a new file.

A code of the same XLIFF is written as the element it was, if that is valid where it
stands. Any other code becomes a plain placeholder, or one of a pair of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from exports.xliff.content import NESTED_SUFFIX, PLAIN_TEXT_CODE, inner_markup
from exports.xliff.names import (
    ID_PATTERN,
    INLINE,
    Generation,
    InlineShape,
    is_writable_attribute,
    point_name,
)
from exports.xml.document import Element, parse_fragment
from tm.text.segment import Code

_ATTRIBUTE = re.compile(
    # A value as `quoted` writes it.
    r' ([\w:.-]+)="((?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*)"'
)
_CODE_KIND = re.compile(rf"([\w:.-]+)(\+sub)?((?:{_ATTRIBUTE.pattern})*)")
_CLOSING_BY_OPENING = {
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
_OPENING_BY_CLOSING = {
    closing: opening for opening, closing in _CLOSING_BY_OPENING.items()
}
_PAIR_ELEMENTS = {Generation.ONE: ("bpt", "ept"), Generation.TWO: ("sc", "ec")}
_SUB_ATTRIBUTES = ("datatype", "ctype", "xid")


@dataclass(frozen=True, slots=True)
class CodeElement:
    """The element that stands for a code."""

    name: str
    """Name of the element; with a slash for the end of an element around text."""
    id: str
    attributes: tuple[tuple[str, str], ...] = ()
    is_markup: bool = False
    """Whether the code's data is the element's content as it stands."""
    closing_code: Code | None = None
    """Of an element around text: the code that is its end."""


class InlineIds:
    """Assigns ids to inline elements: a code's own id where possible."""

    def __init__(self, sides: Iterable[Sequence[Code]]) -> None:
        self._code_ids = {code.id for codes in sides for code in codes}
        self._ids_by_occurrence: dict[tuple[Code, str, int], str] = {}
        self._occurrence_counts: Counter[tuple[Code, str]] = Counter()
        self._used_ids: set[str] = set()
        self._element_names: dict[str, str] = {}
        """The name of the element that has an id, on either side."""
        self._joining_ids: set[str] = set()
        """Ids or `rid` that join the elements of pairs."""

    def begin_side(self) -> None:
        """Begin the other side, which may use the same ids again."""
        self._occurrence_counts.clear()
        self._used_ids.clear()
        self._joining_ids.clear()

    def assign_id(
        self, code: Code, element_name: str, *, joins_only: bool = False
    ) -> str:
        """Assign an id to a code; equal codes on both sides get the same id.

        `element_name`: the name of the one that it is written as, which is the same for
        all that have an id, on either side.
        """
        taken_ids = (
            self._joining_ids if joins_only else self._joining_ids | self._used_ids
        )
        name = point_name(element_name)
        self._occurrence_counts[code, name] += 1
        occurrence = (code, name, self._occurrence_counts[code, name])
        id = self._ids_by_occurrence.get(occurrence)
        if id is None or id in taken_ids:
            id = code.id
            is_other = self._element_names.get(id, name) != name
            if not ID_PATTERN.fullmatch(id) or id in taken_ids or is_other:
                id = self._make_id()
            self._ids_by_occurrence.setdefault(occurrence, id)
        self._element_names.setdefault(id, name)
        self._joining_ids.add(id)
        if not joins_only:
            self._used_ids.add(id)
        return id

    def claim_id(self, id: str) -> bool:
        """Take an id that joins nothing; return whether it was free."""
        if not ID_PATTERN.fullmatch(id) or id in self._used_ids:
            return False
        self._used_ids.add(id)
        return True

    def _make_id(self) -> str:
        taken_ids = {
            *self._code_ids,
            *self._used_ids,
            *self._joining_ids,
            *self._ids_by_occurrence.values(),
        }
        return next(
            id for number in range(1, 2**31) if (id := f"p{number}") not in taken_ids
        )


def plan_codes(
    generation: Generation,
    codes_by_text: Sequence[Sequence[Code]],
    element_numbers: Sequence[int],
    ids: InlineIds,
) -> list[list[CodeElement]]:
    """Plan the element for each code of one side, text by text.

    A pair may begin in one text of a unit and end in another; one that is an element
    around text, only in texts of one element, whose numbers `element_numbers` are.
    """
    codes = list(chain.from_iterable(codes_by_text))
    element_by_code = [
        index
        for index, codes_of_text in zip(element_numbers, codes_by_text, strict=True)
        for _ in codes_of_text
    ]
    partners = _find_partners(codes, element_by_code)
    span_indexes = _find_spans(codes, partners, element_by_code, generation)
    code_elements: list[CodeElement | None] = [None] * len(codes)
    for index, code in enumerate(codes):
        partner_index = partners[index]
        if code == PLAIN_TEXT_CODE or (
            partner_index is not None and partner_index < index
        ):
            continue  # an end is made with its beginning
        if partner_index is None:
            code_elements[index] = _make_placeholder(generation, code, ids)
            continue
        opening_and_closing = (code, codes[partner_index])
        code_elements[index], code_elements[partner_index] = (
            _make_span(generation, *opening_and_closing, ids)
            if index in span_indexes
            else None
        ) or _make_pair(generation, *opening_and_closing, ids)
    elements_of_codes = iter(
        code_element or CodeElement("", "") for code_element in code_elements
    )
    return [
        [*islice(elements_of_codes, len(codes_of_text))]
        for codes_of_text in codes_by_text
    ]


def parse_code_kind(kind: str) -> tuple[str, bool, dict[str, str]] | None:
    """Parse the kind of a code: name, whether it is nested, and attributes."""
    match = _CODE_KIND.fullmatch(kind)
    if match is None:
        return None
    element = parse_fragment(f"<e{match[3]}/>")
    if element is None or not isinstance(element.content[0], Element):
        return None  # an attribute twice
    return match[1], bool(match[2]), element.content[0].attributes


def _find_partners(
    codes: Sequence[Code], element_numbers: Sequence[int]
) -> list[int | None]:
    """Find for each code the index of the code that opens or closes it.

    `element_numbers`: the number of the text that each is in.
    """
    partners: list[int | None] = [None] * len(codes)
    open_indexes: dict[tuple[str, str], list[int]] = {}
    for index, code in enumerate(codes):
        name_match = re.match(r"/?[\w:.-]*", code.kind)
        name_text = name_match[0] if name_match else ""
        if name_text in _CLOSING_BY_OPENING:
            open_indexes.setdefault((name_text, code.id), []).append(index)
        elif name_text in _OPENING_BY_CLOSING:
            candidates = open_indexes.get((_OPENING_BY_CLOSING[name_text], code.id))
            if candidates and (
                element_numbers[candidates[-1]] == element_numbers[index]
                or not any(
                    _ISOLATED in codes[code_index].kind
                    for code_index in (candidates[-1], index)
                )
            ):
                partner_index = candidates.pop()
                partners[index], partners[partner_index] = partner_index, index
    return partners


def _find_spans(
    codes: Sequence[Code],
    partner_indexes: Sequence[int | None],
    element_numbers: Sequence[int],
    generation: Generation,
) -> set[int]:
    """Find the opening codes of pairs that can be elements around text."""
    nested_indexes: set[int] = set()
    open_indexes: list[int] = []
    for index, partner_index in enumerate(partner_indexes):
        if (
            partner_index is None
            or element_numbers[index] != element_numbers[partner_index]
        ):
            continue
        name = codes[min(index, partner_index)].kind.partition(" ")[0]
        inline = INLINE[generation].get(name)
        if inline is None or inline.shape is not InlineShape.SPAN:
            continue
        if index < partner_index:
            open_indexes.append(index)
        elif partner_index in open_indexes:
            # What was opened since and is still open would overlap.
            del open_indexes[open_indexes.index(partner_index) :]
            nested_indexes.add(partner_index)
    return nested_indexes


def _make_span(
    generation: Generation, opening_code: Code, closing_code: Code, ids: InlineIds
) -> tuple[CodeElement, CodeElement] | None:
    native = _find_native_element(generation, opening_code)
    if native is None or closing_code.kind != f"/{native[0]}":
        return None
    name, _, attributes = native
    if generation is Generation.ONE:
        if name == "mrk" and "mtype" not in attributes:
            return None
        if not opening_code.id and name == "mrk":
            return CodeElement(name, "", tuple(attributes.items())), CodeElement(
                closing_code.kind, ""
            )
    id = ids.assign_id(opening_code, name)
    return CodeElement(
        name, id, tuple(attributes.items()), closing_code=closing_code
    ), CodeElement(closing_code.kind, id)


def _make_pair(
    generation: Generation, opening_code: Code, closing_code: Code, ids: InlineIds
) -> tuple[CodeElement, CodeElement]:
    opening, closing = (
        _find_native_element(generation, opening_code),
        _find_native_element(generation, closing_code),
    )
    if (
        opening
        and closing
        and _CLOSING_BY_OPENING[opening[0]] == closing[0]
        and "isolated" not in opening[2]
        and "isolated" not in closing[2]
    ):
        own_ids = [native[2].get("id") for native in (opening, closing)]
        if not any(own_ids) or (
            all(own_ids) and all(ids.claim_id(str(id)) for id in own_ids)
        ):
            id = ids.assign_id(opening_code, opening[0], joins_only=any(own_ids))
            return (
                CodeElement(opening[0], id, tuple(opening[2].items()), opening[1]),
                CodeElement(closing[0], id, tuple(closing[2].items()), closing[1]),
            )
    opening_name, closing_name = _PAIR_ELEMENTS[generation]
    id = ids.assign_id(opening_code, opening_name)
    return CodeElement(opening_name, id), CodeElement(closing_name, id)


def _make_placeholder(
    generation: Generation, code: Code, ids: InlineIds
) -> CodeElement:
    native = _find_native_element(generation, code)
    if native is not None:
        name, is_nested, attributes = native
        is_valid_alone = name in ("ph", "x") or (name == "it" and "pos" in attributes)
        if name in ("sc", "ec"):
            is_valid_alone = attributes.get("isolated") == "yes"
        if is_valid_alone and "id" not in attributes:
            return CodeElement(
                name, ids.assign_id(code, name), tuple(attributes.items()), is_nested
            )
    return CodeElement("ph", ids.assign_id(code, "ph"))


def _find_native_element(
    generation: Generation, code: Code
) -> tuple[str, bool, dict[str, str]] | None:
    """Find the element that a code was in this XLIFF; None if it is not valid."""
    kind_attributes = parse_code_kind(code.kind)
    if kind_attributes is None:
        return None
    name, is_nested, attributes = kind_attributes
    inline = INLINE[generation].get(name)
    if inline is None:
        return None
    valid_attributes = {
        attribute: value
        for attribute, value in attributes.items()
        if attribute in inline.attributes
        and is_writable_attribute(name, attribute, value)
    }
    if name == "mrk" and generation is Generation.ONE:
        # A mark, such as a comment of Trados, stays one: the codes of a translation
        # are its source's, but a mark may be on one side alone.
        attributes = valid_attributes
    if valid_attributes != attributes:
        return None
    if is_nested and not (
        inline.shape is InlineShape.CONTENT and _is_sub_markup(code.data)
    ):
        return None
    if generation is Generation.ONE and inline.shape is not InlineShape.CONTENT:
        if code.data != attributes.get("equiv-text", ""):
            return None
    return name, is_nested, attributes


def _is_sub_markup(data: str) -> bool:
    """Whether data is what an element of XLIFF 1.2 may hold, with `<sub>` in it."""
    element = parse_fragment(data)
    if element is None or inner_markup(element) != data:
        return False
    return NESTED_SUFFIX[1:] in (
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
        is_allowed = attribute in inline.attributes or attribute in inline.id_attributes
        if not is_allowed or not is_writable_attribute(element.name, attribute, value):
            return False
    if inline.shape is InlineShape.CONTENT:
        return _are_subs(element)
    return all(
        _is_inline(part) for part in element.content if isinstance(part, Element)
    )
