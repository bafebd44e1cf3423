"""The form of a decision on a group of findings, and the way back to the list."""

from typing import Annotated

import msgspec

from web.api.dismissals import Day, Fingerprint
from web.api.jobs.job_progress import JobId
from web.api.request_types import Request
from web.pages.checks.groups import FindingGroup, GroupId, ShownFinding
from web.pages.page_route import Redirect, make_memory_address
from web.request_context import RequestContext

FilterQuery = Annotated[str, msgspec.Meta(max_length=2000)]
"""The filters of the list, as its address has them."""


class GroupForm(Request, frozen=True, kw_only=True):
    """Findings of a group that somebody has chosen."""

    id: JobId
    group: GroupId
    fingerprints: tuple[Fingerprint, ...] = ()
    shown: tuple[Fingerprint, ...] = ()
    """Those that could be chosen; with `rest`, the others of the group are meant."""
    rest: bool = False
    """Whether those that were not shown are meant."""
    reason: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    until: Day | None = None
    next: GroupId | None = None
    """The group to go on with."""
    query: FilterQuery = ""
    """The filters of the list."""


def choose_findings(group: FindingGroup, form: GroupForm) -> list[ShownFinding]:
    """Choose the open findings that a decision is about."""
    return [
        shown_finding
        for shown_finding in group.open_findings
        if shown_finding.finding.fingerprint in form.fingerprints
        or (form.rest and shown_finding.finding.fingerprint not in form.shown)
    ]


def redirect_to_group(
    context: RequestContext, form: GroupForm, group: str | None, **done: object
) -> Redirect:
    """Lead back to the list, to one of its groups, and say which one it was."""
    address = make_memory_address(
        context, f"/checks/{form.id}", **done, decided=form.group
    )
    return Redirect(address + make_list_place(form.query, group))


def make_list_place(query: str, group: str | None) -> str:
    """Make the end of an address of the list: its filters, and one of its groups."""
    filters = f"&{query}" if query else ""
    return filters + (f"#g-{group}" if group else "")
