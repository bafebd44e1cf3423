"""What an XLIFF file says of a unit and we have no field for, as properties.

An attribute is `xliff:` and its name. Notes with attributes are `xliff:note` with
these, proposals `xliff:match`, terms of a glossary `xliff:term`, both in JSON. An
element of another tool is `xliff:element`, as it stands.
"""

import json
import re
from collections.abc import Iterable, Iterator

from exports.editable_file import TranslationCandidate
from exports.xliff.content import ReadingScheme, inner_markup, segment_of
from exports.xml.document import Element, escaped, quoted
from tm.property import Property, Side
from tm.text.locale import Locale

PREFIX = "xliff:"
NOTE = "xliff:note"
MATCH = "xliff:match"
TERM = "xliff:term"
ELEMENT = "xliff:element"
KINDS = ("am", "ebm", "idm", "ice", "mt", "tb", "tm", "other")
"""Types of a proposal in 2.x; 1.2 has them with `x-` before them."""
_ANY = Locale("und")
_OF_MATCH = ("source", "seg-source", "target", "originalData")
_MOST_CHARACTERS = 10_000
"""Of an element that is kept: the history of a unit would be most of a memory."""
_NOTE = re.compile(r'xliff:note((?: [\w-]+="[^"<>&\t\n\r]*")+)?')
_NOTE_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')


def candidate_text(candidate: TranslationCandidate) -> str:
    """A candidate as the value of a property."""
    fields = {
        "quality": candidate.quality,
        "origin": candidate.origin,
        "type": candidate.type,
        "source": candidate.source,
        "target": candidate.target,
    }
    return _json({name: value for name, value in fields.items() if value})


def candidate_of(text: str) -> TranslationCandidate | None:
    """The candidate that `candidate_text` wrote, or nothing."""
    record = _record(text)
    target = record.pop("target", None)
    if target is None or not set(record) <= {"quality", "origin", "type", "source"}:
        return None
    return TranslationCandidate(target, **record)


def attributes(
    element: Element, passed: Iterable[str], side: Side = Side.UNIT
) -> list[Property]:
    """The attributes of an element as properties, but for those passed over."""
    left_out = {"xml:lang", "xml:space", *passed}
    return [
        Property(PREFIX + name, value, side)
        for name, value in element.attributes.items()
        if name not in left_out
    ]


def note_of(note: Element) -> Property:
    """A note as a property; one without attributes is just `xliff:note`."""
    known = {
        name: value
        for name, value in sorted(note.attributes.items())
        if name not in ("xml:lang", "id") and (name, value) != ("priority", "1")
    }
    about = [known.pop(name, "") for name in ("annotates", "appliesTo")]
    side = next((Side(one) for one in about if one in ("source", "target")), Side.UNIT)
    name = "".join(f" {name}={quoted(value)}" for name, value in known.items())
    return Property(NOTE + name, note.text, side)


def note_markup(
    property: Property, *, about: str, allowed: tuple[str, ...]
) -> str | None:
    """The note that a property was, where only some attributes are allowed."""
    match = _NOTE.fullmatch(property.name)
    if match is None:
        return None
    given = dict(_NOTE_ATTRIBUTE.findall(match[1] or ""))
    if not set(given) <= set(allowed):
        return None
    if not re.fullmatch("[1-9]|10", given.get("priority", "1")):
        return None
    out = "".join(f' {name}="{value}"' for name, value in given.items())
    if property.side is not Side.UNIT:
        out += f' {about}="{property.side}"'
    return f"<note{out}>{escaped(property.value)}</note>\n" if out else None


def element_of(element: Element) -> Property | None:
    """An element with all that is in it; absent if that is too much to keep."""
    known = "".join(f" {name}={quoted(v)}" for name, v in element.attributes.items())
    inner = inner_markup(element).strip()
    markup = f"<{element.name}{known}>{inner}</{element.name}>"
    return Property(ELEMENT, markup) if len(markup) <= _MOST_CHARACTERS else None


def match_of(
    match: Element,
    scheme: ReadingScheme,
    *,
    quality: str,
    type: str,
    origin: str = "origin",
) -> Iterator[Property]:
    """A proposal as a property, given the names of three of its attributes.

    What else it says follows as properties of their own.
    """
    sides: list[str | None] = []
    for name in ("source", "target"):
        element = next(match.children(name), None)
        segment = segment_of(_ANY, element, scheme)
        sides.append(segment.display or None)
    known = match.attributes
    kind = known.get(type)
    if kind is not None and kind.removeprefix("x-") in KINDS:
        kind = kind.removeprefix("x-")
    candidate = TranslationCandidate(
        sides[1] or "",
        sides[0],
        known.get(quality),
        known.get(origin),
        kind,
    )
    yield Property(MATCH, candidate_text(candidate))
    passed = (quality, type, origin, "id", "mid", "ref")
    for other in attributes(match, passed):
        name = other.name.removeprefix(PREFIX)
        yield Property(f"{MATCH}:{name}", other.value)
    for part in match.content:
        if isinstance(part, Element) and part.name not in _OF_MATCH:
            kept = element_of(part)
            if kept is not None:
                yield Property(f"{MATCH}:element", kept.value)


def terms_of(glossary: Element) -> Iterator[Property]:
    """The terms of a glossary as properties."""
    for entry in glossary.children("gls:glossEntry"):
        texts: dict[str, list[str]] = {"term": [], "translation": [], "definition": []}
        for part in entry.content:
            if isinstance(part, Element) and part.name.startswith("gls:"):
                texts.setdefault(part.name[4:], []).append(part.text)
        yield Property(
            TERM,
            _json(
                {
                    "term": "".join(texts["term"]),
                    "translations": texts["translation"],
                    "definition": "".join(texts["definition"]) or None,
                }
            ),
        )


def term_markup(property: Property) -> str | None:
    """The glossary entry that a property was."""
    try:
        record = json.loads(property.value)
        term, translations = record["term"], record["translations"]
        definition = record["definition"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = [term, *translations] if isinstance(translations, list) else [None]
    if definition is not None:
        texts.append(definition)
    if not all(isinstance(text, str) for text in texts) or len(texts) < 2:
        return None
    out = [f"<gls:term>{escaped(term)}</gls:term>"]
    out += [
        f"<gls:translation>{escaped(translation)}</gls:translation>"
        for translation in translations
    ]
    if definition is not None:
        out.append(f"<gls:definition>{escaped(definition)}</gls:definition>")
    return f"<gls:glossEntry>{''.join(out)}</gls:glossEntry>"


def _record(text: str) -> dict[str, str]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(record, dict):
        return {}
    return record if all(isinstance(one, str) for one in record.values()) else {}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
