"""Changes by t5memory's clients: single entries and files."""

import base64
import binascii
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import DialectRequest, FileAnswer
from web.dialects.markup import remove_entities
from web.dialects.t5memory.entries import (
    T5Entry,
    find_key_beginning,
    make_entry,
)


class T5NewEntry(DialectRequest, frozen=True, kw_only=True, rename="camel"):
    """A unit to store."""

    memory: str
    source: str
    target: str
    source_lang: str
    target_lang: str
    save_different_targets_for_same_source: str = "1"
    """`0`: the other translations of the text are removed."""


class T5StoredEntry(msgspec.Struct, frozen=True, rename="camel"):
    """The key of the entry that was stored."""

    source: str
    target: str
    internal_key: str
    segment_id: int
    return_value: int = msgspec.field(name="ReturnValue", default=0)


def store_entry(call: Call, request: T5NewEntry) -> T5StoredEntry:
    """Store a text and its translation."""
    text = remove_entities(request.source)
    translation = remove_entities(request.target)
    source, target = (
        Locale.parse(request.source_lang),
        Locale.parse(request.target_lang),
    )
    units = call.memory.units
    stored = units.add(text, translation, source=source, target=target).unit
    if request.save_different_targets_for_same_source == "0":
        for unit in units.find(text, source=source, target=target):
            if unit.key != stored.key:
                units.remove(unit.key)
    entry = make_entry(stored, request.source_lang, request.target_lang)
    return T5StoredEntry(
        entry.source, entry.target, entry.internal_key, entry.segment_id
    )


class T5EntryKey(DialectRequest, frozen=True, kw_only=True, rename="camel"):
    """The key of an entry."""

    memory: str
    record_key: int
    target_key: int


class T5Removal(msgspec.Struct, frozen=True, rename="camel"):
    """The entry that was removed."""

    results: list[T5Entry]
    file_flushed: int = 1
    """translate5 takes every other number for a failure."""


def delete_entry(call: Call, request: T5EntryKey) -> T5Removal:
    """Remove an entry; `padanan undo` takes it back."""
    unit = call.memory.units.get(
        find_key_beginning(request.record_key, request.target_key)
    )
    call.memory.units.remove(unit.key)
    return T5Removal([make_entry(unit, unit.source_locale, unit.target_locale)])


def get_entry(call: Call, request: T5EntryKey) -> T5Entry:
    """Read an entry."""
    unit = call.memory.units.get(
        find_key_beginning(request.record_key, request.target_key)
    )
    return make_entry(unit, unit.source_locale, unit.target_locale)


class T5Upload(DialectRequest, frozen=True, kw_only=True, rename="camel"):
    """A TMX file, as a part of a form or in Base64."""

    memory: str
    file: bytes = b""
    tmx_data: str = ""


class T5Import(msgspec.Struct, frozen=True, rename="camel"):
    """What came of an import."""

    segments_imported: int
    invalid_segments: int
    return_value: int = msgspec.field(name="ReturnValue", default=0)


def import_tmx(call: Call, request: T5Upload) -> T5Import:
    """Store the units of a TMX file."""
    content = request.file
    if not content:
        try:
            content = base64.b64decode(request.tmx_data, validate=True)
        except binascii.Error:
            raise InputError("tmxData is not Base64") from None
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload.tmx")
        path.write_bytes(content)
        try:
            imported = call.memory.load(path)
        except InputError as error:
            raise InputError(str(error).replace(f"{path}", "the file")) from None
    return T5Import(imported.new, len(imported.skipped))


class T5MemoryName(DialectRequest, frozen=True, kw_only=True):
    """The name of a memory."""

    memory: str


def download_tmx(call: Call, _: T5MemoryName) -> FileAnswer:
    """Write the memory as one TMX file; without a header for a next part it is all."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "memory.tmx")
        call.memory.export(path)
        return FileAnswer(path.read_bytes(), "application/xml")
