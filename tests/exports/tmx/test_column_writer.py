"""Plain units are written straight from their fields, as the others would be."""

import io
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import groupby
from unittest.mock import Mock, patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.tmx import format as tmx
from exports.tmx.column_writer import ColumnTmxWriter
from exports.tmx.tuid_groups import join_split_groups, split_tuid_groups
from tests.examples import examples
from tests.properties.strategies import units
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.units.test_unit_adder import few, opened
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable, iterate_unit_tables

VI, ID = Locale.parse("vi"), Locale.parse("id")
OPTIONS = st.sampled_from(
    [
        WriteOptions(),
        WriteOptions(main_source=VI),
        WriteOptions(VI, ID),
        WriteOptions(ID),
    ]
)


def written(
    given: Iterable[TranslationUnit], options: WriteOptions
) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = tmx.write(given, file, options)
    return file.getvalue(), result


def slowly(
    given: list[TranslationUnit], options: WriteOptions
) -> tuple[bytes, WriteResult]:
    """The same when no unit is taken for a plain one."""
    with patch.object(
        ColumnTmxWriter,
        "find_unusual_indexes",
        lambda _, __, said: set(range(len(said))),
    ):
        return written(given, options)


@settings(max_examples=examples(200))
@given(st.lists(units() | few(), max_size=6), OPTIONS)
def test_plain_units_are_written_as_the_others_are(
    given: list[TranslationUnit], options: WriteOptions
) -> None:
    with patch(
        "exports.tmx.writer.iterate_unit_tables",
        partial(iterate_unit_tables, table_size=2),
    ):
        assert written(given, options) == slowly(given, options)


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
@settings(
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(given=st.lists(few() | units(), max_size=6), options=OPTIONS)
def test_stored_units_are_written_from_their_rows(
    request: pytest.FixtureRequest,
    kind: str,
    given: list[TranslationUnit],
    options: WriteOptions,
) -> None:
    with opened(request, kind) as database:
        with changed_by(database) as changes:
            UnitStore(database).add(given, changes)
        values = list(UnitStore(database).read_units())
        seen: list[int] = []
        with UnitStore(database).open_scan(
            report_progress=seen.append, sample_size=1
        ) as stored:
            assert stored.is_empty == (not values)
            assert written(stored, options) == slowly(values, options)
        assert sum(seen) == len(values) == UnitStore(database).count_units()


@given(st.lists(units() | few(), max_size=6))
def test_units_of_tables_are_the_units(given: list[TranslationUnit]) -> None:
    assert [
        one
        for table in iterate_unit_tables(given, table_size=2)
        for one in table.make_units()
    ] == given


def test_most_units_are_plain(made_plain: list[TranslationUnit]) -> None:
    with patch.object(UnitTable, "make_unit", side_effect=AssertionError):
        writer = ColumnTmxWriter(
            srclang="vi",
            is_forward=lambda _, __: True,
            make_inherited_attributes=lambda _: "",
            make_other_markup=Mock(side_effect=AssertionError),
            make_storable=Mock(side_effect=AssertionError),
        )
        made = b"".join(map(writer.make_markup, iterate_unit_tables(made_plain)))
    assert made.count(b"<tu ") + made.count(b"<tu>") == len(made_plain)


@pytest.fixture
def made_plain() -> list[TranslationUnit]:
    """Units as an article and as another tool's file give them."""
    one = unit("“Một” & hai <b>", "Satu\r", author="siti", score=0.5, position=1)
    return [
        one,
        replace(one, neighbours=(b"x" * 16, None)),
        unit("1.", "một", tuid="5"),
    ]


_TUIDS = st.sampled_from([None, "1", "2", "3"])


@given(st.lists(_TUIDS, max_size=30), st.integers(1, 4), st.integers(2, 5))
def test_runs_are_whole_however_the_blocks_fall(
    tuids: list[str | None], size: int, most: int
) -> None:
    made = [unit("một", f"satu {n}", tuid=t) for n, t in enumerate(tuids)]
    tables = iterate_unit_tables(made, table_size=size)
    found = [
        run
        for table in join_split_groups(tables, max_unit_count=most)
        for run in split_tuid_groups(table, max_unit_count=most)
    ]
    assert [one for run in found for one in run.unit_table.make_units()] == made
    together = [
        list(run.unit_table.make_units()) for run in found if run.has_shared_tuid
    ]
    shared = [run for run in together if len(run) > 1]
    assert shared == expected_runs(made, most)


def expected_runs(
    units: list[TranslationUnit], most: int
) -> list[list[TranslationUnit]]:
    """Neighbours of the same `tuid`, cut where they are too many, if still several."""
    found = []
    for tuid, group in groupby(units, key=lambda one: one.origin.tuid):
        run = list(group)
        pieces = [run[at : at + most] for at in range(0, len(run), most)]
        if tuid is not None and len(run) > 1:
            found += [piece for piece in pieces if len(piece) > 1]
    return found
