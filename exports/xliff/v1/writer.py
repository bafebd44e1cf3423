"""XLIFF 1.2 as we write it, valid by its schema.

Our fields are a context group of each unit whose purpose is `x-padanan`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.content_markup import SideMarkup
from exports.xliff.draft import ElementMarkups, UnitDraft, common, notes_of
from exports.xliff.fields import KINDS, MATCH, candidate_of, note_markup
from exports.xliff.group import OWN_ID, Group
from exports.xliff.names import NAME, VERSION_1, Generation
from exports.xliff.record import OWN, own_version
from exports.xliff.v1.reader import OWN_CONTEXT, records
from exports.xliff.v1.state import approved_of, state_of, word_of
from exports.xliff.writer import VersionSpelling, write_units
from exports.xml.document import escaped, quoted
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit

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
_SEGMENT = "xliff:segment"
_TYPES = r"x-\S+|proposal|previous-version|rejected|reference|accepted"


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as XLIFF 1.2."""
    return write_units(units, file, options, SPELLING)


def alt_trans_markup(
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
        f' tool-version="{own_version()}"/></header>\n<body>\n'
    )


def _group(group: Group, number: int) -> str:
    id = f" id={quoted(group.id)}" if group.id else ""
    name = f" resname={quoted(group.name)}" if group.name != group.id else ""
    name += f" restype={quoted(group.restype)}" if group.restype else ""
    notes = "".join(f"<note>{escaped(note)}</note>\n" for note in group.notes)
    return f"<group{id}{name}>\n{notes}"


def _unit(drafts: Sequence[UnitDraft]) -> str:
    first_draft = drafts[0]
    if len(drafts) == 1 and not first_draft.properties:
        return _bare(first_draft)
    natives = ElementMarkups()
    for property in common(drafts):
        _place(property, natives)
    mids = _mids(drafts)
    for index, draft in enumerate(drafts):
        mid = mids[index] if mids else None
        for property in draft.properties:
            markup = _match(property, mid)
            if markup is not None:
                natives.add("trans-unit", f"{markup}\n")
    target, approved = _target(drafts, mids, natives)
    unit = {"id": first_draft.id} | natives.attributes.get("trans-unit", {})
    unit.pop("approved", None)
    if approved is not None:
        unit["approved"] = approved
    attributes = "".join(f" {name}={quoted(value)}" for name, value in unit.items())
    out = [f"<trans-unit{attributes}>\n"]
    if mids:
        out.append(f"<source>{_content(drafts, (), Side.SOURCE)}</source>\n")
        divided = _content(drafts, mids, Side.SOURCE)
        out.append(f"<seg-source>{divided}</seg-source>\n")
    else:
        out.append(f"<source>{first_draft.sides.source}</source>\n")
    out.append(target)
    out += natives.children.get("trans-unit", [])
    out += [f"<note>{escaped(note)}</note>\n" for note in notes_of(drafts)]
    out += map(_own, drafts)
    return "".join(out) + "</trans-unit>\n"


def _bare(draft: UnitDraft) -> str:
    """The markup of a unit without properties, as most are."""
    unit, sides = draft.unit, draft.sides
    attributes = target = note = ""
    if sides.target is not None:
        approved = approved_of(unit.state)
        attributes = f' approved="{approved}"' if approved is not None else ""
        state = word_of(unit.state)
        target = f'<target state="{state}">{sides.target}</target>\n'
    if unit.note is not None:
        note = f"<note>{escaped(unit.note)}</note>\n"
    return (
        f"<trans-unit id={quoted(draft.id)}{attributes}>\n"
        f"<source>{sides.source}</source>\n{target}{note}{_own(draft)}</trans-unit>\n"
    )


def _own(draft: UnitDraft) -> str:
    """The fields of a segment."""
    begin = f'<context context-type="{OWN_CONTEXT}-'
    markup = "".join(
        [
            f'{begin}{name}">{escaped(text)}</context>\n'
            for name, text in draft.fields.items()
        ]
    )
    return f'<context-group purpose="{OWN_CONTEXT}">\n{markup}</context-group>\n'


def _mids(drafts: Sequence[UnitDraft]) -> list[str]:
    """The ids of the parts of a unit; none where it is not divided."""
    mids: list[str] = []
    for draft in drafts:
        segment_values = (
            property.value for property in draft.properties if property.name == _SEGMENT
        )
        mid = next(segment_values, "")
        if not NAME.fullmatch(mid) or mid in mids:
            mid = f"{OWN_ID}{len(mids) + 1}"
        mids.append(mid)
    is_divided = len(mids) > 1 or not mids[0].startswith(OWN_ID)
    return mids if is_divided else []


def _content(drafts: Sequence[UnitDraft], mids: Sequence[str], side: Side) -> str:
    """The content of all parts, in `<mrk>` where they have ids."""
    out: list[str] = []
    for index, draft in enumerate(drafts):
        out += [_of(sides, side) for sides in draft.before]
        text = _of(draft.sides, side)
        if mids and (side is Side.SOURCE or draft.sides.target is not None):
            text = f'<mrk mtype="seg" mid={quoted(mids[index])}>{text}</mrk>'
        out.append(text)
        out += [_of(sides, side) for sides in draft.after]
    return "".join(out)


def _of(sides: SideMarkup, side: Side) -> str:
    return (sides.source if side is Side.SOURCE else sides.target) or ""


def _target(
    drafts: Sequence[UnitDraft], mids: Sequence[str], natives: ElementMarkups
) -> tuple[str, str | None]:
    """The target with its state, and what `approved` goes with it.

    Of parts of different states it has the least, so that no tool takes the whole for
    more than it is.
    """
    approved = natives.attributes.get("trans-unit", {}).get("approved")
    translated = [draft for draft in drafts if draft.sides.target is not None]
    if not translated:
        return "", approved
    known = natives.attributes.get("target", {})
    state = min((draft.unit.state for draft in translated), key=list(State).index)
    qualifier, word = known.get("state-qualifier"), known.pop("state", None)
    if approved is None:
        approved = approved_of(state)
    stated = state_of(word, qualifier=qualifier, approved=approved)
    if word is None or stated is not state:
        word = word_of(state)
    known = {"state": word} | known
    attributes = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    content = translated[0].sides.target
    if mids:
        content = _content(drafts, mids, Side.TARGET)
    return f"<target{attributes}>{content}</target>\n", approved


def _place(property: Property, natives: ElementMarkups) -> None:
    """Put a fact where XLIFF 1.2 says it, if it does."""
    name = property.name.removeprefix("xliff:")
    element, allowed = "trans-unit", _ATTRIBUTES
    if property.side is Side.TARGET:
        element, allowed = "target", _TARGET_ATTRIBUTES
    if property.side is not Side.SOURCE and name != property.name and name in allowed:
        if re.fullmatch(allowed[name], property.value, re.ASCII):
            natives.set(element, name, property.value)
        return
    note = note_markup(property, about="annotates", allowed=("from", "priority"))
    if note is not None:
        natives.add("trans-unit", note)
    elif property.side is Side.UNIT:
        markup = _context(property)
        if markup is not None:
            _add_context(natives, *markup)


def _add_context(natives: ElementMarkups, begin: str, inner: str, end: str) -> None:
    """Put a context or property into the group before it, if that is of its kind.

    A type that is there already begins another group, as of another place.
    """
    children = natives.children.setdefault("trans-unit", [])
    type = inner.partition(">")[0]
    if children and children[-1].startswith(begin) and f"{type}>" not in children[-1]:
        children[-1] = f"{children[-1].removesuffix(end)}{inner}{end}"
    else:
        children.append(f"{begin}{inner}{end}")


def _match(property: Property, mid: str | None) -> str | None:
    candidate = candidate_of(property.value) if property.name == MATCH else None
    if candidate is None:
        return None
    type = f"x-{candidate.type}" if candidate.type in KINDS else candidate.type
    if type is not None and not re.fullmatch(_TYPES, type):
        return None
    return alt_trans_markup(
        escaped(candidate.target),
        source=None if candidate.source is None else escaped(candidate.source),
        quality=candidate.quality,
        origin=candidate.origin,
        type=type,
        mid=mid,
    )


def _context(property: Property) -> tuple[str, str, str] | None:
    """The markup of a context or property, and of the group around it."""
    match = _CONTEXT.fullmatch(property.name)
    text = escaped(property.value)
    if match is not None:
        purpose = f' purpose="{match[1]}"' if match[1] else ""
        if any(mark in match[1] + match[2] for mark in '<&"'):
            return None
        return (
            f"<context-group{purpose}>",
            f'<context context-type="{match[2]}">{text}</context>',
            "</context-group>\n",
        )
    match = _PROP.fullmatch(property.name)
    if match is None:
        return None
    prop = f"<prop prop-type={quoted(match[1])}>{text}</prop>"
    return "<prop-group>", prop, "</prop-group>\n"


SPELLING = VersionSpelling(
    Generation.ONE,
    records,
    _head,
    _begin_file,
    _unit,
    _group,
    re.compile(_ATTRIBUTES["restype"], re.ASCII).fullmatch,
    "</body>\n</file>\n",
    "",
)
