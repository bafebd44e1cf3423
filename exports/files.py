"""Files of any format: found by content and suffix, written whole or not at all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from exports.catalogue import formats
from exports.format import (
    TERMS,
    Entry,
    Format,
    Heading,
    ReadOptions,
    Sides,
    Skipped,
    WriteOptions,
    Written,
    one_by_one,
)
from exports.io.container import Beginning, Plain, beginning_of, inner_name, plain
from exports.io.lines import NO_TEXT, is_binary, unmarked_encoding
from exports.io.pack import packed
from exports.io.replace_file import STANDARD_OUTPUT, replacing, standard_output
from exports.table.table_options import demand_table
from tm.errors import FormatError, InputError
from tm.text.input.encoding import marked_encoding
from tm.text.input.stream import STANDARD_INPUT, is_stream, readable
from tm.unit import TranslationUnit
from tm.unit_block import UnitBlock


class _HasSuffixes(Protocol):
    @property
    def suffixes(self) -> tuple[str, ...]: ...


def detect(path: Path) -> Format:
    """The format of a file: what its content shows, else what its suffix says.

    Content goes first, since files get wrong names more often than wrong beginnings.
    A packed file is judged by what is in it. Raises FormatError for an empty file, one
    of no known format, or one of terms; InputError where there is no file to read.
    """
    with readable(path):
        return _two_files(path) or _detected(beginning_of(path), path)


def _detected(found: Beginning, path: Path) -> Format:
    beginning = found.data
    if not beginning:
        raise FormatError("the file is empty", path=str(path))
    for format in formats.values():
        if format.is_binary and _begins(beginning.decode("latin-1"), format):
            return format
    text = text_of(beginning)
    if "\x00" in text and is_binary(text.encode()):
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FormatError(NO_TEXT, path=str(path), line=line)
    text = text.replace("\x00", "")
    for format in formats.values():
        if not format.is_binary and _begins(text, format):
            return format
    refuse_terms(text, path)
    for format in formats.values():
        if format.recognises(text):
            return format
    known = _by_suffix(found.suffix)
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
    from exports.term_format import term_formats  # only few files come here

    for format in term_formats.values():
        if format.signature and re.match(format.signature, text, re.DOTALL):
            raise FormatError(TERMS, path=str(path))


def _begins(text: str, format: Format) -> bool:
    return bool(format.signature and re.match(format.signature, text, re.DOTALL))


def _two_files(path: Path) -> Format | None:
    """The format of two files whose pair of languages is the suffix: `corpus.vi-id`."""
    if path.name != STANDARD_INPUT and not path.exists() and "-" in path.suffix:
        from exports.plain.moses import is_pair

        return formats["moses"] if is_pair(path.suffix) else None
    return None


def sides(path: Path, options: ReadOptions, *, name: str | None = None) -> Sides | None:
    """The two files that a path means, where its format is of two; else none.

    Raises InputError where it is not clear which they are.
    """
    format = _two_files(path) if name is None else formats[name]
    if format is None or not format.two_files:
        return None
    return format.load_sides().files(path, options)


def named(target: str, name: str | None = None) -> Format:
    """The format to write: the one of that name, else the one of the suffix.

    The suffix of packing is looked behind: `memory.tmx.gz` is TMX. Raises UnknownName,
    or InputError where there is neither, or where it is one of terms.
    """
    suffix = inner_name(target).suffix
    _refuse_format_of_terms(name or suffix.lower().removeprefix("."))
    if name is not None:
        return formats[name]
    found = _by_suffix(suffix) or _two_files(Path(target))
    if found is None:
        where = "standard output has no suffix"
        if target != STANDARD_OUTPUT:
            where = f"{target} has no suffix of a known format"
        raise InputError(f"{where}; name the format, one of {_known()}")
    return found


def _refuse_format_of_terms(name: str) -> None:
    """Raise InputError for a format, called so, of which there are no units."""
    if name in formats:
        return
    from exports.term_format import term_formats  # only few files come here

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
    return one_by_one(read_many(path, options, name=name))


def read_many(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry | UnitBlock]:
    """The same, many units at once where they are alike."""
    if not is_stream(path):
        name = name or detect(path).name
        demand_table(options, name, str(path))
        if not formats[name].two_files:
            with readable(path):
                beginning_of(path)
    return _entries(path, name, options)


def _entries(
    path: Path, name: str | None, options: ReadOptions
) -> Iterator[Entry | UnitBlock]:
    if name is not None and formats[name].two_files:
        with readable(path):
            yield from formats[name].load().read(path, options)
        return
    with readable(path), plain(path) as file:
        yield from many_entries(file, options, name=name)


def heading(
    file: Plain, target: str, *, name: str | None = None, target_name: str | None = None
) -> Heading | None:
    """That of a file that is open, if another one is to be of the same format."""
    try:
        format = detect(file.path) if name is None else formats[name]
        if format.is_headed and named(target, target_name).name == format.name:
            return format.load_headed().heading(file.path)
        return None
    except FormatError as error:
        raise file.renamed(error) from error


def entries(
    file: Plain, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry]:
    """The entries of a file that is open, under the name that the user gave."""
    return one_by_one(many_entries(file, options, name=name))


def many_entries(
    file: Plain, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry | UnitBlock]:
    """The same, many units at once where they are alike."""
    try:
        format = detect(file.path) if name is None else formats[name]
        demand_table(options, format.name, file.name)
        for entry in format.read_many(file.path, options):
            if isinstance(entry, Skipped) and entry.path == str(file.path):
                entry = replace(entry, path=file.name)
            yield entry
    except FormatError as error:
        raise file.renamed(error) from error
    except InputError as error:
        if str(file.path) not in str(error):
            raise
        words = str(error).replace(str(file.path), file.name)
        raise InputError(words) from error


def write(
    target: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    *,
    name: str | None = None,
) -> Written:
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
        with standard_output(whole=options.strict) as stream:
            written = module.write(units, stream, options)
            judge(written, target, strict=options.strict)
        return written
    with replacing(Path(target)) as file:
        with packed(file, target, suffix=first_suffix(format)) as stream:
            written = module.write(units, stream, options)
        judge(written, target, strict=options.strict)
    return written


def _write_sides(
    target: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    format: Format,
) -> Written:
    module = format.load_sides()
    given = ReadOptions(options.source, options.target)
    if target == STANDARD_OUTPUT:
        raise InputError(f"{format.name} is two files; name them, as corpus.vi-id")
    both = module.files(Path(target), given)
    options = replace(options, source=both.locales[0], target=both.locales[1])
    with replacing(both.source) as source, replacing(both.target) as other:
        written = module.write_sides(units, source, other, options)
        judge(written, target, strict=options.strict)
    return written


def first_suffix(format: _HasSuffixes) -> str:
    """The usual suffix of a format; perhaps none."""
    return format.suffixes[0] if format.suffixes else ""


def judge(written: Written, target: str, *, strict: bool) -> None:
    """Raise InputError, if it is to be strict, for a file that lacks something."""
    if strict and not written.is_complete:
        losses = [f"{loss.count} × {loss.what}" for loss in written.lost]
        if written.left_out:
            losses.insert(0, f"{written.left_out} units left out")
        raise InputError(f"{target} would not hold everything: {'; '.join(losses)}")


def _by_suffix(suffix: str) -> Format | None:
    for format in formats.values():
        if suffix.lower() in format.suffixes:
            return format
    return None


def _known() -> str:
    return ", ".join(formats)
