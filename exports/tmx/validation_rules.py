"""Validation of the rules of TMX 1.4b, with messages that say how to fix a file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exports.entry import FormatViolation
from exports.xml.document import Element, ElementSelection, XmlDocument
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale

_DATE_ATTRIBUTES = ("creationdate", "changedate", "lastusagedate")
_CREATION_AND_CHANGE_ATTRIBUTES = (
    "creationdate",
    "creationid",
    "changedate",
    "changeid",
)
_UNIT_ATTRIBUTES = (
    *("o-encoding", "datatype", "usagecount", "lastusagedate"),
    *("creationtool", "creationtoolversion", *_CREATION_AND_CHANGE_ATTRIBUTES, "o-tmf"),
)
_HEADER_ATTRIBUTES = (
    "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype"
)
_ALLOWED_ATTRIBUTES_BY_ELEMENT: Mapping[str, tuple[str, ...]] = {
    "tmx": ("version",),
    "header": (
        *_HEADER_ATTRIBUTES.split(),
        "o-encoding",
        *_CREATION_AND_CHANGE_ATTRIBUTES,
    ),
    "body": (),
    "note": ("o-encoding", "xml:lang", "lang"),
    "prop": ("type", "xml:lang", "o-encoding", "lang"),
    "ude": ("name", "base"),
    "map": ("unicode", "code", "ent", "subst"),
    "tu": ("tuid", *_UNIT_ATTRIBUTES, "segtype", "srclang"),
    "tuv": ("xml:lang", *_UNIT_ATTRIBUTES, "lang"),
    "seg": (),
    "bpt": ("i", "x", "type"),
    "ept": ("i",),
    "ph": ("x", "assoc", "type"),
    "it": ("pos", "x", "type"),
    "ut": ("x",),
    "hi": ("x", "type"),
    "sub": ("datatype", "type"),
}
_REQUIRED_ATTRIBUTES_BY_ELEMENT: Mapping[str, tuple[str, ...]] = {
    "tmx": ("version",),
    "header": tuple(_HEADER_ATTRIBUTES.split()),
    "prop": ("type",),
    "ude": ("name",),
    "map": ("unicode",),
    "bpt": ("i",),
    "ept": ("i",),
    "it": ("pos",),
}
_INLINE_ELEMENTS = ("bpt", "ept", "ph", "it", "ut", "hi")
_ALLOWED_CHILDREN_BY_ELEMENT: Mapping[str, tuple[str, ...]] = {
    "header": ("note", "prop", "ude"),
    "ude": ("map",),
    "tu": ("note", "prop", "tuv"),
    "tuv": ("note", "prop", "seg"),
    "seg": _INLINE_ELEMENTS,
    "hi": _INLINE_ELEMENTS,
    "sub": _INLINE_ELEMENTS,
    **dict.fromkeys(("bpt", "ept", "ph", "it", "ut"), ("sub",)),
}
_ELEMENTS_WITHOUT_TEXT = frozenset(("header", "ude", "map", "tu", "tuv"))
_ALLOWED_VALUES_BY_ATTRIBUTE: Mapping[str, tuple[str, ...]] = {
    "segtype": ("block", "paragraph", "sentence", "phrase"),
    "pos": ("begin", "end"),
}
_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")
_VERSIONS_BEFORE_XML_LANG = ("1.0", "1.1", "1.2")
_ANY_LANGUAGE = "*all*"
_DATE_PATTERN = re.compile(r"[0-9]{8}T[0-9]{6}Z")


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find the faults of a TMX file, in the order of the file."""
    validator = _TmxValidator()
    document = XmlDocument(
        path,
        ElementSelection(
            "tmx", entry_names=frozenset(("header", "tu")), includes_outside=True
        ),
    )
    try:
        for element in document:
            for line_number, reason in validator.find_faults(element):
                yield FormatViolation(str(path), line_number, reason)
    except FormatError as error:
        yield FormatViolation(str(path), error.line, error.reason)
        return
    for line_number, reason in validator.find_faults_at_end():
        yield FormatViolation(str(path), line_number, reason)
    if document.removed_character_count:
        reason = (
            "characters that XML cannot hold, such as U+0001: "
            f"{document.removed_character_count}"
        )
        yield FormatViolation(str(path), None, reason)


_LineAndReason = tuple[int | None, str]
"""A line and what is wrong on it."""


@dataclass(slots=True)
class _FileStructure:
    """The elements read so far that every file has once."""

    version: str = "1.4"
    header_count: int = 0
    body_count: int = 0
    srclang: str = _ANY_LANGUAGE


class _TmxValidator:
    """Validator of the elements of a file, in their order."""

    def __init__(self) -> None:
        self._structure = _FileStructure()

    def find_faults(self, element: Element) -> Iterator[_LineAndReason]:
        """Find the faults of a header or unit, or of an element around them."""
        if element.damage:
            yield element.line_number, element.damage
            return
        yield from _find_structure_faults(element)
        if element.name == "header":
            yield from self._find_header_faults(element)
        elif element.name == "tu":
            if not self._structure.body_count:
                yield element.line_number, "a <tu> outside of the <body>"
            yield from self._find_unit_faults(element)
            for tuv in element.find_children("tuv"):
                yield from self._find_variant_faults(tuv)
        else:
            yield from self._find_outer_element_faults(element)

    def find_faults_at_end(self) -> Iterator[_LineAndReason]:
        """Find the faults that only the end of the file shows."""
        if not self._structure.body_count:
            yield None, "the file has no <body>"

    def _find_outer_element_faults(self, element: Element) -> Iterator[_LineAndReason]:
        if element.name == "tmx":
            self._structure.version = element.attributes.get("version", "1.4")
            if self._structure.version not in _VERSIONS:
                reason = (
                    f"version {self._structure.version!r} of TMX does not exist; "
                    "write 1.4"
                )
                yield element.line_number, reason
        elif element.name == "body":
            self._structure.body_count += 1
            if not self._structure.header_count:
                yield element.line_number, "no <header> before the <body>"
            if self._structure.body_count == 2:
                yield element.line_number, "a second <body>"
        else:
            yield element.line_number, f"TMX has no <{element.name}> here"

    def _find_header_faults(self, header: Element) -> Iterator[_LineAndReason]:
        """Find the faults of a header that its DTD does not show."""
        self._structure.header_count += 1
        if self._structure.header_count == 2:
            yield header.line_number, "a second <header>"
        self._structure.srclang = header.attributes.get("srclang", _ANY_LANGUAGE)
        yield from _find_language_faults(header, "srclang", allows_any_language=True)
        yield from _find_language_faults(header, "adminlang")
        for ude_element in header.find_children("ude"):
            if "base" not in ude_element.attributes and any(
                "code" in map_element.attributes
                for map_element in ude_element.find_children("map")
            ):
                yield (
                    ude_element.line_number,
                    "<ude> has a <map> with code; add the attribute base",
                )

    def _find_unit_faults(self, tu: Element) -> Iterator[_LineAndReason]:
        yield from _find_language_faults(tu, "srclang", allows_any_language=True)
        language_tags = [_read_language_tag(tuv) for tuv in tu.find_children("tuv")]
        if not language_tags:
            yield tu.line_number, "a <tu> without <tuv>"
            return
        source_tag = tu.attributes.get("srclang", self._structure.srclang)
        if not _has_source(source_tag, language_tags):
            tags_text = ", ".join(
                language_tag or "none" for language_tag in language_tags
            )
            reason = (
                f"srclang is {source_tag!r}, but no <tuv> has this language, "
                f"only {tags_text}"
            )
            yield tu.line_number, reason

    def _find_variant_faults(self, tuv: Element) -> Iterator[_LineAndReason]:
        attribute_name = "xml:lang"
        if attribute_name not in tuv.attributes and "lang" in tuv.attributes:
            attribute_name = "lang"
            if self._structure.version not in _VERSIONS_BEFORE_XML_LANG:
                yield (
                    tuv.line_number,
                    "attribute lang of TMX before 1.3; write xml:lang",
                )
        if attribute_name not in tuv.attributes:
            yield tuv.line_number, "the <tuv> does not name its language; add xml:lang"
        yield from _find_language_faults(tuv, attribute_name)
        seg_elements = list(tuv.find_children("seg"))
        if not seg_elements:
            yield tuv.line_number, "a <tuv> without <seg>"
        elif len(seg_elements) > 1:
            yield seg_elements[1].line_number, "a second <seg> in a <tuv>"
        for seg in seg_elements:
            yield from _find_segment_faults(seg)


def _find_structure_faults(element: Element) -> Iterator[_LineAndReason]:
    """Find violations of the DTD in an element and its descendants."""
    yield from _find_attribute_faults(element)
    allowed_children = _ALLOWED_CHILDREN_BY_ELEMENT.get(element.name, ())
    last_rank = 0
    for part in element.content:
        if isinstance(part, str):
            if element.name in _ELEMENTS_WITHOUT_TEXT and part.strip():
                shown_text = part.strip()[:20]
                yield (
                    element.line_number,
                    f"text directly in <{element.name}>; remove it: {shown_text!r}",
                )
            continue
        if part.name not in allowed_children:
            child_in_parent = f"<{part.name}> in <{element.name}>"
            hint = (
                f"only {', '.join(allowed_children)}"
                if allowed_children
                else "no elements"
            )
            yield part.line_number, f"{child_in_parent}, which may contain {hint}"
        elif element.name in ("tu", "tuv"):
            rank = int(part.name in ("tuv", "seg"))
            if rank < last_rank:
                yield (
                    part.line_number,
                    f"<{part.name}> must come before <{allowed_children[-1]}>",
                )
            last_rank = max(last_rank, rank)
        yield from _find_structure_faults(part)


def _find_attribute_faults(element: Element) -> Iterator[_LineAndReason]:
    attributes, line_number = element.attributes, element.line_number
    allowed_attributes = _ALLOWED_ATTRIBUTES_BY_ELEMENT.get(element.name)
    if allowed_attributes is None:
        return  # the element itself is reported
    for attribute_name in _REQUIRED_ATTRIBUTES_BY_ELEMENT.get(element.name, ()):
        if attribute_name not in attributes:
            yield (
                line_number,
                f"<{element.name}> lacks the required attribute {attribute_name}",
            )
    for attribute_name, value in attributes.items():
        if attribute_name not in allowed_attributes and not attribute_name.startswith(
            "xmlns"
        ):
            yield (
                line_number,
                f"<{element.name}> has the attribute {attribute_name}, unknown in TMX",
            )
        choices = _ALLOWED_VALUES_BY_ATTRIBUTE.get(attribute_name)
        if choices and attribute_name in allowed_attributes and value not in choices:
            yield (
                line_number,
                f"{attribute_name} is {value!r}; write one of {', '.join(choices)}",
            )
        elif attribute_name in _DATE_ATTRIBUTES and not _is_tmx_date(value):
            yield (
                line_number,
                f"{attribute_name} is {value!r}; write a date such as 20251008T093000Z",
            )
        elif attribute_name == "usagecount" and not re.fullmatch("[0-9]+", value):
            yield line_number, f"usagecount is {value!r}; write a whole number"


def _find_segment_faults(seg: Element) -> Iterator[_LineAndReason]:
    """Find the faults of a `<seg>`: empty, unpaired codes."""
    text = seg.text
    if not seg.content or (not text.strip() and not _list_child_elements(seg)):
        yield seg.line_number, "an empty <seg>; leave out its <tuv>"
        return
    yield from _find_pair_faults(seg)


def _find_pair_faults(seg: Element) -> Iterator[_LineAndReason]:
    """Find each `<bpt>` without one `<ept>` after it, and the reverse."""
    open_line_number_by_id: dict[str, int] = {}
    closed_ids: set[str] = set()
    for code_element in _iterate_descendants(seg):
        pair_id = code_element.attributes.get("i")
        if pair_id is None:
            continue
        if code_element.name == "bpt":
            if pair_id in open_line_number_by_id or pair_id in closed_ids:
                yield (
                    code_element.line_number,
                    f"a second <bpt i={pair_id!r}> in the segment",
                )
            open_line_number_by_id[pair_id] = code_element.line_number
        elif code_element.name == "ept":
            if open_line_number_by_id.pop(pair_id, None) is None:
                yield (
                    code_element.line_number,
                    f"<ept i={pair_id!r}> without a <bpt> before it",
                )
            closed_ids.add(pair_id)
    for pair_id, line_number in open_line_number_by_id.items():
        yield (
            line_number,
            f"<bpt i={pair_id!r}> without an <ept>; write <it> for half of a pair",
        )


def _find_language_faults(
    element: Element, attribute_name: str, *, allows_any_language: bool = False
) -> Iterator[_LineAndReason]:
    language_tag = element.attributes.get(attribute_name)
    if language_tag is None or (
        allows_any_language and language_tag.lower() == _ANY_LANGUAGE
    ):
        return
    try:
        Locale.parse(language_tag)
    except InvalidLocale as error:
        yield element.line_number, f"{attribute_name}: {error}"


def _has_source(source_tag: str, language_tags: list[str]) -> bool:
    """Whether one of the tags has the source's language."""
    if source_tag.lower() == _ANY_LANGUAGE:
        return True
    try:
        source_locale = Locale.parse(source_tag)
        return any(
            source_locale.language == Locale.parse(language_tag).language
            for language_tag in language_tags
            if language_tag
        )
    except InvalidLocale:
        return True  # reported by another rule


def _read_language_tag(tuv: Element) -> str:
    return tuv.attributes.get("xml:lang") or tuv.attributes.get("lang") or ""


def _is_tmx_date(text: str) -> bool:
    if not _DATE_PATTERN.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return False
    return True


def _list_child_elements(element: Element) -> list[Element]:
    return [part for part in element.content if isinstance(part, Element)]


def _iterate_descendants(element: Element) -> Iterator[Element]:
    for part in _list_child_elements(element):
        yield part
        yield from _iterate_descendants(part)
