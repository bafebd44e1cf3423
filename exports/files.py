"""Files of any format: found by content and suffix, written whole or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from exports.catalogue import formats, term_formats
from exports.entry import Entry, FileHeader, SkippedEntry, WriteResult, without_blocks
from exports.format import (
    TERMS,
    Format,
    ReadOptions,
    SideFiles,
    UnitFormat,
    WriteOptions,
    header_module,
    match_signature,
    match_suffix,
    read_blocks,
    sides_module,
)
from exports.io.container import FileBeginning, PlainFile, beginning_of, plain
from exports.io.lines import NO_TEXT, is_binary, unmarked_encoding
from exports.io.pack import pack
from exports.io.packing import inner_name
from exports.io.replace_file import STANDARD_OUTPUT, replace_file, standard_output
from exports.table.table_options import demand_table
from tm.errors import FormatError, InputError
from tm.text.input.encoding import marked_encoding
from tm.text.input.stream import STANDARD_INPUT, errors_as_input_errors, is_stream
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


def detect(path: Path) -> UnitFormat:
    """The format of a file: what its content shows, else what its suffix says.

    Content goes first, since files get wrong names more often than wrong beginnings.
    A packed file is judged by what is in it. Raises FormatError for an empty file, one
    of no known format, or one of terms; InputError where there is no file to read.
    """
    with errors_as_input_errors(path):
        return _two_files(path) or _detected(beginning_of(path), path)


def _detected(beginning_of_file: FileBeginning, path: Path) -> UnitFormat:
    beginning = beginning_of_file.data
    if not beginning:
        raise FormatError("the file is empty", path=str(path))
    binary = match_signature(formats, beginning.decode("latin-1"), is_binary=True)
    if binary is not None:
        return binary
    text = text_of(beginning)
    if "\x00" in text and is_binary(text.encode()):
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FormatError(NO_TEXT, path=str(path), line=line)
    text = text.replace("\x00", "")
    known = match_signature(formats, text)
    if known is not None:
        return known
    refuse_terms(text, path)
    for format in formats.values():
        if format.recognises(text):
            return format
    known = match_suffix(formats, beginning_of_file.suffix)
    if known is None:
        raise FormatError(
            f"neither content nor suffix tell its format; known: {_known()}",
            path=str(path),
        )
    return known


def text_of(beginning: bytes) -> str:
    """The first bytes of a file as text, its lines ended by line feeds."""
    encoding = marked_encoding(beginning) or unmarked_encoding(beginning)
    text = beginning.decode(encoding or "utf-8", errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def refuse_terms(text: str, path: Path) -> None:
    """Raise FormatError for a file that begins as one of terms does."""
    if match_signature(term_formats, text) is not None:
        raise FormatError(TERMS, path=str(path))


def _two_files(path: Path) -> UnitFormat | None:
    """The format of two files whose pair of languages is the suffix: `corpus.vi-id`."""
    if path.name != STANDARD_INPUT and not path.exists() and "-" in path.suffix:
        from exports.plain.moses import is_pair

        return formats["moses"] if is_pair(path.suffix) else None
    return None


def sides(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> SideFiles | None:
    """The two files that a path means, where its format is of two; else none.

    Raises InputError where it is not clear which they are.
    """
    format = _two_files(path) if name is None else formats[name]
    if format is None or not format.two_files:
        return None
    return sides_module(format).side_files(path, options)


def named(target: str, name: str | None = None) -> UnitFormat:
    """The format to write: the one of that name, else the one of the suffix.

    The suffix of packing is looked behind: `memory.tmx.gz` is TMX. Raises UnknownName,
    or InputError where there is neither, or where it is one of terms.
    """
    suffix = inner_name(target).suffix
    _refuse_format_of_terms(name or suffix.lower().removeprefix("."))
    if name is not None:
        return formats[name]
    format = match_suffix(formats, suffix) or _two_files(Path(target))
    if format is None:
        where = "standard output has no suffix"
        if target != STANDARD_OUTPUT:
            where = f"{target} has no suffix of a known format"
        raise InputError(f"{where}; name the format, one of {_known()}")
    return format


def _refuse_format_of_terms(name: str) -> None:
    """Raise InputError for a format, called so, of which there are no units."""
    if name in formats:
        return
    if name in term_formats and term_formats[name].is_written:
        raise InputError(
            f"{name.upper()} holds terms, not units: `padanan terms export` writes it"
        )


def read(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry]:
    """The entries of a file, whose format is found unless it is named.

    Streams. A packed file is unpacked when the first entry is asked for; `-` is
    standard input. A file that cannot be opened, is of no known format, or is no table
    where `options` say something of one, raises at once.
    """
    return without_blocks(read_many(path, options, name=name))


def read_many(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry | UnitTable]:
    """The same, many units at once where they are alike."""
    if not is_stream(path):
        name = name or detect(path).name
        demand_table(options, name, str(path))
        if not formats[name].two_files:
            with errors_as_input_errors(path):
                beginning_of(path)
    return _entries(path, name, options)


def _entries(
    path: Path, name: str | None, options: ReadOptions
) -> Iterator[Entry | UnitTable]:
    if name is not None and formats[name].two_files:
        with errors_as_input_errors(path):
            yield from formats[name].load().read(path, options)
        return
    with errors_as_input_errors(path), plain(path) as file:
        yield from many_entries(file, options, name=name)


def heading(
    file: PlainFile,
    target: str,
    *,
    name: str | None = None,
    target_name: str | None = None,
) -> FileHeader | None:
    """That of a file that is open, if another one is to be of the same format."""
    try:
        format = detect(file.path) if name is None else formats[name]
        if format.has_header and named(target, target_name).name == format.name:
            return header_module(format).heading(file.path)
        return None
    except FormatError as error:
        raise file.renamed(error) from error


def entries(
    file: PlainFile, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry]:
    """The entries of a file that is open, under the name that the user gave."""
    return without_blocks(many_entries(file, options, name=name))


def many_entries(
    file: PlainFile, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry | UnitTable]:
    """The same, many units at once where they are alike."""
    try:
        format = detect(file.path) if name is None else formats[name]
        demand_table(options, format.name, file.name)
        for entry in read_blocks(format, file.path, options):
            if isinstance(entry, SkippedEntry) and entry.path == str(file.path):
                entry = replace(entry, path=file.name)
            yield entry
    except FormatError as error:
        raise file.renamed(error) from error
    except InputError as error:
        if str(file.path) not in str(error):
            raise
        message = str(error).replace(str(file.path), file.name)
        raise InputError(message) from error


def write(
    target: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    *,
    name: str | None = None,
) -> WriteResult:
    """Write units to a file, or with `-` to standard output.

    A suffix such as `.gz` packs it. The file is replaced when all of it is safely on
    the disc: whatever goes wrong before, the file that was there stays, and nothing is
    left over. Raises InputError where nothing can be written, and where strict options
    refuse a loss.
    """
    format = named(target, name)
    if format.two_files:
        return _write_sides(target, units, options, format)
    module = format.load()
    if target == STANDARD_OUTPUT:
        with standard_output(all_or_nothing=options.strict) as stream:
            written = module.write(units, stream, options)
            judge(written, target, strict=options.strict)
        return written
    with replace_file(Path(target)) as file:
        with pack(file, target, suffix=first_suffix(format)) as stream:
            written = module.write(units, stream, options)
        judge(written, target, strict=options.strict)
    return written


def _write_sides(
    target: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    format: UnitFormat,
) -> WriteResult:
    module = sides_module(format)
    read_options = ReadOptions(options.source, options.target)
    if target == STANDARD_OUTPUT:
        raise InputError(f"{format.name} is two files; name them, as corpus.vi-id")
    side_files = module.side_files(Path(target), read_options)
    options = replace(
        options, source=side_files.locales[0], target=side_files.locales[1]
    )
    with (
        replace_file(side_files.source) as source,
        replace_file(side_files.target) as target_file,
    ):
        written = module.write_sides(units, source, target_file, options)
        judge(written, target, strict=options.strict)
    return written


def first_suffix(format: Format[Any, Any]) -> str:
    """The usual suffix of a format; perhaps none."""
    return format.suffixes[0] if format.suffixes else ""


def judge(written: WriteResult, target: str, *, strict: bool) -> None:
    """Raise InputError, if it is to be strict, for a file that lacks something."""
    if strict and not written.is_complete:
        losses = [f"{loss.count} × {loss.what}" for loss in written.lost]
        if written.left_out:
            losses.insert(0, f"{written.left_out} units left out")
        raise InputError(f"{target} would not hold everything: {'; '.join(losses)}")


def _known() -> str:
    return ", ".join(formats)
