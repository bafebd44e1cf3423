"""Lines of JSON objects, a record each, in files kept under version control."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

_RecordT = TypeVar("_RecordT")


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A line that cannot be read."""

    line_number: int
    reason: str


def parse_records(
    text: str,
    make_record: Callable[[Mapping[str, Any]], _RecordT],  # what JSON may be
) -> tuple[list[_RecordT], tuple[DamagedLine, ...]]:
    """Parse the records of a file; lines that cannot be read are listed.

    `make_record` raises ValueError for a JSON object that is no record.
    """
    records, damaged_lines = [], []
    for line_number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            records.append(make_record(_parse_json(line)))
        except ValueError as error:
            damaged_lines.append(DamagedLine(line_number, str(error)))
    return records, tuple(damaged_lines)


def format_record(record_fields: Mapping[str, object]) -> str:
    """Format the line of a record; values that are None are left out."""
    present_values = {
        name: value for name, value in record_fields.items() if value is not None
    }
    json_text = json.dumps(present_values, ensure_ascii=False)
    try:
        json_text.encode()
    except UnicodeEncodeError:
        json_text = json.dumps(present_values)  # lone surrogates, escaped
    return json_text.replace("\u0085", "\\u0085").replace("\u2028", "\\u2028")


def _parse_json(line: str) -> Mapping[str, Any]:  # what JSON may be
    try:
        json_record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON, but begins {line[:20]!r}") from error
    if not isinstance(json_record, dict):
        raise ValueError("not a JSON object")
    return json_record
