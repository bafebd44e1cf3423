"""The routes of t5memory, and those about memories as a whole."""

import msgspec

from tm.errors import InputError
from web.call import Call
from web.dialects.dialect import Dialect, DialectRequest, FileAnswer
from web.dialects.t5memory import edits, searches
from web.dialects.t5memory.entries import T5Entry
from web.people.role import Role
from web.route import Route

_VERSION = "0.6.83"
"""Of t5memory, whose clients choose addresses by it."""


class T5ServiceRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


class T5Name(msgspec.Struct, frozen=True):
    """A memory."""

    name: str


class T5MemoryList(
    msgspec.Struct, frozen=True, rename={"available": "Available on disk"}
):
    """The memories that somebody may read."""

    Open: list[T5Name]
    available: list[T5Name] = []
    ReturnValue: int = 0


def list_memories(call: Call, _: T5ServiceRequest) -> T5MemoryList:
    """List the memories of the server."""
    names = call.server.list_readable_memories(call.person)
    return T5MemoryList([T5Name(name) for name in names])


class NewT5Memory(DialectRequest, frozen=True, kw_only=True):
    """A memory to make."""

    name: str


def create_memory(call: Call, request: NewT5Memory) -> T5Name:
    """Say that a memory is there; who runs the server makes memories."""
    if request.name not in call.server.list_readable_memories(call.person):
        raise InputError(
            f"there is no memory {request.name!r}; memories of the server are named in "
            "[server.memories] of padanan.toml"
        )
    return T5Name(request.name)


class T5Status(msgspec.Struct, frozen=True, rename="camel"):
    """The state of a memory, which is always ready."""

    status: str = "open"
    tmx_import_status: str = "available"
    import_time: str = "finished"
    reorganize_status: str = "available"


def read_status(_: Call, __: edits.T5MemoryName) -> T5Status:
    """Say that a memory can be used."""
    return T5Status()


class T5Done(msgspec.Struct, frozen=True):
    """Nothing had to be done."""

    msg: str = "stored"
    ReturnValue: int = 0


def save(_: Call, __: DialectRequest) -> T5Done:
    """Say that all is stored: nothing that was acknowledged is in memory only."""
    return T5Done()


class T5Resources(msgspec.Struct, frozen=True):
    """Which server answers."""

    Version: str = _VERSION


def read_resources(_: Call, __: T5ServiceRequest) -> T5Resources:
    """Name the version of t5memory whose addresses there are."""
    return T5Resources()


def _make_error_body(status: int, detail: str) -> dict[str, object]:
    body: dict[str, object] = {"ReturnValue": status, "ErrorMsg": detail}
    return body | {"status": "not found"} if status == 404 else body


_MEMORY = {"memory": "default"}
_LANGUAGES = {"sourceLang": "vi-VN", "targetLang": "id-ID"}
_ENTRY = {**_MEMORY, **_LANGUAGES, "source": "họp báo", "target": "jumpa pers"}
_KEY = {**_MEMORY, "recordKey": 1, "targetKey": 1, "segmentId": 1}
_TMX = (
    "PHRteCB2ZXJzaW9uPSIxLjQiPjxoZWFkZXIgc3JjbGFuZz0idmkiLz48Ym9keT48dHU+PHR1diB4bWw6"
    "bGFuZz0idmkiPjxzZWc+YTwvc2VnPjwvdHV2Pjx0dXYgeG1sOmxhbmc9ImlkIj48c2VnPmI8L3NlZz48"
    "L3R1dj48L3R1PjwvYm9keT48L3RteD4="
)
T5MEMORY = Dialect(
    "t5memory",
    [
        Route(
            *("GET", "/", list_memories, T5ServiceRequest, T5MemoryList),
            *(Role.READER, {}),
        ),
        Route(
            *("POST", "/", create_memory, NewT5Memory, T5Name),
            *(Role.READER, {"name": "default"}),
        ),
        Route(
            *("GET", "/_service/resources", read_resources, T5ServiceRequest),
            *(T5Resources, Role.READER, {}),
        ),
        Route(
            *("GET", "/_service/savetms", save, T5ServiceRequest, T5Done),
            *(Role.READER, {}),
        ),
        Route(
            *("POST", "/{memory}/fuzzysearch", searches.search_alike),
            *(searches.T5Lookup, searches.T5Matches, Role.READER),
            _ENTRY,
        ),
        *(
            Route(
                *("POST", f"/{{memory}}/{name}", searches.search_parts),
                *(searches.T5Search, searches.T5Hits, Role.READER),
                {**_MEMORY, **_LANGUAGES, "source": "họp"},
            )
            for name in ("search", "concordancesearch")
        ),
        Route(
            *("POST", "/{memory}/entry", edits.store_entry, edits.T5NewEntry),
            *(edits.T5StoredEntry, Role.TRANSLATOR, _ENTRY),
        ),
        Route(
            *("POST", "/{memory}/getentry", edits.get_entry, edits.T5EntryKey),
            *(T5Entry, Role.READER, _KEY),
        ),
        Route(
            *("POST", "/{memory}/entrydelete", edits.delete_entry, edits.T5EntryKey),
            *(edits.T5Removal, Role.TRANSLATOR, _KEY),
        ),
        *(
            Route(
                *("POST", f"/{{memory}}/{name}", edits.import_tmx, edits.T5Upload),
                *(edits.T5Import, Role.TRANSLATOR, {**_MEMORY, "tmxData": _TMX}),
            )
            for name in ("importtmx", "import")
        ),
        *(
            Route(
                *("GET", f"/{{memory}}/{name}", read_status, edits.T5MemoryName),
                *(T5Status, Role.READER, _MEMORY),
            )
            for name in ("status", "importstatus")
        ),
        Route(
            *("GET", "/{memory}/flush", save, edits.T5MemoryName, T5Done),
            *(Role.READER, _MEMORY),
        ),
        *(
            Route(
                *("GET", path, edits.download_tmx, edits.T5MemoryName, FileAnswer),
                *(Role.READER, _MEMORY),
            )
            for path in ("/{memory}/download.tmx", "/{memory}")
        ),
    ],
    _make_error_body,
)
