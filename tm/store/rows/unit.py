"""Rows as segments and units; private to the store, and free of SQLAlchemy."""

import json

from tm.property import properties_of
from tm.store.backend.sql import Row
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS

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


def segment_of(row: Row, prefix: str = "") -> Segment:
    """The segment that columns with a prefix hold."""
    stored = row[f"{prefix}codes"]
    codes = tuple(Code(*code) for code in json.loads(stored)) if stored else ()
    return Segment(Locale(row[f"{prefix}locale"]), row[f"{prefix}text"], codes)


def unit_of(row: Row) -> TranslationUnit:
    """The unit of a row of `units_query`."""
    status = row["source_headline_status"]
    return TranslationUnit(
        source=segment_of(row, "source_"),
        target=segment_of(row, "target_"),
        state=State(row["state"]),
        origin=Origin(
            memory=row["memory"],
            **{
                name: row[name]
                for name in ORIGIN_COLUMNS
                if name != "source_headline_status"
            },
            source_headline_status=HeadlineStatus(status) if status else None,
            **{
                name: row[name]
                for name in RECORD_COLUMNS
                if name not in ("state", "note", "properties", "withheld")
            },
        ),
        neighbours=(row["before"], row["after"]),
        note=row["note"],
        properties=properties_of(row["properties"]),
    )


def untranslated_unit(row: Row) -> TranslationUnit:
    """The unit without a target that a row is; its state is initial."""
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
