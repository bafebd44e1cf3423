"""The units of a few segments, read as quickly as can be; private to the store.

A lookup asks once for the units of what it found, so a statement is made once for each
of a few numbers of segments, and its rows are read by position.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tm.property import properties_of
from tm.store.backend.sql import Reader
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit

_UNIT = (
    "unit.id",
    "unit.state",
    "unit.note",
    "unit.properties",
    "unit.before",
    "unit.after",
)
_SEGMENT = ("locale", "text", "codes")
_ORIGIN = (
    "unit.memory",
    "origin.article",
    "unit.position",
    "unit.extent",
    "unit.kind",
    "origin.page_url",
    "origin.source_url",
    "origin.headline",
    "origin.source_headline",
    "origin.source_headline_status",
    "origin.publisher",
    "origin.published",
    "unit.score",
    "unit.method",
    "unit.tuid",
    "unit.author",
    "unit.created",
    "unit.changed",
)
"""The columns of an `Origin`, in the order of its fields."""
_STATUS = _ORIGIN.index("origin.source_headline_status")
_STATES = {state.value: state for state in State}
# Numbers of segments for which statements are made; fewer are filled up.
_COUNTS = (1, 4, 20, 100, 500)


def units_of_segments(
    reader: Reader, segments: Sequence[int], other: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Units in use that have one of some segments, and the other locale opposite.

    Yields the segment's number with each unit, in the order in which units came.
    """
    for start in range(0, len(segments), _COUNTS[-1]):
        some = list(segments[start : start + _COUNTS[-1]])
        count = next(count for count in _COUNTS if count >= len(some))
        some += some[-1:] * (count - len(some))
        asked: dict[str, object] = {"tag": other.tag, "variants": f"{other.tag}-"}
        asked.update(zip(_names(count), some, strict=True))
        found = reader.rows(_statement(count, len(other.tag)), **asked)
        units: dict[int, tuple[int, list[Any]]] = {}
        for segment, is_source, number, *row in found:
            # A unit with both its sides among the segments comes as its source's.
            if is_source or number not in units:
                units[number] = segment, row
        for _, (segment, row) in sorted(units.items()):
            yield segment, _unit_of(row)


@lru_cache(maxsize=64)
def _statement(count: int, length: int) -> str:
    """The query for so many segments and a locale's tag of so many letters."""
    return " UNION ALL ".join(
        _side(side, other, count, length)
        for side, other in (("source", "target"), ("target", "source"))
    )


@lru_cache(maxsize=8)
def _names(count: int) -> list[str]:
    return [f"segment_{number}" for number in range(count)]


def _side(side: str, other: str, count: int, length: int) -> str:
    """The units that have one of the segments on a side, and a locale on the other."""
    texts = [f"{one}.{name}" for one in ("source", "target") for name in _SEGMENT]
    columns = ", ".join((*_UNIT, *texts, *_ORIGIN))
    some = ", ".join(f":{name}" for name in _names(count))
    # SQLite plans a statement with LIKE anew for each value of its pattern.
    return f"""
        SELECT unit.{side}_id, {int(side == "source")}, {columns}
        FROM unit
        JOIN segment AS source ON source.id = unit.source_id
        JOIN segment AS target ON target.id = unit.target_id
        JOIN origin ON origin.id = unit.origin_id
        WHERE unit.withheld IS NULL AND unit.{side}_id IN ({some})
        AND (
            {other}.locale = :tag
            OR substr({other}.locale, 1, {length + 1}) = :variants
        )
    """


def _unit_of(row: list[Any]) -> TranslationUnit:
    state, note, properties, before, after = row[:5]
    place = len(_UNIT)
    source, target = (
        _segment(*row[start : start + len(_SEGMENT)])
        for start in (place - 1, place - 1 + len(_SEGMENT))
    )
    facts = row[place - 1 + 2 * len(_SEGMENT) :]
    origin = Origin(*facts)
    if status := facts[_STATUS]:
        origin = replace(origin, source_headline_status=HeadlineStatus(status))
    neighbours = before and bytes(before), after and bytes(after)
    return TranslationUnit(
        source,
        target,
        _STATES[state],
        origin,
        neighbours,
        note,
        properties_of(properties),
    )


def _segment(tag: str, text: str, stored: str | None) -> Segment:
    codes = tuple(Code(*code) for code in json.loads(stored)) if stored else ()
    return Segment(_locale(tag), text, codes)


@lru_cache(maxsize=1024)
def _locale(tag: str) -> Locale:
    return Locale(tag)
