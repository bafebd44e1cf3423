"""MO, the files that programs read at run time; polib reads them.

They hold what msgfmt puts into them: contexts, texts and plural forms, in alphabetical
order. Nothing says where a translation comes from.
"""

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polib

from exports.format import Entry, ReadOptions, Tally, WriteOptions, Written
from exports.po import reader_for, writer_for
from exports.po_facts import forms_of
from tm.errors import FormatError
from tm.unit import TranslationUnit

_MAGIC = 0x950412DE
_HEADER = struct.Struct("<7I")
_PLACE = struct.Struct("<2I")
"""Length of a string, and where it begins."""
_OVERLAP = 4
"""How many times its size the strings of a file may hold; msgfmt shares some."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a MO file: one for each text, and one for each plural form."""
    _demand_sound(path)
    try:
        file = polib.mofile(str(path))
    except (OSError, ValueError, struct.error, IndexError, LookupError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        reason = f"this is not a whole MO file: {error}"
        raise FormatError(reason, path=str(path)) from error
    reader = reader_for(path, file, options)
    for entry in file:
        yield from reader.units(entry)
    yield from reader.skipped()
    yield from reader.tally.lost()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
    """Write what programs may show: translations that are done and not obsolete."""
    tally = Tally()
    writer = writer_for(options)
    texts = {b"": _text(writer.header().msgstr)}
    left_out = 0
    forms: set[bytes] = set()  # of the plurals that are left out
    for unit in writer.chosen(units):
        written = writer.written
        found = [*writer.entries(unit)]
        if not found and writer.written > written and unit.key in forms:
            left_out += 1
        for entry in found:
            if entry.obsolete or entry.fuzzy or not _is_translated(entry):
                left_out += 1
                forms |= {form.key for form in forms_of(unit)}
                continue
            tally.add("where units come from", bool(entry.comment))
            tally.add("notes", bool(entry.tcomment))
            tally.add("references, flags and previous texts", _has_more(entry))
            texts[_identity(entry)] = _text(*_translations(entry))
    for part in _binary(texts):
        file.write(part)
    return Written(
        writer.written - left_out,
        writer.left_out + left_out,
        (*writer.tally.lost(), *tally.lost()),
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


def _demand_sound(path: Path) -> None:
    """Raise FormatError where strings overlap so that they would fill the memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        begin = file.read(20)
        if len(begin) < 20:
            raise FormatError("this is not a whole MO file", path=str(path))
        order = "<" if begin[:4] == b"\xde\x12\x04\x95" else ">"
        _, count, *places = struct.unpack(f"{order}4I", begin[4:])
        if max(places) + 8 * count > size:
            raise FormatError("this is not a whole MO file", path=str(path))
        total = 0
        for place in places:
            file.seek(place)
            numbers = array("I", file.read(8 * count))
            if (sys.byteorder == "little") != (order == "<"):
                numbers.byteswap()
            total += sum(numbers[::2])
            if any(map(size.__lt__, map(int.__add__, numbers[::2], numbers[1::2]))):
                raise FormatError("this is not a whole MO file", path=str(path))
    if total > size * _OVERLAP:
        raise FormatError("its strings overlap: it is damaged", path=str(path))


def _is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def _has_more(entry: polib.POEntry) -> bool:
    previous = (entry.previous_msgctxt, entry.previous_msgid)
    return bool(entry.occurrences or entry.flags or any(previous))
