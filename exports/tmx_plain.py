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

from exports.format import Tally
from exports.markup import segment_of
from exports.tmx_facts import Facts, Part, moment, told_apart
from exports.tmx_units import Maker, Variant
from exports.xml import fragment
from tm.errors import InvalidLocale
from tm.property import Properties, Side
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Segment
from tm.unit import Origin, State, TranslationUnit

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
_UNIT = re.compile(
    rf"{_SPACE}*+<tu({_VALUES}){_SPACE}*+>{_SPACE}*+((?:{_PART})*+)"
    rf"{_FIRST}(?:{_FIRST})?+((?:{_OTHER})*+)</tu>"
)
_VARIANT = re.compile(_TUV)
_PARTS = re.compile(rf"<(prop|note)({_VALUES})>([^<]*+)")
_ATTRIBUTES = re.compile(rf'({_NAME})="([^"]*+)"')
_FIELDS = re.compile(
    rf"(?:{_SPACE}++(?:"
    + "|".join(
        rf'{name}="([^"&\n\t]*+)"'
        for name in ("tuid", "creationdate", "creationid", "changedate")
    )
    + "))*+"
)
_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_PART_ATTRIBUTES = frozenset(("type", "xml:lang", "lang", "o-encoding"))
_CHARACTERS = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&amp;", "&"),  # last, or the others would be read in what it makes
)
_MAX_PAIRS = 1 << 10
_SHORT = 500
_MAX_TAGS = 90
"""Of a segment, which keeps it far from the depth that is refused."""


class PlainUnits:
    """Reads plain units for a maker."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._sides: dict[tuple[str, str, str], tuple[Locale, Locale, int] | None] = {}
        self._inherited: Properties | None = None

    def take(self, text: str, start: int) -> tuple[list[TranslationUnit], int]:
        """The units from a place between two `<tu>` on, and where they end."""
        units: list[TranslationUnit] = []
        match = _UNIT.match
        found = match(text, start)
        while found is not None:
            values, parts, *variants, rest = found.groups()
            unit = None
            if not (parts or variants[1] or variants[4] or rest):
                unit = self._bare(values, *variants)
            if unit is not None:
                units.append(unit)
            else:
                several = self._units(values, parts, variants, rest)
                if several is None:
                    break
                units += several
            start = found.end()
            found = match(text, start)
        return units, start

    def _bare(
        self,
        values: str,
        first_values: str,
        _: str,
        first: str,
        second_values: str | None,
        __: str | None,
        second: str | None,
    ) -> TranslationUnit | None:
        """The unit of two texts, of which nothing is said that is no field of ours."""
        if second_values is None or second is None:
            return None
        sides = self._languages(first_values, second_values)
        said = _FIELDS.fullmatch(values)
        if sides is None or said is None:
            return None
        tuid, created, author, changed = said.groups()
        if values.count('="') != 4 - said.groups().count(None):
            return None  # an attribute that comes twice
        first_text, second_text = _text(first), _text(second)
        if not first_text or not second_text:
            return None
        locale, other, hub = sides
        one, two = Segment(locale, first_text), Segment(other, second_text)
        if hub:
            one, two = two, one
        origin = Origin(
            tuid=tuid,
            author=author,
            created=None if created is None else moment(created),
            changed=None if changed is None else moment(changed),
        )
        return TranslationUnit(
            one, two, State.TRANSLATED, origin, (None, None), None, self._said()
        )

    def _languages(self, first: str, second: str) -> tuple[Locale, Locale, int] | None:
        """Two locales and which is the source, if the `<tuv>` say nothing else."""
        key = (self._maker.source, first, second)
        if key not in self._sides:
            if len(self._sides) > _MAX_PAIRS:
                self._sides.clear()
            self._sides[key] = self._found_languages(first, second)
        return self._sides[key]

    def _found_languages(
        self, first: str, second: str
    ) -> tuple[Locale, Locale, int] | None:
        known = _language(first), _language(second)
        if known[0] is None or known[1] is None or known[0][1] or known[1][1]:
            return None
        one, other = known[0][0], known[1][0]
        return one, other, self._maker.hub(None, (one, other))

    def _said(self) -> Properties:
        """What the header says of a unit that says nothing else."""
        if self._inherited is None:
            nothing = Facts({})
            said = told_apart(nothing, Side.UNIT, defaults=self._maker.defaults)
            self._inherited = said.properties
        return self._inherited

    def _units(
        self, values: str, parts: str, variants: list[str | None], rest: str
    ) -> list[TranslationUnit] | None:
        """The units of any other `<tu>`, if nothing about it is out of the ordinary."""
        facts = _facts(values, parts)
        found = [variants[:3]]
        if variants[3] is not None:
            found.append(variants[3:])
        if rest:
            found += [list(match.groups()) for match in _VARIANT.finditer(rest)]
        made = []
        for variant_values, variant_parts, content in found:
            variant = _variant(variant_values or "", variant_parts or "", content or "")
            if variant is None:
                return None
            made.append(variant)
        try:
            return None if facts is None else self._maker.units(facts, made)
        except ValueError:
            return None  # to be told with its line


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
