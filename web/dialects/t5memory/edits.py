"""Changes by t5memory's clients: single entries and files."""

import base64
import binascii

from padanan.memory import Memory
from padanan.values.units import StoredUnit
from tm.errors import InputError
from web.dialects.dialect import FileAnswer
from web.dialects.files import load_file, write_tmx
from web.dialects.languages import SideNames
from web.dialects.markup import remove_entities
from web.dialects.routes import JsonObject
from web.dialects.t5memory.entries import EntryKey, make_entry
from web.dialects.translations import OfferedTranslation
from web.request_context import RequestContext


def store_entry(
    context: RequestContext,
    *,
    source: str,
    target: str,
    source_lang: str,
    target_lang: str,
    save_different_targets_for_same_source: str = "1",
) -> JsonObject:
    """Store a text and its translation; with `0`, its only one."""
    text, translation = remove_entities(source), remove_entities(target)
    sides: SideNames = {"source": source_lang, "target": target_lang}
    units = context.memory.units
    stored_unit = units.add(text, translation, **sides).unit
    if save_different_targets_for_same_source == "0":
        for unit in units.find(text, **sides):
            if unit.key != stored_unit.key:
                units.remove(unit.key)
    offered_translation = OfferedTranslation.of_stored(stored_unit)
    entry = make_entry(offered_translation, source_lang, target_lang)
    shown_names = ("source", "target", "internalKey", "segmentId")
    return {name: entry[name] for name in shown_names} | {"ReturnValue": 0}


def delete_entry(context: RequestContext, *, key: EntryKey) -> JsonObject:
    """Remove an entry; `padanan undo` takes it back."""
    unit = context.memory.units.get(key.find_key_prefix())
    context.memory.units.remove(unit.key)
    # translate5 takes every other number for a failure.
    return {"results": [describe_unit(unit)], "fileFlushed": 1}


def get_entry(context: RequestContext, *, key: EntryKey) -> JsonObject:
    """Read an entry."""
    return describe_unit(context.memory.units.get(key.find_key_prefix()))


def describe_unit(
    unit: StoredUnit, source_lang: str | None = None, target_lang: str | None = None
) -> JsonObject:
    """Describe a unit, whose languages are named as a client named them."""
    return make_entry(
        OfferedTranslation.of_stored(unit),
        source_lang or unit.source_locale,
        target_lang or unit.target_locale,
    )


def import_tmx(
    context: RequestContext, *, file: bytes = b"", tmx_data: str = ""
) -> JsonObject:
    """Store the units of a TMX file, sent as a part of a form or in Base64."""
    return load_tmx(context.memory, file or decode_file(tmx_data, "tmxData"))


def load_tmx(memory: Memory, content: bytes) -> JsonObject:
    """Store the units of a TMX file. Raises InputError."""
    import_result = load_file(memory, content, "the file", "tmx")
    return {
        "segmentsImported": import_result.new,
        "invalidSegments": len(import_result.skipped),
        "ReturnValue": 0,
    }


def decode_file(text: str, parameter_name: str) -> bytes:
    """Decode a file in Base64. Raises InputError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(f"{parameter_name} is not Base64") from None


def download_tmx(context: RequestContext) -> FileAnswer:
    """Write the memory as one TMX file; without a header for a next part it is all."""
    return write_tmx(context.memory)
