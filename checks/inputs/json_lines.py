"""Units to check of JSON lines, whose texts are checked as typed."""

from collections.abc import Iterable, Iterator

from checks.engine.unit import Unit
from checks.inputs.language_remarks import (
    describe_sourceless_units,
    refuse_or_describe_other_units,
)
from checks.inputs.languages import CheckedLanguages
from checks.inputs.records import ReadCodes, RecordReader, RecordReading
from tm.errors import InputError
from tm.file_remarks import Remark, SkippedEntry
from tm.requested_locales import OtherLocales
from tm.text.input.stream import find_real_path, make_display_name


def read_json_units(
    file_name: str,
    entries: Iterable[tuple[int, object] | SkippedEntry],
    languages: CheckedLanguages,
    read_codes: ReadCodes,
) -> Iterator[Unit | SkippedEntry | Remark]:
    """Make the units of JSON lines, with their languages if they name them.

    A line in other languages is counted and skipped; one with source and target swapped
    is turned. `entries`: values with the numbers of their lines. Raises OtherLocale if
    all lines are in other languages; InputError if no line is a unit.
    """
    other_locales, sourceless_locales = OtherLocales(), OtherLocales()
    reader = RecordReader(
        languages.source_locale,
        languages.target_locale,
        read_codes,
        file_name,
        find_real_path(file_name),
    )
    checked_count = 0
    first_skipped_entry: SkippedEntry | None = None
    for entry in entries:
        record_reading = (
            entry if isinstance(entry, SkippedEntry) else _read_record(reader, *entry)
        )
        if isinstance(record_reading, SkippedEntry):
            first_skipped_entry = first_skipped_entry or record_reading
            yield record_reading
            continue
        if record_reading.unit is None:
            other_locales.add(*record_reading.other_locales)
            continue
        checked_count += 1
        lacks_source_language = (
            record_reading.unit.source and not languages.source_locale
        )
        if record_reading.unit.target and (
            record_reading.other_locales or lacks_source_language
        ):
            sourceless_locales.add(*record_reading.other_locales)
        yield record_reading.unit
    if sourceless_locales.total:
        yield describe_sourceless_units(file_name, sourceless_locales, languages)
    if other_locales.total:
        yield refuse_or_describe_other_units(
            file_name, other_locales, languages, checked_count=checked_count
        )
    elif first_skipped_entry is not None and not checked_count:
        raise InputError(
            f"{make_display_name(file_name)}: no line is a unit to check; "
            f"line {first_skipped_entry.line}: {first_skipped_entry.reason}"
        )


def _read_record(
    reader: RecordReader, line_number: int, json_value: object
) -> RecordReading | SkippedEntry:
    """Read the unit of a line; a line without one is skipped, with the reason."""
    try:
        return reader.read(json_value, line_number)
    except (ValueError, RecursionError) as error:
        reason = str(error) or "nested too deep"
        return SkippedEntry(make_display_name(reader.file_name), line_number, reason)
