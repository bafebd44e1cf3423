"""Units to check of JSON lines, whose texts are checked as typed."""

from collections.abc import Iterable, Iterator

from checks.engine.unit import Unit
from checks.inputs.language_remarks import (
    describe_sourceless,
    refuse_or_describe_others,
)
from checks.inputs.languages import CheckedLanguages
from checks.inputs.records import ReadCodes, RecordReader
from tm.errors import InputError
from tm.file_contents import Remark, SkippedEntry
from tm.requested_locales import OtherLocales
from tm.text.input.stream import display_name, real_path


def read_json_units(
    name: str,
    lines: Iterable[tuple[int, object] | SkippedEntry],
    languages: CheckedLanguages,
    read_codes: ReadCodes,
) -> Iterator[Unit | SkippedEntry | Remark]:
    """Make the units of JSON lines, with their languages if they name them.

    A line in other languages is counted and skipped; one with source and target swapped
    is turned. `lines`: values with the numbers of their lines. Raises OtherLocale if
    all lines are in other languages; InputError if no line is a unit.
    """
    other_locales, sourceless_locales = OtherLocales(), OtherLocales()
    reader = RecordReader(
        languages.source, languages.target, read_codes, name, real_path(name)
    )
    checked_count = 0
    first_skipped: SkippedEntry | None = None
    for line in lines:
        if isinstance(line, SkippedEntry):
            first_skipped = first_skipped or line
            yield line
            continue
        line_number, value = line
        try:
            record = reader.read(value, line_number)
        except (ValueError, RecursionError) as error:
            reason = str(error) or "nested too deep"
            skipped = SkippedEntry(display_name(name), line_number, reason)
            first_skipped = first_skipped or skipped
            yield skipped
            continue
        if record.unit is None:
            other_locales.add(*record.other_locales)
            continue
        checked_count += 1
        lacks_source_language = record.unit.source and not languages.source
        if record.unit.target and (record.other_locales or lacks_source_language):
            sourceless_locales.add(*record.other_locales)
        yield record.unit
    if sourceless_locales.total:
        yield describe_sourceless(name, sourceless_locales, languages)
    if other_locales.total:
        yield refuse_or_describe_others(
            name, other_locales, languages, checked_count=checked_count
        )
    elif first_skipped is not None and not checked_count:
        raise InputError(
            f"{display_name(name)}: no line is a unit to check; "
            f"line {first_skipped.line}: {first_skipped.reason}"
        )
