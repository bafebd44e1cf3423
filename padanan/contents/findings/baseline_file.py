"""The file of dismissed findings: reading and changing it."""

from collections.abc import Callable
from pathlib import Path

from checks.baseline import Baseline, format_baseline, parse_baseline
from exports.io.replace_file import lock_folder, replace_file
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import refuse_named_pipe


def read_baseline_file(path: Path) -> Baseline:
    """Read the baseline of a file. Raises InputError for one that does not exist."""
    refuse_named_pipe(path)
    return parse_baseline(decode_text(read_bytes(str(path)), path=str(path)).text)


def read_undamaged_baseline(path: Path) -> Baseline:
    """Read a baseline that is to be changed; empty if there is no file.

    Raises InputError for damaged lines, which would be lost.
    """
    if not path.exists():
        return Baseline({})
    baseline = read_baseline_file(path)
    if baseline.damaged_lines:
        first_damaged_line = baseline.damaged_lines[0]
        raise InputError(
            f"{path}: damaged lines would be lost; fix them first (line "
            f"{first_damaged_line.line_number}: {first_damaged_line.reason})"
        )
    return baseline


def change_baseline(
    path: Path, edit_baseline: Callable[[Baseline], Baseline]
) -> tuple[Baseline, Baseline]:
    """Change the baseline of a file, which nobody else changes meanwhile.

    Returns it before and after. Raises InputError as `read_undamaged_baseline`.
    """
    with lock_folder(path):
        old_baseline = read_undamaged_baseline(path)
        new_baseline = edit_baseline(old_baseline)
        if new_baseline != old_baseline or not path.exists():
            with replace_file(path) as file:
                file.write(format_baseline(new_baseline).encode())
    return old_baseline, new_baseline
