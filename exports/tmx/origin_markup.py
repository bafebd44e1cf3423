"""Markup of a unit's origin: attributes and `<prop>` elements of TMX.

The units of an article share most of it, so the shared markup is made once.
"""

from datetime import UTC, datetime
from operator import attrgetter

from exports.provenance import Fields, format_provenance_fields
from exports.tmx.fields import (
    FIELD_BY_ATTRIBUTE,
    PADANAN_PROP_PREFIX,
    convert_to_iso_date,
)
from exports.xml.escaping import escape_text, quote_attribute
from tm.unit import Origin, TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS

_read_document = attrgetter(*DOCUMENT_FIELDS)
_SHARED_FIELDS = (
    "source_url",
    "source_headline",
    "source_headline_status",
    "page_url",
    "headline",
    "publisher",
    "published",
    "article_author",
    "article_place",
    "article",
    "kind",
    "method",
    "memory",
)
"""Fields that the units of an article share."""
_DocumentValues = tuple[object, ...]
_DATE_ATTRIBUTE_BY_FIELD = {"created": "creationdate", "changed": "changedate"}
_FIELDS_WITHOUT_PROP = ("tuid", "author", "note", "properties")


def make_author_and_date_markup(
    author: str | None,
    created_date: str | None,
    changed_date: str | None,
    tuv_field_names: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """Make the author and date attributes of a `<tu>`, and props of inexact dates.

    `tuv_field_names`: fields that are written in a `<tuv>` instead.
    """
    attribute_markup = prop_markup = ""
    if created_date is not None:
        date_markup, prop_markup = make_date_attribute(created_date, "creationdate")
        if "created" not in tuv_field_names:
            attribute_markup += date_markup
    if changed_date is not None:
        date_markup, exact_date_markup = make_date_attribute(changed_date, "changedate")
        prop_markup += exact_date_markup
        if "changed" not in tuv_field_names:
            attribute_markup += date_markup
    if author is not None and "author" not in tuv_field_names:
        attribute_markup += make_author_attribute(author)
    return attribute_markup, prop_markup


def make_origin_props(
    state: str,
    memory_name: str,
    kind: str | None,
    method: str | None,
    document_values: _DocumentValues,
) -> tuple[str, str]:
    """Make the `<prop>` elements of shared fields, and that of the state.

    `document_values`: the values of `DOCUMENT_FIELDS`.
    """
    value_by_field = dict(zip(DOCUMENT_FIELDS, document_values, strict=True))
    value_by_field |= {"kind": kind, "method": method, "memory": memory_name}
    markup = "".join(
        make_prop(field_name.replace("_", "-"), str(value_by_field[field_name]))
        for field_name in _SHARED_FIELDS
        if value_by_field[field_name] is not None
    )
    return markup, make_prop("state", str(state))


def make_position_props(
    previous_key: bytes | None,
    next_key: bytes | None,
    position: int | None,
    segment_count: int,
    score: float | None,
) -> tuple[str, str]:
    """Make the `<prop>` elements of a unit's position, before and after the state."""
    leading_markup = trailing_markup = ""
    if position is not None:
        leading_markup = make_prop("position", str(position))
    if position is not None or segment_count != 1:
        leading_markup += make_prop("extent", str(segment_count))
    if score is not None:
        leading_markup += make_prop("score", str(score))
    if previous_key is not None:
        trailing_markup = make_prop("before", previous_key.hex())
    if next_key is not None:
        trailing_markup += make_prop("after", next_key.hex())
    return leading_markup, trailing_markup


def make_unit_props(unit: TranslationUnit) -> str:
    """Make all `<prop>` elements but dates, note, and other tools' properties."""
    origin = unit.origin
    document_markup, state_markup = make_origin_props(
        *(unit.state, origin.memory, origin.kind, origin.method, _read_document(origin))
    )
    leading_markup, trailing_markup = make_position_props(
        *unit.neighbours, origin.position, origin.extent, origin.score
    )
    return document_markup + leading_markup + state_markup + trailing_markup


def make_prop(name: str, text: str) -> str:
    """Make a field's `<prop>`."""
    return f'<prop type="{PADANAN_PROP_PREFIX}{name}">{escape_text(text)}</prop>\n'


def make_attribute_markup_by_field(origin: Origin) -> dict[str, str]:
    """Make attributes by field, without values that TMX cannot hold."""
    markup_by_field = {}
    if origin.created is not None:
        markup_by_field["created"] = make_date_attribute(
            origin.created, "creationdate"
        )[0]
    if origin.changed is not None:
        markup_by_field["changed"] = make_date_attribute(origin.changed, "changedate")[
            0
        ]
    if origin.author is not None:
        markup_by_field["author"] = make_author_attribute(origin.author)
    return {field: markup for field, markup in markup_by_field.items() if markup}


def select_prop_fields(unit: TranslationUnit) -> Fields:
    """Select the fields of a unit that are `<prop>` elements, without the note."""
    fields = format_provenance_fields(unit)
    for field_name in _FIELDS_WITHOUT_PROP:
        fields.pop(field_name, None)
    for field_name, attribute_name in _DATE_ATTRIBUTE_BY_FIELD.items():
        if (
            field_name in fields
            and not make_date_attribute(fields[field_name], attribute_name)[1]
        ):
            del fields[field_name]
    return fields


def make_date_attribute(date_text: str, attribute_name: str) -> tuple[str, str]:
    """Make the attribute of a date, and a `<prop>` if the attribute is inexact."""
    tmx_date_text = convert_to_tmx_date(date_text)
    field_name = FIELD_BY_ATTRIBUTE[attribute_name]
    if tmx_date_text is None:
        return "", make_prop(field_name, date_text)
    is_exact = convert_to_iso_date(tmx_date_text) == date_text
    return f' {attribute_name}="{tmx_date_text}"', "" if is_exact else make_prop(
        field_name, date_text
    )


def make_author_attribute(author: str) -> str:
    """Make the attribute of a unit's author."""
    return f" creationid={quote_attribute(author)}"


def convert_to_tmx_date(iso_date_text: str) -> str | None:
    """Convert an ISO 8601 date or time to that of TMX; None if it is neither.

    >>> convert_to_tmx_date("2025-10-08T16:30:00+07:00")
    '20251008T093000Z'
    """
    try:
        date_time = datetime.fromisoformat(iso_date_text)
    except ValueError:
        return None
    if date_time.tzinfo is not None and date_time.tzinfo is not UTC:
        try:
            date_time = date_time.astimezone(UTC)
        except OverflowError:
            return None
    return (
        f"{date_time.year:04}{date_time.month:02}{date_time.day:02}"
        f"T{date_time.hour:02}{date_time.minute:02}{date_time.second:02}Z"
    )
