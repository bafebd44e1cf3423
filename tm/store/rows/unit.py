"""Conversion of rows to segments and units, without SQLAlchemy; private."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tm.property import parse_properties
from tm.store.backend.sql import Row, RowValues
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_table import (
    DOCUMENT_FIELDS,
    ConstantColumn,
    DocumentValues,
    UnitTable,
    encode_text,
)

ORIGIN_COLUMNS = DOCUMENT_FIELDS
RECORD_COLUMNS = (
    "position",
    "extent",
    "kind",
    "score",
    "method",
    "tuid",
    "author",
    "created",
    "changed",
    "state",
    "note",
    "properties",
    "withheld",
)


UNIT_SQL = {
    **{
        f"{side}_{name}": f"{side}.{column}"
        for side in ("source", "target")
        for name, column in (("tag", "locale"), ("text", "text"), ("codes", "codes"))
    },
    **{
        name: f"unit.{name}"
        for name in (
            *("state", "before", "after", "note", "properties", "memory"),
            *("position", "extent", "kind", "score", "method"),
            *("tuid", "author", "created", "changed"),
        )
    },
    **{name: f"origin.{name}" for name in ORIGIN_COLUMNS},
}
"""What is read of a unit, by the fields of `UnitTable`: columns of the tables `unit`
and `origin`, and of `segment` as `source` and `target`."""

_AS_THEY_ARE = (
    *("source_tag", "target_tag", "note", "memory"),
    *("position", "extent", "kind", "score", "method"),
    *("tuid", "author", "created", "changed"),
)
_STATES = {state.value: state for state in State}


def segment_of(row: Row, prefix: str = "") -> Segment:
    """Read a segment from columns with a prefix."""
    stored = row[f"{prefix}codes"]
    codes = _read_codes(stored) if stored else ()
    return Segment(Locale(row[f"{prefix}locale"]), row[f"{prefix}text"], codes)


def read_units(rows: Iterable[RowValues]) -> list[TranslationUnit]:
    """Make the units of rows that begin with the columns of `UNIT_SQL`."""
    columns = dict(zip(UNIT_SQL, zip(*rows, strict=True), strict=False))
    return list(read_table(columns).make_units()) if columns else []


def read_table(columns: Mapping[str, Sequence[Any]]) -> UnitTable:
    """Make a table of units of stored columns, by the names in `UNIT_SQL`.

    Texts may come in UTF-8, and a `document` instead of what is known of it.
    """
    fields = {name: columns[name] for name in _AS_THEY_ARE}
    for name in ("source_text", "target_text"):
        texts = columns[name]
        is_encoded = isinstance(texts[0], bytes)
        fields[name] = texts if is_encoded else list(map(encode_text, texts))
    for name in ("source_codes", "target_codes"):
        fields[name] = _map_stored(columns[name], _read_codes, ())
    for name in ("before", "after"):
        fields[name] = _map_stored(columns[name], bytes, None)
    fields["properties"] = _map_stored(columns["properties"], parse_properties, ())
    fields["state"] = _map_stored(columns["state"], _STATES.__getitem__, None)
    fields["document"] = columns.get("document") or read_documents(columns)
    return UnitTable(**fields)


def read_documents(columns: Mapping[str, Sequence[Any]]) -> list[DocumentValues]:
    """Read the documents of units from stored columns."""
    statuses = _map_stored(columns["source_headline_status"], HeadlineStatus, None)
    decoded = {**columns, "source_headline_status": statuses}
    return list(zip(*(decoded[name] for name in ORIGIN_COLUMNS), strict=True))


def _map_stored(
    column: Sequence[Any], read: Callable[[Any], object], nothing: object
) -> Sequence[Any]:
    """Read each value of a column; nearly always all of them are the same."""
    first = column[0]
    if column.count(first) == len(column):
        return ConstantColumn(nothing if first is None else read(first), len(column))
    return [nothing if value is None else read(value) for value in column]


def _read_codes(stored: str) -> tuple[Code, ...]:
    return tuple(Code(*code) for code in json.loads(stored))


def untranslated_unit(row: Row) -> TranslationUnit:
    """Read an untranslated unit from a row; its state is initial."""
    status = row["source_headline_status"]
    origin = Origin(
        article=row["article"],
        position=row["position"],
        kind=row["kind"],
        page_url=row["url"],
        source_url=row["source_url"],
        headline=row["headline"],
        source_headline=row["source_headline"],
        source_headline_status=HeadlineStatus(status) if status else None,
        publisher=row["publisher"],
        published=row["published"],
    )
    return TranslationUnit(segment_of(row), None, State.INITIAL, origin)
