"""Checks of a draft: of what is typed in it so far, or of a text before it is saved."""

from collections.abc import Iterable, Sequence
from itertools import islice

from padanan.values.findings import FindingInContext
from web.api.drafts.own_drafts import (
    DRAFT_EXAMPLE,
    DraftId,
    DraftSegmentNumber,
    read_own_draft,
)
from web.api.drafts.segments import DraftText
from web.api.request_types import HitLimit, Request
from web.api.route_group import RouteGroup
from web.drafts.draft import Draft
from web.drafts.segments import read_segment, read_segments
from web.request_context import RequestContext
from web.route import Role

DRAFT_FINDING_ROUTES = RouteGroup()
_MAX_FINDINGS = 1000


class DraftCheck(Request, frozen=True):
    """What of a draft to check."""

    id: DraftId
    number: DraftSegmentNumber | None = None
    """Only this segment; by default all that have a translation."""
    text: DraftText | None = None
    """With `number`: the translation to check instead of the one that is saved."""
    first: DraftSegmentNumber = 1
    """The number of the first segment to check, from 1."""
    limit: HitLimit = 1000
    """How many segments to check, from `first` on."""


@DRAFT_FINDING_ROUTES.add(
    *("POST", "/drafts/{id}/check", Role.TRANSLATOR),
    key="findings",
    example=DRAFT_EXAMPLE,
)
def check_draft(context: RequestContext, request: DraftCheck) -> list[FindingInContext]:
    """Check a draft with the termbase of the memory; nothing is stored.

    `unit` of a finding is the number of its segment. What somebody has dismissed is
    left out.
    """
    draft = read_own_draft(context, request.id)
    if request.number is None:
        segments = read_segments(
            context.database,
            draft,
            first_segment_number=request.first,
            limit=request.limit,
        )
        numbered_texts = [
            (segment.number, segment.source_text, segment.target_text)
            for segment in segments
        ]
    else:
        segment = read_segment(context.database, draft, request.number)
        text = segment.target_text if request.text is None else request.text
        numbered_texts = [(segment.number, segment.source_text, text)]
    return _check_segments(context, draft, numbered_texts)


def _check_segments(
    context: RequestContext,
    draft: Draft,
    numbered_texts: Iterable[tuple[int, str, str]],
) -> list[FindingInContext]:
    segments: Sequence[tuple[str, str, str]] = [
        (str(number), source_text, target_text)
        for number, source_text, target_text in numbered_texts
        if target_text.strip()
    ]
    if not segments:
        return []
    findings = context.memory.checks.check_in_context(
        source=draft.source_locale, target=draft.target_locale, segments=segments
    )
    dismissed_fingerprints = {
        dismissal.fingerprint
        for dismissal in context.memory.checks.list_dismissals()
        if dismissal.is_in_force
    }
    open_findings = (
        finding
        for finding in findings
        if finding.fingerprint not in dismissed_fingerprints
    )
    return list(islice(open_findings, _MAX_FINDINGS))
