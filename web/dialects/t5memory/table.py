"""The routes of t5memory, and those about memories as a whole."""

from collections.abc import Mapping

from tm.errors import InputError
from web.call import Call
from web.dialects.dialect import Dialect, Handler, JsonObject, make_route
from web.dialects.files import EXAMPLE_TMX
from web.dialects.memories import ensure_memory, remove_memory
from web.dialects.t5memory import edits, searches
from web.people.role import Role
from web.route import Route

_VERSION = "0.6.83"
"""Of t5memory, whose clients choose addresses by it."""


def list_memories(call: Call) -> JsonObject:
    """List the memories that somebody may read."""
    names = call.server.list_readable_memories(call.person)
    return {
        "Open": [{"name": name} for name in names],
        "Available on disk": [],
        "ReturnValue": 0,
    }


def create_memory(call: Call, *, name: str, data: str = "") -> JsonObject:
    """Make a memory, where the server has a folder for them; or say that it is there.

    `data` would be a file of t5memory's own, which only t5memory reads.
    """
    if data:
        raise InputError(f"make {name} without data, and send a TMX to its importtmx")
    ensure_memory(call, name)
    return {"name": name}


def delete_memory(call: Call) -> JsonObject:
    """Remove a memory that was made over HTTP."""
    remove_memory(call)
    return {call.memory_name: "deleted"}


def read_status(_: Call) -> JsonObject:
    """Say that a memory can be used."""
    return {
        "status": "open",
        "tmxImportStatus": "available",
        "importTime": "finished",
        "reorganizeStatus": "available",
    }


def save(_: Call) -> JsonObject:
    """Say that all is stored: nothing that was acknowledged is in memory only."""
    return {"msg": "stored", "ReturnValue": 0}


def read_resources(_: Call) -> JsonObject:
    """Name the version of t5memory whose addresses there are."""
    return {"Version": _VERSION}


def _make_error_body(status: int, detail: str) -> JsonObject:
    body: JsonObject = {"ReturnValue": status, "ErrorMsg": detail}
    return body | {"status": "not found"} if status == 404 else body


def _make_routes(
    verb: str,
    names: str,
    handler: Handler,
    example: Mapping[str, object],
    role: Role = Role.READER,
) -> tuple[Route, ...]:
    """Make the routes of a memory under one or several names."""
    return tuple(
        make_route(
            *(verb, f"/{{memory}}/{name}".removesuffix("/."), handler),
            *({"memory": "default", **example},),
            role=role,
            rename="camel",
        )
        for name in names.split()
    )


_LANGUAGES = {"sourceLang": "vi-VN", "targetLang": "id-ID"}
_ENTRY = {**_LANGUAGES, "source": "họp báo", "target": "jumpa pers"}
_KEY = {"recordKey": 1, "targetKey": 1, "segmentId": 1}
_SEARCH = {**_LANGUAGES, "source": "họp"}
T5MEMORY = Dialect(
    "t5memory",
    (
        make_route("GET", "/", list_memories),
        make_route("POST", "/", create_memory, {"name": "default"}),
        *_make_routes("DELETE", ".", delete_memory, {}, Role.ADMINISTRATOR),
        make_route("GET", "/_service/resources", read_resources),
        make_route("GET", "/_service/savetms", save),
        *_make_routes("POST", "fuzzysearch", searches.search_alike, _ENTRY),
        *_make_routes(
            "POST", "search concordancesearch", searches.search_parts, _SEARCH
        ),
        *_make_routes("POST", "entry", edits.store_entry, _ENTRY, Role.TRANSLATOR),
        *_make_routes("POST", "getentry", edits.get_entry, _KEY),
        *_make_routes("POST", "entrydelete", edits.delete_entry, _KEY, Role.TRANSLATOR),
        *_make_routes(
            *("POST", "importtmx import", edits.import_tmx),
            *({"tmxData": EXAMPLE_TMX}, Role.TRANSLATOR),
        ),
        *_make_routes("GET", "status importstatus", read_status, {}),
        *_make_routes("GET", "flush", save, {}),
        *_make_routes("GET", "download.tmx .", edits.download_tmx, {}),
    ),
    _make_error_body,
)
