"""PO, by polib: one entry a unit, for translators and their tools.

The reference of an entry is the URL of the original; its extracted comments are the
fields of exports/provenance.py; its context is the article and the position there.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.entry import Entry, FileHeader, FormatViolation, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.po.chunks import USUAL_DOMAIN, read_chunks
from exports.po.entry_text import entry_text, escaped
from exports.po.header import SOURCE_LANGUAGE, PoHeader, header_locale, read_header
from exports.po.reader import PoReader
from exports.po.rules import PoValidator
from exports.po.writer import PoWriter
from tm.errors import InputError
from tm.unit import TranslationUnit


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a PO file: one for each entry, and one for each plural form."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    reader = reader_for(path, first_chunk.file.metadata, options)
    for chunk in chain([first_chunk], chunks):
        yield from chunk.skipped
        for entry in chunk.file:
            domain = chunk.lines[chunk.place(entry)].domain
            yield from reader.units(entry, domain)
    yield from reader.skipped()
    yield from reader.tally.losses()


def reader_for(
    path: Path, metadata: Mapping[str, str], options: ReadOptions
) -> PoReader:
    """What makes units of the entries of a file, whose header tells the languages."""
    source, target = PoHeader(path, metadata, options).locales()
    return PoReader(
        str(path), source=source, target=target, untranslated=options.with_untranslated
    )


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write one entry a unit; msgstr is empty where a translation is to come.

    Obsolete entries stand at the end, where gettext's tools have them.
    """
    writer = writer_for(options)
    file.write(entry_text(writer.header()).encode())
    obsolete = []
    domain = ""
    for unit in writer.chosen(units):
        for entry in writer.entries(unit):
            text = f"\n{entry_text(entry)}"
            if entry.obsolete:
                obsolete.append(text)
                continue
            if writer.domain != domain:
                domain = writer.domain
                name = escaped(domain or USUAL_DOMAIN)
                file.write(f'\ndomain "{name}"\n'.encode())
            file.write(text.encode())
    file.write("".join(obsolete).encode())
    return WriteResult(writer.written, writer.left_out, writer.tally.losses())


def heading(path: Path) -> FileHeader:
    """The header's fields and comments."""
    return read_header(next(read_chunks(path)).file)


def validate(path: Path) -> Iterator[FormatViolation]:
    """What is wrong with a file, as `msgfmt --check` would say; a template is none."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    judge = PoValidator(
        str(path), first_chunk.file.metadata, template=path.suffix == ".pot"
    )
    yield from judge.of_header()
    for chunk in chain([first_chunk], chunks):
        for skipped in chunk.skipped:
            yield FormatViolation(skipped.path, skipped.line or 1, skipped.reason)
        for entry in chunk.file:
            yield from judge.of(entry, chunk.lines[chunk.place(entry)].domain)


def writer_for(options: WriteOptions) -> PoWriter:
    """What makes entries for the pair. Raises InputError where none was chosen."""
    if options.source is None or options.target is None:
        raise InputError("a PO file holds one language pair: give -s and -t")
    heading = options.header
    return PoWriter(
        options,
        source=header_locale(options.source, SOURCE_LANGUAGE, heading),
        target=header_locale(options.target, "Language", heading),
    )
