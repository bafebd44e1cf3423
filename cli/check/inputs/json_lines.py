"""Units of JSON lines, whose texts are checked as typed."""

import json
from collections.abc import Iterator
from pathlib import Path

from checks.engine.unit import Unit
from checks.inputs.records import RecordReader
from cli.console.languages import Languages
from exports.entry import Remark, SkippedEntry
from exports.io.lines import UnreadableLine, read_lines
from exports.plain.jsonl import read_codes
from tm.errors import InputError, OtherLocale
from tm.requested_locales import OtherLocales
from tm.settings import FILE_NAME
from tm.text.input.stream import STANDARD_INPUT, display_name


def read_json_lines(
    name: str, path: Path, languages: Languages
) -> Iterator[Unit | SkippedEntry | Remark]:
    """Read the units of JSON lines, with their languages if they name them.

    A line in other languages is counted and skipped; one with source and target swapped
    is turned. `path`: where the file `name` can be read. Raises FormatError;
    OtherLocale if all lines are in other languages; InputError if no line can be read.
    """
    other_units, sourceless_units = OtherLocales(), OtherLocales()
    reader = RecordReader(
        languages.source, languages.target, read_codes, name, real_path(name)
    )
    checked = 0
    first_skipped: SkippedEntry | None = None
    for number, line in read_lines(path):
        try:
            if isinstance(line, UnreadableLine):
                raise ValueError(line.reason)
            record = reader.read(json.loads(line), number)
        except (ValueError, RecursionError) as error:
            skipped = SkippedEntry(display_name(name), number, _error_reason(error))
            first_skipped = first_skipped or skipped
            yield skipped
        else:
            unit, other_locales = record.unit, record.other_locales
            if unit is None:
                other_units.add(*other_locales)
                continue
            checked += 1
            if unit.target and (
                other_locales or (unit.source and not languages.source)
            ):
                sourceless_units.add(*other_locales)
            yield unit
    if sourceless_units.total:
        yield sourceless_remark(name, sourceless_units, languages)
    if other_units.total:
        yield other_languages_remark(name, other_units, languages, checked=checked)
    elif first_skipped is not None and not checked:
        raise InputError(
            f"{display_name(name)}: no line is a unit to check; "
            f"line {first_skipped.line}: {first_skipped.reason}"
        )


def _error_reason(error: Exception) -> str:
    """Say why a line cannot be read."""
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg}, column {error.colno}"
    return str(error) or "nested too deep"


def other_languages_remark(
    name: str, other_units: OtherLocales, languages: Languages, *, checked: int
) -> Remark:
    """Say which units are in other languages. Raises OtherLocale if all are."""
    target = languages.target
    message = f"not checked: {other_units}, because the target is {target} "
    message += f"({languages.asked_by[1]})" + other_units.suggest_locale(target, "-t")
    if not checked:
        raise OtherLocale(message, path=display_name(name))
    return Remark(f"{display_name(name)}: {message}")


def sourceless_remark(
    name: str, sourceless_units: OtherLocales, languages: Languages
) -> Remark:
    """Say which units are checked without their source texts, and why."""
    source = languages.source
    if source is None:
        reason = f"no source language: give -s LOCALE, or set source in {FILE_NAME}"
    else:
        reason = f"the source language is {source} ({languages.asked_by[0]})"
        reason += sourceless_units.suggest_locale(source, "-s")
    message = f"checked without source text: {sourceless_units}; {reason}"
    return Remark(f"{display_name(name)}: {message}")


def real_path(name: str | None) -> str | None:
    """The path of a file by its name; None for standard input."""
    return None if name == STANDARD_INPUT else name
