"""XLIFF 1.2 as we write it, valid by its schema.

Our fields are a context group of each unit whose purpose is `x-padanan`.
"""

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import BinaryIO

from exports.format import WriteOptions, Written
from exports.xliff.draft import Draft, Natives
from exports.xliff.fact import KINDS, MATCH, note_markup, proposal_of
from exports.xliff.reading_one import OWN_CONTEXT, records
from exports.xliff.record import OWN
from exports.xliff.state import approved_of, state_of, word_of
from exports.xliff.vocabulary import VERSION_1, Generation
from exports.xliff.writer import Spelling, write_units
from exports.xml import escaped, quoted
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_NMTOKEN = r"[\w.:-]+"
_ATTRIBUTES = {
    "resname": "(?s:.*)",
    "extradata": "(?s:.*)",
    "extype": "(?s:.*)",
    "restype": r"x-\S+",
    "help-id": _NMTOKEN,
    "maxwidth": _NMTOKEN,
    "minwidth": _NMTOKEN,
    "maxheight": _NMTOKEN,
    "minheight": _NMTOKEN,
    "maxbytes": _NMTOKEN,
    "minbytes": _NMTOKEN,
    "size-unit": "byte|char|pixel|point",
    "translate": "no",
    "approved": "yes|no",
}
"""Those of a unit that can be given back, and their values."""
_TARGET_ATTRIBUTES = {
    "state": r"x-\S+|new|needs-(?:adaptation|l10n|translation|review-adaptation"
    "|review-l10n|review-translation)|translated|signed-off|final",
    "state-qualifier": r"x-\S+|(?:exact|fuzzy|id)-match|(?:mt|tm)-suggestion"
    "|leveraged-(?:glossary|inherited|mt|repository|tm)"
    "|rejected-(?:grammar|inaccurate|length|spelling)",
    "equiv-trans": "yes|no",
    "resname": "(?s:.*)",
}
_CONTEXT = re.compile(
    r"xliff:context:(information|location|match|x-\S+?|):"
    r"(database|element|elementtitle|linenumber|numparams|paramnotes|record"
    r"|recordtitle|sourcefile|x-\S+)"
)
_PROP = re.compile(r"xliff:prop:(.+)")
_TYPES = r"x-\S+|proposal|previous-version|rejected|reference|accepted"


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
    """Write units as XLIFF 1.2."""
    return write_units(units, file, options, SPELLING)


def alternative(
    target: str,
    *,
    source: str | None,
    quality: str | None,
    origin: str | None,
    type: str | None = None,
    mid: str | None = None,
) -> str:
    """An `<alt-trans>`; the texts are markup."""
    out = "<alt-trans"
    for name, value in (
        ("match-quality", quality),
        ("origin", origin),
        ("alttranstype", type),
        ("mid", mid),
    ):
        if value is not None:
            out += f" {name}={quoted(value)}"
    if source is not None:
        out += f"><source>{source}</source"
    return f"{out}><target>{target}</target></alt-trans>"


def _head(source: Locale, target: Locale) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="1.2" xmlns="{VERSION_1}">\n'
    )


def _begin_file(original: str, number: int, source: Locale, target: Locale) -> str:
    return (
        f'<file original={quoted(original)} source-language="{source.tag}"'
        f' target-language="{target.tag}" datatype="plaintext" tool-id="{OWN}"'
        ' xml:space="preserve">\n'
        f'<header><tool tool-id="{OWN}" tool-name="Padanan"'
        f' tool-version="{version("padanan")}"/></header>\n<body>\n'
    )


def _unit(draft: Draft) -> str:
    natives = Natives()
    for known in draft.properties:
        _place(known, natives)
    target, approved = _target(draft, natives)
    unit = {"id": draft.id} | natives.attributes.get("trans-unit", {})
    unit.pop("approved", None)
    if approved is not None:
        unit["approved"] = approved
    attributes = "".join(f" {name}={quoted(value)}" for name, value in unit.items())
    out = [f"<trans-unit{attributes}>\n<source>{draft.sides.source}</source>\n", target]
    out += natives.children.get("trans-unit", [])
    if draft.unit.note is not None:
        out.append(f"<note>{escaped(draft.unit.note)}</note>\n")
    out.append(f'<context-group purpose="{OWN_CONTEXT}">\n')
    out += [
        f'<context context-type="{OWN_CONTEXT}-{name}">{escaped(text)}</context>\n'
        for name, text in draft.fields.items()
    ]
    return "".join(out) + "</context-group>\n</trans-unit>\n"


def _target(draft: Draft, natives: Natives) -> tuple[str, str | None]:
    """The target with its state, and what `approved` goes with it."""
    approved = natives.attributes.get("trans-unit", {}).get("approved")
    if draft.sides.target is None:
        return "", approved
    known = natives.attributes.get("target", {})
    state = draft.unit.state
    qualifier, word = known.get("state-qualifier"), known.pop("state", None)
    if approved is None:
        approved = approved_of(state)
    said = state_of(word, qualifier=qualifier, approved=approved)
    if word is None or said is not state:
        word = word_of(state)
    known = {"state": word} | known
    attributes = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    return f"<target{attributes}>{draft.sides.target}</target>\n", approved


def _place(known: Property, natives: Natives) -> None:
    """Put a fact where XLIFF 1.2 says it, if it does."""
    name = known.name.removeprefix("xliff:")
    element, allowed = "trans-unit", _ATTRIBUTES
    if known.side is Side.TARGET:
        element, allowed = "target", _TARGET_ATTRIBUTES
    if known.side is not Side.SOURCE and name != known.name and name in allowed:
        if re.fullmatch(allowed[name], known.value, re.ASCII):
            natives.set(element, name, known.value)
        return
    note = note_markup(known, about="annotates", allowed=("from", "priority"))
    if note is not None:
        natives.add("trans-unit", note)
    elif known.side is Side.UNIT:
        markup = _match(known) or _context(known)
        if markup is not None:
            natives.add("trans-unit", f"{markup}\n")


def _match(known: Property) -> str | None:
    found = proposal_of(known.value) if known.name == MATCH else None
    if found is None:
        return None
    type = f"x-{found.type}" if found.type in KINDS else found.type
    if type is not None and not re.fullmatch(_TYPES, type):
        return None
    return alternative(
        escaped(found.target),
        source=None if found.source is None else escaped(found.source),
        quality=found.quality,
        origin=found.origin,
        type=type,
    )


def _context(known: Property) -> str | None:
    found = _CONTEXT.fullmatch(known.name)
    text = escaped(known.value)
    if found is not None:
        purpose = f' purpose="{found[1]}"' if found[1] else ""
        if "<" in found[0] or "&" in found[0] or '"' in found[0]:
            return None
        context = f'<context context-type="{found[2]}">{text}</context>'
        return f"<context-group{purpose}>{context}</context-group>"
    found = _PROP.fullmatch(known.name)
    if found is None:
        return None
    return f"<prop-group><prop prop-type={quoted(found[1])}>{text}</prop></prop-group>"


SPELLING = Spelling(
    Generation.ONE,
    records,
    _head,
    _begin_file,
    _unit,
    "</body>\n</file>\n",
    "",
)
