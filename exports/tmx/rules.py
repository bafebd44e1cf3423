"""The rules of TMX 1.4b: what a file breaks, in words that say how to mend it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exports.entry import FormatViolation
from exports.xml.document import Element, XmlDocument
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale

_DATES = ("creationdate", "changedate", "lastusagedate")
_WHO = ("creationdate", "creationid", "changedate", "changeid")
_OF_UNITS = (
    *("o-encoding", "datatype", "usagecount", "lastusagedate"),
    *("creationtool", "creationtoolversion", *_WHO, "o-tmf"),
)
_OF_HEADER = "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype"
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "tmx": ("version",),
    "header": (*_OF_HEADER.split(), "o-encoding", *_WHO),
    "body": (),
    "note": ("o-encoding", "xml:lang", "lang"),
    "prop": ("type", "xml:lang", "o-encoding", "lang"),
    "ude": ("name", "base"),
    "map": ("unicode", "code", "ent", "subst"),
    "tu": ("tuid", *_OF_UNITS, "segtype", "srclang"),
    "tuv": ("xml:lang", *_OF_UNITS, "lang"),
    "seg": (),
    "bpt": ("i", "x", "type"),
    "ept": ("i",),
    "ph": ("x", "assoc", "type"),
    "it": ("pos", "x", "type"),
    "ut": ("x",),
    "hi": ("x", "type"),
    "sub": ("datatype", "type"),
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "tmx": ("version",),
    "header": tuple(_OF_HEADER.split()),
    "prop": ("type",),
    "ude": ("name",),
    "map": ("unicode",),
    "bpt": ("i",),
    "ept": ("i",),
    "it": ("pos",),
}
_CODES = ("bpt", "ept", "ph", "it", "ut", "hi")
_CHILDREN: Mapping[str, tuple[str, ...]] = {
    "header": ("note", "prop", "ude"),
    "ude": ("map",),
    "tu": ("note", "prop", "tuv"),
    "tuv": ("note", "prop", "seg"),
    "seg": _CODES,
    "hi": _CODES,
    "sub": _CODES,
    **dict.fromkeys(("bpt", "ept", "ph", "it", "ut"), ("sub",)),
}
_WITHOUT_TEXT = frozenset(("header", "ude", "map", "tu", "tuv"))
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "segtype": ("block", "paragraph", "sentence", "phrase"),
    "pos": ("begin", "end"),
}
_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")
_BEFORE_XML_LANG = ("1.0", "1.1", "1.2")
_ANY_LANGUAGE = "*all*"
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")


def validate(path: Path) -> Iterator[FormatViolation]:
    """The faults of a TMX file, in the order in which they stand."""
    rules = _TmxValidator()
    document = XmlDocument(
        path,
        root="tmx",
        entry_names=frozenset(("header", "tu")),
        include_outside=True,
    )
    try:
        for element in document:
            for line, reason in rules.faults(element):
                yield FormatViolation(str(path), line, reason)
    except FormatError as error:
        yield FormatViolation(str(path), error.line, error.reason)
        return
    for line, reason in rules.ending():
        yield FormatViolation(str(path), line, reason)
    if document.removed:
        reason = f"characters that XML cannot hold, such as U+0001: {document.removed}"
        yield FormatViolation(str(path), None, reason)


_Found = tuple[int | None, str]
"""A line and what is wrong in it."""


@dataclass(slots=True)
class _FileStructure:
    """What was met of the parts that every file has once."""

    version: str = "1.4"
    headers: int = 0
    bodies: int = 0
    srclang: str = _ANY_LANGUAGE


class _TmxValidator:
    """Judges elements as they come."""

    def __init__(self) -> None:
        self._met = _FileStructure()

    def faults(self, element: Element) -> Iterator[_Found]:
        """The faults of a header or unit, or of an element around them."""
        if element.damage:
            yield element.line, element.damage
            return
        yield from _structure_faults(element)
        if element.name == "header":
            yield from self._header(element)
        elif element.name == "tu":
            if not self._met.bodies:
                yield element.line, "a <tu> outside of the <body>"
            yield from self._unit(element)
            for tuv in element.children("tuv"):
                yield from self._variant(tuv)
        else:
            yield from self._around(element)

    def ending(self) -> Iterator[_Found]:
        """The faults that only the end of the file shows."""
        if not self._met.bodies:
            yield None, "the file has no <body>"

    def _around(self, element: Element) -> Iterator[_Found]:
        if element.name == "tmx":
            self._met.version = element.attributes.get("version", "1.4")
            if self._met.version not in _VERSIONS:
                reason = f"version {self._met.version!r} is none of TMX; write 1.4"
                yield element.line, reason
        elif element.name == "body":
            self._met.bodies += 1
            if not self._met.headers:
                yield element.line, "no <header> before the <body>"
            if self._met.bodies == 2:
                yield element.line, "a second <body>"
        else:
            yield element.line, f"TMX has no <{element.name}> here"

    def _header(self, header: Element) -> Iterator[_Found]:
        self._met.headers += 1
        if self._met.headers == 2:
            yield header.line, "a second <header>"
        self._met.srclang = header.attributes.get("srclang", _ANY_LANGUAGE)
        yield from _language_faults(header, "srclang", any_language=True)
        yield from _language_faults(header, "adminlang")
        for ude in header.children("ude"):
            if "base" not in ude.attributes and any(
                "code" in child.attributes for child in ude.children("map")
            ):
                yield ude.line, "<ude> has a <map> with code, and so needs a base"

    def _unit(self, tu: Element) -> Iterator[_Found]:
        yield from _language_faults(tu, "srclang", any_language=True)
        tags = [_tag(tuv) for tuv in tu.children("tuv")]
        if not tags:
            yield tu.line, "a <tu> without <tuv>"
            return
        source = tu.attributes.get("srclang", self._met.srclang)
        if not _has_source(source, tags):
            tags_shown = ", ".join(tag or "none" for tag in tags)
            reason = (
                f"srclang is {source!r}, and no <tuv> is of it, only of {tags_shown}"
            )
            yield tu.line, reason

    def _variant(self, tuv: Element) -> Iterator[_Found]:
        name = "xml:lang"
        if name not in tuv.attributes and "lang" in tuv.attributes:
            name = "lang"
            if self._met.version not in _BEFORE_XML_LANG:
                yield tuv.line, "lang was the name before TMX 1.3; write xml:lang"
        if name not in tuv.attributes:
            yield tuv.line, "a <tuv> that does not name its language; give it xml:lang"
        yield from _language_faults(tuv, name)
        segments = list(tuv.children("seg"))
        if not segments:
            yield tuv.line, "a <tuv> without <seg>"
        elif len(segments) > 1:
            yield segments[1].line, "a second <seg> in a <tuv>"
        for seg in segments:
            yield from _segment_faults(seg)


def _structure_faults(element: Element) -> Iterator[_Found]:
    """What the DTD would say of an element and all that is in it."""
    yield from _attribute_faults(element)
    allowed = _CHILDREN.get(element.name, ())
    last_rank = 0
    for part in element.content:
        if isinstance(part, str):
            if element.name in _WITHOUT_TEXT and part.strip():
                shown_text = part.strip()[:20]
                yield (
                    element.line,
                    f"text where <{element.name}> has none: {shown_text!r}",
                )
            continue
        if part.name not in allowed:
            what = f"<{part.name}> in <{element.name}>"
            hint = f"{', '.join(allowed)} may" if allowed else "nothing may"
            yield part.line, f"{what}, where {hint} stand"
        elif element.name in ("tu", "tuv"):
            rank = int(part.name in ("tuv", "seg"))
            if rank < last_rank:
                yield part.line, f"<{part.name}> must stand before <{allowed[-1]}>"
            last_rank = max(last_rank, rank)
        yield from _structure_faults(part)


def _attribute_faults(element: Element) -> Iterator[_Found]:
    attributes, line = element.attributes, element.line
    allowed = _ATTRIBUTES.get(element.name)
    if allowed is None:
        return  # the element itself is told
    for name in _REQUIRED.get(element.name, ()):
        if name not in attributes:
            yield line, f"<{element.name}> lacks {name}, which it must have"
    for name, value in attributes.items():
        if name not in allowed and not name.startswith("xmlns"):
            yield line, f"<{element.name}> has {name}, which is none of TMX"
        choices = _CHOICES.get(name)
        if choices and name in allowed and value not in choices:
            yield line, f"{name} is {value!r}, and must be one of {', '.join(choices)}"
        elif name in _DATES and not _is_date(value):
            yield line, f"{name} is {value!r}, and must be like 20251008T093000Z"
        elif name == "usagecount" and not re.fullmatch("[0-9]+", value):
            yield line, f"usagecount is {value!r}, and must be a whole number"


def _segment_faults(seg: Element) -> Iterator[_Found]:
    text = seg.text
    if not seg.content or (not text.strip() and not _elements(seg)):
        yield seg.line, "an empty <seg>; leave out its <tuv>"
        return
    first, last = seg.content[0], seg.content[-1]
    if isinstance(first, str) and first[:1].isspace():
        yield seg.line, "the text begins with white space, which counts as text"
    if isinstance(last, str) and last[-1:].isspace():
        yield seg.line, "the text ends with white space, which counts as text"
    yield from _pair_faults(seg)


def _pair_faults(seg: Element) -> Iterator[_Found]:
    """Whether every `<bpt>` has its `<ept>`, after it and once."""
    opened: dict[str, int] = {}
    closed: set[str] = set()
    for code in _all_elements(seg):
        id = code.attributes.get("i")
        if id is None:
            continue
        if code.name == "bpt":
            if id in opened or id in closed:
                yield code.line, f"a second <bpt i={id!r}> in the segment"
            opened[id] = code.line
        elif code.name == "ept":
            if opened.pop(id, None) is None:
                yield code.line, f"<ept i={id!r}> without a <bpt> before it"
            closed.add(id)
    for id, line in opened.items():
        yield line, f"<bpt i={id!r}> without an <ept>; write <it> for half of a pair"


def _language_faults(
    element: Element, name: str, *, any_language: bool = False
) -> Iterator[_Found]:
    tag = element.attributes.get(name)
    if tag is None or (any_language and tag.lower() == _ANY_LANGUAGE):
        return
    try:
        Locale.parse(tag)
    except InvalidLocale as error:
        yield element.line, f"{name}: {error}"


def _has_source(source: str, tags: list[str]) -> bool:
    """Whether one of the languages is that of the source, or a variant of it."""
    if source.lower() == _ANY_LANGUAGE:
        return True
    try:
        source_locale = Locale.parse(source)
        return any(
            source_locale.language == Locale.parse(tag).language for tag in tags if tag
        )
    except InvalidLocale:
        return True  # told elsewhere


def _tag(tuv: Element) -> str:
    return tuv.attributes.get("xml:lang") or tuv.attributes.get("lang") or ""


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return False
    return True


def _elements(element: Element) -> list[Element]:
    return [part for part in element.content if isinstance(part, Element)]


def _all_elements(element: Element) -> Iterator[Element]:
    for part in _elements(element):
        yield part
        yield from _all_elements(part)
