"""Parquet: a row for each unit, with the members of a line of JSON as columns.

Rows are written and read in groups, so that memory does not grow with the file. A file
of other tools needs a column `source`; others than those of JSON lines are ignored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from exports.direction import orient_unit
from exports.entry import Entry, LossTally, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.lines_and_json.jsonl import (
    MissingLocale,
    make_json_object,
    parse_unit_object,
)
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.unit import Origin, TranslationUnit

ROWS_PER_GROUP = 5_000
_ROWS_PER_BATCH = 500
_NUMBER_TYPE_BY_FIELD = {"position": "int64", "extent": "int64", "score": "float64"}
"""The fields of an origin that are numbers; the others are texts."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read a unit for each row."""
    tally = LossTally()
    for row_number, row in enumerate(_read_rows(path), 1):
        try:
            yield parse_unit_object(row, options, tally)
        except MissingLocale as error:
            raise InputError(
                f"{path}: row {row_number}: {error}", parameters=error.parameters
            ) from error
        except ValueError as error:
            yield SkippedEntry(str(path), row_number, str(error))
    yield from tally.list_losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write a row for each unit, in the direction in which it is stored."""
    pyarrow, parquet = _import_parquet()
    schema = _make_schema(pyarrow)
    written_count = left_out_count = 0
    rows: list[dict[str, object]] = []
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for unit in units:
            if orient_unit(unit, options) is None:
                left_out_count += 1
                continue
            written_count += 1
            rows.append(make_json_object(unit))
            if len(rows) == ROWS_PER_GROUP:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows.clear()
        if rows:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    return WriteResult(written_count, left_out_count)


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:  # values of any type
    """Read the rows of a file, some at a time."""
    pyarrow, parquet = _import_parquet()
    try:
        # Read column by column as needed, not whole groups of rows of other tools.
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16) as file:
            known_names = set(_make_schema(pyarrow).names)
            names = [name for name in file.schema_arrow.names if name in known_names]
            if "source" not in names:
                raise FormatError("no column is called source", path=str(path))
            for batch in file.iter_batches(_ROWS_PER_BATCH, columns=names):
                yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise FormatError(f"damaged: {error}", path=str(path)) from error


def _make_schema(pyarrow: Any) -> Any:  # untyped, since it is not installed everywhere
    """Make the schema of the columns."""
    text_type = pyarrow.string()
    codes_type = pyarrow.list_(
        pyarrow.struct([(name, text_type) for name in ("kind", "id", "data")])
    )
    type_by_column: dict[str, object] = dict.fromkeys(
        (
            *("document", "id", "source", "target"),
            *("source_locale", "target_locale"),
        ),
        text_type,
    )
    type_by_column |= {
        "source_codes": codes_type,
        "target_codes": codes_type,
        "state": text_type,
        "origin": pyarrow.struct(
            [
                (
                    field.name,
                    pyarrow.type_for_alias(_NUMBER_TYPE_BY_FIELD[field.name])
                    if field.name in _NUMBER_TYPE_BY_FIELD
                    else text_type,
                )
                for field in fields(Origin)
            ]
        ),
        "neighbours": pyarrow.list_(text_type),
        "note": text_type,
        "properties": pyarrow.list_(pyarrow.list_(text_type)),
    }
    return pyarrow.schema([*type_by_column.items()])


def _import_parquet() -> tuple[Any, Any]:  # untyped, as above
    """Import PyArrow and its Parquet. Raises InputError where it is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[parquet]'"
        ) from error
    return pyarrow, parquet
