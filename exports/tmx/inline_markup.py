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
from exports.xml.document import Element, parse_fragment
from exports.xml.escaping import escape_text, quote_attribute
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment

_ID_ATTRIBUTE_BY_ELEMENT = {
    "bpt": "i",
    "ept": "i",
    "ph": "x",
    "it": "x",
    "ut": "x",
    "hi": "x",
}
"""The attribute that holds the id of the code, for each inline element."""
_ALLOWED_ATTRIBUTES_BY_ELEMENT = {
    "bpt": ("i", "x", "type"),
    "ept": ("i",),
    "ph": ("x", "assoc", "type"),
    "it": ("x", "pos", "type"),
    "ut": ("x",),
    "hi": ("x", "type"),
    "sub": ("datatype", "type"),
}
_REQUIRED_ATTRIBUTE_BY_ELEMENT = {"bpt": "i", "ept": "i", "it": "pos"}
_ATTRIBUTE_PATTERN = re.compile(
    # A value as `quote_attribute` writes it.
    r' (\w+)="((?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*)"'
)
_CODE_KIND_PATTERN = re.compile(
    rf"(bpt|ept|ph|it|ut|hi)(\+sub)?((?:{_ATTRIBUTE_PATTERN.pattern})*)"
)
_CLOSING_HIGHLIGHT = "/hi"
_UNSUPPORTED_CODE_PREFIX = "x-padanan:"
"""Prefix of the type of a `<ph>` or `<it>` for a code that TMX has no element for."""
_PLAIN_TEXT_CODE = Code("text", "", CODE)
"""The code of a U+FFFC that stood in plain text."""


def read_segment(locale: Locale, seg: Element, tally: LossTally) -> Segment:
    """Read the segment that a `<seg>` holds, its ends trimmed."""
    texts: list[str] = []
    codes: list[Code] = []
    if len(seg.content) == 1 and isinstance(seg.content[0], str):
        texts.append(seg.content[0])  # most segments are plain
        codes.extend([_PLAIN_TEXT_CODE] * texts[0].count(CODE))
    else:
        _collect_texts_and_codes(seg, texts, codes, tally)
        if has_revisions(codes):
            texts, codes, deletion_count = accept_revisions(texts, codes)
            tally.add("texts deleted by tracked changes", deletion_count)
    return Segment(locale, nfc("".join(texts)).strip(), tuple(codes))


def format_segment(segment: Segment) -> str:
    """Make the content of the `<seg>` that holds a segment.

    Characters that XML cannot hold are still in it.
    """
    if not segment.codes:
        return escape_text(segment.text)
    escaped_texts = escape_text(segment.text).split(CODE)
    has_balanced_highlights = _has_balanced_highlights(segment.codes)
    unsupported_ids = {
        code.id for code in segment.codes if _is_unsupported_paired_code(code)
    }
    isolated_indexes = _find_isolated_indexes(segment.codes)
    markups = [escaped_texts[0]]
    for code_index, code in enumerate(segment.codes):
        if _is_paired_code(code) and code.id in unsupported_ids:
            code_markup = _format_unsupported_code(code)
        elif code_index in isolated_indexes:
            code_markup = _format_isolated_code(code)
        else:
            code_markup = _format_code(code, has_balanced_highlights)
        markups += (code_markup, escaped_texts[code_index + 1])
    return "".join(markups)


def _collect_texts_and_codes(
    element: Element, texts: list[str], codes: list[Code], tally: LossTally
) -> None:
    """Add the texts and codes in an element to `texts` and `codes`."""
    for child in element.content:
        if isinstance(child, str):
            texts.append(child)
            codes.extend([_PLAIN_TEXT_CODE] * child.count(CODE))
        elif child.name == "hi":
            code = _read_code(child, tally)
            texts.append(CODE)
            codes.append(code)
            _collect_texts_and_codes(child, texts, codes, tally)
            texts.append(CODE)
            codes.append(Code(_CLOSING_HIGHLIGHT, code.id, ""))
        elif child.name in _ID_ATTRIBUTE_BY_ELEMENT:
            texts.append(CODE)
            codes.append(_read_code(child, tally))
        else:
            tally.add(f"elements <{child.name}> around text")
            _collect_texts_and_codes(child, texts, codes, tally)


def _read_code(element: Element, tally: LossTally) -> Code:
    """Read the code of an inline element; count attributes that are lost."""
    element_name = element.name
    attributes = element.attributes
    code_id = attributes.get(_ID_ATTRIBUTE_BY_ELEMENT[element_name], "")
    code_type = attributes.get("type", "")
    if element_name in ("ph", "it") and code_type.startswith(_UNSUPPORTED_CODE_PREFIX):
        return Code(
            code_type.removeprefix(_UNSUPPORTED_CODE_PREFIX), code_id, element.text
        )
    has_elements = element_name != "hi" and any(
        isinstance(child, Element) for child in element.content
    )
    kind = element_name + ("+sub" if has_elements else "")
    allowed_attributes = _ALLOWED_ATTRIBUTES_BY_ELEMENT[element_name]
    for attribute_name in allowed_attributes:
        if (
            attribute_name in attributes
            and attribute_name != _ID_ATTRIBUTE_BY_ELEMENT[element_name]
        ):
            kind += f" {attribute_name}={quote_attribute(attributes[attribute_name])}"
    for attribute_name in attributes:
        if attribute_name not in allowed_attributes:
            tally.add(f"attributes {attribute_name} of <{element_name}>")
    if element_name == "hi":
        return Code(kind, code_id, "")
    return Code(
        kind,
        code_id,
        _format_allowed_content(element, element_name)
        if has_elements
        else element.text,
    )


def _format_code(code: Code, has_balanced_highlights: bool) -> str:
    """Make the markup of one code."""
    if code == _PLAIN_TEXT_CODE:
        return CODE
    if code.kind == _CLOSING_HIGHLIGHT and has_balanced_highlights and not code.data:
        return "</hi>"
    kind_match = _CODE_KIND_PATTERN.fullmatch(code.kind)
    if kind_match is None or not _is_allowed_code(
        kind_match, code.data, has_balanced_highlights
    ):
        return _format_unsupported_code(code)
    element_name, sub_suffix, attribute_markup = (
        kind_match[1],
        kind_match[2],
        kind_match[3],
    )
    id_attribute_markup = _format_id_attribute(
        _ID_ATTRIBUTE_BY_ELEMENT[element_name], code.id
    )
    start_tag = f"<{element_name}{id_attribute_markup}{attribute_markup}>"
    if element_name == "hi":
        return start_tag
    content = code.data if sub_suffix else escape_text(code.data)
    return f"{start_tag}{content}</{element_name}>"


def _format_unsupported_code(code: Code) -> str:
    """Make the `<ph>` of a code that TMX has no element for."""
    id_attribute_markup = _format_id_attribute("x", code.id)
    quoted_type = quote_attribute(_UNSUPPORTED_CODE_PREFIX + code.kind)
    return f"<ph{id_attribute_markup} type={quoted_type}>{escape_text(code.data)}</ph>"


def _format_isolated_code(code: Code) -> str:
    """Make the `<it>` of a paired code whose partner is not in the segment."""
    position = "begin" if code.kind.startswith("bpt") else "end"
    quoted_type = quote_attribute(_UNSUPPORTED_CODE_PREFIX + code.kind)
    start_tag = (
        f'<it{_format_id_attribute("x", code.id)} pos="{position}" type={quoted_type}>'
    )
    return f"{start_tag}{escape_text(code.data)}</it>"


def _find_isolated_indexes(codes: Sequence[Code]) -> set[int]:
    """Find the indexes of paired codes without a partner."""
    open_index_by_id: dict[str, int] = {}
    pair_ids: set[str] = set()
    isolated_indexes: set[int] = set()
    for code_index, code in enumerate(codes):
        if code.kind.startswith("bpt") and code.id not in pair_ids:
            open_index_by_id[code.id] = code_index
            pair_ids.add(code.id)
        elif _is_paired_code(code) and (
            code.kind.startswith("bpt") or open_index_by_id.pop(code.id, None) is None
        ):
            isolated_indexes.add(code_index)
    return isolated_indexes.union(open_index_by_id.values())


def _is_paired_code(code: Code) -> bool:
    """Whether a code begins or ends a pair."""
    return code.kind[:3] in ("bpt", "ept")


def _is_unsupported_paired_code(code: Code) -> bool:
    """Whether TMX has no element for a paired code, and so none for its partner."""
    kind_match = _CODE_KIND_PATTERN.fullmatch(code.kind)
    return _is_paired_code(code) and (
        kind_match is None
        or not _is_allowed_code(kind_match, code.data, has_balanced_highlights=False)
    )


def _format_id_attribute(attribute_name: str, id: str) -> str:
    # The DTD requires `i`, while `x` is optional.
    return (
        f" {attribute_name}={quote_attribute(id)}"
        if id or attribute_name == "i"
        else ""
    )


def _is_allowed_code(
    kind_match: re.Match[str], native_code: str, has_balanced_highlights: bool
) -> bool:
    """Whether the DTD allows the element that a code was."""
    element_name, sub_suffix, attribute_markup = (
        kind_match[1],
        kind_match[2],
        kind_match[3],
    )
    attribute_names = [
        attribute_match[1]
        for attribute_match in _ATTRIBUTE_PATTERN.finditer(attribute_markup)
    ]
    allowed_names = [
        attribute_name
        for attribute_name in _ALLOWED_ATTRIBUTES_BY_ELEMENT[element_name]
        if attribute_name != _ID_ATTRIBUTE_BY_ELEMENT[element_name]
    ]
    if attribute_names != [
        attribute_name
        for attribute_name in allowed_names
        if attribute_name in attribute_names
    ]:
        return False
    if element_name == "it" and not re.search(' pos="(?:begin|end)"', attribute_markup):
        return False
    if (
        element_name in ("ph", "it")
        and f' type="{_UNSUPPORTED_CODE_PREFIX}' in attribute_markup
    ):
        return False
    if element_name == "hi":
        return has_balanced_highlights and not native_code and not sub_suffix
    return not sub_suffix or _is_element_content(native_code, element_name)


def _is_element_content(native_code: str, element_name: str) -> bool:
    """Whether data is the content, with elements in it, of an element of a name."""
    element = parse_fragment(native_code)
    return (
        element is not None
        and any(isinstance(child, Element) for child in element.content)
        and _format_allowed_content(element, element_name) == native_code
    )


def _has_balanced_highlights(codes: Sequence[Code]) -> bool:
    """Whether every `hi` is closed, in order, by a `/hi` of its id."""
    open_ids = []
    for code in codes:
        if code.kind == "hi" or code.kind.startswith("hi "):
            if code.data or not _CODE_KIND_PATTERN.fullmatch(code.kind):
                return False
            open_ids.append(code.id)
        elif code.kind == _CLOSING_HIGHLIGHT and (
            code.data or not open_ids or open_ids.pop() != code.id
        ):
            return False
    return not open_ids


def _format_allowed_content(element: Element, element_name: str) -> str:
    """Make the content of an inline element, reduced to what TMX allows in it."""
    markups = []
    for child in element.content:
        if isinstance(child, str):
            markups.append(escape_text(child))
            continue
        child_content_markup = _format_allowed_content(child, child.name)
        required_attribute = _REQUIRED_ATTRIBUTE_BY_ELEMENT.get(child.name)
        if not _may_contain(element_name, child.name) or (
            required_attribute and required_attribute not in child.attributes
        ):
            markups.append(child_content_markup)
            continue
        attribute_markup = "".join(
            f" {attribute_name}={quote_attribute(child.attributes[attribute_name])}"
            for attribute_name in _ALLOWED_ATTRIBUTES_BY_ELEMENT[child.name]
            if attribute_name in child.attributes
        )
        markups.append(
            f"<{child.name}{attribute_markup}>{child_content_markup}</{child.name}>"
        )
    return "".join(markups)


def _may_contain(outer_name: str, inner_name: str) -> bool:
    """Whether the DTD allows one inline element directly in another."""
    if outer_name in ("sub", "hi"):
        return inner_name in _ID_ATTRIBUTE_BY_ELEMENT
    return inner_name == "sub"
