"""A draft, segment by segment: a page of its segments, and help with one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from padanan.values.terms import FoundTerm
from tm.text.locale import Locale
from web.api.drafts.findings import DraftCheck, check_draft
from web.api.drafts.own_drafts import (
    DraftId,
    DraftReadRequest,
    DraftSegmentNumber,
    open_draft,
)
from web.api.drafts.segments import DraftSegmentRequest, read_draft_segment
from web.api.history import ChangeNameText
from web.api.lookup import BatchLookupRequest, look_up_batch
from web.api.request_types import Request
from web.api.terms import TermsRequest, find_terms
from web.drafts.draft import Draft, DraftSegment
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.pages.search.excerpts import MarkedSpan, sort_marks
from web.pages.search.request import SearchRequest
from web.pages.search.sentence_parts import find_text_parts
from web.pages.search.view import MatchView, PartView, make_match_view
from web.request_context import RequestContext
from web.route import Role

EDITOR_PAGES = PageGroup()
_TITLE = N_("Translate")
SEGMENTS_PER_PAGE = 25
_MAX_MATCHES = 5
_MAX_PARTS = 3
"""Of a segment without a match; the search shows more."""
_SEGMENTS_PER_CHECK = 200
"""How many are checked at once for the next finding."""


class EditorRequest(Request, frozen=True):
    """Which segment of a draft to work on."""

    id: DraftId
    segment: DraftSegmentNumber | None = None
    """By default the first that is not translated."""
    go: Literal["finding", "unfinished"] | None = None
    """To the next segment of this kind after `segment`."""
    stored: ChangeNameText | None = None
    """The change set that the person has just made of the draft."""
    added: Annotated[int, msgspec.Meta(ge=0)] | None = None
    left: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How many segments are left untranslated, for a note."""
    found: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How many segments have findings, for a note."""


@dataclass(frozen=True, slots=True)
class SegmentHelp:
    """What helps to translate a segment: matches and terms."""

    draft: Draft
    segment: DraftSegment
    matches: Sequence[MatchView]
    terms: Sequence[FoundTerm]
    parts: Sequence[PartView]
    """Stored parts of the segment, where nothing like the whole is stored."""
    marks: Sequence[MarkedSpan]
    """Of terms and inline codes in the source."""
    person: str | None
    """Who asks, so that what their browser keeps is theirs."""


@dataclass(frozen=True, slots=True)
class EditorView:
    """A page of the segments of a draft."""

    draft: Draft
    segments: Sequence[DraftSegment]
    current_number: int
    """The number of the segment to work on."""
    segment_help: SegmentHelp
    page_count: int
    may_review: bool
    may_discard: bool

    def find_marks(self, segment: DraftSegment) -> Sequence[MarkedSpan]:
        """Find what to mark in a source: terms only in that to work on."""
        is_current = segment.number == self.current_number
        return self.segment_help.marks if is_current else list(find_codes(segment))

    @property
    def page(self) -> int:
        """The number of this page of segments, from 1."""
        return _find_page(self.current_number)


@EDITOR_PAGES.add(
    *("GET", "/translate/{id}", "draft.html"), title=_TITLE, role=Role.TRANSLATOR
)
def show_draft(
    context: RequestContext, request: EditorRequest
) -> EditorView | Redirect:
    """Show the segments around one, with what helps to translate it."""
    opened_draft = open_draft(context, DraftReadRequest(request.id, limit=1))
    if request.go is not None:
        next_number = _find_next_number(context, request, opened_draft.draft)
        address = make_memory_address(
            context, f"/translate/{request.id}", segment=next_number
        )
        return Redirect(f"{address}#s{next_number}")
    draft = opened_draft.draft
    current_number = min(
        request.segment or opened_draft.next_unfinished or 1, draft.segments
    )
    first_number = (_find_page(current_number) - 1) * SEGMENTS_PER_PAGE + 1
    shown_page = open_draft(
        context,
        DraftReadRequest(request.id, first=first_number, limit=SEGMENTS_PER_PAGE),
    )
    return EditorView(
        draft,
        shown_page.segments,
        current_number,
        _make_help(context, draft, shown_page.segments[current_number - first_number]),
        -(-draft.segments // SEGMENTS_PER_PAGE),
        context.role.includes(Role.REVIEWER),
        draft.person == context.person.person_id,
    )


def _find_next_number(
    context: RequestContext, request: EditorRequest, draft: Draft
) -> int:
    """Find the next segment of the kind that is asked for, from the end on again."""
    current_number = request.segment or 0
    if request.go == "unfinished":
        following_page = open_draft(
            context, DraftReadRequest(request.id, first=current_number + 1, limit=1)
        )
        return following_page.next_unfinished or current_number or 1
    for first_number in (
        *range(current_number + 1, draft.segments + 1, _SEGMENTS_PER_CHECK),
        *range(1, current_number + 1, _SEGMENTS_PER_CHECK),
    ):
        findings = check_draft(
            context,
            DraftCheck(request.id, first=first_number, limit=_SEGMENTS_PER_CHECK),
        )
        if findings:
            return min(int(finding.unit) for finding in findings)
    return current_number or 1


@EDITOR_PAGES.add(
    *("GET", "/translate/{id}/segments/{number}", "draft_help_page.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
    fragment="draft_help.html",
)
def show_help(context: RequestContext, request: DraftSegmentRequest) -> SegmentHelp:
    """Show the matches and terms of a segment."""
    draft = open_draft(context, DraftReadRequest(request.id, limit=1)).draft
    return _make_help(context, draft, read_draft_segment(context, request))


def _make_help(
    context: RequestContext, draft: Draft, segment: DraftSegment
) -> SegmentHelp:
    source, target = draft.source_locale, draft.target_locale
    plain_text = segment.source_text
    for code in segment.codes:
        plain_text = plain_text.replace(code, "", 1)
    [lookup] = look_up_batch(
        context,
        BatchLookupRequest(
            texts=(plain_text,), limit=_MAX_MATCHES, source=source, target=target
        ),
    )
    terms = find_terms(
        context, TermsRequest(text=segment.source_text, source=source, target=target)
    )
    translated_terms = [term for term in terms if term.translations]
    matches = [make_match_view(match) for match in lookup.matches if match.target]
    parts: Sequence[PartView] = ()
    if not matches:
        parts = find_text_parts(
            *(context, plain_text, (Locale.parse(source), Locale.parse(target))),
            translated_terms,
            SearchRequest(source=source, target=target),
        )
    return SegmentHelp(
        draft,
        segment,
        matches,
        list({(term.text, term.concept): term for term in translated_terms}.values()),
        parts[:_MAX_PARTS],
        sort_marks(
            [
                *find_codes(segment),
                *((term.start, term.end, "term") for term in translated_terms),
            ]
        ),
        context.person.person_id,
    )


def find_codes(segment: DraftSegment) -> Iterator[MarkedSpan]:
    """Find the inline codes that are written out in the source of a segment."""
    code_end = 0
    for code in segment.codes:
        code_start = segment.source_text.find(code, code_end)
        if code and code_start >= 0:
            code_end = code_start + len(code)
            yield code_start, code_end, "code"


def _find_page(number: int) -> int:
    return (number - 1) // SEGMENTS_PER_PAGE + 1
