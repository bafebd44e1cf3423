"""Files whose texts are corrected in place, whatever their kind."""

from collections.abc import Sequence
from pathlib import Path

from exports.checkable_file import find_file_kind
from exports.documents.page_text import find_office_format
from exports.edit.correction import (
    CorrectedFile,
    Correction,
    correct_json_lines,
    correct_units,
)
from exports.edit.page_correction import correct_page
from exports.files import find_side_files
from exports.format import ReadOptions
from exports.io.compressed_input import is_packed
from exports.io.memory_limit import refuse_large_files
from tm.errors import InputError
from tm.file_remarks import FileKind
from tm.text.input.encoding import read_bytes
from tm.text.input.stream import convert_read_errors, is_stream, make_display_name


def require_fixable(name: str) -> None:
    """Raise InputError for a file that cannot be rewritten."""
    if is_stream(name):
        raise InputError(
            f"{make_display_name(name)}: this cannot be fixed in place; save it as a "
            "file first"
        )
    if is_packed(name):
        raise InputError(f"{name}: a packed file cannot be fixed; unpack it first")
    with convert_read_errors(Path(name)):
        office_format = find_office_format(Path(name))
    if office_format is not None:
        raise InputError(
            f"{name}: an office document cannot be fixed in place; correct it in the "
            "program that wrote it"
        )
    side_files = find_side_files(Path(name), ReadOptions())
    written_paths = [Path(name)]
    if side_files is not None:
        written_paths = [side_files.source_path, side_files.target_path]
    with convert_read_errors(Path(name)):
        refuse_large_files(written_paths, name, "to be fixed")


def correct_file(
    name: str,
    corrections: Sequence[Correction],
    options: ReadOptions,
    *,
    allows_losses: bool,
) -> CorrectedFile:
    """Correct the texts of a file; one correction for each, in order.

    Raises InputError if content would be lost, unless `allows_losses`.
    """
    match find_file_kind(name):
        case FileKind.JSON_LINES:
            return correct_json_lines(Path(name), corrections)
        case FileKind.UNITS:
            return correct_units(
                Path(name), corrections, options, allows_losses=allows_losses
            )
        case FileKind.PAGE:
            return correct_page(read_bytes(name), corrections, path=name)
