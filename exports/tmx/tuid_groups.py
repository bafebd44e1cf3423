"""Joining of adjacent units that share a `tuid` into one `<tu>`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from exports.provenance import is_later_segment
from exports.tmx.native_properties import (
    UnitMarkup,
    make_native_markup,
    read_source_language,
)
from exports.tmx.origin_markup import make_attribute_markup_by_field
from exports.tmx.unit_maker import is_srclang_worth_keeping
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_property import Property, Side
from tm.unit_table import UnitTable

_MAX_GROUP_SIZE = 999


class TuidGroup(NamedTuple):
    """Adjacent units that all share their `tuid`, or of which no two do."""

    unit_table: UnitTable
    has_shared_tuid: bool


def join_split_groups(
    tables: Iterable[UnitTable], *, max_unit_count: int = _MAX_GROUP_SIZE
) -> Iterator[UnitTable]:
    """Regroup tables of units so that none ends within a group.

    A very long group is cut, so that no more than a few tables are held.
    """
    pending_table: UnitTable | None = None
    for table in tables:
        if pending_table is None:
            pending_table = table
            continue
        first_tuid, pending_tuids = table.tuid[0], pending_table.tuid
        if first_tuid is None or first_tuid != pending_tuids[-1]:
            yield pending_table
            pending_table = table
            continue
        group_start = len(pending_table) - 1
        while group_start and pending_tuids[group_start - 1] == first_tuid:
            group_start -= 1
        if group_start:
            yield pending_table[:group_start]
        pending_table = UnitTable.concatenate([pending_table[group_start:], table])
        if pending_table.tuid.count(first_tuid) == len(pending_table):
            while len(pending_table) > max_unit_count:
                yield pending_table[:max_unit_count]
                pending_table = pending_table[max_unit_count:]
    if pending_table is not None:
        yield pending_table


def split_tuid_groups(
    table: UnitTable, *, max_unit_count: int = _MAX_GROUP_SIZE
) -> Iterator[TuidGroup]:
    """Split a table into groups of at most `max_unit_count`, and the units between
    them.
    """
    tuids = table.tuid
    distinct_count = len(set(tuids)) - 1 + (tuids.count(None) or 1)
    if distinct_count == len(tuids):  # as nearly always
        yield TuidGroup(table, has_shared_tuid=False)
        return
    yielded_end = group_end = 0
    for tuid, group in groupby(tuids):
        group_start, group_end = group_end, group_end + len(list(group))
        if tuid is None or group_end - group_start == 1:
            continue
        if yielded_end < group_start:
            yield TuidGroup(table[yielded_end:group_start], has_shared_tuid=False)
        for chunk_start in range(group_start, group_end, max_unit_count):
            yield TuidGroup(
                table[chunk_start : min(chunk_start + max_unit_count, group_end)],
                has_shared_tuid=True,
            )
        yielded_end = group_end
    if yielded_end < group_end:
        yield TuidGroup(table[yielded_end:], has_shared_tuid=False)


class OrientedTmxUnit(NamedTuple):
    """A unit in the direction in which it is written."""

    unit: TranslationUnit
    source: Segment
    target: Segment | None
    """None, too, if the target has no text."""
    is_reversed: bool
    """Whether source and target of the unit are swapped."""


def can_join(group: Sequence[OrientedTmxUnit], oriented_unit: OrientedTmxUnit) -> bool:
    """Whether a unit can join units of the same `tuid` in one `<tu>`."""
    first_oriented_unit = group[0]
    if (
        first_oriented_unit.is_reversed
        or oriented_unit.is_reversed
        or first_oriented_unit.target is None
        or oriented_unit.target is None
        or oriented_unit.source != first_oriented_unit.source
    ):
        return False
    if oriented_unit.source.locale in (
        first_oriented_unit.target.locale,
        oriented_unit.target.locale,
    ):
        return False  # reading would take the target for another wording of the source
    first_unit, next_unit = first_oriented_unit.unit, oriented_unit.unit
    if is_later_segment(first_unit) or is_later_segment(next_unit):
        return False
    if not (first_unit.properties or next_unit.properties):
        return True
    if _drop_target_properties(first_unit.properties) != _drop_target_properties(
        next_unit.properties
    ):
        return False
    native_markups = [
        make_unit_native_markup(first_oriented_unit),
        make_unit_native_markup(oriented_unit),
    ]
    field_markup_mappings = [
        make_native_field_markup(first_unit),
        make_native_field_markup(next_unit),
    ]
    fixed_field_names = [
        *native_markups[0].fixed_field_names,
        *native_markups[1].fixed_field_names,
    ]
    return native_markups[0].tuv_field_names == native_markups[
        1
    ].tuv_field_names and all(
        field_markup_mappings[0].get(field_name)
        == field_markup_mappings[1].get(field_name)
        for field_name in fixed_field_names
    )


def _drop_target_properties(properties: Iterable[Property]) -> list[Property]:
    return [property for property in properties if property.side is not Side.TARGET]


def make_unit_native_markup(oriented_unit: OrientedTmxUnit) -> UnitMarkup:
    """Make the markup of the properties that TMX has a place for."""
    unit = oriented_unit.unit
    if not unit.properties:
        return UnitMarkup()
    if oriented_unit.is_reversed and oriented_unit.target is None:
        return UnitMarkup(other_properties=unit.properties)
    srclang_tag = read_source_language(unit.properties)
    target_locales = (
        () if oriented_unit.target is None else (oriented_unit.target.locale,)
    )
    return make_native_markup(
        unit.properties,
        frozenset(make_native_field_markup(unit)),
        has_target=oriented_unit.target is not None,
        srclang_selects_source=srclang_tag is not None
        and is_srclang_worth_keeping(
            srclang_tag, oriented_unit.source.locale, target_locales
        ),
    )


def make_native_field_markup(unit: TranslationUnit) -> dict[str, str]:
    """Make the markup of fields that are attributes or the note, by field."""
    markup_by_field = make_attribute_markup_by_field(unit.origin)
    if unit.note is not None:
        markup_by_field["note"] = unit.note
    return markup_by_field
