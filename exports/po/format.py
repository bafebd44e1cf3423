"""PO, read by polib: one entry for each unit, for translators and their tools.

The reference of an entry is the URL of the original, its extracted comments are the
fields of exports/provenance.py, and its context is an article and a position in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.direction import require_locales
from exports.entry import Entry, FileHeader, FormatViolation, WriteResult
from exports.excluded_units import OBSOLETE
from exports.format import FileLocales, ReadOptions, WriteOptions
from exports.po.chunks import find_encoding, read_chunks
from exports.po.entry_lines import DEFAULT_DOMAIN
from exports.po.entry_text import escape_string, format_entry
from exports.po.header import (
    SOURCE_LANGUAGE_FIELD,
    PoHeader,
    choose_header_locale,
    find_header_locales,
    read_header,
)
from exports.po.reader import PoReader
from exports.po.validation_rules import PoValidator
from exports.po.writer import PoWriter
from tm.unit import TranslationUnit

_CHUNK_SIZE = 1 << 20


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of a PO file: one for each entry and each plural form."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    reader = make_reader(
        path,
        first_chunk.parsed_file.metadata,
        options,
        has_obsolete_entries=_has_obsolete_entries(path),
    )
    for chunk in chain([first_chunk], chunks):
        yield from chunk.skipped_entries
        for entry in chunk.parsed_file:
            domain = chunk.lines_of_entries[chunk.find_lines_index(entry)].domain
            yield from reader.read_units(entry, domain)
    yield from reader.report_untranslated_entries()
    yield from reader.tally.list_losses()


def make_reader(
    path: Path,
    header_fields: Mapping[str, str],
    options: ReadOptions,
    *,
    has_obsolete_entries: bool = False,
) -> PoReader:
    """Make the reader of a file's entries, with the languages of its header."""
    source_locale, target_locale = PoHeader(path, header_fields, options).read_locales()
    return PoReader(
        str(path),
        source_locale=source_locale,
        target_locale=target_locale,
        includes_untranslated=options.with_untranslated,
        has_obsolete_entries=has_obsolete_entries,
    )


def _has_obsolete_entries(path: Path) -> bool:
    """Whether a file has the sign of obsolete entries, in whatever encoding."""
    last_bytes = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_SIZE):
            if b"#~" in last_bytes + chunk or b"#\0~" in last_bytes + chunk:
                return True
            last_bytes = chunk[-2:]
    return False


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write one entry for each unit; msgstr is empty without a translation.

    Obsolete entries follow at the end, as in files of gettext's tools.
    """
    writer = make_writer(options)
    file.write(format_entry(writer.make_header()).encode())
    # Entries in use go first, so that none of these takes their context.
    obsolete_units = []
    current_domain = ""
    written_domains = {""}
    for unit in writer.choose_units(units):
        if OBSOLETE in unit.properties:
            obsolete_units.append(unit)
            continue
        for entry in writer.make_entries(unit):
            if writer.domain != current_domain:
                current_domain = writer.domain
                domain_name = escape_string(current_domain or DEFAULT_DOMAIN)
                file.write(f'\ndomain "{domain_name}"\n'.encode())
                if current_domain not in written_domains:
                    file.write(f"\n{format_entry(writer.make_header())}".encode())
                written_domains.add(current_domain)
            file.write(f"\n{format_entry(entry)}".encode())
    for unit in obsolete_units:
        for entry in writer.make_entries(unit):
            file.write(f"\n{format_entry(entry)}".encode())
    return WriteResult(
        writer.written_count, writer.omitted_count, writer.tally.list_losses()
    )


def read_file_header(path: Path) -> FileHeader:
    """Read the header's fields and comments."""
    return read_header(next(read_chunks(path)).parsed_file)


def read_file_locales(path: Path) -> FileLocales:
    """Read the languages that the header names."""
    return find_header_locales(next(read_chunks(path)).parsed_file.metadata)


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find what is wrong with a file, like `msgfmt --check`."""
    chunks = read_chunks(path)
    first_chunk = next(chunks)
    validator = PoValidator(
        str(path), first_chunk.parsed_file.metadata, is_template=path.suffix == ".pot"
    )
    yield from validator.check_header(find_encoding(path))
    for chunk in chain([first_chunk], chunks):
        for skipped_entry in chunk.skipped_entries:
            yield FormatViolation(
                skipped_entry.path, skipped_entry.line or 1, skipped_entry.reason
            )
        for entry in chunk.parsed_file:
            yield from validator.check_entry(
                entry, chunk.lines_of_entries[chunk.find_lines_index(entry)].domain
            )


def make_writer(options: WriteOptions) -> PoWriter:
    """Make the writer for a language pair. Raises InputError without a pair."""
    source_locale, target_locale = require_locales(options, "a PO file")
    file_header = options.header
    return PoWriter(
        options,
        source_locale=choose_header_locale(
            source_locale, SOURCE_LANGUAGE_FIELD, file_header
        ),
        target_locale=choose_header_locale(target_locale, "Language", file_header),
    )
