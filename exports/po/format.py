"""PO, by polib: one entry a unit, for translators and their tools.

The reference of an entry is the URL of the original; its extracted comments are the
fields of exports/provenance.py; its context is the article and the position there.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.direction import require_locales
from exports.entry import Entry, FileHeader, FormatViolation, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.po.chunks import DEFAULT_DOMAIN, read_chunks
from exports.po.entry_text import entry_text, escape
from exports.po.header import SOURCE_LANGUAGE, PoHeader, header_locale, read_header
from exports.po.reader import PoReader
from exports.po.rules import PoValidator
from exports.po.writer import PoWriter
from tm.unit import TranslationUnit


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of a PO file: one for each entry and each plural form."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    reader = make_reader(path, first_chunk.file.metadata, options)
    for chunk in chain([first_chunk], chunks):
        yield from chunk.skipped
        for entry in chunk.file:
            domain = chunk.lines[chunk.find_lines_index(entry)].domain
            yield from reader.read_units(entry, domain)
    yield from reader.report_skipped()
    yield from reader.tally.losses()


def make_reader(
    path: Path, metadata: Mapping[str, str], options: ReadOptions
) -> PoReader:
    """Make the reader of a file's entries, with the languages of its header."""
    source, target = PoHeader(path, metadata, options).read_locales()
    return PoReader(
        str(path), source=source, target=target, untranslated=options.with_untranslated
    )


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write one entry a unit; msgstr is empty where a translation is to come.

    Obsolete entries stand at the end, where gettext's tools have them.
    """
    writer = make_writer(options)
    file.write(entry_text(writer.make_header()).encode())
    obsolete = []
    current_domain = ""
    for unit in writer.choose_units(units):
        for entry in writer.make_entries(unit):
            text = f"\n{entry_text(entry)}"
            if entry.obsolete:
                obsolete.append(text)
                continue
            if writer.domain != current_domain:
                current_domain = writer.domain
                name = escape(current_domain or DEFAULT_DOMAIN)
                file.write(f'\ndomain "{name}"\n'.encode())
            file.write(text.encode())
    file.write("".join(obsolete).encode())
    return WriteResult(
        writer.written_count, writer.omitted_count, writer.tally.losses()
    )


def read_file_header(path: Path) -> FileHeader:
    """Read the header's fields and comments."""
    return read_header(next(read_chunks(path)).file)


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find what is wrong with a file, like `msgfmt --check`."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    validator = PoValidator(
        str(path), first_chunk.file.metadata, template=path.suffix == ".pot"
    )
    yield from validator.check_header()
    for chunk in chain([first_chunk], chunks):
        for skipped in chunk.skipped:
            yield FormatViolation(skipped.path, skipped.line or 1, skipped.reason)
        for entry in chunk.file:
            yield from validator.check_entry(
                entry, chunk.lines[chunk.find_lines_index(entry)].domain
            )


def make_writer(options: WriteOptions) -> PoWriter:
    """Make the writer for a language pair. Raises InputError without a pair."""
    source, target = require_locales(options, "a PO file")
    heading = options.header
    return PoWriter(
        options,
        source=header_locale(source, SOURCE_LANGUAGE, heading),
        target=header_locale(target, "Language", heading),
    )
