"""What a run of checks found: its groups, and the findings of one group."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic, sleep
from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec

from tm.finding import Severity
from web.api.history import ChangeNameText
from web.api.jobs.job_progress import JobId
from web.api.request_types import QueryText, Request
from web.jobs.job import JobState
from web.pages.checks.decisions import Decision, DecisionId, find_decision
from web.pages.checks.groups import (
    FindingGroup,
    FindingState,
    GroupId,
    ShownFinding,
)
from web.pages.checks.precision import is_doubted
from web.pages.checks.runs import CheckRun, read_run
from web.pages.page_route import N_, PageGroup, TemplateAnswer
from web.request_context import RequestContext
from web.route import Role

RUN_PAGES = PageGroup()
GROUPS_PER_PAGE = 25
FINDINGS_PER_GROUP = 40
_WAIT_SECONDS = 1.5
"""How long the page waits for a short run, so that it need not be loaded again."""
_REFRESH_SECONDS = 2
_DAYS_OF_DISMISSAL = 365
"""When a dismissal ends, unless somebody chooses another day."""
StateFilter = Literal["open", "new", "dismissed", "fixed", "all"]


class RunRequest(Request, frozen=True):
    """The run, and which of its groups to show."""

    id: JobId
    check: QueryText | None = None
    severity: Severity | None = None
    state: StateFilter = "open"
    page: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    decision: DecisionId | None = None
    """The decision that the person has just made."""
    decided: GroupId | None = None
    """The group that it was about, to lead back to when it is taken back."""
    restored: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """How many findings the person has just restored."""
    fixed: ChangeNameText | None = None
    """The change set of the fixes that the person has just applied."""
    left: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How many units were left as they are, since they had changed."""
    marked: Annotated[int, msgspec.Meta(ge=0)] | None = None
    unmarked: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """How many findings the person has just marked as critical, or no longer."""
    total: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """How many units are to be checked, while that goes on."""

    @property
    def filter_query(self) -> str:
        """The filters, as the address has them."""
        filters: dict[str, object] = {"state": self.state, "page": self.page}
        filters |= {"check": self.check, "severity": self.severity}
        return urlencode({name: value for name, value in filters.items() if value})


@dataclass(frozen=True, slots=True)
class RunView:
    """Some groups of a run."""

    run: CheckRun
    groups: Sequence[FindingGroup]
    shown_group_count: int
    """Groups that the filters let through."""
    page_count: int
    count_by_state: Mapping[str, int]
    count_by_severity: Mapping[str, int]
    checks_with_counts: Sequence[tuple[str, int]]
    """Findings, after the filter by state."""
    decision: Decision | None
    may_decide: bool

    @property
    def finding_count(self) -> int:
        """All findings of the run."""
        return sum(len(group.findings) for group in self.run.groups)


@RUN_PAGES.add(
    *("GET", "/checks/{id}", "check_run.html"),
    title=N_("Checks"),
)
def show_run(context: RequestContext, request: RunRequest) -> RunView | TemplateAnswer:
    """Show the groups of a run; while it goes on, how far it is."""
    run = _wait_for_run(context, request.id)
    if not run.job.state.has_ended:
        return TemplateAnswer(
            run, "check_progress.html", headers={"refresh": str(_REFRESH_SECONDS)}
        )
    if run.job.state is not JobState.DONE:
        return TemplateAnswer(run, "check_progress.html")
    count_by_state = Counter(
        shown_finding.state.value
        for group in run.groups
        for shown_finding in group.findings
    )
    groups_of_state = [
        group for group in run.groups if _count_findings(group, request.state)
    ]
    count_by_severity: Counter[str] = Counter()
    count_by_check: Counter[str] = Counter()
    for group in groups_of_state:
        finding_count = _count_findings(group, request.state)
        count_by_severity[group.severity.value] += finding_count
        count_by_check[group.first_finding.check] += finding_count
    groups = [
        group
        for group in groups_of_state
        if request.severity in (None, group.severity)
        and request.check in (None, group.first_finding.check)
    ]
    page_count = max(1, -(-len(groups) // GROUPS_PER_PAGE))
    first_index = (min(request.page, page_count) - 1) * GROUPS_PER_PAGE
    return RunView(
        run,
        groups[first_index : first_index + GROUPS_PER_PAGE],
        len(groups),
        page_count,
        {
            **count_by_state,
            "open": count_by_state["open"] + count_by_state["new"],
            "all": count_by_state.total(),
        },
        count_by_severity,
        count_by_check.most_common(),
        None if request.decision is None else find_decision(context, request.decision),
        context.role.includes(Role.TRANSLATOR),
    )


class GroupRequest(Request, frozen=True):
    """A group of a run."""

    id: JobId
    group: GroupId
    page: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


@dataclass(frozen=True, slots=True)
class GroupView:
    """The findings of a group, and what can be decided."""

    run: CheckRun
    group: FindingGroup
    findings: Sequence[ShownFinding]
    page_count: int
    may_decide: bool
    offered_end_day: str
    """The day that is offered as the end of a dismissal."""

    @property
    def further_open_count(self) -> int:
        """How many findings to decide on are on other pages."""
        return len(self.group.open_findings) - sum(
            shown_finding.is_open for shown_finding in self.findings
        )

    @property
    def is_doubted(self) -> bool:
        """Whether people find the check not useful too often."""
        check = self.run.check_by_id.get(self.group.first_finding.check)
        return check is not None and is_doubted(check)


@RUN_PAGES.add(
    *("GET", "/checks/{id}/groups/{group}", "check_group_page.html"),
    title=N_("Checks"),
    fragment="check_group.html",
)
def show_group(context: RequestContext, request: GroupRequest) -> GroupView:
    """Show the findings of a group with the decisions to make."""
    run = read_run(context, request.id)
    group = run.find_group(request.group)
    findings = sorted(
        group.findings, key=lambda shown_finding: not shown_finding.is_open
    )
    page_count = max(1, -(-len(findings) // FINDINGS_PER_GROUP))
    first_index = (min(request.page, page_count) - 1) * FINDINGS_PER_GROUP
    return GroupView(
        run,
        group,
        findings[first_index : first_index + FINDINGS_PER_GROUP],
        page_count,
        context.role.includes(Role.TRANSLATOR),
        (date.today() + timedelta(days=_DAYS_OF_DISMISSAL)).isoformat(),
    )


def _count_findings(group: FindingGroup, state_filter: StateFilter) -> int:
    """Count the findings of a group in a state."""
    match state_filter:
        case "all":
            return len(group.findings)
        case "open":
            return len(group.open_findings)
        case _:
            return group.count_by_state.get(FindingState(state_filter), 0)


def _wait_for_run(context: RequestContext, job_id: str) -> CheckRun:
    """Read a run; one that goes on gets a moment to end."""
    deadline = monotonic() + _WAIT_SECONDS
    while True:
        run = read_run(context, job_id)
        if run.job.state.has_ended or monotonic() > deadline:
            return run
        sleep(0.05)
