"""What a draft comes to: a file, or units of the memory."""

from dataclasses import dataclass
from typing import Literal

from tm.errors import Conflict
from tm.unit import State
from web.api.drafts.own_drafts import DRAFT_EXAMPLE, DraftId, read_own_draft
from web.api.request_types import Request
from web.api.route_group import RouteGroup
from web.drafts.files import (
    DraftFile,
    make_draft_units,
    write_draft_document,
    write_draft_units,
)
from web.drafts.segments import read_segments, read_sources
from web.drafts.store import read_content
from web.request_context import RequestContext
from web.route import Role

DRAFT_EXPORT_ROUTES = RouteGroup()
DraftFormat = Literal["document", "po", "xliff", "tmx", "csv", "xlsx"]
_SUFFIX_BY_FORMAT = {"xliff": "xlf"}


class DraftExport(Request, frozen=True):
    """A draft, and the format to write it in."""

    id: DraftId
    format: DraftFormat = "document"
    """`document` for the file that is translated, with the translations in place."""


@DRAFT_EXPORT_ROUTES.add(
    *("GET", "/drafts/{id}/file", Role.TRANSLATOR),
    example={**DRAFT_EXAMPLE, "format": "xliff"},
)
def export_draft(context: RequestContext, request: DraftExport) -> DraftFile:
    """Write a draft as a file, whose content is in base64.

    As the document that it translates, with formatting and all else in place, or its
    segments as units. What is not translated yet stays in the source language, or
    empty.
    """
    draft = read_own_draft(context, request.id)
    segments = read_segments(context.database, draft)
    if request.format == "document":
        content = read_content(context.database, draft)
        return write_draft_document(draft, content, segments)
    suffix = _SUFFIX_BY_FORMAT.get(request.format, request.format)
    sources = read_sources(context.database, draft)
    return write_draft_units(draft, sources, segments, suffix)


@dataclass(frozen=True, slots=True)
class DraftStoringResult:
    """What of a draft is in the memory."""

    change_set: str | None
    """For undoing it; None if the memory had all of it already."""
    added: int
    """New units."""
    left_out: int
    """Segments that are not finished."""


@DRAFT_EXPORT_ROUTES.add(
    "POST", "/drafts/{id}/store", Role.TRANSLATOR, example=DRAFT_EXAMPLE
)
def store_draft(context: RequestContext, id: DraftId) -> DraftStoringResult:
    """Store the finished segments of a draft in the memory, as one change set.

    Segments that are not marked as translated are left out, and what the memory has
    already stays as it is.
    """
    draft = read_own_draft(context, id)
    segments = read_segments(context.database, draft)
    sources = read_sources(context.database, draft)
    finished_units = [
        unit
        for unit in make_draft_units(draft, sources, segments)
        if unit.target is not None and unit.state is not State.INITIAL
    ]
    if not finished_units:
        raise Conflict(
            "no segment is marked as translated yet; nothing is stored in the memory"
        )
    added_units = context.memory.units.add_units(finished_units)
    return DraftStoringResult(
        added_units.change_set, added_units.new, len(segments) - len(finished_units)
    )
