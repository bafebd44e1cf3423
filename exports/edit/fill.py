"""Filling the empty translations of a file, and leaving the rest of it as it is.

A file is changed in its own text: what is not filled stays byte for byte, so that a
translator's tools see only what was added. How, each format says by its `editor`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from exports.catalogue import formats
from exports.editable_file import EditableFile, EditableSegment, Filling
from exports.files import detect
from exports.format import ReadOptions
from exports.io.container import open_plain
from exports.io.memory_limit import refuse_large_files
from exports.io.pack import pack
from exports.io.replace_file import replace_file
from exports.table.table_options import demand_table
from tm.errors import FormatError, InputError
from tm.text.input.stream import errors_as_input_errors

ChooseFilling = Callable[[Sequence[EditableSegment], int], Filling | None]
"""The filling of an empty segment, given all segments of the file and its number."""


def open_editable(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> EditableFile:
    """The file to fill, packed or not; most formats are read into memory.

    Raises InputError for a format that cannot be filled, and a file that is too large.
    """
    format = detect(path) if name is None else formats[name]
    if format.editor is None:
        fillable = ", ".join(
            other_format.name
            for other_format in formats.values()
            if other_format.editor
        )
        raise InputError(
            f"{path} is a {format.name} file, which cannot be filled; formats that "
            f"can: {fillable}"
        )
    demand_table(options, format.name, str(path))
    with errors_as_input_errors(path), open_plain(path) as file:
        if format.edited_in_memory:
            refuse_large_files([file.path], str(path), "to be filled")
        try:
            return format.open_editor(file.path, options)
        except FormatError as error:
            raise file.with_user_name(error) from error


def fill(file: EditableFile, out: Path, choose: ChooseFilling) -> dict[str, int]:
    """Fill the empty segments of a file, and write it in one piece.

    Returns how many segments were translated, fuzzy, empty (left so) and kept (they
    had a translation); and how many of the empty ones are `unmarked`: left so since
    the file cannot mark a translation that is not sure.
    """
    counts = {"translated": 0, "fuzzy": 0, "empty": 0, "kept": 0, "unmarked": 0}
    segments = file.segments
    for number, segment in enumerate(segments):
        if not segment.is_empty:
            counts["kept"] += 1
            continue
        filling = choose(segments, number)
        is_sure = None if filling is None else file.fill(number, filling)
        if is_sure is None:
            counts["empty"] += 1
            counts["unmarked"] += filling is not None and not filling.is_sure
        else:
            counts["translated" if is_sure else "fuzzy"] += 1
    with replace_file(out) as output, pack(output, str(out)) as stream:
        file.write(stream)
    return counts
