"""Review: the pairs of articles that wait, and decisions about them and others."""

from typing import Annotated, Literal

import msgspec

from padanan.results import PairChange, UnitPage
from web.api.articles import ArticleKey
from web.api.values import Cursor, HitLimit, Request, Text, list_given
from web.call import Call
from web.route import API_PREFIX, Role, Route

PairKey = Annotated[
    str,
    msgspec.Meta(
        pattern="^[0-9a-f]{4,32}$",
        description="The key of a pair, or the beginning of it.",
        examples=["64382e2efa3a6236"],
    ),
]
SegmentCount = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
SegmentNumber = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
SegmentRange = tuple[SegmentNumber, SegmentNumber]
SideName = Literal["source", "target"]
_PAIR = "ff3732879438973e"


class ReviewRequest(Request, frozen=True):
    """Which waiting pairs to list; without a value, all."""

    article: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")] | None = None
    """The whole key of an article."""
    limit: HitLimit = 100
    cursor: Cursor | None = None


def list_waiting_pairs(call: Call, request: ReviewRequest) -> UnitPage:
    """List the pairs that wait for review, since their alignment is uncertain."""
    return call.memory.reviews.list(**list_given(request))


class PairRequest(Request, frozen=True):
    """The pair to decide about."""

    key: PairKey


def accept_pair(call: Call, request: PairRequest) -> PairChange:
    """Use a pair that waits for review, as reviewed."""
    return call.memory.reviews.accept(request.key, version=call.version)


def reject_pair(call: Call, request: PairRequest) -> PairChange:
    """Remove a pair that waits for review."""
    return call.memory.reviews.reject(request.key, version=call.version)


class PairEditRequest(Request, frozen=True):
    """The new text of one side of a pair."""

    key: PairKey
    side: SideName
    text: Text


def edit_pair(call: Call, request: PairEditRequest) -> PairChange:
    """Change the text of one side of a pair, which is reviewed by that."""
    return call.memory.reviews.edit(
        request.key, request.side, request.text, version=call.version
    )


class MergeRequest(Request, frozen=True):
    """The pair to merge with another one of its article."""

    key: PairKey
    other: PairKey


def merge_pairs(call: Call, request: MergeRequest) -> PairChange:
    """Merge two pairs of an article, and what is between them, into one."""
    return call.memory.reviews.merge(request.key, request.other, version=call.version)


class SplitRequest(Request, frozen=True):
    """How many segments of each side the first part gets."""

    key: PairKey
    source_count: SegmentCount
    target_count: SegmentCount


def split_pair(call: Call, request: SplitRequest) -> PairChange:
    """Split a pair in two."""
    return call.memory.reviews.split(
        request.key, request.source_count, request.target_count, version=call.version
    )


class MoveRequest(Request, frozen=True):
    """By how many segments the end of a side moves."""

    key: PairKey
    side: SideName
    count: Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]
    """Such as 1 or -1."""


def move_pair_end(call: Call, request: MoveRequest) -> PairChange:
    """Move the end of a side of a pair; its neighbours give or get the segments."""
    return call.memory.reviews.move(
        request.key, request.side, request.count, version=call.version
    )


class PairingRequest(Request, frozen=True):
    """Segments of an article and of its original, each by first and last number."""

    key: ArticleKey
    source: SegmentRange
    """Those of the original, such as [12, 13]."""
    target: SegmentRange
    """Those of the article, such as [14, 14]."""


def pair_segments(call: Call, request: PairingRequest) -> PairChange:
    """Pair segments; pairs that have any of them are removed."""
    return call.memory.reviews.pair(
        request.key, request.source, request.target, version=call.version
    )


REVIEW_ROUTES = (
    Route(
        "GET",
        f"{API_PREFIX}/review",
        list_waiting_pairs,
        ReviewRequest,
        UnitPage,
        Role.READER,
        example={"limit": 10},
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/accept",
        accept_pair,
        PairRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/reject",
        reject_pair,
        PairRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/edit",
        edit_pair,
        PairEditRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR, "side": "target", "text": "Festival Pho dibuka."},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/merge",
        merge_pairs,
        MergeRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR, "other": "a1db89627d4ab215"},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/split",
        split_pair,
        SplitRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR, "source_count": 1, "target_count": 1},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/review/{{key}}/move",
        move_pair_end,
        MoveRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": _PAIR, "side": "target", "count": 1},
        takes_version=True,
    ),
    Route(
        "POST",
        f"{API_PREFIX}/articles/{{key}}/pairs",
        pair_segments,
        PairingRequest,
        PairChange,
        Role.REVIEWER,
        example={"key": "5ceb952d9c47b6fb", "source": [1, 1], "target": [1, 1]},
        takes_version=True,
    ),
)
