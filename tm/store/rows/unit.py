"""Conversion of rows to segments and units; private to the store.

SQLAlchemy is not imported, so that lookups start fast.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tm.store.backend.sql import Row, RowValues
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import parse_properties
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


UNIT_COLUMN_BY_FIELD = {
    **{
        f"{side}_{name}": f"{side}.{column}"
        for side in ("source", "target")
        for name, column in (("tag", "locale"), ("text", "text"), ("codes", "codes"))
    },
    **{
        name: f"unit.{name}"
        for name in (
            *("state", "note", "properties", "memory"),
            *("position", "extent", "kind", "score", "method"),
            *("tuid", "author", "created", "changed"),
        )
    },
    "previous_key": "unit.before",
    "next_key": "unit.after",
    **{name: f"origin.{name}" for name in ORIGIN_COLUMNS},
}
"""Columns of the tables `unit` and `origin`, and of `segment` as `source` and `target`,
by fields of `UnitTable`."""
UNIT_QUERY_COLUMNS = tuple(UNIT_COLUMN_BY_FIELD.values())

_UNCONVERTED_FIELDS = (
    *("source_tag", "target_tag", "note", "memory"),
    *("position", "extent", "kind", "score", "method"),
    *("tuid", "author", "created", "changed"),
)
_STATE_BY_VALUE = {state.value: state for state in State}


def read_segment(segment_row: Row, column_prefix: str = "") -> Segment:
    """Read a segment from columns with a prefix."""
    codes_json = segment_row[f"{column_prefix}codes"]
    codes = _read_codes(codes_json) if codes_json else ()
    return Segment(
        Locale(segment_row[f"{column_prefix}locale"]),
        segment_row[f"{column_prefix}text"],
        codes,
    )


def read_units(rows: Iterable[RowValues]) -> list[TranslationUnit]:
    """Make the units of rows that begin with the columns of `UNIT_COLUMN_BY_FIELD`."""
    column_by_field = dict(
        zip(UNIT_COLUMN_BY_FIELD, zip(*rows, strict=True), strict=False)
    )
    return (
        list(read_unit_table(column_by_field).make_units()) if column_by_field else []
    )


def read_unit_table(column_by_field: Mapping[str, Sequence[Any]]) -> UnitTable:
    """Make a table of units of stored columns, by the names in `UNIT_COLUMN_BY_FIELD`.

    Texts may come in UTF-8. A column `document` may replace the columns of the origin.
    """
    unit_columns = {
        field_name: column_by_field[field_name] for field_name in _UNCONVERTED_FIELDS
    }
    for field_name in ("source_text", "target_text"):
        texts = column_by_field[field_name]
        is_encoded = isinstance(texts[0], bytes)
        unit_columns[field_name] = (
            texts if is_encoded else list(map(encode_text, texts))
        )
    for field_name in ("source_codes", "target_codes"):
        unit_columns[field_name] = _map_column(
            column_by_field[field_name], _read_codes, ()
        )
    for field_name in ("previous_key", "next_key"):
        unit_columns[field_name] = _map_column(column_by_field[field_name], bytes, None)
    unit_columns["properties"] = _map_column(
        column_by_field["properties"], parse_properties, ()
    )
    unit_columns["state"] = _map_column(
        column_by_field["state"], _STATE_BY_VALUE.__getitem__, None
    )
    unit_columns["document"] = column_by_field.get("document") or read_documents(
        column_by_field
    )
    return UnitTable(**unit_columns)


def read_documents(
    column_by_field: Mapping[str, Sequence[Any]],
) -> list[DocumentValues]:
    """Read the documents of units from stored columns."""
    statuses = _map_column(
        column_by_field["source_headline_status"], HeadlineStatus, None
    )
    decoded_columns = {**column_by_field, "source_headline_status": statuses}
    return list(
        zip(
            *(decoded_columns[field_name] for field_name in ORIGIN_COLUMNS), strict=True
        )
    )


def _map_column(
    column: Sequence[Any], read_value: Callable[[Any], object], null_value: object
) -> Sequence[Any]:
    """Convert each value of a column; only once if all are equal, as usual."""
    first_value = column[0]
    if column.count(first_value) == len(column):
        return ConstantColumn(
            null_value if first_value is None else read_value(first_value), len(column)
        )
    return [null_value if value is None else read_value(value) for value in column]


def _read_codes(codes_json: str) -> tuple[Code, ...]:
    return tuple(Code(*code_values) for code_values in json.loads(codes_json))


def read_untranslated_unit(segment_row: Row) -> TranslationUnit:
    """Read an untranslated unit from a row; its state is initial."""
    status_value = segment_row["source_headline_status"]
    origin = Origin(
        article=segment_row["article"],
        position=segment_row["position"],
        kind=segment_row["kind"],
        page_url=segment_row["url"],
        source_url=segment_row["source_url"],
        headline=segment_row["headline"],
        source_headline=segment_row["source_headline"],
        source_headline_status=HeadlineStatus(status_value) if status_value else None,
        publisher=segment_row["publisher"],
        published=segment_row["published"],
        article_author=segment_row["author"],
        article_place=segment_row["place"],
    )
    return TranslationUnit(read_segment(segment_row), None, State.INITIAL, origin)
