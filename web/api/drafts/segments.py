"""The segments of drafts: reading one, and saving what was typed."""

from typing import Annotated, Literal

import msgspec

from tm.text.normal import nfc
from tm.text.segment import require_storable_text
from tm.unit import State
from web.access import require_role
from web.api.drafts.own_drafts import (
    DRAFT_EXAMPLE,
    DraftId,
    DraftSegmentNumber,
    read_own_draft,
)
from web.api.request_types import Request
from web.api.route_group import RouteGroup
from web.drafts.draft import DraftSegment
from web.drafts.segments import SegmentEdit, read_segment, save_segment
from web.request_context import RequestContext
from web.route import Role

DRAFT_SEGMENT_ROUTES = RouteGroup()
DraftText = Annotated[str, msgspec.Meta(max_length=100_000)]
DraftState = Literal["initial", "translated", "reviewed"]


class DraftSegmentRequest(Request, frozen=True, kw_only=True):
    """A segment of a draft."""

    id: DraftId
    number: DraftSegmentNumber


@DRAFT_SEGMENT_ROUTES.add(
    *("GET", "/drafts/{id}/segments/{number}", Role.TRANSLATOR),
    example={**DRAFT_EXAMPLE, "number": 1},
)
def read_draft_segment(
    context: RequestContext, request: DraftSegmentRequest
) -> DraftSegment:
    """Read a segment of a draft."""
    return read_segment(
        context.database, read_own_draft(context, request.id), request.number
    )


class TypedSegment(DraftSegmentRequest, frozen=True, kw_only=True):
    """What was typed for a segment."""

    text: DraftText
    """The translation, be it unfinished; empty for none."""
    state: DraftState = "initial"
    """`initial` while it is unfinished; reviewers may set `reviewed`."""


@DRAFT_SEGMENT_ROUTES.add(
    *("PUT", "/drafts/{id}/segments/{number}", Role.TRANSLATOR),
    example={**DRAFT_EXAMPLE, "number": 1, "text": "Jumpa pers", "state": "translated"},
    takes_version=True,
)
def save_draft_segment(context: RequestContext, request: TypedSegment) -> DraftSegment:
    """Save what was typed for a segment.

    With If-Match only if nobody has saved it since it was read; else the answer has
    both texts: `current` and `sent`.
    """
    require_storable_text(request.text)
    if request.state == "reviewed":
        require_role(context.role, Role.REVIEWER, context.memory_name)
    text = nfc(request.text)
    state = State(request.state) if text.strip() else State.INITIAL
    return save_segment(
        context.database,
        read_own_draft(context, request.id),
        SegmentEdit(request.number, text, state, context.version),
        person_id=context.person.person_id,
        max_bytes=context.server.settings.max_draft_bytes,
    )
