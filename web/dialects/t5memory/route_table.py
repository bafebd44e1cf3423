"""The routes of t5memory, and those about memories as a whole."""

import codecs
from functools import partial

from tm.errors import InputError
from web.access import open_context
from web.dialects.dialect import Dialect
from web.dialects.files import EXAMPLE_TMX
from web.dialects.memories import ensure_memory, remove_memory
from web.dialects.refusals import make_refusal
from web.dialects.routes import JsonObject, make_routes
from web.dialects.t5memory import edits, searches
from web.people.role import Role
from web.request_context import RequestContext

_VERSION = "0.6.83"
"""Of t5memory, whose clients choose addresses by it."""


def list_memories(context: RequestContext) -> JsonObject:
    """List the memories that somebody may read."""
    memory_names = context.server.list_readable_memories(context.person)
    return {
        "Open": [{"name": name} for name in memory_names],
        "Available on disk": [],
        "ReturnValue": 0,
    }


def create_memory(context: RequestContext, *, name: str, data: str = "") -> JsonObject:
    """Make a memory, where the server has a folder for them; or say that it is there.

    `data` is its first file, in Base64: TMX, or what only t5memory reads.
    """
    content = edits.decode_file(data, "data")
    if content and not content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise InputError(
            f"data is an archive of t5memory, which only t5memory reads; make {name} "
            "with a TMX file as its data, or without, and send a TMX to its importtmx"
        )
    ensure_memory(context, name)
    if content:
        memory_context = open_context(
            context.server, context.person, name, role=Role.TRANSLATOR
        )
        edits.load_tmx(memory_context.memory, content)
    return {"name": name}


def delete_memory(context: RequestContext) -> JsonObject:
    """Remove a memory that was made over HTTP."""
    remove_memory(context)
    return {context.memory_name: "deleted"}


def read_status(_: RequestContext) -> JsonObject:
    """Say that a memory can be used."""
    return {
        "status": "open",
        "tmxImportStatus": "available",
        "importTime": "finished",
        "reorganizeStatus": "available",
    }


def save(_: RequestContext) -> JsonObject:
    """Say that all is stored: nothing that was acknowledged is in memory only."""
    return {"msg": "stored", "ReturnValue": 0}


def read_resources(_: RequestContext) -> JsonObject:
    """Name the version of t5memory whose addresses there are."""
    return {"Version": _VERSION}


def _make_error_body(status: int, detail: str) -> JsonObject:
    body: JsonObject = {"ReturnValue": status, "ErrorMsg": detail}
    return body | {"status": "not found"} if status == 404 else body


_LANGUAGES_EXAMPLE = {"sourceLang": "vi-VN", "targetLang": "id-ID"}
_MEMORY_EXAMPLE = {"memory": "default"}
_ENTRY_EXAMPLE = {
    **_MEMORY_EXAMPLE,
    **_LANGUAGES_EXAMPLE,
    "source": "họp báo",
    "target": "jumpa pers",
}
_KEY_EXAMPLE = {**_MEMORY_EXAMPLE, "recordKey": 1, "targetKey": 1, "segmentId": 1}
_SEARCH_EXAMPLE = {**_MEMORY_EXAMPLE, **_LANGUAGES_EXAMPLE, "source": "họp"}
_FILE_EXAMPLE = {**_MEMORY_EXAMPLE, "tmxData": EXAMPLE_TMX}
_NO_ARCHIVE_REASON = "an archive of t5memory's own is not written; fetch download.tmx"
_make_memory_routes = partial(make_routes, parent_paths="/{memory}", rename="camel")
T5MEMORY = Dialect(
    "t5memory",
    [
        *make_routes(
            ("GET /", list_memories),
            ("POST /", create_memory, {"name": "default"}),
            ("GET /_service/resources", read_resources),
            ("GET /_service/savetms", save),
        ),
        *_make_memory_routes(
            ("POST /entry", edits.store_entry, _ENTRY_EXAMPLE),
            ("POST /entrydelete", edits.delete_entry, _KEY_EXAMPLE),
            ("POST /importtmx /import", edits.import_tmx, _FILE_EXAMPLE),
            role=Role.TRANSLATOR,
        ),
        *_make_memory_routes(
            ("POST /fuzzysearch", searches.search_similar_texts, _ENTRY_EXAMPLE),
            ("POST /search /concordancesearch", searches.search_parts, _SEARCH_EXAMPLE),
            ("POST /getentry", edits.get_entry, _KEY_EXAMPLE),
            ("GET /status /importstatus", read_status, _MEMORY_EXAMPLE),
            ("GET /flush", save, _MEMORY_EXAMPLE),
            ("GET /download.tmx /", edits.download_tmx, _MEMORY_EXAMPLE),
            make_refusal("GET /download.tm", _NO_ARCHIVE_REASON, _MEMORY_EXAMPLE),
        ),
        *_make_memory_routes(
            ("DELETE /", delete_memory, _MEMORY_EXAMPLE), role=Role.ADMINISTRATOR
        ),
    ],
    _make_error_body,
)
