"""MO files, which programs read at run time.

They hold contexts, texts and plural forms in alphabetical order, as msgfmt writes them,
and no provenance.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polib

from exports.entry import Entry, LossTally, WriteResult
from exports.format import FileLocales, ReadOptions, WriteOptions
from exports.po.fields import make_plural_units
from exports.po.format import make_reader, make_writer
from exports.po.header import find_header_locales
from exports.po.mo_file import MoEntryPosition, MoFile
from tm.file_remarks import SkippedEntry
from tm.unit import TranslationUnit

_MAGIC = 0x950412DE
_HEADER_STRUCT = struct.Struct("<7I")
_LENGTH_AND_OFFSET_STRUCT = struct.Struct("<2I")
"""Length and offset of a string."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of a MO file: one for each text and each plural form."""
    with path.open("rb") as binary_file:
        mo_file = MoFile(binary_file, path)
        reader = make_reader(path, mo_file.header_fields, options)
        for entry_position, entry in mo_file.read_entries():
            if entry is None:
                reason = f"the text is not {mo_file.encoding}"
                yield _make_skipped_entry(path, entry_position, reason)
                continue
            for unit_or_skipped in reader.read_units(entry):
                if isinstance(unit_or_skipped, SkippedEntry):
                    unit_or_skipped = _make_skipped_entry(
                        path, entry_position, unit_or_skipped.reason
                    )
                yield unit_or_skipped
    reader.tally.add(
        "entries with parts that depend on the system", mo_file.system_dependent_count
    )
    yield from reader.report_untranslated_entries()
    yield from reader.tally.list_losses()


def read_file_locales(path: Path) -> FileLocales:
    """Read the languages that the header names."""
    with path.open("rb") as binary_file:
        return find_header_locales(MoFile(binary_file, path).header_fields)


def _make_skipped_entry(
    path: Path, entry_position: MoEntryPosition, reason: str
) -> SkippedEntry:
    """Make a skipped entry, with a number where other formats have a line."""
    entry_location = (
        f"entry {entry_position.entry_number}, at byte {entry_position.byte_offset}"
    )
    return SkippedEntry(
        str(path), entry_position.entry_number, f"{entry_location}: {reason}"
    )


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write the translations that are finished and not obsolete."""
    tally = LossTally()
    writer = make_writer(options)
    translation_by_identity = {b"": _encode_forms(writer.make_header().msgstr)}
    omitted_count = 0
    omitted_plural_keys: set[bytes] = set()
    for unit in writer.choose_units(units):
        written_count_before = writer.written_count
        written_entries = [*writer.make_entries(unit)]
        if (
            not written_entries
            and writer.written_count > written_count_before
            and unit.key in omitted_plural_keys
        ):
            omitted_count += 1
        for entry in written_entries:
            if entry.obsolete or entry.fuzzy or not _is_translated(entry):
                omitted_count += 1
                omitted_plural_keys |= {
                    form_unit.key for form_unit in make_plural_units(unit)
                }
                continue
            encoded_identity = _encode_identity(entry)
            if (
                encoded_identity in translation_by_identity
            ):  # of another domain, which would be another file
                omitted_count += 1
                omitted_plural_keys |= {
                    form_unit.key for form_unit in make_plural_units(unit)
                }
                continue
            tally.add("provenance", bool(entry.comment))
            tally.add("domains", bool(writer.domain))
            tally.add("notes", bool(entry.tcomment))
            tally.add(
                "references, flags and previous texts",
                _has_fields_missing_from_mo(entry),
            )
            translation_by_identity[encoded_identity] = _encode_forms(
                *_list_translations(entry)
            )
    for file_part in _encode_file(translation_by_identity):
        file.write(file_part)
    return WriteResult(
        writer.written_count - omitted_count,
        writer.omitted_count + omitted_count,
        (*writer.tally.list_losses(), *tally.list_losses()),
    )


def _encode_forms(*forms: str) -> bytes:
    """Encode one text, or the forms of a plural."""
    return "\0".join(forms).encode()


def _encode_identity(entry: polib.POEntry) -> bytes:
    """Encode context and text of an entry, by which programs look it up."""
    context = f"{entry.msgctxt}\4" if entry.msgctxt is not None else ""
    plural_texts = (entry.msgid_plural,) if entry.msgid_plural else ()
    return _encode_forms(context + entry.msgid, *plural_texts)


def _list_translations(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [entry.msgstr]
    return [text for _, text in sorted(entry.msgstr_plural.items())]


def _encode_file(translation_by_identity: Mapping[bytes, bytes]) -> Iterator[bytes]:
    """Encode a file of texts and translations, without a hash table.

    polib's function takes quadratic time.
    """
    identities = sorted(translation_by_identity)
    translations = [translation_by_identity[identity] for identity in identities]
    table_offsets = (
        _HEADER_STRUCT.size,
        _HEADER_STRUCT.size + _LENGTH_AND_OFFSET_STRUCT.size * len(identities),
    )
    string_offset = table_offsets[1] + _LENGTH_AND_OFFSET_STRUCT.size * len(identities)
    yield _HEADER_STRUCT.pack(
        _MAGIC, 0, len(identities), *table_offsets, 0, string_offset
    )
    for encoded_strings in (identities, translations):
        for encoded_string in encoded_strings:
            yield _LENGTH_AND_OFFSET_STRUCT.pack(len(encoded_string), string_offset)
            string_offset += len(encoded_string) + 1
    for encoded_string in chain(identities, translations):
        yield encoded_string + b"\0"


def _is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def _has_fields_missing_from_mo(entry: polib.POEntry) -> bool:
    previous_texts = (entry.previous_msgctxt, entry.previous_msgid)
    return bool(entry.occurrences or entry.flags or any(previous_texts))
