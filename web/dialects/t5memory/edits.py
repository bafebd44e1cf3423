"""Changes by t5memory's clients: single entries and files."""

import base64
import binascii

from padanan.values.units import StoredUnit
from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import FileAnswer, JsonObject
from web.dialects.files import load_file, write_tmx
from web.dialects.markup import remove_entities
from web.dialects.t5memory.entries import find_key_beginning, make_entry


def store_entry(
    call: Call,
    *,
    source: str,
    target: str,
    source_lang: str,
    target_lang: str,
    save_different_targets_for_same_source: str = "1",
) -> JsonObject:
    """Store a text and its translation; with `0`, its only one."""
    text = remove_entities(source)
    source_locale, target_locale = Locale.parse(source_lang), Locale.parse(target_lang)
    units = call.memory.units
    stored = units.add(
        text, remove_entities(target), source=source_locale, target=target_locale
    ).unit
    if save_different_targets_for_same_source == "0":
        for unit in units.find(text, source=source_locale, target=target_locale):
            if unit.key != stored.key:
                units.remove(unit.key)
    entry = make_entry(stored, source_lang, target_lang)
    shown_names = ("source", "target", "internalKey", "segmentId")
    return {name: entry[name] for name in shown_names} | {"ReturnValue": 0}


def delete_entry(call: Call, *, record_key: int, target_key: int) -> JsonObject:
    """Remove an entry; `padanan undo` takes it back."""
    unit = _find_unit(call, record_key, target_key)
    call.memory.units.remove(unit.key)
    entry = make_entry(unit, unit.source_locale, unit.target_locale)
    # translate5 takes every other number for a failure.
    return {"results": [entry], "fileFlushed": 1}


def get_entry(call: Call, *, record_key: int, target_key: int) -> JsonObject:
    """Read an entry."""
    unit = _find_unit(call, record_key, target_key)
    return make_entry(unit, unit.source_locale, unit.target_locale)


def _find_unit(call: Call, record_key: int, target_key: int) -> StoredUnit:
    return call.memory.units.get(find_key_beginning(record_key, target_key))


def import_tmx(call: Call, *, file: bytes = b"", tmx_data: str = "") -> JsonObject:
    """Store the units of a TMX file, sent as a part of a form or in Base64."""
    if not file:
        try:
            file = base64.b64decode(tmx_data, validate=True)
        except binascii.Error:
            raise InputError("tmxData is not Base64") from None
    imported = load_file(call.memory, file, "the file", "tmx")
    return {
        "segmentsImported": imported.new,
        "invalidSegments": len(imported.skipped),
        "ReturnValue": 0,
    }


def download_tmx(call: Call) -> FileAnswer:
    """Write the memory as one TMX file; without a header for a next part it is all."""
    return write_tmx(call.memory)
