"""XLIFF 2.1 as we write it, valid by its schema.

Our fields are metadata of each unit, in a group whose category is `padanan`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from urllib.parse import unquote

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.content_markup import SideMarkup, data_markup
from exports.xliff.draft import ElementMarkups, UnitDraft, common, notes_of
from exports.xliff.fields import (
    KINDS,
    MATCH,
    TERM,
    candidate_of,
    note_markup,
    term_markup,
)
from exports.xliff.group import OWN_ID, Group
from exports.xliff.names import GLOSSARY, MATCHES, METADATA, NAME, VERSION_2, Generation
from exports.xliff.part import ORDER
from exports.xliff.record import OWN, own_version
from exports.xliff.v2.reader import records
from exports.xliff.writer import VersionSpelling, write_units
from exports.xml.document import escaped, quoted
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit

_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_OF_UNIT = {
    "name": "(?s:.*)",
    "type": _USER_DEFINED,
    "translate": "no",
    "srcDir": "ltr|rtl|auto",
    "trgDir": "ltr|rtl|auto",
}
_OF_SEGMENT = {
    "canResegment": "no",
    "segment": NAME.pattern,
    "subState": _USER_DEFINED,
}
"""Attributes that can be given back, and their values."""
_QUALITY = re.compile(r"100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?")
_INLINE_ID = re.compile(r'<[a-z]+ id="([^"]*)"')
_META = re.compile(r"xliff:meta:([^/]*)/([^/]+)")


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as XLIFF 2.1."""
    return write_units(units, file, options, SPELLING)


def match_markup(
    target: str,
    *,
    source: str,
    about: str,
    quality: str | None,
    origin: str | None,
    type: str | None = None,
) -> str:
    """An `<mtc:match>` for the segment of an id; the texts are markup."""
    out = f"<mtc:match ref={quoted('#' + about)}"
    for name, value in (("matchQuality", quality), ("origin", origin), ("type", type)):
        if value is not None:
            out += f" {name}={quoted(value)}"
    # The module's elements hold source and target of the core.
    return f"{out}><source>{source}</source><target>{target}</target></mtc:match>"


def _head(source: Locale, target: Locale) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{VERSION_2}" xmlns:mtc="{MATCHES}"'
        f' xmlns:gls="{GLOSSARY}" xmlns:mda="{METADATA}"'
        f' srcLang="{source.tag}" trgLang="{target.tag}">\n'
    )


def _begin_file(original: str, number: int, source: Locale, target: Locale) -> str:
    tool = f'<mda:meta type="tool">padanan {own_version()}</mda:meta>'
    return (
        # A part of a segment would not be a segment of its article any more.
        f'<file id="f{number}" original={quoted(original)} canResegment="no"'
        ' xml:space="preserve">\n'
        f'<mda:metadata><mda:metaGroup category="{OWN}">{tool}</mda:metaGroup>'
        "</mda:metadata>\n"
    )


def _group(group: Group, number: int) -> str:
    id = quoted(group.id or f"{OWN_ID}{number}")
    name = f" name={quoted(group.name)}" if group.name != group.id else ""
    notes = "".join(f"<note>{escaped(note)}</note>\n" for note in group.notes)
    notes = f"<notes>{notes}</notes>\n" if notes else ""
    return f"<group id={id}{name}>\n{notes}"


def _unit(drafts: Sequence[UnitDraft]) -> str:
    if len(drafts) == 1 and not drafts[0].properties:
        return _bare(drafts[0])
    ids = {
        id
        for draft in drafts
        for sides in (*draft.before, draft.sides, *draft.after)
        for id in _INLINE_ID.findall(sides.source + (sides.target or ""))
    }
    unit_markups = ElementMarkups()
    for property in common(drafts):
        _place(property, unit_markups)
    natives = []
    for draft in drafts:
        segment_markups = ElementMarkups()
        for property in draft.properties:
            _place_in_segment(property, segment_markups, ids)
        natives.append(segment_markups)
    for draft, segment_markups in zip(drafts, natives, strict=True):
        segment = segment_markups.attributes.get("segment", {})
        for property in draft.properties:
            if property.name == MATCH:
                if "id" not in segment:
                    segment_markups.set("segment", "id", _fresh(ids))
                    segment = segment_markups.attributes["segment"]
                    ids.add(segment["id"])
                markup = _match(property, segment["id"])
                if markup is not None:
                    unit_markups.add("mtc:matches", markup)
    out = [f"<unit id={quoted(drafts[0].id)}{_spelled(unit_markups, 'unit')}>\n"]
    for place in ("mtc:matches", "gls:glossary"):
        if place in unit_markups.children:
            module_markup = "".join(unit_markups.children[place])
            out.append(f"<{place}>{module_markup}</{place}>\n")
    out += [_metadata(drafts, unit_markups), _notes(drafts, unit_markups)]
    out.append(data_markup(drafts[0].sides.data))
    for draft, segment_markups in zip(drafts, natives, strict=True):
        out += map(_ignorable, draft.before)
        out.append(_segment(draft, segment_markups, is_part=len(drafts) > 1))
        out += map(_ignorable, draft.after)
    return "".join(out) + "</unit>\n"


def _bare(draft: UnitDraft) -> str:
    """The markup of a unit without properties, as most are."""
    unit, sides = draft.unit, draft.sides
    state = target = note = ""
    if sides.target is not None:
        state = f' state="{unit.state}"'
        target = f"<target>{sides.target}</target>\n"
    if unit.note is not None:
        note = f"<notes><note>{escaped(unit.note)}</note>\n</notes>\n"
    return (
        f"<unit id={quoted(draft.id)}>\n"
        f"<mda:metadata>\n{_own(draft)}</mda:metadata>\n"
        f"{note}{data_markup(sides.data)}<segment{state}>\n"
        f"<source>{sides.source}</source>\n{target}</segment>\n</unit>\n"
    )


def _own(draft: UnitDraft) -> str:
    """The fields of a segment."""
    markup = "".join(
        [
            f"<mda:meta type={quoted(name)}>{escaped(text)}</mda:meta>\n"
            for name, text in draft.fields.items()
        ]
    )
    return f'<mda:metaGroup category="{OWN}">\n{markup}</mda:metaGroup>\n'


def _segment(draft: UnitDraft, natives: ElementMarkups, *, is_part: bool) -> str:
    sides = draft.sides
    known = natives.attributes.get("segment", {})
    state = draft.unit.state if sides.target is not None else State.INITIAL
    if sides.target is not None or "subState" in known:
        known = known | {"state": state}
    attributes = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    target = ""
    if sides.target is not None:
        # The place of a target among those of other parts.
        order = _spelled(natives, "target") if is_part else ""
        target = f"<target{order}>{sides.target}</target>\n"
    return (
        f"<segment{attributes}>\n<source>{sides.source}</source>\n{target}</segment>\n"
    )


def _ignorable(sides: SideMarkup) -> str:
    target = "" if sides.target is None else f"<target>{sides.target}</target>\n"
    return f"<ignorable>\n<source>{sides.source}</source>\n{target}</ignorable>\n"


def _metadata(drafts: Sequence[UnitDraft], natives: ElementMarkups) -> str:
    out = ["<mda:metadata>\n", *map(_own, drafts)]
    out += natives.children.get("mda:metadata", [])
    return "".join(out) + "</mda:metadata>\n"


def _notes(drafts: Sequence[UnitDraft], natives: ElementMarkups) -> str:
    notes = natives.children.get("notes", [])
    notes = notes + [f"<note>{escaped(note)}</note>\n" for note in notes_of(drafts)]
    return f"<notes>{''.join(notes)}</notes>\n" if notes else ""


def _spelled(natives: ElementMarkups, element: str) -> str:
    attributes = natives.attributes.get(element, {})
    return "".join(f" {name}={quoted(value)}" for name, value in attributes.items())


def _fresh(ids: set[str]) -> str:
    return next(
        id for number in range(1, 2**31) if (id := f"{OWN_ID}{number}") not in ids
    )


def _place_in_segment(
    property: Property, natives: ElementMarkups, ids: set[str]
) -> None:
    """Put a fact of a segment where XLIFF 2.1 says it, if it does."""
    name = property.name.removeprefix("xliff:")
    if property.side is Side.UNIT and name != property.name and name in _OF_SEGMENT:
        is_id = name == "segment"
        if re.fullmatch(_OF_SEGMENT[name], property.value, re.ASCII):
            if not is_id:
                natives.set("segment", name, property.value)
            elif property.value not in ids:
                natives.set("segment", "id", property.value)
                ids.add(property.value)
    elif property.side is Side.TARGET and property.name == ORDER:
        if re.fullmatch("[1-9][0-9]{0,3}", property.value, re.ASCII):
            natives.set("target", "order", property.value)


def _place(property: Property, natives: ElementMarkups) -> None:
    """Put a fact of a unit where XLIFF 2.1 says it, if it does."""
    name = property.name.removeprefix("xliff:")
    if property.side is Side.UNIT and name != property.name and name in _OF_UNIT:
        if re.fullmatch(_OF_UNIT[name], property.value, re.ASCII):
            natives.set("unit", name, property.value)
        return
    note = note_markup(property, about="appliesTo", allowed=("category", "priority"))
    if note is not None:
        natives.add("notes", note)
        return
    if property.side is not Side.UNIT:
        return
    if property.name == TERM:
        markup = term_markup(property)
        if markup is not None:
            natives.add("gls:glossary", markup)
    match = _META.fullmatch(property.name)
    if match is not None and unquote(match[1]) != OWN:
        category = f" category={quoted(unquote(match[1]))}" if match[1] else ""
        meta = f"<mda:meta type={quoted(unquote(match[2]))}>{escaped(property.value)}"
        group = f"<mda:metaGroup{category}>{meta}</mda:meta></mda:metaGroup>\n"
        natives.add("mda:metadata", group)


def _match(property: Property, about: str) -> str | None:
    candidate = candidate_of(property.value)
    if candidate is None or candidate.source is None:
        return None
    if candidate.quality is not None and not _QUALITY.fullmatch(candidate.quality):
        return None
    if candidate.type is not None and candidate.type not in KINDS:
        return None
    return match_markup(
        escaped(candidate.target),
        source=escaped(candidate.source),
        about=about,
        quality=candidate.quality,
        origin=candidate.origin,
        type=candidate.type,
    )


SPELLING = VersionSpelling(
    Generation.TWO,
    records,
    _head,
    _begin_file,
    _unit,
    _group,
    lambda _: False,
    "</file>\n",
    '<group id="g1"/>\n',
)
