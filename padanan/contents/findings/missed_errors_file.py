"""The file of errors that the checks missed: reading and changing it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from checks.missed_errors import (
    MissedError,
    format_missed_errors,
    parse_missed_errors,
)
from checks.record_lines import DamagedLine
from exports.io.replace_file import lock_folder, replace_file
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import refuse_named_pipe


def read_missed_errors(path: Path) -> Sequence[MissedError]:
    """Read the missed errors of a file, but no damaged lines; none without a file."""
    return _read_lines(path)[0]


def read_undamaged_missed_errors(path: Path) -> Sequence[MissedError]:
    """Read missed errors that are to be changed.

    Raises InputError for damaged lines, which would be lost.
    """
    errors, damaged_lines = _read_lines(path)
    if damaged_lines:
        first_damaged_line = damaged_lines[0]
        raise InputError(
            f"{path}: damaged lines would be lost; fix them first (line "
            f"{first_damaged_line.line_number}: {first_damaged_line.reason})"
        )
    return errors


def change_missed_errors(
    path: Path, edit_errors: Callable[[Sequence[MissedError]], Sequence[MissedError]]
) -> None:
    """Change the missed errors of a file, which nobody else changes meanwhile.

    Raises InputError as `read_undamaged_missed_errors`.
    """
    with lock_folder(path):
        old_errors = read_undamaged_missed_errors(path)
        new_errors = edit_errors(old_errors)
        if new_errors != old_errors:
            with replace_file(path) as file:
                file.write(format_missed_errors(new_errors).encode())


def add_missed_errors(path: Path, new_errors: Sequence[MissedError]) -> None:
    """Add missed errors to a file; those that it has stay as they are."""

    def add_new_errors(errors: Sequence[MissedError]) -> Sequence[MissedError]:
        known_ids = {error.id for error in errors}
        return [*errors, *(error for error in new_errors if error.id not in known_ids)]

    if new_errors:
        change_missed_errors(path, add_new_errors)


def _read_lines(
    path: Path,
) -> tuple[Sequence[MissedError], Sequence[DamagedLine]]:
    if not path.exists():
        return (), ()
    refuse_named_pipe(path)
    text = decode_text(read_bytes(str(path)), path=str(path)).text
    return parse_missed_errors(text)
