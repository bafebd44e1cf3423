"""The obvious way to add units, one by one: the oracle of the quick one."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select, update

from tm.store import schema
from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_records import read_records_by_key
from tm.store.phrases.phrase_index_update import update_phrase_index
from tm.store.rows.record import Record, remove_empty_fields
from tm.store.rows.record_merging import join_notes, merge_records
from tm.store.rows.stored_values import (
    compute_origin_key,
    dump_codes,
    make_origin_row,
    store_rows_by_key,
)
from tm.store.rows.unit import ORIGIN_COLUMNS, RECORD_COLUMNS
from tm.store.units.pending_units import AddCounts
from tm.text.normal import fold_text
from tm.text.segment import Segment, compute_content_key
from tm.text.tokens import list_match_tokens
from tm.unit import Origin, TranslationUnit, Withheld
from tm.unit_property import find_context, format_properties, parse_properties
from tm.unit_table import DocumentValues

# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 500


def slow_add(
    units: Iterable[TranslationUnit],
    changes: ChangeSet,
    *,
    restores_removed: bool = False,
    awaits_review: bool = False,
) -> AddCounts:
    """As `UnitStore.add`, a unit at a time."""
    counts = AddCounts()
    for unit in units:
        counts += _add([unit], changes, restore=restores_removed, waiting=awaits_review)
    return counts


def _add(
    batch: Sequence[TranslationUnit],
    changes: ChangeSet,
    *,
    restore: bool,
    waiting: bool,
) -> AddCounts:
    wanted = {unit.key: unit for unit in batch if unit.target is not None}
    twice = sum(unit.target is not None for unit in batch) - len(wanted)
    connection = changes.connection
    numbers = _stored_segments(connection, wanted.values())
    origins = _stored_origins(connection, wanted.values())
    known = read_records_by_key(connection, [key.hex() for key in wanted])
    twins = _twins(connection, wanted, known, numbers)
    fresh: list[Record] = []
    counts = AddCounts(known=twice)
    for key, unit in wanted.items():
        if key in twins:
            counts += AddCounts(known=1)
            continue
        record = _unit_record(unit, origins[compute_origin_key(_document(unit))])
        record.setdefault("created", changes.timestamp)
        if waiting:
            record["withheld"] = Withheld.REVIEW.value
        before = known.get(key.hex())
        after, one = _outcome(
            before, record, changes.timestamp, bare=_is_bare(unit), restore=restore
        )
        counts += one
        if after == before:
            continue
        changes.record_change(
            "unit", key.hex(), record_before=before, record_after=after
        )
        if before is None:
            fresh.append(_unit_row(key, unit, after, numbers))
        else:
            _write_record(connection, key.hex(), after)
    if fresh:
        connection.execute(insert(schema.unit), fresh)
    return counts


def _is_bare(unit: TranslationUnit) -> bool:
    """Whether little is known of a unit but its texts, as a TSV file has it."""
    origin = unit.origin
    least = Origin(
        memory=origin.memory,
        article=origin.article,
        author=origin.author,
        created=origin.created,
        changed=origin.changed,
    )
    return (
        origin == least
        and not any(unit.neighbours)
        and not find_context(unit.properties)
    )


def _twins(
    connection: Connection,
    wanted: Mapping[bytes, TranslationUnit],
    known: Mapping[str, Record],
    numbers: Mapping[bytes, int],
) -> set[bytes]:
    """Keys of bare units whose pair is in use already, with a context of its own."""
    pairs = {
        (numbers[unit.source.key], numbers[unit.target.key], unit.origin.memory): key
        for key, unit in wanted.items()
        if unit.target is not None and key.hex() not in known and _is_bare(unit)
    }
    table = schema.unit
    columns = (
        table.c.source_id,
        table.c.target_id,
        table.c.memory,
        table.c.properties,
    )
    sources = sorted({source for source, _, _ in pairs})
    found: set[bytes] = set()
    for start in range(0, len(sources), _PARAMETERS):
        query = select(*columns).where(
            table.c.source_id.in_(sources[start : start + _PARAMETERS]),
            table.c.withheld.is_(None),
        )
        found |= {
            pairs[pair]
            for row in connection.execute(query)
            if (pair := (row[0], row[1], row[2])) in pairs
            and not find_context(parse_properties(row.properties))
        }
    return found


def _outcome(
    before: Record | None, new: Record, at: str, *, bare: bool, restore: bool
) -> tuple[Record, AddCounts]:
    """The record of a unit after it was added, and what that counts as."""
    withheld = before.get("withheld") if before else None
    if before is None or withheld in (Withheld.UNDONE, Withheld.SUPERSEDED):
        if before is not None and withheld == Withheld.SUPERSEDED:
            note = join_notes(before.get("note"), new.get("note"))
            new = new | ({"note": note} if note else {})
        return new, AddCounts(new=1)
    if withheld == Withheld.REMOVED and not restore:
        return before, AddCounts(removed=1)
    if "withheld" in new:  # it would wait, and it waits or is in use already
        return before, AddCounts(known=1)
    after = merge_records(before, new, timestamp=at, names_no_document=bare)
    if after == before:
        return after, AddCounts(known=1)
    return after, AddCounts(new=1) if withheld else AddCounts(changed=1)


def _unit_row(
    key: bytes, unit: TranslationUnit, record: Record, numbers: Mapping[bytes, int]
) -> Record:
    assert unit.target is not None
    before, after = unit.neighbours
    return _record_columns(record) | {
        "memory": unit.origin.memory,
        "before": before,
        "after": after,
        "key": key,
        "source_id": numbers[unit.source.key],
        "target_id": numbers[unit.target.key],
    }


def _stored_segments(
    connection: Connection, units: Iterable[TranslationUnit]
) -> dict[bytes, int]:
    segments = {}
    for unit in units:
        for segment in (unit.source, unit.target):
            if segment is not None:
                segments[segment.key] = segment
    numbers = store_rows_by_key(connection, schema.segment, segments, _segment_row)
    update_phrase_index(connection)
    return numbers


def _stored_origins(
    connection: Connection, units: Iterable[TranslationUnit]
) -> dict[bytes, int]:
    origins = {compute_origin_key(_document(unit)): _document(unit) for unit in units}
    return store_rows_by_key(connection, schema.origin, origins, make_origin_row)


def _document(unit: TranslationUnit) -> DocumentValues:
    return tuple(getattr(unit.origin, name) for name in ORIGIN_COLUMNS)


def _segment_row(key: bytes, segment: Segment) -> Record:
    found = list_match_tokens(segment.text, segment.locale)
    return {
        "key": key,
        "locale": segment.locale.tag,
        "text": segment.text,
        "codes": dump_codes(segment.codes) if segment.codes else None,
        "folded": fold_text(segment.text).replace("\0", " "),
        "tokens": len(found),
        "match_key": compute_content_key(" ".join(found)),
    }


def _unit_record(unit: TranslationUnit, origin_id: int) -> Record:
    """What can change of a unit, as the change log keeps it."""
    origin = unit.origin
    return remove_empty_fields(
        {
            "origin_id": origin_id,
            "position": origin.position,
            "extent": origin.extent,
            "kind": origin.kind,
            "score": origin.score,
            "method": origin.method,
            "tuid": origin.tuid,
            "author": origin.author,
            "created": origin.created,
            "changed": origin.changed,
            "state": unit.state.value,
            "note": unit.note,
            "properties": format_properties(unit.properties),
        }
    )


def _record_columns(record: Record) -> Record:
    return {name: record.get(name) for name in ("origin_id", *RECORD_COLUMNS)}


def _write_record(connection: Connection, key: str, record: Record) -> None:
    connection.execute(
        update(schema.unit)
        .where(schema.unit.c.key == bytes.fromhex(key))
        .values(**_record_columns(record))
    )
