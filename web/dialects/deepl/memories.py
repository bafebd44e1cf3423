"""Translation memories of version 3: the memories of the server and their units."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from padanan.results import StoredUnit
from padanan.selection import TranslatedUnitSelection
from web.access import open_call
from web.call import Call
from web.dialects.deepl.glossaries import format_time
from web.dialects.deepl.ids import find_memory_name, make_id, make_memory_id
from web.dialects.dialect import DialectRequest

_MOST_MEMORIES = 25
_MOST_SEGMENTS = 100


class DeeplMemoriesRequest(DialectRequest, frozen=True, kw_only=True):
    """Which page of the memories is asked for, from 0."""

    page: Annotated[int, msgspec.Meta(ge=0)] = 0
    page_size: Annotated[int, msgspec.Meta(ge=1, le=_MOST_MEMORIES)] = _MOST_MEMORIES


class DeeplMemory(msgspec.Struct, frozen=True):
    """A memory."""

    translation_memory_id: str
    name: str
    source_language: str
    target_languages: list[str]
    segment_count: int


class DeeplMemories(msgspec.Struct, frozen=True):
    """A page of memories."""

    translation_memories: list[DeeplMemory]
    total_count: int


def list_memories(call: Call, request: DeeplMemoriesRequest) -> DeeplMemories:
    """List the memories that somebody may read."""
    names = call.server.list_readable_memories(call.person)
    start = request.page * request.page_size
    return DeeplMemories(
        [_make_memory(call, name) for name in names[start : start + request.page_size]],
        len(names),
    )


class DeeplMemoryRequest(DialectRequest, frozen=True, kw_only=True):
    """The id of a memory."""

    translation_memory_id: str

    def choose_memory(self, names: Sequence[str]) -> str:
        """Choose the memory of the id. Raises NotFound."""
        return find_memory_name(self.translation_memory_id, names)


def read_memory(call: Call, _: DeeplMemoryRequest) -> DeeplMemory:
    """Describe a memory."""
    return _make_memory(call, call.memory_name)


def _make_memory(call: Call, name: str) -> DeeplMemory:
    memory = open_call(call.server, call.person, name).memory
    tags = list(memory.units.list_languages())
    source = memory.settings.source
    source_tag = source.tag if source else next(iter(tags), "")
    return DeeplMemory(
        make_memory_id(name),
        name,
        source_tag,
        [tag for tag in tags if tag != source_tag],
        memory.units.count(),
    )


class DeeplSegmentsRequest(DeeplMemoryRequest, frozen=True, kw_only=True):
    """Which units of a memory are asked for."""

    page_size: Annotated[int, msgspec.Meta(ge=1, le=_MOST_SEGMENTS)] = 50
    page_cursor: str | None = None
    filter_text: Annotated[str, msgspec.Meta(min_length=2)] | None = None
    filter_case_sensitive: bool = False


class DeeplTargetSegment(msgspec.Struct, frozen=True):
    """A translation."""

    target_segment_id: str
    target_language: str
    target_text: str
    creation_time: str | None
    updated_time: str | None


class DeeplSegment(msgspec.Struct, frozen=True):
    """A text with its translation."""

    source_segment_id: str
    source_text: str
    targets: list[DeeplTargetSegment]
    creation_time: str | None
    updated_time: str | None


class DeeplSegments(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of units."""

    segments: list[DeeplSegment]
    segment_count: int
    """Of the whole memory, whatever the filter is."""
    next_page_cursor: str | None = None


def list_segments(call: Call, request: DeeplSegmentsRequest) -> DeeplSegments:
    """List the units of a memory page by page, or those that contain a text."""
    selection: TranslatedUnitSelection = {}
    if request.filter_text is not None:
        selection["query"] = request.filter_text
    page = call.memory.units.list(
        limit=request.page_size, cursor=request.page_cursor, **selection
    )
    is_exact = request.filter_case_sensitive and request.filter_text is not None
    segments = [
        _make_segment(unit)
        for unit in page.units
        if not is_exact
        or (request.filter_text or "") in f"{unit.source}\n{unit.target}"
    ]
    return DeeplSegments(segments, call.memory.units.count(), page.next)


def _make_segment(unit: StoredUnit) -> DeeplSegment:
    origin = unit.origin
    created = format_time(origin.created) if origin.created else None
    changed = format_time(origin.changed) if origin.changed else created
    target = DeeplTargetSegment(
        make_id("target", unit.key), unit.target_locale, unit.target, created, changed
    )
    return DeeplSegment(
        make_id("source", unit.key), unit.source, [target], created, changed
    )
