"""Plain units of a TMX file, read straight from its text.

Nearly every `<tu>` of a large file is written in the same few ways, and a regular
expression reads those several times faster than a parser calls us. It takes nothing
but what is well-formed and unmistakable: elements in the usual order, attributes in
quotation marks `"`, the five entities of XML. It gives up at anything else, which is
then read as an element, and damage is found and told there.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from exports.format import Tally
from exports.markup import segment_of
from exports.tmx_facts import Facts, Part, moment, told_apart
from exports.tmx_layout import PLAIN_VALUE, Layout, layout_of
from exports.tmx_units import Maker, Variant
from exports.xml import fragment
from tm.errors import InvalidLocale
from tm.frozen import maker
from tm.property import Properties, Side
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Segment
from tm.unit import Origin, TranslationUnit

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
    rf"{_FIRST}(?:{_FIRST})?+((?:{_OTHER})*+)</tu>"
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
# No text that `_text` gives has codes, and so has no text that is ASCII.
_segment_of = maker(Segment, "locale", "text")
_origin = maker(Origin, "tuid", "author", "created", "changed")
_unit_of = maker(TranslationUnit, "source", "target", "origin", "properties")
_MANY = 1 << 10
_SHORT = 500
_MAX_TAGS = 90
"""Of a segment, which keeps it far from the depth that is refused."""

_MOST_LAYOUTS = 50

_Groups = tuple[Any, ...]  # Any: texts, of which some may be absent
_Languages = tuple[Locale | None, Locale | None, int]
"""Two locales and which is the source; absent where a `<tuv>` says more than that."""


class PlainUnits:
    """Reads plain units for a maker."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._header: tuple[object, ...] = ()
        self._languages: dict[tuple[str, str], _Languages] = {}
        self._inherited: Properties = ()
        """What the header says of a unit that says nothing else."""
        self._layout: Layout | None = None
        """That of the last unit of two texts."""
        self._layouts = 0
        """How many there were."""

    def take(self, text: str, start: int) -> tuple[list[TranslationUnit], int]:
        """The units from a place between two `<tu>` on, and where they end."""
        self._ask_header()
        units: list[TranslationUnit] = []
        while True:
            if self._layout is not None:
                start = self._take_alike(self._layout, text, start, units)
            found = _UNIT.match(text, start)
            if found is None:
                return units, start
            groups = found.groups()
            unit = self._bare(groups)
            if unit is not None:
                units.append(unit)
                if self._layouts < _MOST_LAYOUTS:
                    self._layout = layout_of(found)
                    self._layouts += 1
            else:
                several = self._units(groups)
                if several is None:
                    return units, start
                units += several
            start = found.end()

    def _take_alike(
        self, layout: Layout, text: str, start: int, units: list[TranslationUnit]
    ) -> int:
        """Add units that are laid out as one before them; where they end."""
        match, values = layout
        found = match(text, start)
        while found is not None:
            unit = self._unit(*values((*found.groups(), None)))
            if unit is None:
                break
            units.append(unit)
            start = found.end()
            found = match(text, start)
        return start

    def _bare(self, groups: _Groups) -> TranslationUnit | None:
        """The unit of two texts, of which nothing is said that is no field of ours."""
        # fmt: off
        (
            values, tuid, created, author, changed, others, parts,
            values_1, parts_1, content_1, values_2, parts_2, content_2, rest,
        ) = groups
        # fmt: on
        if others or parts or parts_1 or parts_2 or rest or not content_2:
            return None
        said = (tuid, created, author, changed)
        if values.count('="') != 4 - said.count(None):
            return None  # an attribute is there twice
        return self._unit(
            tuid, created, author, changed, values_1, content_1, values_2, content_2
        )

    def _unit(
        self,
        tuid: str | None,
        created: str | None,
        author: str | None,
        changed: str | None,
        values_1: str,
        content_1: str,
        values_2: str,
        content_2: str,
    ) -> TranslationUnit | None:
        """The unit of two texts that says no more than that.

        With as few calls as can be: here a large import spends most of its time.
        """
        languages = self._languages.get((values_1, values_2))
        if languages is None:
            languages = self._found_languages(values_1, values_2)
        locale_1, locale_2, hub = languages
        text_1 = content_1.strip() if content_1.isascii() else None
        if text_1 is None or "&" in text_1 or "<" in text_1 or "]" in text_1:
            text_1 = _text(content_1)
        text_2 = content_2.strip() if content_2.isascii() else None
        if text_2 is None or "&" in text_2 or "<" in text_2 or "]" in text_2:
            text_2 = _text(content_2)
        if not text_1 or not text_2 or locale_1 is None or locale_2 is None:
            return None
        source, target = _segment_of(locale_1, text_1), _segment_of(locale_2, text_2)
        if hub:
            source, target = target, source
        if created is not None:
            created = moment(created)
        if changed is not None:
            changed = moment(changed)
        origin = _origin(tuid, author, created, changed)
        return _unit_of(source, target, origin, self._inherited)

    def _units(self, groups: _Groups) -> list[TranslationUnit] | None:
        """The units of any other `<tu>`, if nothing about it is out of the ordinary."""
        facts = _facts(groups[0], groups[6])
        found = [groups[7:10]]
        if groups[10] is not None:
            found.append(groups[10:13])
        if groups[13]:
            found += [match.groups() for match in _VARIANT.finditer(groups[13])]
        variants = [_variant(*parts) for parts in found]
        whole = [variant for variant in variants if variant is not None]
        if facts is None or len(whole) < len(variants):
            return None
        try:
            return self._maker.units(facts, whole)
        except ValueError:
            return None  # to be told with its line

    def _found_languages(self, values_1: str, values_2: str) -> _Languages:
        """Two locales and which is the source, if the `<tuv>` say nothing else."""
        one, other = _language(values_1), _language(values_2)
        found: _Languages = (None, None, 0)
        if one is not None and other is not None and not (one[1] or other[1]):
            found = (one[0], other[0], self._maker.hub(None, (one[0], other[0])))
        if len(self._languages) > _MANY:
            self._languages.clear()
        self._languages[values_1, values_2] = found
        return found

    def _ask_header(self) -> None:
        """What the header says may be other than before."""
        header = (self._maker.source, self._maker.defaults)
        if header != self._header:
            self._header = header
            self._languages.clear()
            nothing = Facts({})
            said = told_apart(nothing, Side.UNIT, defaults=self._maker.defaults)
            self._inherited = said.properties


def _variant(values: str, parts: str, content: str) -> Variant | None:
    language = _language(values)
    if language is None:
        return None
    locale, others = language
    segment = _segment(locale, content)
    if segment is None or not segment.text:
        return None
    facts = _facts(None, parts, given=others)
    return None if facts is None else Variant(segment, facts)


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
    tally = Tally()
    segment = segment_of(locale, element, tally)
    return None if tally.lost() else segment


def _facts(
    values: str | None, parts: str, *, given: Mapping[str, str] | None = None
) -> Facts | None:
    attributes = given if values is None else _attributes(values)
    if attributes is None:
        return None
    if not parts:
        return Facts(attributes)
    made = _parts(parts) if len(parts) < _SHORT else _parts.__wrapped__(parts)
    return None if made is None else Facts(attributes, made)


@lru_cache(maxsize=1 << 10)
def _parts(markup: str) -> tuple[Part, ...] | None:
    made = []
    for name, values, content in _PARTS.findall(markup):
        attributes = _part_attributes(values)
        text = _unescaped(content)
        if attributes is None or text is None:
            return None
        made.append(Part(name, attributes, text))
    return tuple(made)


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
