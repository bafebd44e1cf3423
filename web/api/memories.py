"""The memories that somebody may read, and what one of them counts."""

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from padanan.values.statistics import (
    MemoryLeverage,
    MemoryOverview,
    MemoryStatistics,
)
from web.api.request_types import TextRequest
from web.api.route_group import RouteGroup
from web.request_context import RequestContext, ServerRequestContext
from web.route import Role, Scope

MEMORY_ROUTES = RouteGroup()


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


@MEMORY_ROUTES.add(
    *("GET", "/memories", Role.READER), key="memories", example={}, scope=Scope.PERSON
)
def list_memories(context: ServerRequestContext) -> list[MemorySummary]:
    """List the memories that you may read, with their languages and counts.

    The default comes first.
    """
    memory_names = context.server.list_readable_memories(context.person)
    return [_describe_memory(context, memory_name) for memory_name in memory_names]


def _describe_memory(context: ServerRequestContext, memory_name: str) -> MemorySummary:
    memory, role = (
        context.server.memories.get(memory_name),
        context.person.rights.find_role(memory_name),
    )
    assert memory is not None
    assert role is not None  # it may be read
    source, target = memory.settings.source, memory.settings.target
    return MemorySummary(
        memory_name,
        role,
        source.tag if source else None,
        target.tag if target else None,
        memory.units.count_by_languages(),
    )


@MEMORY_ROUTES.add("GET", "/statistics", Role.READER, example={})
def read_statistics(context: RequestContext) -> MemoryStatistics:
    """Count segments, units, articles and concepts."""
    return context.memory.read_statistics()


@MEMORY_ROUTES.add("GET", "/overview", Role.READER, example={})
def read_overview(context: RequestContext) -> MemoryOverview:
    """Count what changed by week, what there is by site, and what waits.

    Figures by person are there only where the server's setting `shows_people` is on.
    """
    overview = context.memory.read_overview()
    return (
        overview
        if context.server.settings.shows_people
        else replace(overview, people=())
    )


class LeverageRequest(TextRequest, frozen=True):
    """How many units to look up."""

    sample: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


@MEMORY_ROUTES.add(
    *("GET", "/overview/leverage", Role.READER),
    example={"sample": 20, "source": "vi", "target": "id"},
)
def measure_leverage(
    context: RequestContext, request: LeverageRequest
) -> MemoryLeverage:
    """Measure how much of its own texts the memory can translate.

    Some of its units are looked up in the rest of it: the share of each band of match
    rates is what it can save of texts like those.
    """
    return context.memory.measure_leverage(
        sample_size=request.sample, source=request.source, target=request.target
    )
