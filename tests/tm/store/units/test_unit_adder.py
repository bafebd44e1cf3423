"""Adding many units, against adding them one by one in the obvious way."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from tests.examples import examples
from tests.properties import strategies
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.slow_adding import slow_add
from tm.store.database import Database
from tm.store.history.change_set import read_changes, read_dated_changes
from tm.store.history.listing import ChangeSetRecord, list_change_sets
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.phrases.search_readiness import make_searchable
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit, Withheld
from tm.unit_property import Properties, Property

_WORDS = st.sampled_from(["một", "hai", "đường", "Đường ’x’", "số 5"])
_PROPERTIES: list[Properties] = [
    (),
    (),
    (Property("po:msgctxt", "menu"),),
    (Property("po:flag", "c-format"), Property("weblate:context", "menu")),
    (Property("po:form-of", "một"),),
    (Property("po:msgid-end", " "), Property("po:obsolete", "yes")),
]
_PLACES = st.sampled_from([None, b"x" * 16, b"y" * 16])


@st.composite
def few(draw: st.DrawFn) -> TranslationUnit:
    """Units of few texts and contexts, so that many are the same or nearly."""
    made = unit(
        draw(_WORDS),
        draw(_WORDS),
        note=draw(st.sampled_from([None, "nét", 'a "b"\n'])),
        state=draw(st.sampled_from(State)),
        memory=draw(st.sampled_from(["default", "other"])),
        article=draw(st.sampled_from([None, "ab"])),
        position=draw(st.sampled_from([None, 3])),
        tuid=draw(st.sampled_from([None, None, "1"])),
        author=draw(st.sampled_from([None, "siti"])),
        created=draw(st.sampled_from([None, "2025-01-01T00:00:00Z"])),
        score=draw(st.sampled_from([None, 0.5])),
    )
    return replace(
        made,
        neighbours=(draw(_PLACES), draw(_PLACES)),
        properties=draw(st.sampled_from(_PROPERTIES)),
    )


_LISTS = st.lists(few() | strategies.units(), max_size=8)
_AT = "2026-01-01T00:00:00Z"
_MODES = st.sampled_from([{}, {"restores_removed": True}, {"awaits_review": True}])
_STEPS = st.lists(st.tuples(st.sampled_from(["add", "remove", "undo"]), _LISTS, _MODES))


@contextmanager
def opened(request: pytest.FixtureRequest, kind: str) -> Iterator[Database]:
    """An empty database that is gone afterwards."""
    if kind == "sqlite":
        folder = request.getfixturevalue("tmp_path_factory").mktemp("add")
        with Database.open(folder / "memory.db") as made:
            yield made
        return
    with Database.open(request.getfixturevalue("emptied_postgres").url()) as made:
        yield made


def contents(database: Database) -> dict[str, Any]:
    """All that adding writes, by keys instead of numbers."""
    make_searchable(database)
    with database.open_snapshot() as connection:

        def rows(query: str) -> list[list[Any]]:
            return [list(row) for row in connection.execute(text(query))]

        origins = {row[0]: bytes(row[1]) for row in rows("SELECT id, key FROM origin")}
        keys = [bytes(row[0]).hex() for row in rows("SELECT key FROM unit")]
        return {
            "segments": sorted(
                rows(
                    "SELECT key, locale, text, codes, folded, tokens, match_key "
                    "FROM segment"
                )
            ),
            "units": rows(
                "SELECT unit.key, memory, source.key, target.key, before, after, "
                "origin.key, position, extent, kind, score, method, tuid, author, "
                "unit.created, unit.changed, state, note, properties, withheld "
                "FROM unit JOIN segment AS source ON source.id = source_id "
                "JOIN segment AS target ON target.id = target_id "
                "JOIN origin ON origin.id = origin_id "
                "WHERE coalesce(withheld, '') <> 'undone' ORDER BY unit.id"
            ),
            "changes": sorted(history(database, key, origins) for key in keys),
            "sets": [
                [
                    made.name,
                    made.command,
                    made.undone_change_name or "",
                    counted(database, made),
                ]
                for made in list_change_sets(database)
            ],
        }


def counted(database: Database, made: ChangeSetRecord) -> str:
    """Whether a change set has as many changes as it says."""
    listed = len(read_changes(database, made.name))
    return "" if listed == made.change_count else f"{made.change_count} not {listed}"


def history(
    database: Database, key: str, origins: Mapping[int, bytes]
) -> tuple[str, ...]:
    """What the change log says of a unit, with the keys of origins.

    Each change set by what it came to; one that is undone has no record.
    """
    told: dict[str, list[str]] = {}
    for dated in read_dated_changes(database, "unit", key):
        records = []
        for one in (dated.change.record_before, dated.change.record_after):
            record = dict(one or {})
            if record.get("withheld") == Withheld.UNDONE:
                record = {}
            if record:
                record["origin_id"] = origins[record["origin_id"]].hex()
            records.append(json.dumps(record, sort_keys=True))
        before, _ = told.get(dated.change_set_name, records)
        told[dated.change_set_name] = [before, records[1]]
    return key, *map(str, told.items())


def step(
    database: Database,
    what: str,
    units: list[TranslationUnit],
    mode: Any,
    *,
    slow: bool,
) -> Any:  # counts, or how many
    if what == "undo":
        with database.open_snapshot() as connection:
            last = connection.execute(text("SELECT max(id) FROM change_set")).scalar()
        if last:
            undo_changes(
                database,
                "last",
                author="x",
                undoer_by_kind={"unit": make_unit_undoer()},
            )
        return last
    with changed_by(database) as changes:
        changes._change_set_record["at"] = _AT
        if what == "remove":
            return UnitStore(database).withhold(units, changes)
        if slow:
            return slow_add(units, changes, **mode)
        return UnitStore(database).add(units, changes, **mode)


@pytest.mark.parametrize(
    ("kind", "full"),
    [
        ("sqlite", 1),  # the indexes are made at the end
        ("sqlite", 3),
        ("sqlite", 5000),
        pytest.param("postgres", 3, marks=pytest.mark.postgres),
    ],
)
@settings(
    max_examples=examples(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=_STEPS)
def test_adding_many_is_adding_one_by_one(
    request: pytest.FixtureRequest, kind: str, full: int, steps: list[Any]
) -> None:
    with (
        patch.object(UnitStore, "batch_size", full),
        opened(request, kind) as quick,
        opened(request, "sqlite") as slow,
    ):
        for what, units, mode in steps:
            done = step(quick, what, units, mode, slow=False)
            assert done == step(slow, what, units, mode, slow=True)
        assert comparable(contents(quick)) == comparable(contents(slow))


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """Bytes of either driver as bytes."""
    return {
        name: [
            [bytes(one) if isinstance(one, memoryview) else one for one in row]
            for row in rows
        ]
        for name, rows in found.items()
    }


def test_a_database_that_was_filled_has_all_its_indexes(
    sqlite_database: Database,
) -> None:
    def indexes() -> list[Any]:
        with sqlite_database.open_snapshot() as connection:
            query = "SELECT name, tbl_name, sql FROM sqlite_master ORDER BY name"
            return [tuple(row) for row in connection.execute(text(query))]

    before = indexes()
    units = [unit(f"một {n}", f"satu {n % 7000}") for n in range(12_000)]
    with changed_by(sqlite_database) as changes:
        done = UnitStore(sqlite_database).add([*units, *units[:10]], changes)
    assert (done.new, done.known) == (12_000, 10)
    assert [row[0] for row in indexes()] == [row[0] for row in before]
    with sqlite_database.open_snapshot() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    [number] = UnitStore(sqlite_database).find_equal_segments(
        Segment.of(Locale("vi"), "MỘT 5")
    )[:1]
    assert number


def test_a_transaction_that_fails_while_filling_leaves_the_indexes(
    sqlite_database: Database,
) -> None:
    def broken() -> Iterator[TranslationUnit]:
        for number in range(6000):
            yield unit(f"một {number}", "satu")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add(broken(), changes)
    assert list(UnitStore(sqlite_database).read_units()) == []
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add([unit("một", "satu")], changes)
    assert len(list(UnitStore(sqlite_database).read_units())) == 1


@pytest.mark.parametrize("count", [1, 20])
def test_indexes_are_made_anew_for_many_units_only(
    sqlite_database: Database, tmp_path: Path, count: int
) -> None:
    there = [unit(f"một {n}", f"satu {n}") for n in range(120)]
    more = [unit(f"hai {n}", f"dua {n}") for n in range(count)]
    with Database.open(tmp_path / "other.db") as other:
        for database in sqlite_database, other:
            step(database, "add", there, {}, slow=False)
        step(other, "add", more, {}, slow=False)
        with changed_by(sqlite_database) as changes:
            changes._change_set_record["at"] = _AT
            UnitStore(sqlite_database).add(more, changes, defers_search_columns=True)
            names = _indexes_of_segments(changes.connection)
            assert ("ix_segment_match_key" in names) is (count == 1)
        assert comparable(contents(sqlite_database)) == comparable(contents(other))


def _indexes_of_segments(connection: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE tbl_name = 'segment'"
    return [row[0] for row in connection.execute(text(query))]
