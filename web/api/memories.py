"""The memories that somebody may read, and what one of them counts."""

from dataclasses import dataclass

from padanan.changes import MemoryStatistics
from web.api.values import Request, ServerRequest
from web.call import Call, ServerCall
from web.route import API_PREFIX, Role, Route, Scope


class MemoriesRequest(ServerRequest, frozen=True):
    """Takes no values."""


@dataclass(frozen=True, slots=True)
class MemorySummary:
    """A memory that you may read."""

    name: str
    role: Role
    """What you may do in it."""
    source: str | None
    """The language of texts, where a request names none."""
    target: str | None
    units: dict[str, int]
    """Units in use by languages: `vi-id`."""


@dataclass(frozen=True, slots=True)
class MemoryList:
    """The memories that you may read, the default first."""

    memories: list[MemorySummary]


def list_memories(call: ServerCall, request: MemoriesRequest) -> MemoryList:
    """List the memories that you may read, with their languages and counts."""
    names = call.server.list_readable_memories(call.person)
    return MemoryList([_describe_memory(call, name) for name in names])


def _describe_memory(call: ServerCall, name: str) -> MemorySummary:
    memory, role = call.server.memories.get(name), call.person.rights.find_role(name)
    assert memory is not None
    assert role is not None  # it may be read
    settings = memory.settings
    return MemorySummary(
        name,
        role,
        settings.source.tag if settings.source else None,
        settings.target.tag if settings.target else None,
        memory.units.count_by_languages(),
    )


class StatisticsRequest(Request, frozen=True):
    """The memory to count."""


def read_statistics(call: Call, request: StatisticsRequest) -> MemoryStatistics:
    """Count segments, units, articles and concepts."""
    return call.memory.read_statistics()


MEMORY_ROUTES = (
    Route(
        "GET",
        f"{API_PREFIX}/memories",
        list_memories,
        MemoriesRequest,
        MemoryList,
        Role.READER,
        example={},
        scope=Scope.PERSON,
    ),
    Route(
        "GET",
        f"{API_PREFIX}/statistics",
        read_statistics,
        StatisticsRequest,
        MemoryStatistics,
        Role.READER,
        example={},
    ),
)
