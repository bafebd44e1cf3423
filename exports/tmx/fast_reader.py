"""Plain units of a TMX file, read straight from its UTF-8.

Nearly every `<tu>` of a large file is written in the same few ways, and a regular
expression reads those several times faster than a parser calls us. It takes nothing
but what is well-formed and unmistakable: elements in the usual order, attributes in
quotation marks `"`, the five entities of XML. It gives up at anything else, which is
then read as an element. Saves 95 % (`benchmarks/export_tricks.py`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from exports.entry import LossTally
from exports.tmx.fast_reader_layout import PLAIN_VALUE, Layout, find_layout
from exports.tmx.fields import ElementFacts, PropOrNote, iso_date, sort_facts
from exports.tmx.inline_markup import segment_of
from exports.tmx.unit_maker import TmxUnitMaker, TuvText
from exports.xml.document import fragment
from tm.errors import InvalidLocale
from tm.property import Properties, Side
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Segment
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable

_SPACE = "[ \t\n]"
_NAME = "[A-Za-z_][A-Za-z0-9_:.-]*+"
_VALUES = rf'(?:{_SPACE}++{_NAME}="[^"<]*+")*+'
_PART = rf"<(?:prop{_VALUES}>[^<]*+</prop>|note{_VALUES}>[^<]*+</note>){_SPACE}*+"
_CONTENT = r"[^<]*+(?:<(?!/seg>|[!?])[^<]*+)*+"
_TUV = (
    rf"<tuv(?P<values>{_VALUES})>{_SPACE}*+(?P<parts>(?:{_PART})*+)"
    rf"<seg>(?P<content>{_CONTENT})</seg>{_SPACE}*+</tuv>{_SPACE}*+"
)
_FIRST, _OTHER = re.sub(r"\?P<\w+>", "", _TUV), re.sub(r"\?P<\w+>", "?:", _TUV)
_PLAIN_FIELDS = "|".join(
    rf'{name}="({PLAIN_VALUE})"'
    for name in ("tuid", "creationdate", "creationid", "changedate")
)
_UNIT = re.compile(
    rf"{_SPACE}*+<tu((?:{_SPACE}++(?:{_PLAIN_FIELDS}))*+({_VALUES}))"
    rf"{_SPACE}*+>{_SPACE}*+((?:{_PART})*+)"
    rf"{_FIRST}(?:{_FIRST})?+((?:{_OTHER})*+)</tu>".encode()
)
_VARIANT = re.compile(_TUV)
_PARTS = re.compile(rf"<(prop|note)({_VALUES})>([^<]*+)")
_ATTRIBUTES = re.compile(rf'({_NAME})="([^"]*+)"')
_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_PART_ATTRIBUTES = frozenset(("type", "xml:lang", "lang", "o-encoding"))
_CHARACTERS = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&amp;", "&"),  # last, or the others would be read in what it makes
)
_MARKS = b"&<]"
"""What may make a text something else than it stands there."""
_FEW = 50
_MANY = 1 << 10
_SHORT = 500
_MAX_TAGS = 90
"""Of a segment, which keeps it far from the depth that is refused."""
_MOST_LAYOUTS = 50

_Taken = list[TranslationUnit | UnitTable]
_Groups = tuple[Any, ...]  # Any: pieces of UTF-8, of which some may be absent
_Languages = tuple[str, str, bool]
"""The tags of source and target, and whether the target's `<tuv>` comes first."""


class FastTmxReader:
    """Reads plain units for a maker."""

    def __init__(self, maker: TmxUnitMaker) -> None:
        self._maker = maker
        self._header: tuple[object, ...] = ()
        self._languages: dict[tuple[bytes, bytes], _Languages | None] = {}
        self._inherited: Properties = ()
        """What the header says of a unit that says nothing else."""
        self._layout: Layout | None = None
        """That of the last unit of two texts."""
        self._layouts = 0
        """How many there were."""

    def take(self, text: bytes, start: int) -> tuple[_Taken, int]:
        """The units from a place between two `<tu>` on, and where they end."""
        self._ask_header()
        taken: _Taken = []
        while True:
            if self._layout is not None:
                start = self._take_alike(self._layout, text, start, taken)
            match = _UNIT.match(text, start)
            if match is None:
                return taken, start
            groups = match.groups()
            block = self._bare(groups)
            if block is not None:
                taken.append(block)
                if self._layouts < _MOST_LAYOUTS:
                    self._layout = find_layout(match)
                    self._layouts += 1
            else:
                several = self._units(groups)
                if several is None:
                    return taken, start
                taken += several
            start = match.end()

    def _take_alike(
        self, layout: Layout, text: bytes, start: int, taken: _Taken
    ) -> int:
        """Add units that are laid out as one before them; where they end."""
        pattern, values = layout
        rows = pattern.findall(text, start)
        remainder = rows[-1][-1] if rows else b""
        if remainder:
            rows.pop()
        if not rows:
            return start
        *columns, _ = zip(*rows, strict=True)
        block = self._block(*values((*columns, [None] * len(rows))))
        if block is None:
            return start
        taken.append(block)
        if len(block) == len(rows):
            return len(text) - len(remainder)
        *_, last = islice(pattern.finditer(text, start), len(block))
        return last.end()

    def _bare(self, groups: _Groups) -> UnitTable | None:
        """The unit of two texts, of which nothing is said that is no field of ours."""
        # fmt: off
        (
            values, tuid, created, author, changed, other_attributes, part_markup,
            values_1, parts_1, content_1, values_2, parts_2, content_2, remainder,
        ) = groups
        # fmt: on
        if other_attributes or part_markup or parts_1 or parts_2:
            return None
        if remainder or not content_2:
            return None
        attribute_values = (tuid, created, author, changed)
        if values.count(b'="') != 4 - attribute_values.count(None):
            return None  # an attribute is there twice
        row = (*attribute_values, values_1, content_1, values_2, content_2)
        return self._block(*([value] for value in row))

    def _block(
        self,
        tuids: Sequence[bytes | None],
        created: Sequence[bytes | None],
        authors: Sequence[bytes | None],
        changed: Sequence[bytes | None],
        values_1: Sequence[bytes],
        contents_1: Sequence[bytes],
        values_2: Sequence[bytes],
        contents_2: Sequence[bytes],
    ) -> UnitTable | None:
        """Units of two texts that say no more than that, given by columns.

        As many as come before the first of which that is not so; absent if none does.
        All at once, since here a large import spends most of its time.
        """
        language_pairs = list(zip(values_1, values_2, strict=True))
        known = {pair: self._spoken(pair) for pair in set(language_pairs)}
        spoken = list(map(known.__getitem__, language_pairs))
        count = len(contents_1)
        texts = _texts((*contents_1, *contents_2))
        sources, targets = texts[:count], texts[count:]
        if None in spoken or not (all(sources) and all(targets)):
            is_complete = list(map(all, zip(sources, targets, spoken, strict=True)))
            count = (*is_complete, False).index(False)
            if not count:
                return None
        tags, other_tags, hubs = zip(*spoken[:count], strict=True)
        for index in range(count) if any(hubs) else ():
            if hubs[index]:
                turned = targets[index], sources[index]
                sources[index], targets[index] = turned
        return UnitTable.with_defaults(
            count,
            source_tag=tags,
            source_text=sources[:count],
            target_tag=other_tags,
            target_text=targets[:count],
            tuid=_ids(tuids[:count]),
            created=list(map(_moment, created[:count])),
            author=list(map(_name, authors[:count])),
            changed=list(map(_moment, changed[:count])),
            properties=[self._inherited] * count,
        )

    def _units(self, groups: _Groups) -> list[TranslationUnit] | None:
        """The units of any other `<tu>`, if nothing about it is out of the ordinary."""
        groups = tuple(part if part is None else part.decode() for part in groups)
        facts = _facts(groups[0], groups[6])
        tuv_groups = [groups[7:10]]
        if groups[10] is not None:
            tuv_groups.append(groups[10:13])
        if groups[13]:
            tuv_groups += [match.groups() for match in _VARIANT.finditer(groups[13])]
        variants = [_variant(*groups_of_tuv) for groups_of_tuv in tuv_groups]
        complete = [variant for variant in variants if variant is not None]
        if facts is None or len(complete) < len(variants):
            return None
        try:
            return self._maker.units(facts, complete)
        except ValueError:
            return None  # to be told with its line

    def _spoken(self, values: tuple[bytes, bytes]) -> _Languages | None:
        """The locales of two `<tuv>`, if they say nothing else."""
        if values in self._languages:
            return self._languages[values]
        first, second = map(_language, map(bytes.decode, values))
        found = None
        if first is not None and second is not None and not (first[1] or second[1]):
            hub = self._maker.hub(None, (first[0], second[0]))
            source, target = (second, first) if hub else (first, second)
            found = source[0].tag, target[0].tag, bool(hub)
        if len(self._languages) > _MANY:
            self._languages.clear()
        self._languages[values] = found
        return found

    def _ask_header(self) -> None:
        """What the header says may be other than before."""
        header = (self._maker.source, self._maker.defaults)
        if header != self._header:
            self._header = header
            self._languages.clear()
            defaults = self._maker.defaults
            facts = sort_facts(ElementFacts({}), Side.UNIT, defaults=defaults)
            self._inherited = facts.properties


def _variant(values: str, parts: str, content: str) -> TuvText | None:
    language = _language(values)
    if language is None:
        return None
    locale, others = language
    segment = _segment(locale, content)
    if segment is None or not segment.text:
        return None
    facts = _facts(None, parts, given=others)
    return None if facts is None else TuvText(segment, facts)


def _segment(locale: Locale, content: str) -> Segment | None:
    """The segment of the markup of a `<seg>`."""
    if "<" not in content:
        text = _text(content)
        if text is not None:
            return Segment(locale, text)
        return None
    if content.count("<") > _MAX_TAGS:
        return None
    element = fragment(content)
    if element is None:
        return None
    tally = LossTally()
    segment = segment_of(locale, element, tally)
    return None if tally.losses() else segment


def _facts(
    values: str | None, parts: str, *, given: Mapping[str, str] | None = None
) -> ElementFacts | None:
    attributes = given if values is None else _attributes(values)
    if attributes is None:
        return None
    if not parts:
        return ElementFacts(attributes)
    parts_read = _parts(parts) if len(parts) < _SHORT else _parts.__wrapped__(parts)
    return None if parts_read is None else ElementFacts(attributes, parts_read)


@lru_cache(maxsize=1 << 10)
def _parts(markup: str) -> tuple[PropOrNote, ...] | None:
    parts = []
    for name, values, content in _PARTS.findall(markup):
        attributes = _part_attributes(values)
        text = _unescaped(content)
        if attributes is None or text is None:
            return None
        parts.append(PropOrNote(name, attributes, text))
    return tuple(parts)


# As with languages, the same few are written again and again.
@lru_cache(maxsize=1 << 10)
def _part_attributes(values: str) -> dict[str, str] | None:
    attributes = _attributes(values)
    if attributes is None or not _PART_ATTRIBUTES >= attributes.keys():
        return None
    return attributes


@lru_cache(maxsize=1 << 10)
def _language(values: str) -> tuple[Locale, dict[str, str]] | None:
    """The locale of a `<tuv>` and its other attributes."""
    attributes = _attributes(values)
    if attributes is None:
        return None
    tag = attributes.get("xml:lang") or attributes.get("lang")
    if not tag:
        return None
    others = {
        name: value
        for name, value in attributes.items()
        if name not in ("xml:lang", "lang")
    }
    try:
        return Locale.parse(tag), others
    except InvalidLocale:
        return None


def _attributes(values: str) -> dict[str, str] | None:
    """Attributes by name; absent where a parser would refuse them, or change them."""
    if not values:
        return {}
    found = _ATTRIBUTES.findall(values)
    attributes = dict(found)
    if len(attributes) != len(found) or "\n" in values or "\t" in values:
        return None
    if "&" in values:
        for name, value in found:
            text = _unescaped(value)
            if text is None:
                return None
            attributes[name] = text
    return attributes


# The same few dates and names are written again and again.
@lru_cache(maxsize=1 << 12)
def _moment(value: bytes | None) -> str | None:
    return None if value is None else iso_date(value.decode())


@lru_cache(maxsize=1 << 12)
def _name(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _ids(values: Sequence[bytes | None]) -> Sequence[str | None]:
    if None in values:
        return list(map(_name, values))
    # No plain value holds a line feed.
    return b"\n".join(values).decode().split("\n")  # type: ignore[arg-type]


def _texts(contents: Sequence[bytes]) -> list[bytes | None]:
    """The texts of segments, each as `_text` gives it, in UTF-8."""
    texts: list[bytes | None] = list(contents)
    for index in _to_be_read(contents):
        text = _text(contents[index].decode())
        texts[index] = None if text is None else text.encode()
    return texts


def _to_be_read(contents: Sequence[bytes]) -> Iterable[int]:
    """The places of texts that may be other than they stand there."""
    if len(contents) < _FEW:
        return range(len(contents))
    # numpy takes longer to import than a few texts take.
    from tm.text.nfc_quick_check import list_unnormalised_texts

    return list_unnormalised_texts(contents, _MARKS)


def _text(content: str) -> str | None:
    """The text of a segment without inline codes."""
    if "<" in content:
        return None
    if "&" in content or "]" in content:
        text = _unescaped(content)
        if text is None:
            return None
        content = text
    return None if CODE in content else nfc(content).strip()


def _unescaped(content: str) -> str | None:
    """Text whose entities are written out, if they are the usual ones."""
    if "]]>" in content:
        return None
    if "&" not in content:
        return content
    if _ENTITY.search(content):
        return None
    for entity, character in _CHARACTERS:
        content = content.replace(entity, character)
    return content
