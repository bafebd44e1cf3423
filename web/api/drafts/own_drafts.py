"""Drafts: listing them, reading and removing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from web.api.request_types import HitLimit, Request
from web.api.route_group import RouteGroup
from web.drafts.draft import Draft, DraftSegment
from web.drafts.segments import find_unfinished, read_segments
from web.drafts.store import list_drafts, read_draft, remove_draft
from web.people.access_errors import Forbidden
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

DRAFT_ROUTES = RouteGroup()
DraftId = Annotated[str, msgspec.Meta(pattern=match_whole("d[a-z2-9]{16}"))]
DraftSegmentNumber = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
DRAFT_EXAMPLE = {"id": "d2k4abcdefghjkmnp"}


@DRAFT_ROUTES.add(
    "GET", "/drafts", Role.TRANSLATOR, key="drafts", example={"limit": 20}
)
def list_own_drafts(context: RequestContext, limit: HitLimit = 100) -> Sequence[Draft]:
    """List your drafts and those that others share, the latest changed first."""
    drafts = list_drafts(
        context.database, context.memory_name, person_id=context.person.person_id
    )
    return drafts[:limit]


class DraftReadRequest(Request, frozen=True):
    """Which segments of a draft to read."""

    id: DraftId
    first: DraftSegmentNumber = 1
    """The number of the first segment to read, from 1."""
    limit: HitLimit = 100


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft with some of its segments."""

    draft: Draft
    segments: Sequence[DraftSegment]
    next_unfinished: int | None
    """The first one from `first` on that is not translated yet, or else of all."""


@DRAFT_ROUTES.add("GET", "/drafts/{id}", Role.TRANSLATOR, example=DRAFT_EXAMPLE)
def open_draft(context: RequestContext, request: DraftReadRequest) -> OpenedDraft:
    """Read a draft and its segments, from a number on."""
    draft = read_own_draft(context, request.id)
    segments = read_segments(
        context.database, draft, first_segment_number=request.first, limit=request.limit
    )
    next_unfinished = find_unfinished(
        context.database, draft, previous_segment_number=request.first - 1
    )
    return OpenedDraft(draft, segments, next_unfinished)


@DRAFT_ROUTES.add("DELETE", "/drafts/{id}", Role.TRANSLATOR, example=DRAFT_EXAMPLE)
def discard_draft(context: RequestContext, id: DraftId) -> Draft:
    """Remove a draft of yours; what was stored in the memory stays there."""
    draft = read_own_draft(context, id)
    if draft.person != context.person.person_id:
        raise Forbidden("only who began a draft may remove it")
    remove_draft(context.database, draft)
    return draft


def read_own_draft(context: RequestContext, draft_id: str) -> Draft:
    """Read a draft that who calls may open. Raises NotFound."""
    return read_draft(
        context.database,
        context.memory_name,
        draft_id,
        person_id=context.person.person_id,
    )
