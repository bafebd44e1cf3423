"""Parquet gives every unit back, in groups of rows, and says what it cannot read."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import Table, parquet

from exports.entry import WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.lines_and_json.parquet import ROWS_PER_GROUP
from tests.cli.calling import call
from tests.exports.test_round_trips import entries, unhurried, written
from tests.properties.strategies import units
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_VI, _ID = Locale.parse("vi"), Locale.parse("id")
_PARQUET = formats["parquet"]


@unhurried
@given(st.lists(units(), min_size=1, max_size=3))
def test_every_unit_comes_back_whole(given_units: list[TranslationUnit]) -> None:
    data, result = written(_PARQUET, given_units, WriteOptions())
    assert result == WriteResult(len(given_units))
    assert entries(_PARQUET, data, ReadOptions()) == given_units
    assert written(_PARQUET, given_units, WriteOptions())[0] == data


def test_rows_are_in_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with path.open("wb") as file:
        _PARQUET.load_module().write(
            (
                TranslationUnit(Segment.of(_VI, f"a{number}"), None)
                for number in range(ROWS_PER_GROUP + 1)
            ),
            file,
            WriteOptions(),
        )
    metadata = parquet.ParquetFile(path).metadata
    groups = [metadata.row_group(number).num_rows for number in range(2)]
    assert (metadata.num_row_groups, groups) == (2, [ROWS_PER_GROUP, 1])
    read = [*_PARQUET.load_module().read(path, ReadOptions())]
    assert len(read) == ROWS_PER_GROUP + 1


def test_a_table_of_another_tool_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = [
        {"source": "Chào.", "target": "Halo.", "document": "d", "score": 1.0},
        {"source": None, "target": "Halo.", "document": "d", "score": 1.0},
    ]
    parquet.write_table(Table.from_pylist(rows), path)
    unit, skipped = _PARQUET.load_module().read(path, ReadOptions(_VI, _ID))
    assert isinstance(unit, TranslationUnit) and unit.target is not None
    assert (unit.source.text, unit.target.text) == ("Chào.", "Halo.")
    assert unit.origin.article == "d"
    assert skipped == SkippedEntry(str(path), 2, "no source text")


@pytest.mark.parametrize("kept", [1000, 8, 5])
def test_a_damaged_file_is_named(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(Table.from_pylist([{"source": "a"}]), path)
    data = path.read_bytes()
    path.write_bytes(data[: min(kept, len(data) - 1)])
    with pytest.raises(FormatError, match="damaged"):
        [*_PARQUET.load_module().read(path, ReadOptions(_VI, _ID))]


def test_a_table_without_texts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(Table.from_pylist([{"text": "a"}]), path)
    with pytest.raises(FormatError, match="no column is called source"):
        [*_PARQUET.load_module().read(path, ReadOptions(_VI, _ID))]


def test_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"source": "a", "target": "b"}\n')
    words = ("convert", str(lines), str(tmp_path / "a.parquet"), "-s", "vi", "-t", "id")
    assert call(*words).code == 0
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = call(*words)
    assert done.code == 2 and "pip install 'padanan[parquet]'" in done.err
