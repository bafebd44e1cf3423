"""Translation memories of version 3: the memories of the server and their units."""

from typing import Annotated

import msgspec

from padanan.selection import TranslatedUnitSelection
from padanan.values.units import StoredUnit
from web.access import open_context
from web.dialects.deepl.glossaries import TIME_PATTERN
from web.dialects.deepl.ids import make_id
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import format_time
from web.request_context import RequestContext

_PageNumber = Annotated[int, msgspec.Meta(ge=0)]
_MemoryCount = Annotated[int, msgspec.Meta(ge=1, le=25)]
_SegmentCount = Annotated[int, msgspec.Meta(ge=1, le=100)]
_Filter = Annotated[str, msgspec.Meta(min_length=2)]


def list_memories(
    context: RequestContext, *, page: _PageNumber = 0, page_size: _MemoryCount = 25
) -> JsonObject:
    """List the memories that somebody may read."""
    memory_names = context.server.list_readable_memories(context.person)
    first_index = page * page_size
    memories = [
        _describe_memory(context, name)
        for name in memory_names[first_index : first_index + page_size]
    ]
    return {"translation_memories": memories, "total_count": len(memory_names)}


def read_memory(context: RequestContext) -> JsonObject:
    """Describe a memory."""
    return _describe_memory(context, context.memory_name)


def _describe_memory(context: RequestContext, memory_name: str) -> JsonObject:
    memory = open_context(context.server, context.person, memory_name).memory
    language_tags = list(memory.units.list_languages())
    source_tag = memory.settings.source and memory.settings.source.tag
    if source_tag is None:
        first_units = memory.units.list(limit=1).units
        source_tag = first_units[0].source_locale if first_units else ""
    return {
        "translation_memory_id": make_id("memory", memory_name),
        "name": memory_name,
        "source_language": source_tag,
        "target_languages": [tag for tag in language_tags if tag != source_tag],
        "segment_count": memory.units.count(),
    }


def list_segments(
    context: RequestContext,
    *,
    page_size: _SegmentCount = 50,
    page_cursor: str | None = None,
    filter_text: _Filter | None = None,
    filter_case_sensitive: bool = False,
) -> JsonObject:
    """List the units of a memory page by page, or those that contain a text.

    The count is that of the whole memory, whatever the filter is; the cursor is
    missing at the end.
    """
    selection: TranslatedUnitSelection = {"query": filter_text} if filter_text else {}
    page = context.memory.units.list(limit=page_size, cursor=page_cursor, **selection)
    exact_text = (filter_text or "") if filter_case_sensitive else ""
    segments = [
        _describe_unit(unit)
        for unit in page.units
        if exact_text in f"{unit.source}\n{unit.target}"
    ]
    answer: JsonObject = {
        "segments": segments,
        "segment_count": context.memory.units.count(),
    }
    return answer if page.next is None else {**answer, "next_page_cursor": page.next}


def _describe_unit(unit: StoredUnit) -> JsonObject:
    origin = unit.origin
    creation_time = (
        format_time(origin.created, TIME_PATTERN) if origin.created else None
    )
    change_time = (
        format_time(origin.changed, TIME_PATTERN) if origin.changed else creation_time
    )
    times: JsonObject = {"creation_time": creation_time, "updated_time": change_time}
    target_segment: JsonObject = {
        "target_segment_id": make_id("target", unit.key),
        "target_language": unit.target_locale,
        "target_text": unit.target,
    }
    return {
        "source_segment_id": make_id("source", unit.key),
        "source_text": unit.source,
        "targets": [target_segment | times],
        **times,
    }


_MEMORY_PATH = "/v3/translation_memories/{translation_memory_id}"
_MEMORY_EXAMPLE = {"translation_memory_id": make_id("memory", "default")}
_SEARCH_EXAMPLE = {**_MEMORY_EXAMPLE, "filter_text": "họp báo"}
MEMORY_ROUTES = make_routes(
    ("GET /v3/translation_memories", list_memories, {"page_size": 10}),
    (f"GET {_MEMORY_PATH}", read_memory, _MEMORY_EXAMPLE),
    (f"GET {_MEMORY_PATH}/segments", list_segments, _SEARCH_EXAMPLE),
)
