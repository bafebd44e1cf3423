"""Filling of the empty translations of a file; the rest stays byte for byte.

The `editor` of a format fills its files.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from exports.catalogue import formats
from exports.editable_file import EditableFile, EditableSegment, Filling
from exports.files import detect
from exports.format import ReadOptions
from exports.io.container import open_unpacked_file
from exports.io.memory_limit import refuse_large_files
from exports.io.pack import pack
from exports.io.replace_file import replace_file
from exports.table.table_options import demand_table
from tm.errors import FormatError, InputError
from tm.text.input.stream import errors_as_input_errors

ChooseFilling = Callable[[Sequence[EditableSegment], int], Filling | None]
"""Chooses the filling of an empty segment, given all segments and its index."""


def open_editable_file(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> EditableFile:
    """Open a file for editing, packed or not; most formats are read into memory.

    Raises InputError for a format that cannot be filled, and a file that is too large.
    """
    format = detect(path) if format_name is None else formats[format_name]
    if format.editor_name is None:
        fillable_format_names = ", ".join(
            other_format.name
            for other_format in formats.values()
            if other_format.editor_name
        )
        raise InputError(
            f"{path} is a {format.name} file, which cannot be filled; formats that "
            f"can: {fillable_format_names}"
        )
    demand_table(options, format.name, str(path))
    with errors_as_input_errors(path), open_unpacked_file(path) as unpacked_file:
        if format.is_edited_in_memory:
            refuse_large_files([unpacked_file.path], str(path), "to be filled")
        try:
            return format.open_editor(unpacked_file.path, options)
        except FormatError as error:
            raise unpacked_file.with_user_name(error) from error


def fill_file(
    editable_file: EditableFile, output_path: Path, choose_filling: ChooseFilling
) -> dict[str, int]:
    """Fill the empty segments of a file, and write it to `output_path`.

    Returns counts: `translated` and `fuzzy` segments were filled, `kept` segments had a
    translation, `empty` segments still have none; `unmarked` segments, counted as
    empty, too, had an unsure translation, which the file cannot mark for review.
    """
    counts = {"translated": 0, "fuzzy": 0, "empty": 0, "kept": 0, "unmarked": 0}
    segments = editable_file.segments
    for segment_index, segment in enumerate(segments):
        if not segment.is_empty:
            counts["kept"] += 1
            continue
        filling = choose_filling(segments, segment_index)
        is_sure = (
            None if filling is None else editable_file.fill(segment_index, filling)
        )
        if is_sure is None:
            counts["empty"] += 1
            counts["unmarked"] += filling is not None and not filling.is_sure
        else:
            counts["translated" if is_sure else "fuzzy"] += 1
    with replace_file(output_path) as output, pack(output, str(output_path)) as stream:
        editable_file.write(stream)
    return counts
