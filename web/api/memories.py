"""The memories that somebody may read, and what one of them counts."""

from dataclasses import dataclass

from padanan.values.statistics import MemoryStatistics
from web.api.route_group import RouteGroup
from web.call import Call, ServerCall
from web.route import Role, Scope

MEMORIES = RouteGroup()


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


@MEMORIES.add(
    *("GET", "/memories", Role.READER), key="memories", example={}, scope=Scope.PERSON
)
def list_memories(call: ServerCall) -> list[MemorySummary]:
    """List the memories that you may read, with their languages and counts.

    The default comes first.
    """
    names = call.server.list_readable_memories(call.person)
    return [_describe_memory(call, name) for name in names]


def _describe_memory(call: ServerCall, name: str) -> MemorySummary:
    memory, role = call.server.memories.get(name), call.person.rights.find_role(name)
    assert memory is not None
    assert role is not None  # it may be read
    source, target = memory.settings.source, memory.settings.target
    return MemorySummary(
        name,
        role,
        source.tag if source else None,
        target.tag if target else None,
        memory.units.count_by_languages(),
    )


@MEMORIES.add("GET", "/statistics", Role.READER, example={})
def read_statistics(call: Call) -> MemoryStatistics:
    """Count segments, units, articles and concepts."""
    return call.memory.read_statistics()
