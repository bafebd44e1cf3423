"""MO, the files that programs read at run time.

They hold what msgfmt puts into them: contexts, texts and plural forms, in alphabetical
order. Nothing says where a translation comes from.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polib

from exports.entry import Entry, LossTally, SkippedEntry, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.po.fields import units_of_plural_forms
from exports.po.format import reader_for, writer_for
from exports.po.mo_file import MoEntryPosition, MoFile
from tm.unit import TranslationUnit

_MAGIC = 0x950412DE
_HEADER = struct.Struct("<7I")
_PLACE = struct.Struct("<2I")
"""Length of a string, and where it begins."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a MO file: one for each text, and one for each plural form."""
    with path.open("rb") as opened:
        file = MoFile(opened, path)
        reader = reader_for(path, file.metadata, options)
        for position, entry in file.entries():
            if entry is None:
                yield _damaged(path, position, f"not {file.encoding}")
                continue
            for unit_or_skipped in reader.units(entry):
                if isinstance(unit_or_skipped, SkippedEntry):
                    unit_or_skipped = _damaged(path, position, unit_or_skipped.reason)
                yield unit_or_skipped
    yield from reader.skipped()
    yield from reader.tally.losses()


def _damaged(path: Path, position: MoEntryPosition, reason: str) -> SkippedEntry:
    """An entry that is left out: it has a number where other formats have a line."""
    where = f"entry {position.number}, at byte {position.byte}"
    return SkippedEntry(str(path), position.number, f"{where}: {reason}")


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write what programs may show: translations that are done and not obsolete."""
    tally = LossTally()
    writer = writer_for(options)
    texts = {b"": _text(writer.header().msgstr)}
    left_out = 0
    forms: set[bytes] = set()  # of the plurals that are left out
    for unit in writer.chosen(units):
        written = writer.written
        written_entries = [*writer.entries(unit)]
        if not written_entries and writer.written > written and unit.key in forms:
            left_out += 1
        for entry in written_entries:
            if entry.obsolete or entry.fuzzy or not _is_translated(entry):
                left_out += 1
                forms |= {form.key for form in units_of_plural_forms(unit)}
                continue
            identity = _identity(entry)
            if identity in texts:  # of another domain, which would be another file
                left_out += 1
                forms |= {form.key for form in units_of_plural_forms(unit)}
                continue
            tally.add("where units come from", bool(entry.comment))
            tally.add("domains", bool(writer.domain))
            tally.add("notes", bool(entry.tcomment))
            tally.add("references, flags and previous texts", _has_more(entry))
            texts[identity] = _text(*_translations(entry))
    for part in _binary(texts):
        file.write(part)
    return WriteResult(
        writer.written - left_out,
        writer.left_out + left_out,
        (*writer.tally.losses(), *tally.losses()),
    )


def _text(*forms: str) -> bytes:
    """One text, or the forms of a plural, as the format has them."""
    return "\0".join(forms).encode()


def _identity(entry: polib.POEntry) -> bytes:
    """Context and text of an entry, by which programs look it up."""
    context = f"{entry.msgctxt}\4" if entry.msgctxt is not None else ""
    plural = (entry.msgid_plural,) if entry.msgid_plural else ()
    return _text(context + entry.msgid, *plural)


def _translations(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [entry.msgstr]
    return [text for _, text in sorted(entry.msgstr_plural.items())]


def _binary(texts: Mapping[bytes, bytes]) -> Iterator[bytes]:
    """A file of texts and their translations, without a table of hashes.

    polib's own copies all that it has for every entry.
    """
    keys = sorted(texts)
    values = [texts[key] for key in keys]
    tables = _HEADER.size, _HEADER.size + _PLACE.size * len(keys)
    end = tables[1] + _PLACE.size * len(keys)
    yield _HEADER.pack(_MAGIC, 0, len(keys), *tables, 0, end)
    for strings in (keys, values):
        for string in strings:
            yield _PLACE.pack(len(string), end)
            end += len(string) + 1
    for string in chain(keys, values):
        yield string + b"\0"


def _is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def _has_more(entry: polib.POEntry) -> bool:
    previous = (entry.previous_msgctxt, entry.previous_msgid)
    return bool(entry.occurrences or entry.flags or any(previous))
