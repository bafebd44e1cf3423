"""Filling of the empty translations of a file; the rest stays byte for byte.

The `editor` of a format fills its files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.documents.opening import find_document_format
from exports.editable_file import EditableFile, EditableSegment, Filling
from exports.files import detect_unit_format
from exports.format import ReadOptions, UnitFormat
from exports.format_registries import document_formats, formats
from exports.io.compressed_input import open_unpacked_file
from exports.io.compressed_output import open_packed_output
from exports.io.memory_limit import refuse_large_files
from exports.io.replace_file import replace_file
from exports.table.table_formats import require_table
from tm.errors import FormatError, InputError
from tm.text.input.stream import convert_read_errors

ChooseFilling = Callable[[Sequence[EditableSegment], int], Filling | None]
"""Chooses the filling of an empty segment, given all segments and its index."""


def open_editable_file(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> EditableFile:
    """Open a file for editing, packed or not; most formats are read into memory.

    Raises InputError for a format that cannot be filled, and a file that is too large.
    """
    document_format = choose_document_format(path, format_name)
    if document_format is not None:
        return _open_document(path, options, document_format)
    format = detect_unit_format(path) if format_name is None else formats[format_name]
    if format.editor_name is None:
        fillable_format_names = ", ".join(
            other_format.name
            for other_format in (*formats.values(), *document_formats.values())
            if other_format.editor_name
        )
        raise InputError(
            f"{path}: a {format.name} file cannot be filled; formats that can: "
            f"{fillable_format_names}"
        )
    require_table(options, format.name, str(path))
    with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
        if format.is_edited_in_memory:
            refuse_large_files([unpacked_file.path], str(path), "to be filled")
        try:
            return format.open_editor(unpacked_file.path, options)
        except FormatError as error:
            raise unpacked_file.with_displayed_path(error) from error


def choose_document_format(path: Path, format_name: str | None) -> UnitFormat | None:
    """Find the format of a document by its name, else by the file; None for others."""
    if format_name is None:
        with convert_read_errors(path):
            return find_document_format(path)
    is_document = format_name not in formats and format_name in document_formats
    return document_formats[format_name] if is_document else None


def _open_document(
    path: Path, options: ReadOptions, document_format: UnitFormat
) -> EditableFile:
    """Open a document; text may be packed."""
    require_table(options, document_format.name, str(path))
    with convert_read_errors(path):
        if document_format.is_binary:
            refuse_large_files([path], str(path), "to be filled")
            return document_format.open_editor(path, options)
        with open_unpacked_file(path) as unpacked_file:
            refuse_large_files([unpacked_file.path], str(path), "to be filled")
            try:
                return document_format.open_editor(unpacked_file.path, options)
            except FormatError as error:
                raise unpacked_file.with_displayed_path(error) from error


@dataclass(frozen=True, slots=True)
class FillResult:
    """How many segments of a file were filled."""

    counts: dict[str, int]
    """`translated` and `fuzzy` segments were filled, `kept` segments had a translation,
    `empty` segments still have none; `unmarked` segments, counted as empty, too, had an
    unsure translation, which the file cannot mark for review."""
    segment_count_by_band: dict[str, int]
    """Filled segments by the match rates of their translations."""


def fill_file(
    editable_file: EditableFile, output_path: Path, choose_filling: ChooseFilling
) -> FillResult:
    """Fill the empty segments of a file, and write it to `output_path`."""
    # Slow to import, and no other function here needs it.
    from tm.match.match_rate import RATE_BANDS, find_rate_band

    counts = {"translated": 0, "fuzzy": 0, "empty": 0, "kept": 0, "unmarked": 0}
    segment_count_by_band = {band_name: 0 for band_name, _ in RATE_BANDS}
    segments = editable_file.segments
    for segment_index, segment in enumerate(segments):
        if not segment.is_untranslated:
            counts["kept"] += 1
            continue
        filling = choose_filling(segments, segment_index)
        is_sure = (
            None if filling is None else editable_file.fill(segment_index, filling)
        )
        if filling is None or is_sure is None:
            counts["empty"] += 1
            counts["unmarked"] += filling is not None and not filling.is_sure
        else:
            counts["translated" if is_sure else "fuzzy"] += 1
            band = find_rate_band(filling.rate)
            segment_count_by_band[band] = segment_count_by_band.get(band, 0) + 1
    with (
        replace_file(output_path) as output,
        open_packed_output(output, str(output_path)) as stream,
    ):
        editable_file.write(stream)
    return FillResult(counts, segment_count_by_band)
