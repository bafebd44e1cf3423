"""What is done with a draft: segments saved by a form, checked, exported, stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from padanan.values.findings import FindingInContext
from tm.errors import VersionConflict
from web.api.drafts.exports import DraftExport, export_draft, store_draft
from web.api.drafts.findings import DraftCheck, check_draft
from web.api.drafts.own_drafts import (
    DraftId,
    DraftReadRequest,
    DraftSegmentNumber,
    open_draft,
)
from web.api.drafts.segments import DraftState, TypedSegment, save_draft_segment
from web.api.request_types import Request, Version
from web.drafts.draft import Draft, DraftSegment
from web.pages.page_route import (
    N_,
    DownloadAnswer,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_memory_address,
)
from web.request_context import RequestContext
from web.route import Role

DRAFT_ACTION_PAGES = PageGroup()
_TITLE = N_("Translate")
_FILE_TYPE = "application/octet-stream"


class SegmentForm(TypedSegment, frozen=True, kw_only=True):
    """What was typed for a segment, as a form sends it."""

    text: str = ""
    state: DraftState = "translated"
    version: Version
    """That of the segment when the form was shown."""


@dataclass(frozen=True, slots=True)
class SavedAndSentTextView:
    """Two texts of a segment: what somebody else saved, and what was sent."""

    draft: Draft
    current_segment: DraftSegment
    sent_form: SegmentForm


@DRAFT_ACTION_PAGES.add(
    *("POST", "/translate/{id}/segments/{number}", "draft_conflict.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def save_translation_from_form(
    context: RequestContext, form: SegmentForm
) -> Redirect | TemplateAnswer:
    """Save a segment, and lead to the next; both texts where somebody else saved."""
    draft = open_draft(context, DraftReadRequest(form.id, limit=1)).draft
    # A form sends lines with the line ends of Windows.
    text = form.text.replace("\r\n", "\n")
    typed_segment = TypedSegment(
        id=form.id, number=form.number, text=text, state=form.state
    )
    try:
        save_draft_segment(replace(context, version=form.version), typed_segment)
    except VersionConflict as error:
        assert isinstance(error.current, DraftSegment)
        return TemplateAnswer(
            SavedAndSentTextView(draft, error.current, form), status=412
        )
    next_segment_number = min(form.number + 1, draft.segments)
    address = make_memory_address(
        context, f"/translate/{form.id}", segment=next_segment_number
    )
    return Redirect(f"{address}#s{next_segment_number}")


class CheckForm(Request, frozen=True):
    """What to check: a segment with the text that is typed, or some as they are."""

    id: DraftId
    number: DraftSegmentNumber | None = None
    text: str | None = None
    first: DraftSegmentNumber = 1
    """The number of the first segment to check, from 1."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 25


@dataclass(frozen=True, slots=True)
class FindingsView:
    """Findings by the number of their segments."""

    draft: Draft
    findings_by_segment_number: Mapping[str, Sequence[FindingInContext]]


@DRAFT_ACTION_PAGES.add(
    *("POST", "/translate/{id}/check", "draft_findings.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def show_findings(context: RequestContext, form: CheckForm) -> FindingsView:
    """Show what the checks find in some segments."""
    draft = open_draft(context, DraftReadRequest(form.id, limit=1)).draft
    draft_check = DraftCheck(form.id, form.number, form.text, form.first, form.limit)
    if form.number is not None and form.text is None:
        draft_check = msgspec.structs.replace(draft_check, text="")  # an empty field
    findings_by_segment_number: dict[str, list[FindingInContext]] = {}
    if form.number is not None:
        findings_by_segment_number[str(form.number)] = []
    for finding in check_draft(context, draft_check):
        findings_by_segment_number.setdefault(finding.unit, []).append(finding)
    return FindingsView(draft, findings_by_segment_number)


@DRAFT_ACTION_PAGES.add(
    "GET", "/translate/{id}/file", None, title=_TITLE, role=Role.TRANSLATOR
)
def export_file(context: RequestContext, request: DraftExport) -> DownloadAnswer:
    """Export a draft as a file."""
    draft_file = export_draft(context, request)
    return DownloadAnswer(draft_file.content, _FILE_TYPE, draft_file.name)


class StoreForm(Request, frozen=True):
    """The draft whose finished segments go into the memory."""

    id: DraftId


@DRAFT_ACTION_PAGES.add(
    *("POST", "/translate/{id}/store", "draft.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def store_draft_from_form(context: RequestContext, form: StoreForm) -> Redirect:
    """Store the finished segments in the memory, and say how to take it back.

    The segments with findings are counted in the note, since what was stored is in use
    from now on.
    """
    store_result = store_draft(context, form.id)
    findings = check_draft(context, DraftCheck(form.id))
    address = make_memory_address(
        context,
        f"/translate/{form.id}",
        stored=store_result.change_set,
        added=store_result.added,
        left=store_result.left_out,
        found=len({finding.unit for finding in findings}),
    )
    return Redirect(address)
