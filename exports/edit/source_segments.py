"""Source segments of any file, translated or not, for counting what a memory can do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from exports.edit.file_filling import choose_document_format, open_editable_file
from exports.files import detect_unit_format, read
from exports.format import ReadOptions
from exports.io.compressed_input import open_unpacked_file
from exports.table.table_formats import TABLE_FORMATS, require_table
from tm.align.sentences import split_into_sentences
from tm.errors import FormatError
from tm.file_remarks import Remark
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import convert_read_errors, is_stream
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


def read_source_segments(
    path: Path,
    source_locale: Locale,
    options: ReadOptions,
    notify: Callable[[str], object],
) -> Iterator[Segment]:
    """Read the source segments of a file of units, or the sentences of a text.

    `notify` receives the remarks of the reader. Raises FormatError and InputError.
    """
    if not is_stream(path):
        yield from _read_segments(path, source_locale, options, notify)
        return
    # A stream can be read once only, but its format has to be found first.
    with open_unpacked_file(path) as unpacked_file:
        try:
            yield from _read_segments(
                unpacked_file.path, source_locale, options, notify
            )
        except FormatError as error:
            raise unpacked_file.with_displayed_path(error) from error


def read_two_sided_units(
    path: Path,
    locales: tuple[Locale, Locale],
    options: ReadOptions,
    notify: Callable[[str], object],
) -> Iterator[TranslationUnit]:
    """Read the units of a file that have a text in both locales, the source first."""
    for entry in read(path, options):
        if isinstance(entry, Remark):
            notify(entry.text)
        elif isinstance(entry, TranslationUnit) and entry.target is not None:
            if all(entry.orient(*locales)):
                yield entry


def widen_locale(segment: Segment, wider_locale: Locale | None) -> Segment:
    """Replace the locale of a segment by a wider one, if that covers it.

    >>> text = Segment.of(Locale("vi-VN"), "báo")
    >>> str(widen_locale(text, Locale("vi")).locale)
    'vi'
    >>> str(widen_locale(text, None).locale)
    'vi-VN'
    """
    if wider_locale is None or not wider_locale.covers(segment.locale):
        return segment
    return replace(segment, locale=wider_locale)


def read_plain_text(path: Path) -> str:
    """Read a text file, packed or not. Raises FormatError if it is no text."""
    with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
        return decode_text(read_bytes(unpacked_file.path), path=str(path)).text


def _read_segments(
    path: Path,
    source_locale: Locale,
    options: ReadOptions,
    notify: Callable[[str], object],
) -> Iterator[Segment]:
    document_format = choose_document_format(path, None)
    if document_format is not None:
        options = replace(options, source=source_locale)
        for segment in open_editable_file(path, options).segments:
            yield segment.source
        return
    try:
        format = detect_unit_format(path)
    except FormatError:
        yield from _read_sentences(path, source_locale, options)
        return
    if format.editor_name is not None and format.name not in TABLE_FORMATS:
        wider_source_locale = None if options.are_default_locales else options.source
        editable_file = open_editable_file(path, options, format_name=format.name)
        for segment in editable_file.segments:
            yield widen_locale(segment.source, wider_source_locale)
        return
    for entry in read(path, options, format_name=format.name):
        if isinstance(entry, Remark):
            notify(entry.text)
        elif isinstance(entry, TranslationUnit):
            source_segment = entry.find_side(source_locale)
            if source_segment is not None:
                yield source_segment


def _read_sentences(
    path: Path, source_locale: Locale, options: ReadOptions
) -> Iterator[Segment]:
    require_table(options, "text", str(path))
    text = read_plain_text(path)
    if not text.strip():
        raise FormatError("the file is empty", path=str(path))
    for span in split_into_sentences(text, source_locale):
        segment = Segment.of(source_locale, span.of(text))
        if segment.text:
            yield segment
