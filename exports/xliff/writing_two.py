"""XLIFF 2.1 as we write it, valid by its schema.

Our fields are metadata of each unit, in a group whose category is `padanan`.
"""

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import BinaryIO
from urllib.parse import unquote

from exports.format import WriteOptions, Written
from exports.xliff.draft import Draft, Natives
from exports.xliff.fact import KINDS, MATCH, TERM, note_markup, proposal_of, term_markup
from exports.xliff.markup import data_markup
from exports.xliff.reading_two import records
from exports.xliff.record import OWN, OWN_ID
from exports.xliff.vocabulary import (
    GLOSSARY,
    MATCHES,
    METADATA,
    NAME,
    VERSION_2,
    Generation,
)
from exports.xliff.writer import Spelling, write_units
from exports.xml import escaped, quoted
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit

_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_ATTRIBUTES = {
    "name": ("unit", "(?s:.*)"),
    "type": ("unit", _USER_DEFINED),
    "translate": ("unit", "no"),
    "canResegment": ("unit", "no"),
    "srcDir": ("unit", "ltr|rtl|auto"),
    "trgDir": ("unit", "ltr|rtl|auto"),
    "segment": ("segment", NAME.pattern),
    "subState": ("segment", _USER_DEFINED),
}
"""Those that can be given back: their elements and values."""
_QUALITY = re.compile(r"100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?")
_META = re.compile(r"xliff:meta:([^/]*)/([^/]+)")


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
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
    tool = f'<mda:meta type="tool">padanan {version("padanan")}</mda:meta>'
    return (
        # A part of a segment would not be a segment of its article any more.
        f'<file id="f{number}" original={quoted(original)} canResegment="no"'
        ' xml:space="preserve">\n'
        f'<mda:metadata><mda:metaGroup category="{OWN}">{tool}</mda:metaGroup>'
        "</mda:metadata>\n"
    )


def _unit(draft: Draft) -> str:
    natives = Natives()
    ids = {
        code.id
        for side in (draft.unit.source, draft.unit.target)
        for code in (side.codes if side else ())
    }
    matches = [known for known in draft.properties if known.name == MATCH]
    for known in draft.properties:
        _place(known, natives, ids)
    segment = natives.attributes.get("segment", {})
    for known in matches:
        about = segment.setdefault("id", _fresh(ids))
        markup = _match(known, about)
        if markup is not None:
            natives.add("mtc:matches", markup)
    out = [f"<unit id={quoted(draft.id)}{_spelled(natives, 'unit')}>\n"]
    for place in ("mtc:matches", "gls:glossary"):
        if place in natives.children:
            inner = "".join(natives.children[place])
            out.append(f"<{place}>{inner}</{place}>\n")
    out += [_metadata(draft, natives), _notes(draft, natives)]
    out.append(data_markup(draft.sides.data))
    return "".join(out) + _segment(draft, segment) + "</unit>\n"


def _segment(draft: Draft, known: dict[str, str]) -> str:
    sides = draft.sides
    state = draft.unit.state if sides.target is not None else State.INITIAL
    if sides.target is not None or "subState" in known:
        known = known | {"state": state}
    attributes = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    target = "" if sides.target is None else f"<target>{sides.target}</target>\n"
    return (
        f"<segment{attributes}>\n<source>{sides.source}</source>\n{target}</segment>\n"
    )


def _metadata(draft: Draft, natives: Natives) -> str:
    own = "".join(
        f"<mda:meta type={quoted(name)}>{escaped(text)}</mda:meta>\n"
        for name, text in draft.fields.items()
    )
    others = "".join(natives.children.get("mda:metadata", []))
    return (
        f'<mda:metadata>\n<mda:metaGroup category="{OWN}">\n{own}</mda:metaGroup>\n'
        f"{others}</mda:metadata>\n"
    )


def _notes(draft: Draft, natives: Natives) -> str:
    notes = natives.children.get("notes", [])
    if draft.unit.note is not None:
        notes = [*notes, f"<note>{escaped(draft.unit.note)}</note>\n"]
    return f"<notes>{''.join(notes)}</notes>\n" if notes else ""


def _spelled(natives: Natives, element: str) -> str:
    known = natives.attributes.get(element, {})
    return "".join(f" {name}={quoted(value)}" for name, value in known.items())


def _fresh(ids: set[str]) -> str:
    return next(id for n in range(1, 2**31) if (id := f"{OWN_ID}{n}") not in ids)


def _place(known: Property, natives: Natives, ids: set[str]) -> None:
    """Put a fact where XLIFF 2.1 says it, if it does."""
    name = known.name.removeprefix("xliff:")
    if known.side is Side.UNIT and name != known.name and name in _ATTRIBUTES:
        element, values = _ATTRIBUTES[name]
        is_free = name != "segment" or known.value not in ids
        if is_free and re.fullmatch(values, known.value, re.ASCII):
            attribute = "id" if name == "segment" else name
            natives.set(element, attribute, known.value)
        return
    note = note_markup(known, about="appliesTo", allowed=("category", "priority"))
    if note is not None:
        natives.add("notes", note)
        return
    if known.side is not Side.UNIT:
        return
    if known.name == TERM:
        markup = term_markup(known)
        if markup is not None:
            natives.add("gls:glossary", markup)
    found = _META.fullmatch(known.name)
    if found is not None and unquote(found[1]) != OWN:
        category = f" category={quoted(unquote(found[1]))}" if found[1] else ""
        meta = f"<mda:meta type={quoted(unquote(found[2]))}>{escaped(known.value)}"
        group = f"<mda:metaGroup{category}>{meta}</mda:meta></mda:metaGroup>\n"
        natives.add("mda:metadata", group)


def _match(known: Property, about: str) -> str | None:
    found = proposal_of(known.value)
    if found is None or found.source is None:
        return None
    if found.quality is not None and not _QUALITY.fullmatch(found.quality):
        return None
    if found.type is not None and found.type not in KINDS:
        return None
    return match_markup(
        escaped(found.target),
        source=escaped(found.source),
        about=about,
        quality=found.quality,
        origin=found.origin,
        type=found.type,
    )


SPELLING = Spelling(
    Generation.TWO,
    records,
    _head,
    _begin_file,
    _unit,
    "</file>\n",
    '<group id="g1"/>\n',
)
