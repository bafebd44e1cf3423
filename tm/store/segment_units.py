"""The units of a few segments, read as quickly as can be; private to the store.

A lookup asks once for the units of what it found, so a statement is made once for each
of a few numbers of segments, and its rows are read by position.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from tm.store import rows, schema
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit

_unit, _origin = schema.unit, schema.origin
_UNIT = (
    _unit.c.id,
    _unit.c.state,
    _unit.c.note,
    _unit.c.before,
    _unit.c.after,
)
_SEGMENT = ("locale", "text", "codes")
_ORIGIN = (
    _unit.c.memory,
    _origin.c.article,
    _unit.c.position,
    _unit.c.extent,
    _unit.c.kind,
    _origin.c.page_url,
    _origin.c.source_url,
    _origin.c.headline,
    _origin.c.source_headline,
    _origin.c.source_headline_status,
    _origin.c.publisher,
    _origin.c.published,
    _unit.c.score,
    _unit.c.method,
    _unit.c.tuid,
    _unit.c.author,
    _unit.c.created,
    _unit.c.changed,
)
"""The columns of an `Origin`, in the order of its fields."""
_STATUS = _ORIGIN.index(_origin.c.source_headline_status)
_STATES = {state.value: state for state in State}
# Numbers of segments for which statements are made; fewer are filled up.
_COUNTS = (1, 4, 20, 100, 500)


def units_of_segments(
    connection: Connection, segments: Sequence[int], other: Locale
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
        found = connection.execute(_statement(count, len(other.tag)), asked).fetchall()
        units: dict[int, tuple[int, list[Any]]] = {}
        for segment, is_source, number, *row in found:
            # A unit with both its sides among the segments comes as its source's.
            if is_source or number not in units:
                units[number] = segment, row
        for _, (segment, row) in sorted(units.items()):
            yield segment, _unit_of(row)


@lru_cache(maxsize=64)
def _statement(count: int, length: int) -> CompoundSelect[Any]:
    """The statement for so many segments and a locale's tag of so many letters."""
    sides = (_unit.c.source_id, rows.target), (_unit.c.target_id, rows.source)
    return union_all(*(_side(*side, count, length) for side in sides))


@lru_cache(maxsize=8)
def _names(count: int) -> list[str]:
    return [f"segment_{number}" for number in range(count)]


def _side(
    side: ColumnElement[int], other: FromClause, count: int, length: int
) -> Select[Any]:
    """The units that have one of the segments on a side, and a locale on the other."""
    source, target = rows.source, rows.target
    texts = (one.c[name] for one in (source, target) for name in _SEGMENT)
    begins = func.substr(other.c.locale, _constant(1), _constant(length + 1))
    # SQLite plans a statement with LIKE anew for each value of its pattern.
    serves = or_(other.c.locale == bindparam("tag"), begins == bindparam("variants"))
    is_source = _constant(int(side is _unit.c.source_id))
    some = [bindparam(name, type_=Integer) for name in _names(count)]
    return (
        select(side, is_source, *_UNIT, *texts, *_ORIGIN)
        .join(source, source.c.id == _unit.c.source_id)
        .join(target, target.c.id == _unit.c.target_id)
        .join(_origin, _origin.c.id == _unit.c.origin_id)
        .where(_unit.c.withheld.is_(None), side.in_(some), serves)
    )


def _constant(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)


def _unit_of(row: list[Any]) -> TranslationUnit:
    state, note, before, after = row[:4]
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
    return TranslationUnit(source, target, _STATES[state], origin, neighbours, note)


def _segment(tag: str, text: str, stored: str | None) -> Segment:
    codes = tuple(Code(*code) for code in json.loads(stored)) if stored else ()
    return Segment(_locale(tag), text, codes)


@lru_cache(maxsize=1024)
def _locale(tag: str) -> Locale:
    return Locale(tag)
