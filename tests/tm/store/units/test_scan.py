"""Units read straight from the driver, against the obvious way, and their order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from exports.tmx.tuid_groups import join_split_groups
from tests.examples import examples
from tests.properties import strategies
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.slow_units import slow_query, slow_rows, slow_unit
from tests.tm.store.units.test_unit_adder import few, opened
from tm.store import schema
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.scan import UnitScan
from tm.unit import TranslationUnit

_TUIDS = st.sampled_from([None, "1", "2"])


def slow_units(database: Database) -> list[TranslationUnit]:
    """All units in use, in the order that is promised, by SQLAlchemy."""
    query = slow_query().where(schema.unit.c.withheld.is_(None))
    with database.open_snapshot() as connection:
        found = list(slow_rows(connection, query.order_by(schema.unit.c.id)))
    natural = sorted(
        found, key=lambda row: (row["article"] or "", row["position"] or 0, row["id"])
    )
    groups: dict[Any, list[TranslationUnit]] = {}
    for row in natural:
        group = row["id"] if row["tuid"] is None else row["tuid"]
        groups.setdefault(group, []).append(slow_unit(row))
    return [one for group in groups.values() for one in group]


@contextmanager
def origins_asked_for() -> Iterator[list[bool]]:
    """Of each statement meanwhile, whether it asks for origins."""
    asked: list[bool] = []

    def note(*about: Any) -> None:
        asked.append("FROM origin" in about[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(units=st.lists(few() | strategies.units(translated=True), max_size=9))
def test_units_come_whole_and_in_order(
    request: pytest.FixtureRequest, kind: str, units: list[TranslationUnit]
) -> None:
    with opened(request, kind) as database:
        with changed_by(database) as changes:
            UnitStore(database).add(units, changes)
        with UnitStore(database).open_scan(sample_size=1) as scan:
            assert list(scan) == slow_units(database)


def test_a_reader_may_stop_half_way(database: Database) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit(f"một {n}", "satu") for n in range(50)], changes)
    units = UnitStore(database).read_units()
    next(units)
    units.close()
    with changed_by(database) as changes:
        assert UnitStore(database).add([unit("hai", "dua")], changes).new == 1


def test_origins_of_a_block_are_read_at_once_in_whatever_order_they_come(
    database: Database,
) -> None:
    made = [
        unit(f"một {n}", "satu", article=f"a{n * 7919 % 2000:04}", position=n)
        for n in range(2000)
    ]
    with changed_by(database) as changes:
        UnitStore(database).add(made, changes)
    with (
        origins_asked_for() as asked,
        patch.object(UnitScan, "max_document_count", 600),
    ):
        found = list(UnitStore(database).read_units())
    assert sum(asked) <= 8  # 256 rows are read at a time
    assert found == slow_units(database)


@pytest.mark.parametrize("run", [1, 1500])
def test_origins_are_read_at_once_for_who_looks_ahead(
    database: Database, run: int
) -> None:
    made = [
        unit(f"một {n}", "satu", article=f"a{n:04}", position=n, tuid=str(n // run))
        for n in range(4000)
    ]
    with changed_by(database) as changes:
        UnitStore(database).add(made, changes)
    with (
        origins_asked_for() as asked,
        patch.object(UnitScan, "max_document_count", 600),
        UnitStore(database).open_scan() as stored,
    ):
        for table in join_split_groups(stored.read_tables()):
            table.make_units()
    assert 0 < sum(asked) <= 16


def test_edges_of_a_unit_that_come_apart_are_brought_together(
    database: Database,
) -> None:
    made = [
        unit("a", "x", tuid="9"),
        unit("b", "x", tuid="1"),
        unit("a", "y", "vi", "en", tuid="9"),
    ]
    with changed_by(database) as changes:
        UnitStore(database).add(made, changes)
    assert [one.origin.tuid for one in UnitStore(database).read_units()] == [
        "9",
        "9",
        "1",
    ]


def test_what_comes_meanwhile_is_not_seen(database: Database) -> None:
    made = [unit("a", "x"), unit("b", "y")]
    with changed_by(database) as changes:
        UnitStore(database).add(made, changes)
    with database.open_snapshot() as connection:
        count = select(func.count()).select_from(schema.unit)
        before = connection.execute(count).scalar()
        with changed_by(database) as changes:
            UnitStore(database).add([unit("c", "z", "en", "ms")], changes)
        assert connection.execute(count).scalar() == before == 2
    assert UnitStore(database).count_units() == 3
