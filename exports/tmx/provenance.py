"""Where a unit comes from, as the attributes and properties of TMX, and quickly.

The units of an article share most of it, so that what they share is made once.
"""

from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from exports.provenance import Fields, provenance_fields
from exports.tmx.fields import FIELDS, PREFIX, iso_date
from exports.xml.document import escaped, quoted
from tm.unit import Origin, TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS

_read_document = attrgetter(*DOCUMENT_FIELDS)
_MANY = 1 << 12
_FACTS = (
    "source_url",
    "source_headline",
    "source_headline_status",
    "page_url",
    "headline",
    "publisher",
    "published",
    "article",
    "kind",
    "method",
    "memory",
)
"""What the units of an article share."""
_Document = tuple[object, ...]
_DATES = {"created": "creationdate", "changed": "changedate"}
_IN_ATTRIBUTES = ("tuid", "author", "note", "properties")


def author_and_date_markup(
    who: str | None,
    created: str | None,
    changed: str | None,
    placed: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """The attributes of a `<tu>` for who made it when, and what they say inexactly.

    `placed`: fields that a `<tuv>` has instead.
    """
    attribute_markup = props = ""
    if created is not None:
        markup, props = date_attribute(created, "creationdate")
        if "created" not in placed:
            attribute_markup += markup
    if changed is not None:
        markup, inexact = date_attribute(changed, "changedate")
        props += inexact
        if "changed" not in placed:
            attribute_markup += markup
    if who is not None and "author" not in placed:
        attribute_markup += author_attribute(who)
    return attribute_markup, props


@lru_cache(maxsize=_MANY)
def origin_props(
    state: str, memory: str, kind: str | None, method: str | None, document: _Document
) -> tuple[str, str]:
    """The `<prop>` elements of what units have in common, and that of their state.

    `document`: what `DOCUMENT_FIELDS` name.
    """
    facts = dict(zip(DOCUMENT_FIELDS, document, strict=True))
    facts |= {"kind": kind, "method": method, "memory": memory}
    markup = "".join(
        prop(name.replace("_", "-"), str(facts[name]))
        for name in _FACTS
        if facts[name] is not None
    )
    return markup, prop("state", str(state))


def position_props(
    before: bytes | None,
    after: bytes | None,
    position: int | None,
    extent: int,
    score: float | None,
) -> tuple[str, str]:
    """The `<prop>` elements of a unit's place, before and after that of its state."""
    first = last = ""
    if position is not None:
        first = prop("position", str(position))
    if position is not None or extent != 1:
        first += prop("extent", str(extent))
    if score is not None:
        first += prop("score", str(score))
    if before is not None:
        last = prop("before", before.hex())
    if after is not None:
        last += prop("after", after.hex())
    return first, last


def all_props(unit: TranslationUnit) -> str:
    """All of them but dates, the note, and other tools' properties."""
    origin = unit.origin
    document, state = origin_props(
        *(unit.state, origin.memory, origin.kind, origin.method, _read_document(origin))
    )
    first, last = position_props(
        *unit.neighbours, origin.position, origin.extent, origin.score
    )
    return document + first + state + last


def prop(name: str, text: str) -> str:
    """A field as a `<prop>`."""
    return f'<prop type="{PREFIX}{name}">{escaped(text)}</prop>\n'


def attributes(origin: Origin) -> dict[str, str]:
    """The attributes that say fields, by field; what TMX cannot say has none."""
    attribute_by_field = {}
    if origin.created is not None:
        attribute_by_field["created"] = date_attribute(origin.created, "creationdate")[
            0
        ]
    if origin.changed is not None:
        attribute_by_field["changed"] = date_attribute(origin.changed, "changedate")[0]
    if origin.author is not None:
        attribute_by_field["author"] = author_attribute(origin.author)
    return {field: markup for field, markup in attribute_by_field.items() if markup}


def own_fields(unit: TranslationUnit) -> Fields:
    """The fields of a unit that are `<prop>` elements, by name.

    The note and other tools' properties are not among them.
    """
    fields = provenance_fields(unit)
    for name in _IN_ATTRIBUTES:
        fields.pop(name, None)
    for name, attribute in _DATES.items():
        if name in fields and not date_attribute(fields[name], attribute)[1]:
            del fields[name]
    return fields


# Units of one day of work share their dates, and those of a person their author.
@lru_cache(maxsize=_MANY)
def date_attribute(text: str, attribute: str) -> tuple[str, str]:
    """The attribute that says a date, and the property if that says it otherwise."""
    tmx_form = tmx_date(text)
    name = FIELDS[attribute]
    if tmx_form is None:
        return "", prop(name, text)
    exact = iso_date(tmx_form) == text
    return f' {attribute}="{tmx_form}"', "" if exact else prop(name, text)


@lru_cache(maxsize=_MANY)
def author_attribute(text: str) -> str:
    """The attribute that says who made a unit."""
    return f" creationid={quoted(text)}"


def tmx_date(text: str) -> str | None:
    """An ISO 8601 date or time as TMX writes it, if it is one.

    >>> tmx_date("2025-10-08T16:30:00+07:00")
    '20251008T093000Z'
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None and moment.tzinfo is not UTC:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return None
    return (
        f"{moment.year:04}{moment.month:02}{moment.day:02}"
        f"T{moment.hour:02}{moment.minute:02}{moment.second:02}Z"
    )
