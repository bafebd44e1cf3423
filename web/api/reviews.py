"""Review: the pairs of articles that wait, and decisions about them and others."""

from functools import partial
from typing import Annotated, Literal

import msgspec

from padanan.values.units import PairChange, UnitPage
from web.api.articles import ArticleKey
from web.api.request_types import (
    PagedListRequest,
    Request,
    Text,
    WholeArticleKey,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

REVIEW_ROUTES = RouteGroup()
PairKey = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{4,32}"),
        description="The key of a pair, or the beginning of it.",
        examples=["64382e2efa3a6236"],
    ),
]
SegmentCount = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
SegmentNumber = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
SegmentRange = tuple[SegmentNumber, SegmentNumber]
SideName = Literal["source", "target"]
_EXAMPLE_PAIR_KEY = "ff3732879438973e"


class ReviewRequest(PagedListRequest, frozen=True):
    """Which waiting pairs to list; without a value, all."""

    article: WholeArticleKey | None = None
    """The whole key of an article."""


@REVIEW_ROUTES.add("GET", "/review", Role.READER, example={"limit": 10})
def list_waiting_pairs(context: RequestContext, request: ReviewRequest) -> UnitPage:
    """List the pairs that wait for review, since their alignment is uncertain."""
    return context.memory.reviews.list(**list_given_values(request))


class WaitingCountRequest(Request, frozen=True):
    """Which waiting pairs to count; without a value, all."""

    article: WholeArticleKey | None = None
    """The whole key of an article."""


@REVIEW_ROUTES.add("GET", "/review/count", Role.READER, key="waiting", example={})
def count_waiting_pairs(context: RequestContext, request: WaitingCountRequest) -> int:
    """Count the pairs that wait for review."""
    return context.memory.reviews.count(**list_given_values(request))


_add_decision_route = partial(
    REVIEW_ROUTES.add, "POST", role=Role.REVIEWER, takes_version=True
)


@_add_decision_route("/review/{key}/accept", example={"key": _EXAMPLE_PAIR_KEY})
def accept_pair(context: RequestContext, key: PairKey) -> PairChange:
    """Use a pair that waits for review, as reviewed."""
    return context.memory.reviews.accept(key, version=context.version)


@_add_decision_route("/review/{key}/reject", example={"key": _EXAMPLE_PAIR_KEY})
def reject_pair(context: RequestContext, key: PairKey) -> PairChange:
    """Remove a pair that waits for review."""
    return context.memory.reviews.reject(key, version=context.version)


@_add_decision_route(
    "/review/{key}/edit",
    example={
        "key": _EXAMPLE_PAIR_KEY,
        "side": "target",
        "text": "Festival Pho dibuka.",
    },
)
def edit_pair(
    context: RequestContext, key: PairKey, side: SideName, text: Text
) -> PairChange:
    """Change the text of one side of a pair, and mark the pair as reviewed."""
    return context.memory.reviews.edit(key, side, text, version=context.version)


@_add_decision_route(
    "/review/{key}/merge",
    example={"key": _EXAMPLE_PAIR_KEY, "other": "4850daef02bff15c"},
)
def merge_pairs(context: RequestContext, key: PairKey, other: PairKey) -> PairChange:
    """Merge two pairs of an article, and what is between them, into one."""
    return context.memory.reviews.merge(key, other, version=context.version)


@_add_decision_route(
    "/review/{key}/split",
    example={"key": _EXAMPLE_PAIR_KEY, "source_count": 1, "target_count": 1},
)
def split_pair(
    context: RequestContext,
    key: PairKey,
    source_count: SegmentCount,
    target_count: SegmentCount,
) -> PairChange:
    """Split a pair in two.

    The counts are how many segments of each side the first part gets.
    """
    return context.memory.reviews.split(
        key, source_count, target_count, version=context.version
    )


class MoveRequest(Request, frozen=True):
    """By how many segments the end of a side moves, or its start."""

    key: PairKey
    side: SideName
    count: Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]
    """Such as 1 or -1; a start moves towards the end by positive numbers."""
    edge: Literal["start", "end"] = "end"


@_add_decision_route(
    "/review/{key}/move",
    example={"key": _EXAMPLE_PAIR_KEY, "side": "target", "count": 1},
)
def move_pair_edge(context: RequestContext, request: MoveRequest) -> PairChange:
    """Move an edge of a side of a pair; its neighbours give or get the segments."""
    return context.memory.reviews.move(
        version=context.version, **list_given_values(request)
    )


class PairingRequest(Request, frozen=True):
    """Segments of an article and of its original, each by first and last number."""

    key: ArticleKey
    source: SegmentRange
    """Those of the original, such as [12, 13]."""
    target: SegmentRange
    """Those of the article, such as [14, 14]."""


@_add_decision_route(
    "/articles/{key}/pairs",
    example={"key": "5ceb952d9c47b6fb", "source": [1, 1], "target": [1, 1]},
)
def pair_segments(context: RequestContext, request: PairingRequest) -> PairChange:
    """Pair segments; pairs that have any of them are removed."""
    return context.memory.reviews.pair(
        request.key, request.source, request.target, version=context.version
    )
